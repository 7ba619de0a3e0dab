"""The real Kokoro worker, where some texts make it do odd things: `python -m tests.fakes.kokoro_odd_worker`.

It also ends at once when anything starts PortAudio or opens a sound card.
"""

import os
import time
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from xquizit_kit.worker_child import Method, Stop, Streaming, serve_worker
from xquizit_kit.worker_frames import Header
from xquizit_tts.engines.kokoro import worker

HANG = "Now it hangs."
DIE = "Now it dies."
BREAK = "Now it breaks."
TOUCHED_A_SOUND_CARD = 77


def make_methods(arguments: Header) -> Mapping[str, Method | Streaming]:
    """The real ones, with odd texts."""
    _guard_sound_cards()
    methods = dict(worker.make_methods(arguments))
    real: Any = methods["speak"]

    def speak(header: Header, payload: bytes, stop: Stop) -> Iterator[tuple[Header, bytes]]:
        if header["text"] == HANG:
            time.sleep(3600)
        if header["text"] == DIE:
            os._exit(3)
        if header["text"] == BREAK:
            _break_next_pass()
        yield from real.run(header, payload, stop)

    return {**methods, "speak": Streaming(speak)}


def _guard_sound_cards() -> None:
    import pyaudio

    def refuse(*_arguments: Any, **_options: Any) -> NoReturn:
        os._exit(TOUCHED_A_SOUND_CARD)

    library: Any = pyaudio._portaudio
    library.initialize = library.open = refuse


def _break_next_pass() -> None:
    """The next pass through the network fails as a GPU that has too little memory does, telling what it was doing."""
    from kokoro import KModel

    network: Any = KModel
    real = network.forward

    def forward(*_arguments: Any, **_options: Any) -> NoReturn:
        network.forward = real
        raise RuntimeError("a candidate's secret")

    network.forward = forward


if __name__ == "__main__":
    serve_worker(make_methods)

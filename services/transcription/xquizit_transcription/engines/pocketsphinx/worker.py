"""The child process that hears one speaker with pocketsphinx, which holds the interpreter's lock while it decodes.

Methods: `open` {folder} loads a model; `begin` starts an utterance; `feed` <pcm> → {text}; `finish` <pcm> → {words}.
Out of this order they fail: `no_model` without a model, `no_utterance` when fed before `begin` or after `finish`.
"""

from collections.abc import Mapping
from pathlib import Path

from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_child import Method, serve_worker
from xquizit_kit.worker_frames import Header
from xquizit_transcription.engines.pocketsphinx.language_model.files import DICTIONARY, LANGUAGE_MODEL
from xquizit_transcription.engines.pocketsphinx.language_model.sphinx import Decoder, decoder

_FRAME_SAMPLES = 160
"""Between two frames of pocketsphinx: 10 ms."""


class Ear:
    """Two decoders over one model: a quick one for partials, a thorough one for finals."""

    def __init__(self) -> None:
        """Has no model yet."""
        self._live: Decoder | None = None
        self._final: Decoder | None = None
        self._hearing = False

    def open(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """Loads the model in `folder`."""
        folder = Path(header["folder"])
        model, dictionary = folder / LANGUAGE_MODEL, folder / DICTIONARY
        self._live = decoder(model, dictionary, thorough=False)
        self._final = decoder(model, dictionary, thorough=True)
        self._hearing = False
        return {}, b""

    def begin(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """Starts an utterance; one that is open is forgotten."""
        live = _loaded(self._live)
        if self._hearing:
            live.end_utt()
        live.start_utt()
        self._hearing = True
        return {}, b""

    def feed(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """Hears on; returns the words so far."""
        live = _loaded(self._live)
        if not self._hearing:
            raise EngineFailed("Sound came before its utterance had begun.", reason="no_utterance")
        live.process_raw(payload, False, False)
        heard = live.hyp()
        return {"text": heard.hypstr if heard else ""}, b""

    def finish(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """Decodes the whole utterance once more, with the mean of all of it and a second pass; returns its words."""
        live, final = _loaded(self._live), _loaded(self._final)
        if self._hearing:
            live.end_utt()
            self._hearing = False
        if not payload:
            return {"words": []}, b""
        final.start_utt()
        final.process_raw(payload, False, True)
        final.end_utt()
        words: list[tuple[str, int, int, float]] = []
        if final.hyp() is not None:
            words = [
                (
                    segment.word.partition("(")[0],
                    segment.start_frame * _FRAME_SAMPLES,
                    (segment.end_frame + 1) * _FRAME_SAMPLES,
                    min(1.0, segment.prob),
                )
                for segment in final.seg()
                if segment.word[0] not in "<["
            ]
        return {"words": words}, b""


def _loaded(decoder: Decoder | None) -> Decoder:
    if decoder is None:
        raise EngineFailed("No model was loaded to hear with.", reason="no_model")
    return decoder


def make_methods(arguments: Header) -> Mapping[str, Method]:
    """The methods by name; `folder` among the arguments is loaded at once."""
    ear = Ear()
    if "folder" in arguments:
        ear.open(arguments, b"")
    return {"open": ear.open, "begin": ear.begin, "feed": ear.feed, "finish": ear.finish}


if __name__ == "__main__":
    serve_worker(make_methods)

"""eSpeak NG's C library through ctypes: one instance per process, one caller at a time.

API: espeak-ng/speak_lib.h of eSpeak NG 1.52.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import espeakng_loader

BUFFER_MS = 40
"""Audio per callback. It takes eSpeak about 0.05 ms to make, so this is also how soon an abort is noticed."""

_OUTPUT_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
"""espeakINITIALIZE_DONT_EXIT: report missing data instead of ending the process."""
_CHARS_UTF8 = 1
_POS_CHARACTER = 1
_RATE = 1
_ABORT, _GO_ON = 1, 0

_EVENT_END, _EVENT_WORD = 0, 1
"""espeakEVENT_LIST_TERMINATED and espeakEVENT_WORD."""


class _Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


class _VoiceRecord(ctypes.Structure):
    """espeak_VOICE."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.POINTER(ctypes.c_char)),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class LibraryVoice:
    """One voice file of the library."""

    name: str
    """For people, e.g. `English (America)`."""
    language: str
    """Its first language, e.g. `en-us`."""
    file: str
    """What `synthesize` takes, e.g. `en-US`; languages do not do: `en-gb` is found only as `en`."""


@dataclass(frozen=True, slots=True)
class WordEvent:
    """A word begins."""

    start: int
    """Where it stands in the text, in code points."""
    length: int
    at_ms: int
    """When it is heard."""


class EspeakLibrary:
    """The library, started. All instances share one state in C: have one per process, used by one thread."""

    def __init__(self) -> None:
        """Starts the library.

        Raises:
            OSError: The library or its data cannot be loaded.
        """
        self._c = _load()
        path = espeakng_loader.get_data_path().encode()
        self.rate_hz: int = self._c.espeak_Initialize(_OUTPUT_SYNCHRONOUS, BUFFER_MS, path, _DONT_EXIT)
        """Samples per second of what `synthesize` gives."""
        if self.rate_hz <= 0:
            raise OSError("eSpeak NG did not start: its data cannot be read")

    def version(self) -> str:
        """E.g. `1.52.0`."""
        text: bytes = self._c.espeak_Info(None)
        return text.decode().split()[0]

    def voices(self) -> list[LibraryVoice]:
        """Every language voice, in the library's order."""
        records = self._c.espeak_ListVoices(None)
        voices: list[LibraryVoice] = []
        index = 0
        while records[index]:
            record = records[index].contents
            # A priority byte, then the language's name, zero-terminated; more may follow.
            language = ctypes.string_at(ctypes.addressof(record.languages.contents) + 1)
            file = record.identifier.decode().rpartition("/")[2]
            voices.append(LibraryVoice(record.name.decode().strip(), language.decode(), file))
            index += 1
        return voices

    def synthesize(
        self, text: str, voice: str, words_per_minute: int, take: Callable[[bytes, list[WordEvent]], bool]
    ) -> bool:
        """Speaks `text`; blocks until all is made or `take` has had enough.

        Args:
            text: Plain text without NUL.
            voice: A voice's `file`, or `file+variant`.
            words_per_minute: 80 to 450.
            take: Gets s16le samples at `rate_hz`, every `BUFFER_MS` of audio, and the words that begin there or soon
                after; returns False to abort.

        Returns:
            Whether the library accepted voice and text.
        """

        def on_samples(samples: int | None, count: int, events: Any) -> int:
            words: list[WordEvent] = []
            for event in events:  # ends with one of type 0
                if event.type == _EVENT_END:
                    break
                if event.type == _EVENT_WORD:
                    words.append(WordEvent(event.text_position - 1, event.length, event.audio_position))
            pcm = ctypes.string_at(samples, 2 * count) if samples is not None and count else b""
            return _GO_ON if take(pcm, words) else _ABORT

        callback = _Callback(on_samples)
        encoded = text.encode()
        if self._c.espeak_SetVoiceByName(voice.encode()) != 0:
            return False
        self._c.espeak_SetParameter(_RATE, words_per_minute, 0)
        # Set each time: the callback must live as long as the call, and no longer.
        self._c.espeak_SetSynthCallback(callback)
        return self._c.espeak_Synth(encoded, len(encoded) + 1, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None) == 0


def _load() -> Any:  # a CDLL's functions have no static types
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_Info.argtypes = [ctypes.c_void_p]
    library.espeak_Info.restype = ctypes.c_char_p
    library.espeak_ListVoices.argtypes = [ctypes.c_void_p]
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
    library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    library.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
    library.espeak_SetSynthCallback.argtypes = [_Callback]
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    return library

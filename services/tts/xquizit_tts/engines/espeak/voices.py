"""The voices that `espeak` offers: chosen from the hundred and more of the library; pure."""

from xquizit_tts.engines.espeak.library import LibraryVoice
from xquizit_tts.port import Voice

DEFAULT_VOICE = "en-us"
_ENGLISH_TIMBRES = {
    "f2": "female 2",
    "f3": "female 3",
    "f4": "female 4",
    "m3": "male 3",
    "m7": "male 7",
    "klatt": "Klatt synthesizer; recognizers understand it best",
}
"""The variants offered with American and British English; eSpeak has a hundred, most of them jokes."""
_LEFT_OUT = frozenset("en-shaw xex piqd jbo qdb qya sjn py fo kaa cv chr-US-Qaaa-x-west".split())
"""Voices of no use in an interview: tests, invented languages, and those that the wheel lacks the words for."""


def offered(found: list[LibraryVoice]) -> list[tuple[Voice, str]]:
    """The voices to offer, the default first, then English, then the rest, each with its file."""
    plain = {
        _id(voice): (Voice(_id(voice), _bcp47(voice.language), voice.name), voice.file)
        for voice in found
        if voice.language not in _LEFT_OUT
    }
    timbres = [
        (
            Voice(f"{accent}+{timbre}", _bcp47(accent), f"{plain[accent][0].description}, {description}"),
            f"{file}+{timbre}",
        )
        for accent in ("en-us", "en-gb")
        for file in (plain[accent][1],)
        for timbre, description in _ENGLISH_TIMBRES.items()
    ]
    ranked = sorted(plain.items(), key=lambda item: (item[0] != DEFAULT_VOICE, not item[0].startswith("en"), item[0]))
    english = [voice for name, voice in ranked if name.startswith("en")]
    others = [voice for name, voice in ranked if not name.startswith("en")]
    return [*english, *timbres, *others]


def _id(voice: LibraryVoice) -> str:
    """Its language, or its file where two voices share a language (Cantonese)."""
    return voice.file.lower() if voice.file.lower().startswith(f"{voice.language.lower()}-") else voice.language.lower()


def _bcp47(language: str) -> str:
    """`en-us` as `en-US`, `cmn-latn-pinyin` as `cmn-Latn-pinyin` (RFC 5646 §2.1.1)."""
    first, *rest = language.lower().split("-")
    parts = [first]
    for index, part in enumerate(rest):
        in_private_use = "x" in rest[:index]
        parts.append(
            part if in_private_use else part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        )
    return "-".join(parts)

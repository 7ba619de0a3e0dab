"""The voices of Kokoro-82M v1.0, by name and as blends of several; pure."""

import math
import re
from collections.abc import Collection

from xquizit_tts.port import Voice

DEFAULT_VOICE = "af_bella"
LANGUAGES = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr-FR",
    "h": "hi",
    "i": "it",
    "p": "pt-BR",
}
"""BCP 47 by the first letter of a voice. Japanese and Mandarin are left out: they need further packages."""
_GENDERS = {"f": "female", "m": "male"}
NAMES = (
    *"af_heart af_alloy af_aoede af_bella af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky".split(),
    *"am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa".split(),
    *"bf_alice bf_emma bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis".split(),
    *"ef_dora em_alex em_santa ff_siwis hf_alpha hf_beta hm_omega hm_psi".split(),
    *"if_sara im_nicola pf_dora pm_alex pm_santa".split(),
)
"""Those that can be spoken with what the extra installs."""
_NAME = re.compile(r"[a-z][fm]_[a-z0-9]+")
_PART = re.compile(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*\*\s*([a-z][fm]_[a-z0-9]+)\s*")
_PARTS_MAX = 8


def parts_of(voice: str) -> dict[str, float]:
    """What a voice is made of: one name, or the names of a blend such as `0.3*af_bella + 0.7*af_sarah` by weight.

    Raises:
        ValueError: It is neither; the message says why.
    """
    if _NAME.fullmatch(voice):
        return {_known(voice): 1.0}
    parts: dict[str, float] = {}
    for part in voice.split("+"):
        match = _PART.fullmatch(part)
        if not match:
            raise ValueError(
                f"“{voice}” is no voice: use a name such as {DEFAULT_VOICE}, or 0.3*af_bella + 0.7*af_sarah"
            )
        weight, name = float(match[1]), _known(match[2])
        if name in parts:
            raise ValueError(f"“{voice}” names {name} twice")
        parts[name] = weight
    if len(parts) > _PARTS_MAX:
        raise ValueError(f"“{voice}” blends {len(parts)} voices: {_PARTS_MAX} at most")
    if not math.fsum(parts.values()):
        raise ValueError(f"“{voice}” has no weight above 0")
    if len({name[0] for name in parts}) > 1:
        raise ValueError(f"“{voice}” blends voices of different languages")
    return parts


def canonical(voice: str) -> str:
    """One spelling for each voice or blend, which is what the cache and RealtimeTTS know it by.

    Raises:
        ValueError: As `parts_of`.
    """
    parts = parts_of(voice)
    if len(parts) == 1:
        return next(iter(parts))
    return " + ".join(f"{f'{weight:.6f}'.rstrip('0').rstrip('.')}*{name}" for name, weight in parts.items())


def described(voice: str) -> Voice:
    """A canonical voice as the port tells it."""
    parts = parts_of(voice)
    first = next(iter(parts))
    names = " and ".join(name[3:].capitalize() for name in parts)
    return Voice(voice, LANGUAGES[first[0]], f"{names}, {'blended' if len(parts) > 1 else _GENDERS[first[1]]}")


def offered(default: str, available: Collection[str]) -> list[Voice]:
    """The default first, then every voice that is available, in the order of the catalogue."""
    return [described(default), *(described(name) for name in NAMES if name in available and name != default)]


def _known(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"there is no voice {name}: Kokoro has {', '.join(NAMES)}")
    return name

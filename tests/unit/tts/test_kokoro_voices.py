"""Kokoro's voices, by name and as blends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_tts.engines.kokoro.voices import DEFAULT_VOICE, NAMES, canonical, described, offered, parts_of


def test_every_name_is_a_voice_with_a_language() -> None:
    assert DEFAULT_VOICE in NAMES
    assert len(set(NAMES)) == len(NAMES)
    for name in NAMES:
        voice = described(name)
        assert voice.id == canonical(name) == name
        assert voice.language in {"en-US", "en-GB", "es", "fr-FR", "hi", "it", "pt-BR"}
    assert described("bm_george").description == "George, male"


def test_a_blend_has_one_spelling() -> None:
    for spelling in ("0.3*af_bella + 0.7*af_sarah", "0.3*af_bella+0.7*af_sarah", " 0.30 *af_bella +  0.7000* af_sarah"):
        assert canonical(spelling) == "0.3*af_bella + 0.7*af_sarah"
    assert canonical("2*af_bella") == "af_bella"
    assert parts_of("1*am_adam + 3*am_puck") == {"am_adam": 1.0, "am_puck": 3.0}
    assert described("0.5*af_bella + 0.5*am_adam").description == "Bella and Adam, blended"


AMERICAN = st.sampled_from([name for name in NAMES if name[0] == "a"])


@given(st.dictionaries(AMERICAN, st.integers(1, 999_000_000), min_size=2, max_size=8))
def test_the_one_spelling_means_the_same(weights: dict[str, int]) -> None:
    spelling = " + ".join(f"{weight / 1e6:.6f}*{name}" for name, weight in weights.items())
    assert parts_of(canonical(spelling)) == pytest.approx(parts_of(spelling))
    assert canonical(canonical(spelling)) == canonical(spelling)


@pytest.mark.parametrize(
    ("voice", "told"),
    [
        ("", "is no voice"),
        ("af_nobody", "there is no voice af_nobody"),
        ("jf_alpha", "there is no voice jf_alpha"),
        ("../af_bella", "is no voice"),
        ("af_bella,af_sarah", "is no voice"),
        ("0.5*af_bella + af_sarah", "is no voice"),
        ("-1*af_bella + 2*af_sarah", "is no voice"),
        ("nan*af_bella + 2*af_sarah", "is no voice"),
        ("1e9*af_bella + 2*af_sarah", "is no voice"),
        ("0*af_bella + 0*af_sarah", "no weight above 0"),
        ("0.5*af_bella + 0.5*af_bella", "names af_bella twice"),
        ("0.5*af_bella + 0.5*bf_emma", "different languages"),
        (" + ".join(f"1*{name}" for name in NAMES[:9]), "8 at most"),
    ],
)
def test_what_is_no_voice_says_why(voice: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parts_of(voice)


def test_the_own_choice_comes_first_and_only_what_is_here_is_offered() -> None:
    assert [voice.id for voice in offered("am_adam", {"af_bella", "am_adam", "jf_alpha", "stranger"})] == [
        "am_adam",
        "af_bella",
    ]
    assert offered("0.3*af_bella + 0.7*af_sarah", {"af_bella"})[0].language == "en-US"

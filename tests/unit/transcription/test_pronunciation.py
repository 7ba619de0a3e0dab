import random
from difflib import SequenceMatcher

from xquizit_transcription.engines.pocketsphinx.language_model.build import read_dictionary
from xquizit_transcription.engines.pocketsphinx.language_model.pronunciation import (
    espeak_voice,
    from_espeak,
    pronunciations,
    spelled,
)


def test_names_of_phonemes_become_phones() -> None:
    assert from_espeak("k_,u:_b_3_n_'E_t#_i:_z") == "K UW B ER N EH T IY Z"
    assert from_espeak("tS_'aI_;_~~~") == "CH AY"


def test_abbreviations_are_spelled_too() -> None:
    assert spelled("SQL") == "EH S K Y UW EH L"
    say = espeak_voice()
    assert "EY D AH B AH L Y UW EH S" in pronunciations(["AWS"], say)
    assert len(pronunciations(["aws"], say)) == 1


def test_espeak_says_most_words_as_the_cmu_dictionary_does() -> None:
    known = read_dictionary()
    say = espeak_voice()
    phones = {phone for ways in known.values() for way in ways for phone in way.split()}
    words = random.Random(7).sample(sorted(word for word in known if word.isalpha() and len(word) > 3), 400)
    alike = 0.0
    for word in words:
        said = from_espeak(say(word)).split()
        assert set(said) <= phones
        alike += max(SequenceMatcher(None, said, way.split()).ratio() for way in known[word])
    assert alike / len(words) > 0.8

"""How unknown words sound: eSpeak's phonemes turned into the phones of pocketsphinx's English model."""

import ctypes
from collections.abc import Callable, Iterable

_LETTERS: dict[str, str] = {
    pair[0]: pair[2:]
    for pair in (
        "a:EY|b:B IY|c:S IY|d:D IY|e:IY|f:EH F|g:JH IY|h:EY CH|i:AY|j:JH EY|k:K EY|l:EH L|m:EH M|n:EH N|o:OW|p:P IY|"
        "q:K Y UW|r:AA R|s:EH S|t:T IY|u:Y UW|v:V IY|w:D AH B AH L Y UW|x:EH K S|y:W AY|z:Z IY"
    ).split("|")
}
_PHONES = {
    **{letter: letter.upper() for letter in "pbtdkgfvszmnlrw"},
    **{"aI@": "AY ER", "aI3": "AY ER", "aU@": "AW ER", "i@3": "IH R", "i@": "IY AH", "e@": "EH R", "A@": "AA R"},
    **{"O@": "AO R", "o@": "AO R", "U@": "UH R", "@L": "AH L", "@r": "ER", "n-": "AH N", "r-": "R", "l#": "L"},
    **{"aI": "AY", "aU": "AW", "OI": "OY", "eI": "EY", "oU": "OW", "3:": "ER", "3": "ER"},
    **{"i:": "IY", "i": "IY", "u:": "UW", "u": "UW", "A:": "AA", "A": "AA", "A~": "AA", "0": "AA", "0#": "AA"},
    **{"O:": "AO", "O": "AO", "O2": "AO", "o": "OW", "U": "UH", "V": "AH", "E": "EH", "E2": "EH", "e": "EY"},
    **{"I": "IH", "I2": "IH", "I#": "IH", "a": "AE", "aa": "AE", "a#": "AH", "a2": "AH"},
    **{"@": "AH", "@2": "AH", "@5": "AH", "@-": "", "?": "", ";": ""},
    **{"tS": "CH", "dZ": "JH", "N": "NG", "T": "TH", "D": "DH", "S": "SH", "Z": "ZH", "j": "Y", "h": "HH"},
    **{"t#": "T", "t2": "T", "R": "R", "x": "K"},
}
_SEPARATOR = "_"
_STRESS = str.maketrans("", "", "',%=:|!")
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1


def from_espeak(phonemes: str) -> str:
    """ESpeak's phoneme names, separated by `_`, as CMU phones; names we do not know are left out.

    Source of the names: eSpeak NG `phsource/ph_english_us`; checked against the CMU dictionary by test.
    """
    phones: list[str] = []
    for name in phonemes.replace(" ", _SEPARATOR).split(_SEPARATOR):
        bare = name.lstrip("',%=|!")
        known = _PHONES.get(bare)
        if known is None:
            known = _PHONES.get(bare.translate(_STRESS), "")
        if known:
            phones.append(known)
    return " ".join(phones)


def spelled(word: str) -> str:
    """The phones of `word` said letter by letter, as abbreviations are."""
    return " ".join(_LETTERS[letter] for letter in word.lower() if letter in _LETTERS)


def pronunciations(tokens: Iterable[str], say: Callable[[str], str]) -> list[str]:
    """How a word may sound, judged by every way it is written in a text.

    Args:
        tokens: The spellings met, in their own case, e.g. `{"SQL", "sql"}`.
        say: A word's eSpeak phonemes, e.g. `espeak_voice()`.
    """
    ways: dict[str, None] = {}
    for token in tokens:
        if token.isupper() and 2 <= len(token) <= 5:
            ways[spelled(token)] = None
    for token in tokens:
        ways[from_espeak(say(token.lower()))] = None
    return [way for way in ways if way]


def espeak_voice() -> Callable[[str], str]:
    """A function that gives a word's eSpeak phonemes in American English, separated by `_`.

    eSpeak has one global state per process: use it from one thread.

    Raises:
        OSError: The library of the wheel `espeakng-loader` cannot be used here.
    """
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    data = espeakng_loader.get_data_path().encode()
    if library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data, _INITIALIZE_DONT_EXIT) < 0:
        raise OSError("eSpeak found no data")
    if library.espeak_SetVoiceByName(b"en-us") != 0:
        raise OSError("eSpeak has no American English")

    def say(word: str) -> str:
        rest = ctypes.c_char_p(word.encode())
        phonemes: list[str] = []
        while rest.value:
            clause = library.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, ord(_SEPARATOR) << 8)
            phonemes.append((clause or b"").decode())
        return _SEPARATOR.join(phonemes)

    return say

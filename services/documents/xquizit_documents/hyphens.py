"""Decides whether a hyphen at the end of a line belongs to the word or only to the line."""

import itertools
import re
from collections.abc import Iterable

_LINE_END = re.compile(r"(?P<left>[^\W\d_]+(?:[-\u2010'\u2019][^\W\d_]+)*)(?P<hyphen>[-\u2010\u00ad])$")
_LINE_START = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+")
_WORD = re.compile(r"[^\W\d_]+")
_SUFFIX = re.compile(
    r"(?:[bcdfghklmnprstvz]{0,2}(?:tion|sion|cian|tial|cial|tious|cious|ture|sure)|ment|ence|ance|ency|ancy|ency|ible|able|ness|ity|ities"
    r"|ing|ings|tive|sive|ally|ical|ology|ogy|ous|ary|ery|ory|ers?|ors?|ed|es|ly|ism|ist|ists|ize|ise|ized|ised|ated?|ates|ating"
    r"|[bcdfghklmnprstvz](?:ing|ings|er|ers|ed|or|ors|ment|ments|ance|ence|able|ible|ity|ities|ize[ds]?|ise[ds]?|ates?|ated|ating|ation|ations|ly|ling|als?)"
    r"|ments|tions|sions|ences|ances|tives|tures|tional|mental|ential|niques?|neers?|neering|ducts?|jects?|tures|agement|ager|agers|ware|grams?|vices?|vised?|plement(?:ed|ing|ation)?|tem|tems|ters|tor|tors|ple|ble|bles|tle|cle|cles|dle|gle|fle|zle)$"
)
"""What no English word begins with and stands alone: such a rest was cut off."""
_FIRST_PARTS = frozenset(
    """
    air all anti award back best big bottom broad brand business class client close cloud co code cost cross custom
    customer cutting data day decision deep detail double down drug early end English entry error ever evidence ex
    extra eye face fast fault few field first five fixed follow forward four free front full fully future goal
    graduate half hand hands hard head high higher home hour house household in industry inter key know knowledge
    large late lead learner left letter life light line live long longer low lower machine man market mid mission
    month multi near new newly next nine non object off on one open out over paper part patient people performance
    person post pre price pro problem process profit project pro proof public quasi quick rapid rate re ready real
    record research result right risk role round rule safety sales school second self semi senior service seven
    short side single six skill small so soft solution speed staff state step stock sub super task tax team
    technology ten test text third three time top trade trained tri two under up user value vice water web week
    weekly well wide winning work world write year zero
    """.split()
)
"""What English words with a hyphen begin with, in resumes and postings."""
_SECOND_PARTS = frozenset(
    """
    aware based bound box centric class conscious day days depth driven edge efficient end ended established facing
    fold foot four free friendly functional grade grown heavy held high hour hours house intensive in known led
    level like line linked living long looking made making minded minute month months moving native neutral new off
    on only oriented out over paced paid plus priced proof quality rated rate ready related renowned resistant rich
    round running safe scale seat sector selling sensitive service set shot side sided sighted size sized skilled
    solving source specific speaking speed spoken square stack stage standard standing star step stop style success
    table tech term test tested thinking third tier time to trained trust type up value volume wide winning word
    work working world worthy year years
    """.split()
)
"""What English words with a hyphen end with."""
_PREFIXES = frozenset(
    "co ex in inter mid multi non off on out over part per post pre pro re sub super tri under up".split()
)
"""Of those, the ones that words without a hyphen begin with as well."""
_ENGLISH = frozenset("the and of to in for with on by from at as is are was a an our we you".split())
_OTHERS = frozenset(
    "und der die das den dem mit für von zu im et les des dans pour une du el los las para con una il della per gli "
    "che "
    "och att som ett med av een het van voor met os dos das uma em na w z na do i na je se v".split()
)
"""Words of languages that cut words at line ends and hardly ever write a hyphen before a small letter."""


class Hyphens:
    """What a document's own words tell about the hyphens at the ends of its lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Takes all lines of the document."""
        lines = list(lines)
        text = "\n".join(lines).lower()
        self._compounds = set(_COMPOUND.findall(text.replace("\u2010", "-")))
        words = _WORD.findall(text)
        self._words = {word for word in _WORD.findall(_whole_words(lines)) if len(word) > 2}
        self._is_english = sum(word in _ENGLISH for word in words) >= sum(word in _OTHERS for word in words)
        self._hyphenates = self._cuts_words(lines)

    def join(self, line: str, following: str) -> str:
        """Both lines as one: without a space where a word or a hyphen goes on, without a hyphen that is the line's."""
        cut = _LINE_END.search(line)
        rest = _LINE_START.match(following)
        if cut is None or rest is None:
            return f"{line}{following}" if _is_spaceless(line[-1:], following[:1]) else f"{line} {following}"
        if not rest[0][0].islower():
            known = (
                cut["left"] + rest[0]
            ).lower() in self._words and f"{cut['left']}-{rest[0]}".lower() not in self._compounds
            return (line[:-1] if known else f"{line[:-1]}-") + following
        return (line if self._keeps(cut, rest[0], self._hyphenates) else line[:-1]) + following

    def _cuts_words(self, lines: list[str]) -> bool:
        """Whether some hyphen at a line's end is plainly the line's."""
        for line, following in itertools.pairwise(lines):
            cut, rest = _LINE_END.search(line), _LINE_START.match(following)
            if cut and rest and rest[0][0].islower() and not self._keeps(cut, rest[0], False):
                return True
        return False

    def _keeps(self, cut: re.Match[str], rest: str, hyphenates: bool) -> bool:
        if cut["hyphen"] == "\u00ad":
            return False
        left, right = cut["left"].lower().replace("\u2010", "-"), rest.lower()
        first = left.rpartition("-")[2]
        if f"{left}-{right}" in self._compounds:
            return True
        if first + right in self._words or left + right in self._words:
            return False
        if "-" in left:
            return first in self._words | _ENGLISH | (_FIRST_PARTS - _PREFIXES) or right in self._words
        if cut["hyphen"] == "\u2010" or not self._is_english:
            return False
        if _SUFFIX.match(right):
            return False
        if right in _SECOND_PARTS or (left in self._words and right in self._words):
            return True
        if left in _FIRST_PARTS:
            return not (hyphenates and left in _PREFIXES)
        return left in self._words and not hyphenates


def _whole_words(lines: list[str]) -> str:
    """The text, in small letters, without the pieces of words before and behind a hyphen at a line's end."""
    whole: list[str] = []
    cut = False
    for line in lines:
        line = _LINE_START.sub("", line, count=1) if cut and _LINE_START.match(line) else line
        match = _LINE_END.search(line)
        cut = match is not None
        whole.append(line[: match.start()] if match else line)
    return "\n".join(whole).lower()


def _is_spaceless(last: str, first: str) -> bool:
    """Whether these characters of Chinese and Japanese stand together without a space."""
    return is_ideograph(last) and is_ideograph(first)


def is_ideograph(char: str) -> bool:
    """Whether `char` belongs to a script that is written without spaces: Chinese, Japanese, and their marks."""
    return bool(char) and (
        "\u3000" <= char <= "\u30ff"
        or "\u3400" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )

"""In which language an interview is held, where that has to be found out: found once, then fixed; pure.

Whisper finds the language of each window anew when it is not told, and is wrong now and then: on noise, on a few words,
on an accent. So finals vote, each with its seconds of speech times how sure Whisper was. What is fixed is told with
every later job; it changes only when several finals in a row, heard without being told, say another one.
"""

import json
import math
import re
from typing import Any, cast

_ENOUGH_S = 5.0
"""A language is fixed by so many sure seconds of speech."""
_MOST_OF_ONE_S = 4.0
"""No utterance has more votes than this, however long it is: it takes two that agree."""
LEAST_SPEECH_S = 1.0
"""An utterance with less speech does not vote: what `ja`, `no` and `okay` belong to is a guess."""
_SHARE = 0.8
"""Of all votes, that the language must have: who speaks two languages is not fixed to the one that leads by a word."""
LEAST_PROBABILITY = 0.5
"""A detection below it does not vote. Source: `language_detection_threshold` of faster-whisper."""
_UNTOLD_PROBABILITY = 0.7
"""Of a detection without one (RunPod's own worker): Whisper is right in 65 to 80 of 100 on 102 languages. Source:
Radford et al. 2022, Robust Speech Recognition via Large-Scale Weak Supervision, section 3.6."""
_CODE = re.compile(r"[a-z]{2,3}")
_MOST_LANGUAGES = 10
"""So many are kept votes for."""


class SpokenLanguage:
    """What is known of one interview's language; shared by all who listen to an answer."""

    def __init__(self, fixed: str = "", votes: dict[str, float] | None = None) -> None:
        """Knows nothing, or what `from_json` read."""
        self._fixed = fixed
        self._votes = dict(votes or {})
        self._is_new = False

    @property
    def fixed(self) -> str:
        """The language's code, e.g. `de`, to be told with every window; empty: not known yet."""
        return self._fixed

    def found(self, language: str, *, speech_s: float, probability: float | None = None) -> None:
        """An utterance was heard without the language being told, and was found to be in this one.

        Args:
            language: Its code.
            speech_s: How much speech is in the utterance.
            probability: How sure that is, 0..1; None: not told.
        """
        sure = _UNTOLD_PROBABILITY if probability is None else probability
        if not _CODE.fullmatch(language) or speech_s < LEAST_SPEECH_S or not sure >= LEAST_PROBABILITY:
            return
        before = (self._fixed, dict(self._votes))
        if language == self._fixed:
            self._votes.clear()  # whatever spoke against it was a slip
        elif language in self._votes or len(self._votes) < _MOST_LANGUAGES:
            self._votes[language] = self._votes.get(language, 0.0) + min(speech_s * min(sure, 1.0), _MOST_OF_ONE_S)
            if self._votes[language] >= max(_ENOUGH_S, _SHARE * sum(self._votes.values())):
                self._fixed, self._votes = language, {}
        self._is_new |= before != (self._fixed, self._votes)

    def take_news(self) -> bool:
        """Whether there is anything to store since this was asked last."""
        is_new, self._is_new = self._is_new, False
        return is_new

    def to_json(self) -> str:
        """For storage."""
        return json.dumps({"fixed": self._fixed, "votes": self._votes}, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str | bytes | None) -> "SpokenLanguage":
        """What `to_json` wrote; nothing is known when there is nothing, or nothing that can be read."""
        try:
            values: Any = json.loads(stored or "null")
            fixed, votes = values["fixed"], cast("dict[str, Any]", values["votes"])
            read = {str(language): float(count) for language, count in votes.items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()
        known = all(map(_CODE.fullmatch, read)) and all(math.isfinite(count) for count in read.values())
        if not known or not isinstance(fixed, str) or not (fixed == "" or _CODE.fullmatch(fixed)):
            return cls()
        return cls(fixed, read)

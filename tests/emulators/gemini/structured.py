"""The interviewer on paper: plans and assessments in whatever schema is asked for, out of the delimited data."""

import re
from typing import Any

from tests.emulators.gemini.convention import Reading
from tests.emulators.gemini.faults import FaultKind
from tests.emulators.gemini.judging import is_on_the_matter, rating
from tests.emulators.gemini.persona import candidate_kind, injection
from tests.emulators.gemini.requirements import Requirement, read_requirements
from tests.emulators.gemini.schema import Json, Path, fill
from tests.emulators.gemini.words import Sentence, clip, overlap, sentences, weight, words

_PLAN_NAMES = {"topics", "topic_plan", "plan", "sections", "must_haves", "requirements"}
_PRIORITIES = ("critical", "high", "medium", "low")
_MINUTES = (9, 8, 7, 6, 5, 5)


def fill_in(reading: Reading, schema: Json, faults: frozenset[FaultKind]) -> Any:
    """A value that follows `schema`, in character; {} where any JSON will do."""
    return fill(schema, _Form(reading, schema, faults)) if schema else {}


class _Form:
    """Says what belongs in each place of a form, by the property's name and what it is part of."""

    def __init__(self, reading: Reading, schema: Json, faults: frozenset[FaultKind]) -> None:
        self._reading = reading
        self._faults = faults
        self._is_plan = "job_description" in reading.data and not reading.said
        self._fooled = FaultKind.GULLIBLE in faults and bool(injection(reading))
        self._requirements = read_requirements(reading.data.get("job_description", ""), reading.data.get("resume", ""))
        self._titles = [title for _, title in reading.topics] or [r.title for r in self._requirements]
        self._leaked = False

    def length(self, path: Path, schema: Json) -> int:
        name = _name(path)
        if self._fooled and self._is_plan:
            return 1
        if len(_positions(path)) == 0 and (
            name in _PLAN_NAMES or "topic" in name or "assess" in name or "rating" in name
        ):
            if self._is_plan:
                wanted = (
                    len(self._requirements)
                    if name in {"must_haves", "requirements"}
                    else min(6, len(self._requirements))
                )
                return max(3, wanted) if "topic" in name or name in {"plan", "sections"} else wanted
            return len(self._reading.topics) or max(1, min(6, len(self._titles)))
        if _means_quote(name) or _is_quote_list(schema, name):
            return min(2, len(self._candidates(path)))
        if re.search(r"must|skill|keyword|risk|gap|uncovered|missing", name):
            return 1 if self._requirement(path) else 0
        return 2

    def string(self, path: Path, schema: Json) -> str:
        name = _name(path)
        if FaultKind.CANARY_LEAK in self._faults and not self._leaked and not _means_quote(name):
            self._leaked = True
            return self._reading.system_text
        if _means_quote(name):
            return (
                "I doubled the revenue of Contoso." if FaultKind.FALSE_QUOTE in self._faults else self._quote(path).text
            )
        if name in {"source", "document"}:
            return "transcript" if self._reading.said else "resume"
        if name.endswith("turn_id") or name == "turn":
            return str(self._turn(path))
        if name == "id" or name.endswith("_id"):
            return self._topic_id(path)
        return self._text(name, path)

    def number(self, path: Path, schema: Json) -> float:
        name = _name(path)
        quote = self._quote(path)
        at = _positions(path)[0] if _positions(path) else 0
        if re.search(r"start|begin|offset|from", name):
            return quote.start
        if re.search(r"(^|_)end", name):
            return quote.start + len(quote.text)
        if "turn" in name:
            return self._turn(path)
        if re.search(r"minute|duration", name):
            return _MINUTES[min(at, len(_MINUTES) - 1)]
        if name.startswith("min"):
            return 1
        if name.startswith("max"):
            return 3
        if re.search(r"rating|score|level|grade|stars", name):
            return self._rating(path)
        if re.search(r"confidence|probability|certainty", name):
            return 0.8 if self._candidates(path) else 0.2
        return at + 1

    def truth(self, path: Path, schema: Json) -> bool:
        name = _name(path)
        if "insufficient" in name:
            return not self._candidates(path)
        if re.search(r"sufficient|covered|answered|evidence|met\b|has_", name):
            return bool(self._candidates(path))
        requirement = self._requirement(path)
        return requirement.is_must_have if requirement and re.search(r"must|required|critical", name) else False

    def choice(self, path: Path, options: list[Any]) -> Any:
        lowered = [str(option).lower() for option in options]
        name = _name(path)
        if self._topic_id(path).lower() in lowered:
            return options[lowered.index(self._topic_id(path).lower())]
        if set(lowered) & set(_PRIORITIES):
            return options[lowered.index(self._priority(path, lowered))]
        if (kind := candidate_kind(self._reading.answer)) in lowered:
            return options[lowered.index(kind)]
        if re.search(r"rating|score|level|grade|strength", name):
            share = (self._rating(path) - 1) / 4
            return options[round(share * (len(options) - 1))]
        if "insufficient" in " ".join(lowered) and not self._candidates(path):
            return next(option for option in options if "insufficient" in str(option).lower())
        return options[0]

    def is_null(self, path: Path) -> bool:
        judged = re.search(r"rating|score|level|grade|quote|evidence|turn|start|end", _name(path))
        return bool(judged) and not self._candidates(path)

    def _text(self, name: str, path: Path) -> str:
        title = self._title(path)
        if re.search(r"name$", name) and "candidate" in name:
            return _first_line(self._reading.data.get("resume", ""))
        if re.search(r"role|job|position", name):
            return _first_line(self._reading.data.get("job_description", ""))
        if re.search(r"language", name):
            return "en"
        if re.search(r"question", name):
            return f"Could you tell me about one situation in which {title} mattered?"
        if re.search(r"title|topic|name|label|subject|competenc", name):
            return title
        if re.search(r"goal|objective|aim", name):
            return f"Find out what the candidate has done about {title}."
        if re.search(r"must|requirement|skill|keyword", name):
            requirement = self._requirement(path)
            return requirement.title if requirement and "skill" in name else requirement.text if requirement else title
        if re.search(r"risk|gap|concern|weak|missing", name):
            return f"Little is said about {title}."
        if re.search(r"strength", name):
            return f"Spoke of {title}: {clip(self._quote(path).text, 12)}."
        spoken = self._quote(path).text
        ground = f"The candidate said: {clip(spoken, 20)}." if spoken else "There is not enough evidence."
        text = f"On {title}: {ground}"
        return f"{text} " * 40 if FaultKind.OVER_LONG in self._faults else text

    def _title(self, path: Path) -> str:
        at = _positions(path)[0] if _positions(path) else 0
        if self._titles:
            return self._titles[at % len(self._titles)]
        return clip(self._reading.question, 8) or "your work so far"

    def _topic_id(self, path: Path) -> str:
        at = _positions(path)[0] if _positions(path) else 0
        return self._reading.topics[at % len(self._reading.topics)][0] if self._reading.topics else f"t{at + 1}"

    def _requirement(self, path: Path) -> Requirement | None:
        at = _positions(path)[0] if _positions(path) else 0
        if not self._requirements:
            return None
        chosen = self._requirements[at % len(self._requirements)]
        return chosen if self._is_plan else max(self._requirements, key=lambda r: overlap(r.title, self._title(path)))

    def _priority(self, path: Path, options: list[str]) -> str:
        requirement = self._requirement(path)
        at = _positions(path)[0] if _positions(path) else 0
        wanted = ("critical", "high")[at > 1] if requirement and requirement.is_must_have else ("medium", "low")[at > 4]
        return wanted if wanted in options else next(p for p in _PRIORITIES if p in options)

    def _candidates(self, path: Path) -> list[tuple[int, Sentence]]:
        """Turn and sentence of all that could be quoted on the path's topic, the best first."""
        title = self._title(path)
        if self._reading.said:
            found = [
                (said.turn, s) for said in self._reading.said for s in sentences(said.text) if len(words(s.text)) > 3
            ]
            needs_overlap = bool(self._titles)
        else:
            resume = self._reading.data.get("resume", "")
            found = [(0, s) for s in sentences(resume) if len(words(s.text)) > 3]
            needs_overlap = True
        if self._reading.said and not is_on_the_matter(self._reading):
            return []
        ranked = sorted(found, key=lambda item: (overlap(title, item[1].text), weight(item[1].text)), reverse=True)
        return [item for item in ranked if not needs_overlap or overlap(title, item[1].text)]

    def _chosen(self, path: Path) -> tuple[int, Sentence]:
        found = self._candidates(path)
        positions = _positions(path)
        at = positions[1] if len(positions) > 1 else 0
        return found[at % len(found)] if found else (0, Sentence("", 0))

    def _quote(self, path: Path) -> Sentence:
        return self._chosen(path)[1]

    def _turn(self, path: Path) -> int:
        return self._chosen(path)[0]

    def _rating(self, path: Path) -> int:
        """1 to 5 for what was said on the topic."""
        if self._fooled:
            return 5
        return rating(" ".join(sentence.text for _, sentence in self._candidates(path)[:4]))


def _name(path: Path) -> str:
    """The innermost property's name, in snake_case."""
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _positions(path: Path) -> list[int]:
    return [step for step in path if isinstance(step, int)]


def _means_quote(name: str) -> bool:
    return bool(re.search(r"quote|verbatim|excerpt|(^|_)evidence$|citation", name))


def _is_quote_list(schema: Json, name: str) -> bool:
    items: Json = schema.get("items") or {}
    properties: Json = items.get("properties") or {}
    return "evidence" in name or any(_means_quote(key) for key in properties)


def _first_line(text: str) -> str:
    return next((line.strip(" #") for line in text.splitlines() if line.strip(" #")), "")

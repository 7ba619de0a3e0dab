"""Adjectives and names of people as the things one can ask about: `patient and fair` as patience and fairness."""

import re

from xquizit_interview.reading.job_titles import TITLE
from xquizit_interview.words import joined, words

_NOUNS = {
    pair.partition(": ")[0]: pair.partition(": ")[2]
    for pair in " ".join(
        """accurate: accuracy, adaptable: adaptability, ambitious: ambition, analytical: analytical thinking,
        approachable: being approachable, articulate: clear speech, assertive: assertiveness, bilingual: speaking a
        second language, calm: staying calm, caring: care for people, committed: commitment, communicative:
        communication, compassionate: compassion, confident: confidence, conscientious: conscientious work,
        creative: creativity, curious: curiosity, dependable: reliability, detail-oriented: attention to detail,
        disciplined: discipline, discreet: discretion, driven: drive, dynamic: drive, efficient: efficiency,
        empathetic: empathy, energetic: energy, enthusiastic: enthusiasm, fair: fairness, flexible: flexibility,
        friendly: friendliness, good communicator: communication, hands-on: a hands-on approach, hard-working: hard
        work, hardworking: hard work, honest: honesty, independent: independent working, innovative: new ideas,
        kind: kindness, meticulous: attention to detail, motivated: motivation, multilingual: speaking several
        languages, numerate: numeracy, open-minded: openness, organised: organisation, organized: organization,
        passionate: passion, patient: patience, persistent: persistence, polite: politeness, positive: a positive
        attitude, proactive: initiative, punctual: punctuality, reliable: reliability, resilient: resilience,
        resourceful: resourcefulness, respectful: respect, responsible: responsibility, self-motivated:
        self-motivation, structured: structured work, team player: teamwork, team worker: teamwork, team-oriented:
        teamwork, tenacious: tenacity, thorough: thorough work, tidy: tidiness, trustworthy: trustworthiness,
        versatile: versatility, well-organised: organisation, well-organized: organization""".split()
    ).split(", ")
}
"""What one has who is so."""
_VERY = re.compile(
    r"\b(?:very|highly|really|always|quite|extremely|truly|naturally|well|both|self-starter|being|genuinely)\s+", re.I
)
_BEING = re.compile(r"(?P<quality>[\w-]+) (?:with|in|at|about|under|on|when|to|for)\b")
_QUALITIES = frozenset({"quick", "fast", "happy", "willing", "good", "careful", "strict"})
_NO_NOUN = re.compile(r"(?:[\w-]+ )?[\w-]+ed")
"""`Well presented` has no noun; beside others it is left out."""
_STATUS = {
    "qualified": "qualification", "registered": "registration", "licensed": "a licence", "licenced": "a licence",
    "certified": "certification", "accredited": "accreditation",
}  # fmt: skip
_WITH = re.compile(
    r"(?:fully |currently )?(?P<status>qualified|registered|certified|accredited) (?=(?:with|by) )", re.I
)
"""`Registered with CORU`."""
_PERSON = re.compile(
    r"(?:an? )?(?:(?:fully|currently|newly|suitably) )?(?P<status>qualified|registered|licen[sc]ed|certified"
    r"|accredited|chartered|state-(?:registered|recogni[sz]ed|certified))\s+(?P<person>[\w' -]+?)(?:\s+(?:with|or|on"
    r"|by|in good)\b.*)?",
    re.I,
)


def as_thing(name: str) -> str:
    """A name that is only adjectives, or a qualified person, as nouns; any other comes back as it is."""
    parts = [part.strip().lower() for part in re.split(r",\s*(?:and\s+)?|\s+(?:and|but|or|&)\s+", _VERY.sub("", name))]
    if parts[0] in _NOUNS and all(part in _NOUNS or _NO_NOUN.fullmatch(part) for part in parts):
        return joined(dict.fromkeys(_NOUNS[part] for part in parts if part in _NOUNS))
    if (match := _BEING.match(name)) and (match["quality"].lower() in _NOUNS or match["quality"] in _QUALITIES):
        return f"being {name}"
    if match := _WITH.match(name):
        return f"{_STATUS[match['status'].lower()].removeprefix('a ')} {name[match.end() :]}"
    match = _PERSON.fullmatch(name)
    if match is None or not TITLE.search(words(match["person"])[-1]):
        return name
    person = match["person"]
    status = match["status"].lower()
    thing = _STATUS.get(status, "")
    whole = person if thing else f"{status} {person}"
    return f"{thing or 'status'} as {'an' if whole[0].lower() in 'aeiou' else 'a'} {whole}"

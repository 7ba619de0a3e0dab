"""Which skills a text names, by the lexicon: things to know or do, and ways of working."""

from xquizit_interview.lexicon import Entry, Kind, load


def entries_in(text: str) -> dict[str, tuple[Entry, str]]:
    """The entries that `text` names, by their canonical names, in order, each with the words that name it there."""
    found: dict[str, tuple[Entry, str]] = {}
    for match in load().find(text):
        found.setdefault(match.entry.name, (match.entry, text[match.start : match.end]))
    return found


def skills_in(text: str) -> dict[str, str]:
    """What one can know or do: the canonical names, each with the words that name it in `text`."""
    return {name: said for name, (entry, said) in entries_in(text).items() if entry.kind is not Kind.SOFT}


def soft_skills_in(text: str) -> dict[str, str]:
    """The same for ways of working, e.g. teamwork."""
    return {name: said for name, (entry, said) in entries_in(text).items() if entry.kind is Kind.SOFT}


def with_broader(names: frozenset[str]) -> frozenset[str]:
    """The canonical names and the wider skills that they are part of: who knows PostgreSQL knows SQL."""
    lexicon = load()
    found, waiting = set(names), list(names)
    while waiting:
        for broader in lexicon[waiting.pop()].broader:
            if broader not in found:
                found.add(broader)
                waiting.append(broader)
    return frozenset(found)

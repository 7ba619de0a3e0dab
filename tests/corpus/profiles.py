"""How well profiles were found: labels beside the good documents against what the service tells. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from xquizit_documents.document import Extract

FIELDS = ("names", "emails", "phones", "links", "addresses", "sections", "dates")


def found(extract: Extract) -> dict[str, list[str]]:
    """The profile of a document in the form of the labels."""
    profile = extract.profile
    return {
        "names": list(profile.contact.names),
        "emails": list(profile.contact.emails),
        "phones": list(profile.contact.phones),
        "links": list(profile.contact.links),
        "addresses": list(profile.contact.addresses),
        "sections": [section.kind.value for section in profile.sections],
        "dates": [f"{each.first}/{each.last}" for each in profile.dates],
    }


def compare(labels: Mapping[str, list[str]], told: Mapping[str, list[str]]) -> dict[str, tuple[int, int, int]]:
    """By field: how many are right, how many are labelled, how many were told."""
    return {field: _compare(labels.get(field, []), told.get(field, [])) for field in FIELDS}


def _compare(wanted: Iterable[str], told: Iterable[str]) -> tuple[int, int, int]:
    expected, given = Counter(map(_plain, wanted)), Counter(map(_plain, told))
    return (expected & given).total(), expected.total(), given.total()


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())

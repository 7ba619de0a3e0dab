"""Finds the skills that a text names; the entries lie beside this file as TOML, one file for each family."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, cast

from .tokens import Token, folded, tokens_of, words_of

_CONTEXT_TOKENS = 40
"""How far to either side, within the same sentence or block, a guarded name's context words may stand."""
_FIELDS = frozenset({"also", "exact", "guarded", "needs", "broader", "spoken"})


class Kind(StrEnum):
    """What sort of thing an entry is; the questions about it differ."""

    TOOL = "tool"
    METHOD = "method"
    CERTIFICATE = "certificate"
    DUTY = "duty"
    KNOWLEDGE = "knowledge"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Entry:
    """One skill under all its names."""

    name: str
    """As one would say or write it in a sentence; unique in the lexicon."""
    kind: Kind
    family: str
    """The family of professions it stands under, e.g. `nursing and care`."""
    names: tuple[str, ...]
    """All names, the canonical one first."""
    exact: frozenset[str]
    """Those that count only as written here, capitals included, e.g. `SEND`."""
    guarded: frozenset[str]
    """Those that count only near one of `needs`, e.g. `Go`."""
    needs: frozenset[str]
    """Folded words of which one must stand in the same sentence or block as a guarded name."""
    broader: tuple[str, ...]
    """Canonical names of wider skills that it belongs to."""
    spoken: str
    """What to say aloud for `name`."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a text names an entry: `text[start:end]`."""

    entry: Entry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """That an entry answers to one name."""

    entry: Entry
    written: tuple[str, ...] | None
    """The words with their capitals, where these count."""
    is_guarded: bool


@dataclass(slots=True)
class _Node:
    """One step of the tree of names, a word each."""

    next: dict[str, "_Node"] = field(default_factory=lambda: {})
    claims: list[_Claim] = field(default_factory=lambda: [])


class Lexicon:
    """Entries and the tree of their names.

    A branch of the tree is grown when a text first has its first word: most names never come up, and starting is fast.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Takes the entries in any order.

        Raises:
            ValueError: two entries share a canonical name, or a broader name is none.
        """
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._by_name = {entry.name: entry for entry in self.entries}
        if len(self._by_name) != len(self.entries):
            raise ValueError("two entries share a canonical name")
        self._names: dict[str, list[tuple[str, Entry]]] = {}
        self._branches: dict[str, _Node] = {}
        for entry in self.entries:
            for broader in entry.broader:
                if broader not in self._by_name:
                    raise ValueError(f"{entry.name}: no entry is called {broader}")
            for name in entry.names:
                for first in _first_words(name, is_exact=name in entry.exact):
                    self._names.setdefault(folded(first), []).append((name, entry))

    def __getitem__(self, name: str) -> Entry:
        """The entry of that canonical name."""
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def find(self, text: str) -> list[Match]:
        """Every entry named in `text`, in order. Of names that overlap the longest counts, then the first."""
        tokens = tokens_of(text)
        found = [match for index in range(len(tokens)) for match in self._matches_at(text, tokens, index)]
        found.sort(key=lambda match: (match.start - match.end, match.start))
        taken = bytearray(len(text))
        kept: list[Match] = []
        for match in found:
            if not taken[match.start] and not taken[match.end - 1]:
                taken[match.start : match.end] = b"\1" * (match.end - match.start)
                kept.append(match)
        return sorted(kept, key=lambda match: match.start)

    def _branch(self, first: str) -> _Node | None:
        """The names that begin with the folded word `first`."""
        branch = self._branches.get(first)
        if branch is None and first in self._names:
            root = _Node()
            for name, entry in self._names[first]:
                _insert(root, name, entry)
            branch = self._branches[first] = root.next[first]
        return branch

    def _matches_at(self, text: str, tokens: Sequence[Token], first: int) -> Iterator[Match]:
        """The names that begin at token `first`, one for each length that is a name."""
        node: _Node | None = None
        if _is_glued(text, tokens[first].start - 1, tokens[first].start - 2):
            return
        for last in range(first, len(tokens)):
            token = tokens[last]
            if last == first:
                node = self._branch(token.folded)
            else:
                node = node.next.get(token.folded) if node and token.is_joined else None
            if node is None:
                return
            if node.claims and not _is_cut(text, tokens[first].start, token.end):
                entry = _chosen(node.claims, tokens, first, last)
                if entry is not None:
                    yield Match(entry, tokens[first].start, token.end)


def _chosen(claims: Sequence[_Claim], tokens: Sequence[Token], first: int, last: int) -> Entry | None:
    """The entry meant by tokens `first` to `last`: the one with the most context words around it, then the first."""
    best: tuple[int, Entry] | None = None
    written: tuple[str, ...] | None = None
    for claim in claims:
        if claim.written is not None:
            written = written or tuple(token.written for token in tokens[first : last + 1])
            if claim.written != written:
                continue
        hits = _context_hits(claim.entry.needs, tokens, first, last) if claim.is_guarded else 0
        if (hits or not claim.is_guarded) and (best is None or hits > best[0]):
            best = hits, claim.entry
    return best[1] if best else None


def _context_hits(needs: frozenset[str], tokens: Sequence[Token], first: int, last: int) -> int:
    around = (
        *tokens[max(0, first - _CONTEXT_TOKENS) : first],
        *tokens[last + 1 : last + 1 + _CONTEXT_TOKENS],
    )
    unit = tokens[first].unit
    return len({token.folded for token in around if token.unit == unit and token.folded in needs})


def _is_glued(text: str, before: int, two_before: int) -> bool:
    """Whether what stands before a name makes it the end of something longer, as in `example.js` or `my_python`."""
    if before < 0:
        return False
    sign = text[before]
    return sign in "_@" or (sign == "." and two_before >= 0 and text[two_before].isalnum())


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a name goes on after `end`, as `C` in `C++`, or is half of a short pair, as `R` in `R&D`."""
    after = text[end : end + 2]
    if after[:1] in {"_", "@", "#"} or (after[:1] == "+" and not text[end - 1] == "+"):
        return True
    if end - start > 2:
        return False
    is_paired_after = len(after) == 2 and after[0] in "&'\u2019" and after[1].isalnum()
    return is_paired_after or (start >= 2 and text[start - 1] in "&'\u2019" and text[start - 2].isalnum())


def _insert(root: _Node, name: str, entry: Entry) -> None:
    words = words_of(name)
    is_exact = name in entry.exact
    claim = _Claim(entry, words if is_exact else None, name in entry.guarded)
    parent = root
    for word in words[:-1]:
        parent = _step(parent, folded(word))
    for last in (words[-1],) if is_exact else (words[-1], *_plural(words[-1])):
        node = _step(parent, folded(last))
        if all(other.entry is not entry or other.written != claim.written for other in node.claims):
            node.claims.append(claim)


def _first_words(name: str, *, is_exact: bool) -> tuple[str, ...]:
    """The words, of which a text has one where it names `name`."""
    if name.isalnum():
        return (name,) if is_exact else (name, *_plural(name))
    return words_of(name)[:1]


def _step(node: _Node, word: str) -> _Node:
    """The node that follows `node` by `word`, made where there is none."""
    following = node.next.get(word)
    if following is None:
        following = node.next[word] = _Node()
    return following


def _plural(word: str) -> tuple[str, ...]:
    """The plural of a name's last word, where it is an ordinary word."""
    if len(word) < 3 or word[-1] == "s" or not (word.isascii() and word.isalpha()):
        return ()
    if word.endswith(("ch", "sh", "x")):
        return (f"{word}es",)
    if word[-1] == "y" and word[-2] not in "aeiou":
        return (f"{word[:-1]}ies",)
    return (f"{word}s",)


@cache
def load() -> Lexicon:
    """The lexicon that comes with this package; read once.

    Raises:
        ValueError: the data contradict themselves.
    """
    entries: list[Entry] = []
    for resource in sorted(files(__package__ or __name__).iterdir(), key=lambda resource: resource.name):
        if resource.name.endswith(".toml"):
            entries.extend(_entries(resource.name, tomllib.loads(resource.read_text(encoding="utf-8"))))
    return Lexicon(entries)


def _entries(file: str, table: dict[str, Any]) -> Iterator[Entry]:
    family = cast("str", table.pop("family"))
    context = cast("list[str]", table.pop("context", []))
    for kind, rows in table.items():
        for name, row in cast("dict[str, list[str] | dict[str, Any]]", rows).items():
            full = {"also": row} if isinstance(row, list) else row
            if unknown := full.keys() - _FIELDS:
                raise ValueError(f"{file}: {name} has unknown fields {sorted(unknown)}")
            also, exact, guarded = (tuple(full.get(key, ())) for key in ("also", "exact", "guarded"))
            needs = frozenset(folded(word) for word in full.get("needs", context)) if guarded else frozenset[str]()
            needs -= {folded(word) for word in guarded}
            if guarded and not needs:
                raise ValueError(f"{file}: {name} is guarded by no words")
            yield Entry(
                name=name,
                kind=Kind(kind),
                family=family,
                names=tuple(dict.fromkeys((name, *also, *exact, *guarded))),
                exact=frozenset(exact),
                guarded=frozenset(guarded),
                needs=needs,
                broader=tuple(full.get("broader", ())),
                spoken=str(full.get("spoken", name)),
            )

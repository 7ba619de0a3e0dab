"""The skill lexicon: its data agree with themselves, it finds what is named, and nothing that only looks like it."""

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation.labelled import Pair
from tests.simulation.labelled import load as load_pairs
from xquizit_interview.lexicon import Entry, Kind, Lexicon, Match, load
from xquizit_interview.lexicon.tokens import folded, tokens_of, words_of

LEXICON = load()
REVERSED = Lexicon(reversed(LEXICON.entries))
PAIRS = load_pairs()
NAMES = [(entry, name) for entry in LEXICON.entries for name in entry.names]
ORDINARY = (
    "the table stands near a window",
    "nobody knew where it came from",
    "in the end they laughed, twice",
    "a grey cat; an old song",
)
PIECES = st.lists(
    st.one_of(
        st.sampled_from([name for _, name in NAMES]),
        st.sampled_from(ORDINARY),
        st.sampled_from([".", ",", "\n", "\n\n", " - ", "• ", "/", "(", ")", "e.g. ", "\u2019s", "@", "&", "+"]),
        st.text(max_size=6),
    ),
    max_size=12,
)
TEXTS = st.builds("".join, PIECES) | st.builds(" ".join, PIECES)


def found(text: str) -> set[str]:
    return {match.entry.name for match in LEXICON.find(text)}


def shifted(matches: list[Match], by: int) -> list[tuple[str, int, int]]:
    return [(match.entry.name, match.start + by, match.end + by) for match in matches]


# ── The data ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_breadth() -> None:
    per_family = Counter(entry.family for entry in LEXICON.entries)
    assert len(LEXICON.entries) >= 700
    assert len(per_family) >= 16
    assert min(per_family.values()) >= 25, per_family
    assert {entry.kind for entry in LEXICON.entries} == set(Kind)


def test_each_file_is_one_family_and_canonical_names_are_unique() -> None:
    tables = [
        tomllib.loads(resource.read_text(encoding="utf-8"))
        for resource in files("xquizit_interview.lexicon").iterdir()
        if resource.name.endswith(".toml")
    ]
    families = [table["family"] for table in tables]
    assert len(set(families)) == len(families)
    kinds = {key for table in tables for key in table} - {"family", "context"}
    assert kinds <= set(Kind)
    names = Counter(name.casefold() for table in tables for kind in Kind for name in table.get(kind, {}))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_name_is_claimed_twice_unless_contexts_differ() -> None:
    claims: dict[tuple[str, ...], list[tuple[str, frozenset[str] | None]]] = defaultdict(list)
    for entry, name in NAMES:
        key = words_of(name) if name in entry.exact else tuple(folded(word) for word in words_of(name))
        needs = entry.needs if name in entry.guarded else None
        if (entry.name, needs) not in claims[key]:
            claims[key].append((entry.name, needs))
    for key, claimants in claims.items():
        contexts = [needs for _, needs in claimants]
        assert len(contexts) == len(set(contexts)), (key, claimants)
        assert len(claimants) == 1 or None not in contexts, (key, claimants)


def test_entries_are_well_formed() -> None:
    for entry in LEXICON.entries:
        assert entry.exact | entry.guarded <= set(entry.names)
        assert entry.name not in entry.broader
        assert all(broader in LEXICON for broader in entry.broader)
        assert not entry.guarded or entry.needs
        assert all(name == name.strip() and words_of(name) for name in entry.names)
        assert not any(len(name) == 1 and name not in entry.guarded for name in entry.names if entry.name != name)


def test_names_are_speakable() -> None:
    for entry in LEXICON.entries:
        assert not set(entry.spoken) & set("#/*_<>{}[]|\\+"), entry.spoken


# ── Finding ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_free_name_is_found_by_itself() -> None:
    for entry, name in NAMES:
        if name not in entry.guarded:
            assert [(m.entry.name, m.start, m.end) for m in LEXICON.find(name)] == [(entry.name, 0, len(name))]


def test_every_guarded_name_needs_its_context() -> None:
    for entry, name in NAMES:
        if name in entry.guarded:
            assert entry.name not in found(f"We saw {name} yesterday."), name
            needs = [need for need in sorted(entry.needs) if entry.name not in found(need)]
            assert any(entry.name in found(f"{name}, {need}") for need in needs), name
            assert entry.name not in found(f"{name} it was.\n\nThen {', '.join(needs)}."), name


@given(st.sampled_from(NAMES), st.sampled_from(ORDINARY), st.sampled_from(ORDINARY))
def test_case_does_not_matter_unless_said(pair: tuple[Entry, str], before: str, after: str) -> None:
    entry, name = pair
    if name not in entry.exact and name not in entry.guarded:
        for written in (name.lower(), name.upper()):
            if len(written) == len(name):
                assert entry.name in found(f"{before} ({written}), {after}")


@given(TEXTS)
def test_offsets_are_exact_ordered_and_apart(text: str) -> None:
    end = 0
    for match in LEXICON.find(text):
        assert end <= match.start < match.end
        end = match.end
        inside = [token for token in tokens_of(text) if match.start <= token.start < match.end]
        assert inside[0].start == match.start
        assert inside[-1].end == match.end
        written = tuple(token.folded for token in inside)
        names = [tuple(folded(word) for word in words_of(name)) for name in match.entry.names]
        assert any(len(written) == len(name) and written[:-1] == name[:-1] for name in names)


@given(TEXTS, TEXTS)
def test_what_stands_in_another_block_changes_nothing(one: str, other: str) -> None:
    whole = LEXICON.find(f"{one}\n\n{other}")
    assert shifted(whole, 0) == shifted(LEXICON.find(one), 0) + shifted(LEXICON.find(other), len(one) + 2)


@given(st.sampled_from(PAIRS), st.sampled_from(ORDINARY), st.randoms(use_true_random=False))
def test_unrelated_text_between_blocks_changes_no_match(pair: Pair, unrelated: str, random: Random) -> None:
    blocks = pair.resume.split("\n\n")
    blocks.insert(random.randrange(len(blocks) + 1), unrelated)
    with_it = "\n\n".join(blocks)
    assert [(m.entry.name, with_it[m.start : m.end]) for m in LEXICON.find(with_it)] == [
        (m.entry.name, pair.resume[m.start : m.end]) for m in LEXICON.find(pair.resume)
    ]


@given(TEXTS)
def test_the_order_of_entries_does_not_matter(text: str) -> None:
    assert REVERSED.find(text) == LEXICON.find(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Go, Python and Rust", {"Go", "Python", "Rust"}),
        ("C, C++ and C# on embedded boards", {"C programming", "C++", "C#"}),
        ("Statistics in R or Python", {"statistics", "R", "Python"}),
        ("month-end\nclose", {"month-end close"}),
        ("Organisational skills; organizational skills", {"organisational skills"}),
        ("wrote care plans, drew blood (venipuncture)", {"care planning", "phlebotomy"}),
        ("CI / CD with GitLab CI", {"continuous integration and delivery", "GitLab CI"}),
        ("paediatric first aid, pediatric first aid", {"paediatric first aid"}),
        ("A&E nursing; B2B sales", {"emergency care", "B2B sales"}),
        ("AP and AR ledgers, supplier invoices", {"accounts payable", "accounts receivable"}),
        ("TIG welding and MIG welding", {"TIG welding", "MIG welding"}),
        ("sales pipeline of 3 million", {"pipeline management"}),
        ("Node.js, React.js", {"Node.js", "React"}),
    ],
)
def test_what_is_named(text: str, named: set[str]) -> None:
    assert found(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "We go the extra mile. You excel at what you do and react swiftly.",
        "Rest and spring water; a swift answer; rust on the node of the fence.",
        "A lean team with an epic view, sage on the table, and no slack in the rope.",
        "Ruby wore a hat, and a flask stood near. Go and test the app. Puppet shows. R&D and C&A. Mr. R. Stone.",
        "Write to go@python.example or see https://java.example/react and www.sap.example",
        "snake_python my_java sapling excellent gore rusty javan",
        "The outlook is bright, in a word, if you have access.",
        "I sold my car, send me the ring.",
    ],
)
def test_ordinary_words_are_no_skills(text: str) -> None:
    assert found(text) == set()


def test_a_longer_name_wins_over_the_names_within() -> None:
    [match] = LEXICON.find("data protection impact assessment")
    assert match.entry.name == "privacy impact assessments"


# ── The labelled pairs ────────────────────────────────────────────────────────────────────────────────────────────────


def test_pairs_are_of_many_professions_and_forms() -> None:
    fits = [pair for pair in PAIRS if pair.is_a_fit]
    assert len({pair.family for pair in fits}) >= 14
    assert {pair.family for pair in PAIRS} <= {entry.family for entry in LEXICON.entries}
    traits = Counter(trait for pair in PAIRS for trait in pair.traits)
    assert traits["mismatched"] >= 2
    assert traits["short"] >= 1
    assert traits["german_style"] >= 1
    assert all(pair.gaps for pair in PAIRS)
    assert sum(len(pair.not_skills) for pair in PAIRS) >= 30


def test_labels_name_entries() -> None:
    for pair in PAIRS:
        for requirement in (*pair.must_haves, *pair.nice_to_haves):
            assert requirement.entry is None or requirement.entry in LEXICON, requirement
        assert all(label.entry in LEXICON for label in pair.not_skills)


def test_must_haves_are_found_in_their_job_descriptions() -> None:
    expected = [(pair, must) for pair in PAIRS for must in pair.must_haves if must.in_lexicon]
    missed = [f"{pair.id}: {must.name}" for pair, must in expected if must.entry not in found(pair.job_description)]
    assert len(expected) >= 0.85 * sum(len(pair.must_haves) for pair in PAIRS)
    assert 1 - len(missed) / len(expected) >= 0.9, missed


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_no_counter_label_is_found(pair: Pair) -> None:
    for label in pair.not_skills:
        for text in (pair.resume, pair.job_description):
            for match in LEXICON.find(text):
                around = text[max(0, match.start - len(label.phrase)) : match.end + len(label.phrase)]
                assert match.entry.name != label.entry or label.phrase not in around

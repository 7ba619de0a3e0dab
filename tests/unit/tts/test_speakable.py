"""What is said for what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_tts.speakable import speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hello there.", "Hello there."),
        ("**Bold** and *slanted* and `code`.", "Bold and slanted and code ."),
        ("## Heading", "Heading"),
        ("- a point", "a point"),
        ("> quoted", "quoted"),
        ("See [the docs](https://example.com/a).", "See the docs."),
        ("See https://www.example.com/a/b?c=1.", "See example dot com."),
        ("Write to jane.doe@example.org today.", "Write to jane dot doe at example dot org today."),
        ("snake_case_name", "snake case name"),
        ("2 * 3", "2 3"),
        ("You know C++, C# and .NET?", "You know C plus plus, C sharp and dot net?"),
        ("Node.js on k8s with gRPC.", "Node J S on kubernetes with G R P C."),
        ("Your CI/CD and REST APIs", "Your C I C D and REST A P eyes"),
        ("MySQLite", "MySQLite"),
        ("raised $1.5M in 2020", "raised 1.5 million dollars in 2020"),
        ("$1 or $20 or €3k", "1 dollar or 20 dollars or 3 thousand euros"),
        ("$2,500", "2500 dollars"),
        ("1,000,000 users, 10k a day", "1000000 users, 10 thousand a day"),
        ("99.9% in 200ms, or 1 GB", "99.9 percent in 200 milliseconds, or 1 gigabyte"),
        ("3x faster, 5-10 people, 20+", "3 times faster, 5 to 10 people, 20 plus"),
        ("tools, e.g. Docker, i.e. containers, etc.", "tools, for example Docker, that is containers, et cetera."),
        ("lists, maps, etc. in Go", "lists, maps, et cetera in Go"),
        ("v2.0 -> v3", "version 2.0 to version 3"),
        ("R&D & ops", "R and D and ops"),
        ("client/server", "client server"),
        ("ranked #1, ~50 people", "ranked number 1, about 50 people"),
        ("“It\u2019s fine” — she said…", '"It\'s fine" , she said...'),
        ("Great 👍\u200d job", "Great job"),
        ("a\x00b\x07c", "a b c"),
        ("HTTP/2 over IPv6, on x86-64", "H T T P 2 over I P v 6, on x 86 64"),
        ("C/C++, C++17? No: C++20.", "C and C plus plus, C plus plus 17? No: C plus plus 20."),
        ("GraphQL, PL/SQL and OAuth2.0", "Graph Q L, P L S Q L and oh auth two"),
        ("2GB/s, 500 MB/min", "2 gigabytes per second, 500 megabytes per minute"),
        ("at -5 °C or 98.6°F", "at minus 5 degrees Celsius or 98.6 degrees Fahrenheit"),
        ("<10 ms, > $5, a->b", "less than 10 milliseconds, more than 5 dollars, a to b"),
        ("on 2024-01-02, 2019\u20132021", "on 2024 01 02, 2019 to 2021"),
        ("O(n log n), 10^6", "O of (n log n), 10 to the power of 6"),
        ("O(n^2) or O(n^k)", "O of (n to the power of 2) or O of (n to the power of k)"),
        ("$200-$300, $1.5M\u2013$2M", "200 dollars to 300 dollars, 1.5 million dollars to 2 million dollars"),
        ("K8s, or k8s", "kubernetes, or kubernetes"),
        ("what he/she did", "what he or she did"),
        ("```python", ""),
        ("👍", ""),
        ("", ""),
    ],
)
def test_english(written: str, said: str) -> None:
    assert speakable(written, "en-US") == said


def test_words_are_put_in_only_in_english() -> None:
    assert speakable("**50%** von C++ usw.", "de") == "50% von C++ usw."


@given(st.text(max_size=300), st.sampled_from(["en-GB", "fr"]))
def test_any_text_gives_something_safe(text: str, language: str) -> None:
    said = speakable(text, language)
    assert said == "" or any(character.isalnum() for character in said)
    assert not any(ord(character) < 32 for character in said)
    said.encode()

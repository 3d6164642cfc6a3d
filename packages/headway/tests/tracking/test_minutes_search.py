from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headway.activity.minutes import read_minutes
from headway.text import Source
from headway.tracking.minutes_search import search

TEXT = """# Notes {day}

## Travel grants

Ana: The limit of travel grants is {limit}.

Bo: Grants for travel are popular, Zoë says.

## Streams

Kit: A stream ends. AND that is all.
"""
MINUTES = [
    read_minutes(Source(f"{day}.md", TEXT.format(day=day, limit=limit).encode()), "lang")
    for day, limit in (("2026-01-01", "low"), ("2026-02-01", "high"))
]


def places(words: str, limit: int = 10) -> list[str]:
    return [f"{hit.file}:{hit.line}" for hit in search(MINUTES, words, limit)]


def test_all_words_must_be_there() -> None:
    assert places("limit high") == ["2026-02-01.md:5"]
    assert places("limit nowhere") == []


def test_later_meetings_come_first_among_equals() -> None:
    assert places("zoe") == ["2026-02-01.md:7", "2026-01-01.md:7"]
    assert places("zoe", limit=1) == ["2026-02-01.md:7"]


def test_words_in_a_passage_rank_above_those_in_its_heading() -> None:
    assert {place[-3:] for place in places("streams")} == {":11"}
    assert search(MINUTES, "travel limit", 1)[0].line == 5


def test_phrases_stand_together() -> None:
    assert {place[-2:] for place in places('"grants for travel"')} == {":7"}
    assert {place[-2:] for place in places("travel grants")} == {":5", ":7"}


def test_a_star_matches_what_a_word_begins() -> None:
    assert {place[-2:] for place in places("popul*")} == {":7"}


def test_operators_are_words() -> None:
    assert len(places("AND")) == 2
    assert places("NOT") == []


@given(words=st.text(max_size=20))
def test_whatever_is_looked_for_there_is_an_answer(words: str) -> None:
    assert isinstance(search(MINUTES, words, 3), list)

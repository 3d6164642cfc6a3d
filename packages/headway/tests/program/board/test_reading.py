from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.program.board.reading import read_board
from headway.program.board.values import Board, When
from headway.text import Source

DAYS = st.dates(dt.date(1900, 1, 1))
TIMES = st.times().map(lambda time: f"{time:%H:%M}")
COUNTS = st.builds("{}{}".format, st.integers(0, 999), st.sampled_from("hdwmy"))
REPEATS = st.builds(lambda kind, much: kind + much, st.sampled_from(["+", "++", ".+"]), COUNTS)


def board(text: str) -> Board:
    return read_board(Source("board.toml", text.encode()))


def told(text: str) -> list[tuple[int, str]]:
    """The lines and messages of the findings."""
    found = board(text)
    lines = found.source.lines
    return [(lines.position(one.span.start).line, one.message) for one in found.findings]


def test_an_item_has_what_its_entry_says() -> None:
    (item,) = board("""
[[column]]
name = "next"

[[item]]
id = "glow-watch"
title = "Ask how glow watch goes, see lumen-lang/glow#104"
issue = "lumen-lang/goals#31"
column = "next"
rank = 1.5
owner = "@ana-lind"
priority = "A"
scheduled = 2026-02-03T10:00:00
deadline = "2026-03-01 14:00-15:00 +1w -3d"
tags = ["a", "b"]
note = '''
It waits for lumen-lang/lumen#402.
'''
drawers = { LOGBOOK = "x" }
""").items
    assert item.issue == "lumen-lang/goals#31"
    assert item.issue.number == 31
    assert item.scheduled == When(dt.date(2026, 2, 3), "10:00")
    assert item.deadline == When(dt.date(2026, 3, 1), "14:00", "15:00", "+1w", "-3d")
    assert (item.column, item.rank, item.owner) == ("next", 1.5, "@ana-lind")
    assert item.note == "It waits for lumen-lang/lumen#402."
    assert item.references == ("lumen-lang/goals#31", "lumen-lang/glow#104", "lumen-lang/lumen#402")


def test_a_board_has_the_references_of_all_that_is_not_put_away() -> None:
    text = """
[[item]]
id = "a"
issue = "a/b#1"
note = "See a/b#2."
[[item]]
id = "b"
title = "Ask about a/b#1"
[[item]]
id = "c"
issue = "a/b#3"
archived = true
"""
    assert board(text).references == ("a/b#1", "a/b#2")


def test_without_columns_there_are_the_usual_ones() -> None:
    found = board('[[item]]\nid = "a"\ntitle = "A"\n')
    names = [str(column.name) for column in found.columns]
    assert names == ["inbox", "next", "doing", "waiting", "done"]
    assert found.items[0].column == "inbox"
    assert not found.findings


def test_items_come_by_column_and_rank_those_without_one_last() -> None:
    rows = [("a", "next", ""), ("b", "next", "rank = 2"), ("c", "inbox", "rank = 9")]
    rows += [("d", "next", "rank = 1.5"), ("e", "gone", "")]
    text = "".join(f'[[item]]\nid = "{i}"\ntitle = "x"\ncolumn = "{c}"\n{r}\n' for i, c, r in rows)
    assert [str(item.id) for item in board(text).ordered()] == ["c", "d", "b", "a", "e"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("titel = 1", "`titel` is no field of it"),
        ("title = 1", "`title` must be a text of one line"),
        ('issue = "#31"', "`issue` must be `organisation/repository#number`"),
        ('rank = "high"', "`rank` must be a number"),
        ("rank = nan", "`rank` must be a number"),
        ("rank = true", "`rank` must be a number"),
        ("priority = 1", "`priority` must be a letter from `A` to `Z`, or a number as text"),
        ('tags = "a"', "`tags` must be a list of texts"),
        ("archived = 1", "`archived` must be `true` or `false`"),
        ("properties = { a = 1 }", "`properties` must be a table of texts, in one pair of braces"),
        ("note.more = 1", "`note.more` is no field of it"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(line: str, message: str) -> None:
    text = f'[[item]]\nid = "a"\n{line}\ncolumn = "next"\n[[item]]\nid = "b"\ntitle = "B"\n'
    assert (3, message) in told(text)
    assert "b" in [item.id for item in board(text).items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\n", [(1, "`a` has no place on a board")]),
        ("[[item]]\n", [(1, "this item has neither a `title` nor an `issue`")]),
        ("[item]\nid = 1\n", [(1, "`[item]` has no place on a board")]),
        ('item = [{ id = "a" }]\n', [(1, "`item` has no place on a board")]),
        (
            '[[item]]\nid = "a"\ntitle = "A"\n[item.more]\nb = 1\n',
            [(4, "`[item.more]` has no place on a board")],
        ),
        ("[[item]]\nid = \n", [(2, "this is no TOML: Invalid value")]),
        ("[[column]]\ndone = true\n", [(1, "this column has no `name`")]),
    ],
)
def test_what_has_no_place_is_told(text: str, expected: list[tuple[int, str]]) -> None:
    assert told(text) == expected


def test_an_id_that_is_missing_is_offered_and_is_no_other_ones() -> None:
    text = '[[item]]\nid = "read-draft"\ntitle = "x"\n[[item]]\ntitle = "Read the draft"\n'
    (finding,) = board(text).findings
    assert finding.fix is not None
    assert finding.fix.edits[0].replacement == '\nid = "read-draft-2"'


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read(data: bytes) -> None:
    found = read_board(Source("board.toml", data))
    assert found.columns


@given(DAYS, TIMES | st.just(""), REPEATS | st.just(""), COUNTS.map("-{}".format) | st.just(""))
def test_days_are_read_as_written(day: dt.date, time: str, repeat: str, warning: str) -> None:
    when = When(day, time, "", repeat, warning)
    assert When.read(str(when)) == when


@pytest.mark.parametrize("text", ["2026-02-30", "2026-02-03 25:00", "soon", "", "2026-02-03 +1x"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert When.read(text) is None

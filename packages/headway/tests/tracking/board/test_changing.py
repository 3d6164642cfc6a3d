"""Adding, finding, moving and finishing items."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from headway.errors import UnknownNameError
from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML, When
from headway.text import Source
from headway.tracking.board import changing
from headway.tracking.board.adding import New, add
from headway.tracking.board.addressing import find_column, find_item
from headway.tracking.board.changing import Place
from headway.tracking.board.errors import AmbiguousItemError, UnplacedError, UntitledError
from headway.tracking.board.repeating import following

if TYPE_CHECKING:
    from headway.program.board.values import Board

TODAY = dt.date(2026, 3, 4)


def board(data: bytes) -> Board:
    return read_board(Source(BOARD_TOML, data))


def made(*items: New) -> bytes:
    data = None
    for item in items:
        data = add(data, item).data
    assert data is not None
    return data


# --- adding ---------------------------------------------------------------------------------------


def test_ids_come_from_titles_and_issues() -> None:
    data = made(
        New("Ask Kit about the age of the mirrors of the Shelf"),
        New("Ask Kit about the age of the mirrors, again"),
        New("", "lumen-lang/goals#31"),
        New("", "other/goals#31"),
        New("日本"),
        New("Über Größe"),
    )
    assert [str(item.id) for item in board(data).items] == [
        "ask-kit-age-mirrors",
        "ask-kit-age-mirrors-2",
        "goals-31",
        "goals-31-2",
        "note",
        "uber-groe",
    ]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (New("Ask"), New("ask "), True),
        (New("Ask"), New("Ask", source="zulip 1"), False),
        (New("Ask", source="zulip 1"), New("Ask more", source="zulip 1"), True),
        (New("Ask", source="zulip 1"), New("Ask", source="zulip 2"), False),
        (New("", "a/b#1"), New("Mine", "A/b#1"), True),
        (New("Mine", "a/b#1"), New("Mine", "a/b#2"), False),
    ],
)
def test_what_is_there_is_not_added_again(first: New, second: New, same: bool) -> None:  # noqa: FBT001
    data = made(first)
    added = add(data, second)
    assert (added.data == data, added.is_new) == (same, not same)


def test_an_item_needs_a_title_of_one_line_or_an_issue() -> None:
    data = made(New(" Ask\n Kit\t", source="zulip 1"))
    assert board(data).items[0].title == "Ask Kit"
    with pytest.raises(UntitledError):
        add(data, New(" "))
    with pytest.raises(UntitledError):
        changing.change(board(data), board(data).items[0], {"title": ""})


def test_new_items_come_last_in_their_column() -> None:
    data = made(New("B"), New("A"), New("C", column="Next"), New("0"))
    assert [item.title for item in board(data).in_order("inbox")] == ["B", "A", "0"]
    assert [item.title for item in board(data).in_order("next")] == ["C"]


# --- finding --------------------------------------------------------------------------------------


BOARD = made(
    New("Ask Kit about mirrors"),
    New("Ask Ana about streams"),
    New("Streams as a feature", "lumen-lang/goals#12"),
    New("", "lumen-lang/goals#120"),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ask-kit-mirrors", "ask-kit-mirrors"),
        ("ask-k", "ask-kit-mirrors"),
        ("MIRRORS", "ask-kit-mirrors"),
        ("lumen-lang/goals#12", "goals-12"),
        ("https://github.com/lumen-lang/goals/issues/12#issuecomment-1", "goals-12"),
        ("goals-12", "goals-12"),
        ("as a feature", "goals-12"),
    ],
)
def test_items_are_found(words: str, found: str) -> None:
    assert find_item(board(BOARD), words).id == found


def test_an_ambiguous_item_is_refused_with_all_candidates() -> None:
    with pytest.raises(AmbiguousItemError) as error:
        find_item(board(BOARD), "streams")
    assert str(error.value) == (
        "`streams` may be any of these; name one by its id:\n"
        "  ask-ana-streams  Ask Ana about streams\n"
        "  goals-12         Streams as a feature"
    )


def test_an_unknown_item_or_column_is_refused_with_a_guess() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `ask-kit-mirrors`"):
        find_item(board(BOARD), "ask-kti-mirrors")
    with pytest.raises(UnknownNameError, match="did you mean `doing`"):
        find_column(board(BOARD), "doign")


def test_what_was_put_away_is_found_last() -> None:
    data = changing.change(board(BOARD), find_item(board(BOARD), "ask-kit"), {"archived": True})
    assert find_item(board(data), "ask").id == "ask-ana-streams"
    assert find_item(board(data), "mirrors").id == "ask-kit-mirrors"


# --- moving ---------------------------------------------------------------------------------------


MOVES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans(), st.booleans()), max_size=30
)


@given(MOVES, st.booleans())
def test_items_stand_where_they_were_moved(
    moves: list[tuple[int, int, bool, bool]],
    ranked: bool,  # noqa: FBT001
) -> None:
    data = made(*(New(letter) for letter in "abcdef"))
    if not ranked:
        data = b"".join(line for line in data.splitlines(keepends=True) if b"rank" not in line)
    order = list("abcdef")
    for what, beside, after, twice in moves:
        if what == beside:
            continue
        now = board(data)
        item, other = (find_item(now, "abcdef"[one]) for one in (what, beside))
        place = Place(after=other) if after else Place(before=other)
        data = changing.move(now, item, now.columns[0], place)
        if twice:
            again = board(data)
            place = Place(after=other) if after else Place(before=other)
            assert changing.move(again, find_item(again, item.id), now.columns[0], place) == data
        order.remove(str(item.id))
        order.insert(order.index(str(other.id)) + after, str(item.id))
        assert [str(one.id) for one in board(data).in_order("inbox")] == order


def test_a_move_changes_the_lines_of_one_item() -> None:
    data = made(New("A"), New("B"), New("C"))
    now = board(data)
    moved = changing.move(
        now, find_item(now, "c"), now.columns[0], Place(before=find_item(now, "b"))
    )
    before, after = data.decode().splitlines(), moved.decode().splitlines()
    assert [(x, y) for x, y in zip(before, after, strict=True) if x != y] == [
        ("rank = 30", "rank = 15")
    ]


def test_beside_an_item_of_another_column_there_is_no_place() -> None:
    now = board(made(New("A"), New("B", column="doing")))
    with pytest.raises(UnplacedError, match="`b` stands in `doing`, not in `next`"):
        changing.move(
            now, find_item(now, "a"), find_column(now, "next"), Place(before=find_item(now, "b"))
        )


# --- finishing ------------------------------------------------------------------------------------


def test_a_finished_item_gets_its_day_and_loses_it_again() -> None:
    data = made(New("A"))
    finished = changing.finish(board(data), board(data).items[0], TODAY)
    item = board(finished).items[0]
    assert (item.column, item.done) == ("done", When(TODAY))
    assert changing.finish(board(finished), item, dt.date(2026, 3, 5)) == finished
    back = changing.move(board(finished), item, board(finished).columns[0])
    assert back == data


def test_what_repeats_stays_and_its_days_move_on() -> None:
    weekly = When(dt.date(2026, 3, 2), "10:00", "", "+1w", "-1d")
    data = made(New("A", scheduled=weekly, deadline=When(dt.date(2026, 4, 1))))
    item = board(changing.finish(board(data), board(data).items[0], TODAY)).items[0]
    assert item.column == "inbox"
    assert item.scheduled == replace(weekly, day=dt.date(2026, 3, 9))
    assert item.deadline == When(dt.date(2026, 4, 1))


@pytest.mark.parametrize(
    ("day", "repeat", "expected"),
    [
        ("2026-01-05", "+1w", "2026-01-12"),
        ("2026-01-05", "++1w", "2026-03-09"),
        ("2026-03-02", "++1w", "2026-03-09"),
        ("2026-01-05", ".+1w", "2026-03-11"),
        ("2026-01-31", "+1m", "2026-02-28"),
        ("2026-01-31", "++1m", "2026-03-31"),
        ("2024-02-29", "+1y", "2025-02-28"),
        ("2026-01-05", "+3d/5d", "2026-01-08"),
        ("2026-01-05", "++0d", "2026-01-05"),
        ("2026-01-05", "", "2026-01-05"),
    ],
)
def test_repeaters_follow_org_mode(day: str, repeat: str, expected: str) -> None:
    when = When(dt.date.fromisoformat(day), "", "", repeat)
    assert following(when, TODAY).day == dt.date.fromisoformat(expected)

"""A board in a terminal: short names, parts below what they are parts of, whole titles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from headway.cli.board_text import lines
from headway.program.board.reading import read_board
from headway.text import Source
from headway.tracking.board.addressing import find_item, shortest_names
from headway.tracking.board.view import Shown, nested

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.program.board.values import Board

TODAY = dt.date(2026, 6, 1)
IDS = st.from_regex(r"[ab]{1,2}(-[ab]{1,2}){0,2}", fullmatch=True)
NESTED = """
[[item]]
id = "roof"
title = "Mend the roof"
column = "next"
parent = "house"
rank = 1

[[item]]
id = "house"
title = "Keep the house"
column = "next"
rank = 2

[[item]]
id = "house-paint"
title = "Buy the paint that the neighbours voted for, or at least something close to it"
column = "next"
parent = "roof"
owner = "@ana-lind"
deadline = 2026-06-03
rank = 3

[[item]]
id = "lumen-7"
issue = "lumen-lang/lumen#7"
column = "doing"
parent = "house"
"""


def board_of(parents: dict[str, str]) -> Board:
    entries = [f'[[item]]\nid = "{one}"\ntitle = "x"\nparent = "{parents[one]}"' for one in parents]
    return read_board(Source("board.toml", "\n".join(entries).encode()))


def shown(board: Board) -> list[Shown]:
    return [Shown(item, None, (), late=False) for item in board.ordered()]


@given(st.dictionaries(IDS, IDS))
def test_a_short_name_finds_its_item(parents: dict[str, str]) -> None:
    board = board_of(parents)
    names = shortest_names(board)
    assert {one: find_item(board, name).id for one, name in names.items()} == {
        one: one for one in parents
    }


@given(st.dictionaries(IDS, IDS))
def test_every_item_is_shown_once_and_after_what_it_is_a_part_of(parents: dict[str, str]) -> None:
    items = shown(board_of(parents))
    found = list(nested(items))
    assert sorted(one.item.id for _, one in found) == sorted(parents)
    above: list[str] = []
    for depth, one in found:
        assert depth <= len(above)
        above[depth:] = [str(one.item.id)]
        assert depth == 0 or parents[one.item.id] == above[depth - 1]


def test_parts_stand_below_their_whole_and_long_titles_go_on(read: Callable[[str], Board]) -> None:
    board = read(NESTED)
    text = "\n".join(lines(board, shown(board), TODAY, 60))
    assert (
        text
        == """\
next (3)
  house        Keep the house
  roof           Mend the roof
  house-paint      Buy the paint that the neighbours voted
                   for, or at least something close to it
                   @ana-lind, due 2026-06-03

doing (1)
  lumen        lumen-lang/lumen#7"""
    )

"""What became of the items of a board in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.program.board.reading import read_board
from headway.reporting.program_update.board import BoardNews, Boards, board_news
from headway.text import Source
from headway.tracking.board.live import BoardActivity, Live
from headway.tracking.minutes_stats import Month

if TYPE_CHECKING:
    from headway.program.board.values import Board

FEBRUARY = Month(2026, 2)
NOTHING = BoardActivity()


def board(*items: str) -> Board:
    """A board of items, each told as `id column` and lines of fields."""
    text = "".join(
        '\n[[item]]\nid = "{0}"\ntitle = "{0}"\ncolumn = "{1}"\n{2}\n'.format(
            *item.partition("\n")[0].split(), item.partition("\n")[2]
        )
        for item in items
    )
    found = read_board(Source("board.toml", text.encode()))
    assert found.findings == ()
    return found


def news(after: Board, before: Board | None = None) -> BoardNews:
    return board_news(Boards(after, before, NOTHING, NOTHING), FEBRUARY)


def test_two_boards_tell_what_moved_is_new_and_was_put_away() -> None:
    before = board("a doing", "b inbox", "c next", "d doing", "e done", "f next", "g doing")
    after = board(
        *('a done\ndone = "2026-02-20"', "b doing\nowner = '@bo'", "c next", "h inbox"),
        *("e done\narchived = true", "f next\narchived = true", "i done", "g doing"),
    )
    found = news(after, before)
    assert found.by_history
    assert [(one.item.id, one.before, one.now, str(one.day)) for one in found.done] == [
        ("a", "doing", "done", "2026-02-20"),
        ("i", None, "done", "None"),
    ]
    assert [(one.item.id, one.before, one.now) for one in found.moved] == [("b", "inbox", "doing")]
    assert found.moved[0].item.owner == "bo"
    assert [one.item.id for one in found.new] == ["h"]
    assert [one.id for one in found.away] == ["f", "d"]


def test_boards_that_are_the_same_tell_nothing() -> None:
    one = board("a doing", 'b done\ndone = "2026-02-03"')
    assert news(one, one).is_empty


def test_without_an_earlier_board_items_tell_by_their_own_days() -> None:
    log = """drawers = { LOGBOOK = '''
- State "WAIT"       from "STARTED"    [2026-02-11 Wed 10:00]
- State "STARTED"    from "TODO"       [2026-02-03 Tue 10:15]
- State "TODO"       from "SOMEDAY"    [2026-01-03 Sat 10:15]
- State "DONE"       from "TODO"       [2026-02-31 Sat 10:15]
''' }"""
    found = news(
        board(
            f"a waiting\n{log}",
            'b done\ndone = "2026-02-28 10:00"',
            'c done\ndone = "2026-03-01"',
            'd done\ndone = "2026-02-02"',
            "e inbox",
        )
    )
    assert not found.by_history
    assert [(one.item.id, one.before, one.now) for one in found.moved] == [
        ("a", "inbox", "waiting")
    ]
    assert [(one.item.id, one.day.day if one.day else 0) for one in found.done] == [
        ("d", 2),
        ("b", 28),
    ]
    assert found.new == ()


def test_an_issue_that_was_closed_is_told_where_its_item_is_not_done() -> None:
    items = [f'{name}\nissue = "org/plan#{n}"' for n, name in enumerate(("a doing", "b done"), 1)]
    live = Live("open", "Bees", "https://example.org/1", None)
    closed = live._replace(state="closed")
    names = ("org/plan#1", "org/plan#2")
    opened, ended = (BoardActivity(dict.fromkeys(names, one)) for one in (live, closed))
    before, after = board("a doing", "b doing"), board(*items)
    found = board_news(Boards(after, before, ended, opened), FEBRUARY)
    assert [one.item.id for one in found.done] == ["b"]
    assert [(one.item.id, one.item.url, one.now) for one in found.closed] == [
        ("a", "https://example.org/1", "doing")
    ]
    assert board_news(Boards(after, after, ended, ended), FEBRUARY).is_empty

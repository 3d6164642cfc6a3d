"""What became of the items of a board in a month."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.program.board.values import Board, Item
    from headway.tracking.board.live import BoardActivity
    from headway.tracking.minutes_stats import Month

# What org-mode logs when the state of a heading changes.
_LOGGED = re.compile(r'State "(\w+)"\s+from "(\w+)"\s+\[(\d{4}-\d\d-\d\d)\b')


class Shown(NamedTuple):
    """An item of the board: `url` is that of its issue, where it is one, `owner` who sees to it."""

    id: str
    title: str
    url: str | None
    owner: str | None


class Move(NamedTuple):
    """An item that stands in another column; `day` is when it came there, where that is known."""

    item: Shown
    before: str | None
    now: str
    day: date | None


class BoardNews(NamedTuple):
    """What became of the items of a board in a month.

    `done` came to a column of what is done, by day, `moved` to another column. `new` were added,
    `away` put away or taken out unfinished. `closed` are other items whose issue was closed. Unless
    `by_history`, no earlier board is known, and it is told by the days that items themselves have;
    then `new` and `away` are not known.
    """

    done: tuple[Move, ...] = ()
    moved: tuple[Move, ...] = ()
    new: tuple[Move, ...] = ()
    away: tuple[Shown, ...] = ()
    closed: tuple[Move, ...] = ()
    by_history: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.done or self.moved or self.new or self.away or self.closed)


class Boards(NamedTuple):
    """A board at the end of a month, and before it if that is known; and how its issues stood."""

    after: Board
    before: Board | None
    live: BoardActivity
    live_before: BoardActivity


def board_news(boards: Boards, month: Month) -> BoardNews:
    """What became of the items in a month; those of a column in its order."""
    moves = [*(_compared(boards, month) if boards.before else _logged(boards, month))]
    done = [one for one in moves if _is_done(boards.after, one.now)]
    done.sort(key=lambda one: one.day or date.max)
    told = {one.item.id for one in done}
    added = () if boards.before is None else tuple(_added(boards, boards.before))
    return BoardNews(
        tuple(done),
        tuple(one for one in moves if one not in done),
        added,
        () if boards.before is None else tuple(_away(boards, boards.before)),
        tuple(one for one in _closed(boards) if one.item.id not in told),
        boards.before is not None,
    )


def _compared(boards: Boards, month: Month) -> Iterator[Move]:
    """The items that stand in another column than before, or came as done."""
    earlier = _by_id(boards.before)
    for item in boards.after.ordered():
        before = earlier.get(item.id)
        if before is None and not boards.after.is_done(item):
            continue
        if before is None or before.column.casefold() != item.column.casefold():
            came = item.done.day if item.done and item.done.day in month else None
            column = before.column if before else None
            yield Move(_shown(item, boards), column, item.column, came)


def _logged(boards: Boards, month: Month) -> Iterator[Move]:
    """The items of whose moves their logs tell, or the day on which they were done."""
    for item in boards.after.ordered():
        logged = sorted(
            (date.fromisoformat(day), before, now)
            for drawer in item.drawers.values()
            for now, before, day in _LOGGED.findall(drawer)
            if _is_day(day) and date.fromisoformat(day) in month
        )
        if logged:
            day, before, now = logged[-1][0], logged[0][1], logged[-1][2]
            columns = _column(boards.after, before), _column(boards.after, now)
            yield Move(_shown(item, boards), *columns, day)
        elif item.done and item.done.day in month:
            yield Move(_shown(item, boards), None, item.column, item.done.day)


def _added(boards: Boards, before: Board) -> Iterator[Move]:
    known = _by_id(before)
    for item in boards.after.ordered():
        if item.id not in known and not item.archived and not boards.after.is_done(item):
            yield Move(_shown(item, boards), None, item.column, None)


def _away(boards: Boards, before: Board) -> Iterator[Shown]:
    present = _by_id(boards.after)
    for item in before.ordered():
        now = present.get(item.id)
        if not (before.is_done(item) or item.archived) and (now is None or now.archived):
            yield _shown(now or item, boards)


def _closed(boards: Boards) -> Iterator[Move]:
    """The items whose issue was closed, with their columns."""
    for item in boards.after.ordered():
        name = str(item.issue) if item.issue else ""
        now, before = boards.live.issues.get(name), boards.live_before.issues.get(name)
        if now and not now.is_open and (before is None or before.is_open):
            yield Move(_shown(item, boards), None, item.column, None)


def _by_id(board: Board | None) -> Mapping[str, Item]:
    return {item.id: item for item in board.items} if board else {}


def _is_done(board: Board, name: str) -> bool:
    column = board.column(name)
    return column is not None and column.done


def _column(board: Board, state: str) -> str:
    """The column that stands for a state of org-mode, else the state in small letters."""
    return next((one.name for one in board.columns if one.takes(state)), state.casefold())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _shown(item: Item, boards: Boards) -> Shown:
    live = boards.live.issues.get(str(item.issue)) if item.issue else None
    title = item.title or (live.title if live else item.shown)
    owner = item.owner.removeprefix("@") if item.owner else None
    return Shown(item.id, title, live.url if live else None, owner)

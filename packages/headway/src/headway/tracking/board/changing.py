"""What people do with items: each gives the new bytes of `board.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.program.board.values import When
from headway.tracking.board.editing import edited
from headway.tracking.board.errors import NothingDoneError, UnplacedError, UntitledError
from headway.tracking.board.ranking import ranks_at
from headway.tracking.board.repeating import following

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from headway.program.board.values import Board, Column, Item


class Place(NamedTuple):
    """Where in a column: at its top, before or after an item; without any of these at its end."""

    top: bool = False
    before: Item | None = None
    after: Item | None = None


def move(board: Board, item: Item, column: Column, place: Place | None = None) -> bytes:
    """Move an item to a column; one that stands there stays where it is unless a place is given.

    Out of the columns of what is done it is no longer done, and into one it does not get a day.

    Raises:
        UnplacedError: the item to come beside stands in another column.
        UnreadableBoardError: the file is no TOML.
    """
    here = item.column.casefold() == column.name.casefold()
    if here and place is None:
        return board.source.data
    others = [one for one in board.in_order(column.name) if one.id != item.id]
    rank, changed = ranks_at(others, _position(others, place or Place(), column))
    if here and _stands(board, item, others, place or Place(), column):
        return board.source.data
    fields: dict[str, object] = {"column": str(column.name), "rank": rank}
    if item.state and not column.takes(item.state):
        fields["state"] = None
    if item.done and not column.done:
        fields["done"] = None
    ranks = {name: {"rank": rank} for name, rank in changed.items()}
    return edited(board, {**ranks, item.id: fields})


def _position(others: list[Item], place: Place, column: Column) -> int:
    beside = place.before or place.after
    if beside is None:
        return 0 if place.top else len(others)
    ids = [one.id for one in others]
    if beside.id not in ids:
        raise UnplacedError(beside, column.name)
    return ids.index(beside.id) + (place.after is not None)


def _stands(board: Board, item: Item, others: list[Item], place: Place, column: Column) -> bool:
    """Whether an item stands where it is to come."""
    now = [one.id for one in board.in_order(column.name)].index(item.id)
    return now == _position(others, place, column)


def finish(board: Board, item: Item, today: dt.date) -> bytes:
    """Move an item to the first column of what is done; one that repeats stays, with later days.

    Raises:
        NothingDoneError: no column is one of what is done.
        UnreadableBoardError: the file is no TOML.
    """
    later = {
        name: following(when, today)
        for name, when in (("scheduled", item.scheduled), ("deadline", item.deadline))
        if when is not None and when.repeat
    }
    if later and not board.is_done(item):
        return edited(board, {item.id: later})
    if board.is_done(item):
        return board.source.data
    column = next((column for column in board.columns if column.done), None)
    if column is None:
        raise NothingDoneError
    rank, ranks = ranks_at(board.in_order(column.name), len(board.in_order(column.name)))
    fields = {"column": str(column.name), "rank": rank, "done": When(today), "state": None}
    return edited(board, {**{name: {"rank": one} for name, one in ranks.items()}, item.id: fields})


def change(board: Board, item: Item, fields: Mapping[str, object]) -> bytes:
    """Give fields of an item other values; what is empty takes a field away.

    Raises:
        UntitledError: it would have neither a title nor an issue.
        UnreadableBoardError: the file is no TOML.
    """
    if not fields.get("title", item.title) and not fields.get("issue", item.issue):
        raise UntitledError
    return edited(board, {item.id: {name: value or None for name, value in fields.items()}})

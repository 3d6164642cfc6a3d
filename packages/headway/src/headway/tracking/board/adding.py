"""Adding to a board what is not there yet: what several commands and importers share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import fold
from headway.program.board.naming import free_id
from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML
from headway.text import Source
from headway.tracking.board.addressing import find_column
from headway.tracking.board.editing import edited, empty_board
from headway.tracking.board.errors import UntitledError
from headway.tracking.board.ranking import last_rank

if TYPE_CHECKING:
    from headway.program.board.values import Board, Item, When


class New(NamedTuple):
    """An item to be added: a title, an issue as `organisation/repository#number`, or both.

    `source` names what it is made from, such as a message, so that this adds it only once. Without
    a column it goes to the first.
    """

    title: str = ""
    issue: str | None = None
    column: str | None = None
    owner: str | None = None
    priority: str | None = None
    scheduled: When | None = None
    deadline: When | None = None
    tags: tuple[str, ...] = ()
    parent: str | None = None
    note: str = ""
    source: str = ""


class Added(NamedTuple):
    """The file's bytes, the id of the item, and whether it is a new one."""

    data: bytes
    id: str
    is_new: bool


def add(data: bytes | None, new: New) -> Added:
    """Add an item to the bytes of `board.toml`, None where there is none; nothing if it is there.

    White space in the title becomes single blanks. It is there when an item has its source, else
    its issue, else (where it has no source) its title.

    Raises:
        UntitledError: it has neither a title nor an issue.
        UnknownNameError: there is no such column.
        UnreadableBoardError: the file is no TOML.
    """
    new = new._replace(title=" ".join(new.title.split()))
    if not new.title and not new.issue:
        raise UntitledError
    board = empty_board() if data is None else read_board(Source(BOARD_TOML, data))
    known = _known(board, new)
    if known is not None:
        return Added(board.source.data, known.id, is_new=False)
    column = find_column(board, new.column).name if new.column else board.columns[0].name
    fields = {name: value for name, value in new._asdict().items() if value}
    name = free_id(new.title, new.issue, {str(item.id) for item in board.items})
    rank = last_rank(board.in_order(column))
    item = {**fields, "id": name, "column": str(column), "rank": rank}
    return Added(edited(board, {}, [item]), name, is_new=True)


def _known(board: Board, new: New) -> Item | None:
    """The item that is this one already."""
    issue, title = (new.issue or "").casefold(), fold(new.title)
    for item in board.items:
        if new.source and item.source == new.source:
            return item
        if issue and item.issue is not None and item.issue.casefold() == issue:
            return item
        if not new.source and not issue and title and fold(item.title) == title:
            return item
    return None

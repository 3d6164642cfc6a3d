"""Changes of `board.toml` that leave every byte alone which they are not about.

Items are written in the order of their ids, wherever that is kept: two branches that add items
then seldom touch the same lines. The order on the board is that of the ranks.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, apply
from headway.program.board.fields import ITEM_FIELDS
from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML, default_columns
from headway.text import Source, Span, line_end
from headway.tracking.board.errors import UnreadableBoardError
from headway.tracking.board.formatting import entry, pair, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headway.program.board.values import Board, Column, Item

    Fields = Mapping[str, object]

_ORDER = [field.name for field in ITEM_FIELDS]
_HEAD = """\
# What the program managers see to. `headway board` shows it in order.
# Items stand here in the order of their ids, so that two branches which add some seldom touch the
# same lines; on the board they stand in the order of their ranks.
"""


def empty_board(columns: Iterable[Column] | None = None) -> Board:
    """A new board, with the usual columns unless others are given."""
    lines = [_HEAD]
    for column in columns or default_columns():
        done = "done = true\n" if column.done else ""
        states = f"{pair('states', column.states)}\n" if column.states else ""
        lines.append(f"\n[[column]]\n{pair('name', str(column.name))}\n{done}{states}")
    return read_board(Source(BOARD_TOML, "".join(lines).encode()))


def edited(board: Board, changes: Mapping[str, Fields], new: Sequence[Fields] = ()) -> bytes:
    """The file with other values for fields of items, by their ids, and with new items.

    A value of None takes a field away.

    Raises:
        UnreadableBoardError: the file is no TOML.
    """
    if not board.readable:
        raise UnreadableBoardError(board)
    data = board.source.data
    edits = [
        edit
        for item in board.items
        if item.id in changes
        for edit in _item_edits(data, item, changes[item.id])
    ]
    edits += _additions(board, sorted(new, key=lambda fields: str(fields["id"])))
    return apply(data, edits)


def _item_edits(data: bytes, item: Item, fields: Fields) -> list[Edit]:
    edits = []
    for name in _ORDER:
        if name not in fields:
            continue
        value, span = fields[name], item.spans.get(name)
        if span is not None and value is None:
            edits.append(Edit(_lines(data, span), ""))
        elif span is not None:
            text = written(value).replace("\n", line_end(data))
            if text.encode() != data[span.start : span.end]:
                edits.append(Edit(span, text))
        elif value is not None:
            edits.append(_inserted(data, item, name, value))
    return edits


def _inserted(data: bytes, item: Item, name: str, value: object) -> Edit:
    """A line for a field that the item does not have, behind the last that is written before it."""
    earlier = takewhile(lambda other: other != name, _ORDER)
    ends = [_lines(data, item.spans[one]).end for one in earlier if one in item.spans]
    place, newline = max(ends), line_end(data)
    text = f"{pair(name, value)}\n".replace("\n", newline)
    if data[place - 1 : place] != b"\n":
        text = newline + text
    return Edit(Span(place, place), text)


def _lines(data: bytes, span: Span) -> Span:
    """The whole lines on which a value stands."""
    end = data.find(b"\n", span.end) + 1
    return Span(data.rfind(b"\n", 0, span.start) + 1, end or len(data))


def _additions(board: Board, new: Sequence[Fields]) -> list[Edit]:
    """New items, each before the first that has a greater id, else at the end."""
    data, newline = board.source.data, line_end(board.source.data)
    edits = []
    for fields in new:
        later = (item for item in board.items if item.id > str(fields["id"]))
        following = next(later, None)
        text = entry(fields, newline)
        if following is not None:
            place = _with_comment(data, following.span.start)
            edits.append(Edit(Span(place, place), text + newline))
        else:
            gap = newline if data.endswith(b"\n") else newline * 2
            edits.append(Edit(Span(len(data), len(data)), gap + text))
    return edits


def _with_comment(data: bytes, start: int) -> int:
    """Where the comment begins that stands directly above an entry; else where the entry does."""
    while start:
        above = data.rfind(b"\n", 0, start - 1) + 1
        if not data[above:start].lstrip().startswith(b"#"):
            break
        start = above
    return start

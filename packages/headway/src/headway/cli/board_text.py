"""The board as text: whole titles, and after or below each what else is known of the item."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from headway.diagnostics import printable
from headway.tracking.board.addressing import shortest_names
from headway.tracking.board.view import by_column, nested

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from headway.program.board.values import Board
    from headway.tracking.board.view import Shown

_GAP = "  "
_NARROWEST = 20


def lines(board: Board, items: Sequence[Shown], today: dt.date, width: int) -> Iterator[str]:
    """The items below their columns, each part below the item that it is a part of.

    `!` stands before an item that needs a look, then comes as much of its id as names it.
    """
    names = shortest_names(board)
    room = max((len(printable(names[one.item.id])) for one in items), default=0)
    for number, (column, several) in enumerate(by_column(items)):
        if number:
            yield ""
        yield f"{printable(column)} ({len(several)})"
        for depth, one in nested(several):
            mark = "!" if one.drift or one.late else " "
            lead = f"{mark} {printable(names[one.item.id]):{room}}{_GAP}{_GAP * depth}"
            yield from _entry(lead, one, today, max(width - len(lead), _NARROWEST))


def _entry(lead: str, one: Shown, today: dt.date, width: int) -> Iterator[str]:
    """An item: its title, and its facts on the same line if there is room."""
    title = f"[{one.item.priority}] {one.title}" if one.item.priority else one.title
    parts = [printable(title), printable(", ".join(_facts(one, today)))]
    whole = _GAP.join(filter(None, parts))
    texts = [whole] if len(whole) <= width else _wrapped(parts, width)
    for text in texts:
        yield f"{lead}{text}"
        lead = " " * len(lead)


def _wrapped(texts: Sequence[str], width: int) -> list[str]:
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return [line for text in texts for line in wrapper.wrap(text)]


def _facts(one: Shown, today: dt.date) -> Iterator[str]:
    """Who sees to it, by when, how its issue stands, and for how long nothing happened there."""
    item, live = one.item, one.live
    if item.owner:
        yield f"@{item.owner.removeprefix('@')}"
    if item.deadline:
        yield f"due {item.deadline.day}"
    if item.issue and one.title != item.issue:
        name = item.issue.rpartition("/")[2]
        yield f"{name} {live.state}" if live else name
    if live and live.is_open and live.active:
        days = (today - live.active).days
        yield f"quiet {days} day{'' if days == 1 else 's'}"

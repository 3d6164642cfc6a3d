"""Where a board and what happened have drifted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import Edit, Finding, Fix
from headway.tracking.board.live import name_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from headway.program.board.values import Board, Item
    from headway.program.model import Program
    from headway.tracking.board.live import BoardActivity, Live


class Drift(NamedTuple):
    """A finding about one item, under the code of its rule."""

    code: str
    item: Item
    finding: Finding


def drift(program: Program, activity: BoardActivity) -> Iterator[Drift]:
    """Everything in which a program's board and what a store knows have drifted apart."""
    board = program.board
    for item in board.items if board else ():
        if board is None or item.archived:
            continue
        if item.deadline and board.is_late(item, program.today):
            yield Drift("BOARD007", item, _late(board, item, program.today))
        if item.issue is None:
            continue
        live = activity.issues.get(str(item.issue))
        if live is None:
            yield from _unknown(board, item, program, activity)
        elif not live.is_open and not board.is_done(item):
            yield Drift("BOARD008", item, _closed(board, item, live))
        elif live.is_open and board.is_done(item):
            yield Drift("BOARD009", item, _open(board, item, live))


def _late(board: Board, item: Item, today: dt.date) -> Finding:
    late = (today - item.deadline.day).days if item.deadline else 0
    message = f"`{item.id}` is {late} day{'' if late == 1 else 's'} past its deadline"
    return Finding(item.spans.get("deadline", item.id.span), message, board.source.path)


def _closed(board: Board, item: Item, live: Live) -> Finding:
    done = next((column.name for column in board.columns if column.done), None)
    message = f"{item.issue} is {live.state}, and `{item.id}` stands in `{item.column}`"
    span, fix = item.spans.get("column"), None
    if done and span:
        fix = Fix(f"move it to `{done}`", (Edit(span, f'"{done}"'),))
    return Finding(span or item.id.span, message, board.source.path, fix=fix)


def _open(board: Board, item: Item, live: Live) -> Finding:
    message = f"{item.issue} is {live.state}, and `{item.id}` stands in `{item.column}`"
    hint = "close the issue, or move the item to where the work is"
    return Finding(item.spans.get("column", item.id.span), message, board.source.path, help=hint)


def _unknown(
    board: Board, item: Item, program: Program, activity: BoardActivity
) -> Iterator[Drift]:
    """An issue that the store should have, since it follows the repository."""
    if item.issue is None:
        return
    repository = str(name_of(item.issue, program).repository)
    if repository.casefold() in activity.repositories:
        message = f"the store has issues of {repository}, and {item.issue} is none of them"
        hint = "mend the number; or fill the store anew, if the issue is a new one"
        span = item.spans.get("issue", item.id.span)
        yield Drift("BOARD010", item, Finding(span, message, board.source.path, help=hint))

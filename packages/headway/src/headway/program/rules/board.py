"""What can be wrong with `board.toml`, as far as the program itself can tell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, likely, one_of
from headway.documents.values import is_person
from headway.program.rules.books import PROGRAM_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway.program.board.values import Board, Item
    from headway.program.model import Program

rule = PROGRAM_RULES.rule


@rule("BOARD001", Severity.ERROR, fixes=True)
def unreadable_entry(program: Program) -> Iterator[Finding]:
    """Something on the board cannot be read.

    It counts as not said. The rest of the board is read all the same, and whatever changes the
    board leaves the entry as it is.

    Wrong:

        [[item]]
        id = "ask-age-mirrors"
        title = "Ask about the age of mirrors"
        deadline = "soon"

    Right:

        [[item]]
        id = "ask-age-mirrors"
        title = "Ask about the age of mirrors"
        deadline = 2026-03-01
    """
    if program.board is not None:
        yield from program.board.findings


@rule("BOARD002", Severity.ERROR)
def repeated_id(program: Program) -> Iterator[Finding]:
    """Two items have the same id.

    Nothing can be said of one of them alone, and no command changes either. Two branches that
    added the same thing may have brought it in: then one of the two can go.

    Wrong:

        [[item]]
        id = "ask-age-mirrors"
        title = "Ask about the age of mirrors"

        [[item]]
        id = "ask-age-mirrors"
        title = "Ask who mirrors the Shelf"

    Right:

        [[item]]
        id = "ask-age-mirrors"
        title = "Ask about the age of mirrors"

        [[item]]
        id = "ask-who-mirrors-shelf"
        title = "Ask who mirrors the Shelf"
    """
    for board, item, first in _repeated(program, lambda item: item.id):
        label = Label(board.source.path, first.id.span, "the first is here")
        found = _finding(board, item, "id", f"there are two items `{item.id}`")
        yield replace(found, labels=(label,))


@rule("BOARD003", Severity.ERROR, fixes=True)
def unknown_column(program: Program) -> Iterator[Finding]:
    """An item stands in a column that the board does not have.

    It is listed behind all columns, and goes to no column of a GitHub project.

    Wrong:

        column = "wating"

    Right:

        column = "waiting"
    """
    board = program.board
    for item in board.items if board else ():
        if board and board.column(item.column) is None:
            names = [column.name for column in board.columns]
            guess = likely(item.column, names)
            found = _finding(board, item, "column", f"there is no column `{item.column}`")
            yield _mended(replace(found, help=f"the columns are {one_of(names)}"), guess)


@rule("BOARD004", Severity.WARNING, fixes=True)
def unknown_owner(program: Program) -> Iterator[Finding]:
    """An item belongs to somebody whom the team directory does not know.

    Nobody finds it among what they owe.

    Wrong:

        owner = "@kit-haloran"

    Right:

        owner = "@kit-halloran"
    """
    board, directory = program.board, program.directory
    for item in board.items if board and directory else ():
        if board and directory and item.owner and directory.person(item.owner) is None:
            guess = likely(item.owner.removeprefix("@"), directory.people)
            message = f"the team directory does not know `{item.owner}`"
            found = _finding(board, item, "owner", message)
            if not is_person(item.owner):
                found = replace(found, help="write a login as `@login`")
            yield _mended(found, f"@{guess}" if guess else None)


@rule("BOARD005", Severity.WARNING)
def repeated_issue(program: Program) -> Iterator[Finding]:
    """Two items are the same issue.

    Where one is moved the other stays, and a GitHub project can hold only one of them.

    Wrong:

        [[item]]
        id = "goals-31"
        issue = "lumen-lang/goals#31"

        [[item]]
        id = "glow-watch"
        issue = "lumen-lang/goals#31"

    Right:

        [[item]]
        id = "goals-31"
        issue = "lumen-lang/goals#31"
    """
    present = program.config.present_issue
    for board, item, first in _repeated(
        program, lambda item: present(item.issue).casefold() if item.issue else None
    ):
        label = Label(board.source.path, first.span, f"`{first.id}` is it already")
        message = f"`{item.id}` is {item.issue}, as `{first.id}` is"
        yield replace(_finding(board, item, "issue", message), labels=(label,))


@rule("BOARD006", Severity.ERROR, fixes=True)
def unknown_parent(program: Program) -> Iterator[Finding]:
    """An item is a part of one that there is not, or of itself.

    It is listed as if it were a part of nothing.

    Wrong:

        parent = "shelf-miror"

    Right:

        parent = "shelf-mirror"
    """
    board = program.board
    parents = {str(item.id): item.parent for item in board.items} if board else {}
    for item in board.items if board else ():
        if board is None or item.parent is None:
            continue
        if item.parent not in parents:
            guess = likely(item.parent, parents)
            found = _finding(board, item, "parent", f"there is no item `{item.parent}`")
            yield _mended(found, guess)
        elif item.id in _above(item.parent, parents):
            yield _finding(board, item, "parent", f"`{item.id}` is a part of itself")


def _above(name: str, parents: Mapping[str, str | None]) -> set[str]:
    """An item, and all that it is a part of."""
    seen: set[str] = set()
    above: str | None = name
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return seen


def _repeated(
    program: Program, key: Callable[[Item], str | None]
) -> Iterator[tuple[Board, Item, Item]]:
    """The items that share a key with one before them, each with the first of those."""
    board = program.board
    if board is None:
        return
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in board.items:
        name = key(item)
        if name is not None:
            groups[name].append(item)
    for first, *others in groups.values():
        yield from ((board, item, first) for item in others)


def _finding(board: Board, item: Item, field: str, message: str) -> Finding:
    """A finding at a field of an item."""
    return Finding(item.spans.get(field, item.id.span), message, board.source.path)


def _mended(finding: Finding, guess: str | None) -> Finding:
    """A finding with the offer to write what is likely meant, if there is such a thing."""
    if guess is None:
        return finding
    fix = Fix(f"write `{guess}`", (Edit(finding.span, f'"{guess}"'),))
    return replace(finding, help=f"did you mean `{guess}`?", fix=fix)

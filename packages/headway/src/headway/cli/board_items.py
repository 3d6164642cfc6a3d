"""The commands of `headway board` that change its items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import path_argument, program_options, read_program
from headway.forge.file_actions import FileChange
from headway.program.board.fields import PRIORITY
from headway.program.board.values import BOARD_TOML, When
from headway.text import Span
from headway.tracking.board import changing
from headway.tracking.board.adding import New
from headway.tracking.board.adding import add as add_to
from headway.tracking.board.addressing import find_column, find_item, issue_in
from headway.tracking.board.errors import NoBoardError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from headway.program.board.values import Board
    from headway.program.model import Program

    F = TypeVar("F", bound="Callable[..., Any]")


def _moment(
    _ctx: click.Context, _parameter: click.Parameter, value: str | None
) -> When | str | None:
    """Read a day with what org-mode adds to one; empty for none."""
    found = When.read(value) if value else None
    if found is None and value:
        msg = f"`{value}` is no day; write it as 2026-01-31"
        raise click.BadParameter(msg)
    return found if found is not None else value


def board_of(program: Program) -> Board:
    """The board of a program.

    Raises:
        NoBoardError: it has none.
    """
    if program.board is None:
        raise NoBoardError
    if program.board.findings:
        count = len(program.board.findings)
        click.echo(f"headway: {count} of the board's lines cannot be read; see `check`", err=True)
    return program.board


def _fields(command: F) -> F:
    """What can be said of an item, by options."""
    for option in (
        click.option("--note", metavar="TEXT", help="More about it, in Markdown."),
        click.option("--parent", metavar="ITEM", help="The item that it is a part of."),
        click.option("--tag", "tags", metavar="WORD", multiple=True, help="May be given again."),
        click.option("--deadline", callback=_moment, metavar="DAY", help="When it must be done."),
        click.option(
            "--scheduled",
            callback=_moment,
            metavar="DAY",
            help="When work on it begins: 2026-01-31, or `2026-01-31 10:00 +1w` for every week.",
        ),
        click.option("--priority", metavar="LETTER", help="`A` is the most urgent."),
        click.option("--owner", metavar="LOGIN", help="Who sees to it."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("what", metavar="ISSUE|TEXT")
@path_argument
@program_options
@change_options
@_fields
@click.option("--column", metavar="NAME", help="Where to; the first column without it.")
@click.option("--title", metavar="TEXT", help="A title of your own for an issue.")
def add(
    *,
    what: str,
    path: Path,
    apply: bool,
    as_json: bool,
    column: str | None,
    title: str | None,
    **options: Any,
) -> None:
    """Add an issue, or a note of that TEXT, at the end of a column.

    What is on the board already is not added again: an issue, or a note of the same title. The
    change is shown as a diff; --apply writes it.
    """
    program, fields = _asked(path, options)
    issue = _present(issue_in(what), program)
    new = New(title or ("" if issue else what), issue, column, **fields)
    before = program.board.source.data if program.board else None
    added = add_to(before, new)
    reason = f"{what} is to be on the board"
    _carry_out(program, added.data, reason, Asked(apply, as_json), added.id, is_new=added.is_new)


@click.command()
@click.argument("item")
@click.argument("column")
@path_argument
@program_options
@change_options
@click.option("--top", is_flag=True, help="To the top of the column.")
@click.option("--before", metavar="ITEM", help="Before this item of the column.")
@click.option("--after", metavar="ITEM", help="After this item of the column.")
def move(
    *,
    item: str,
    column: str,
    path: Path,
    apply: bool,
    as_json: bool,
    top: bool,
    before: str | None,
    after: str | None,
    **options: Any,
) -> None:
    """Move ITEM to COLUMN: to its end, or where an option says.

    The change is shown as a diff; --apply writes it.
    """
    if top + bool(before) + bool(after) > 1:
        msg = "--top, --before and --after exclude each other"
        raise click.UsageError(msg)
    program, _ = _asked(path, options)
    found = board_of(program)
    moved, target = find_item(found, item), find_column(found, column)
    beside = [find_item(found, one) if one else None for one in (before, after)]
    place = changing.Place(top, *beside) if top or before or after else None
    data = changing.move(found, moved, target, place)
    reason = f"{moved.id} is to stand in {target.name}"
    _carry_out(program, data, reason, Asked(apply, as_json), moved.id)


@click.command()
@click.argument("item")
@path_argument
@program_options
@change_options
@_fields
@click.option("--untag", metavar="WORD", multiple=True, help="Take a tag away.")
@click.option("--issue", metavar="ISSUE", help="The issue that it is.")
@click.option("--title", metavar="TEXT", help="What is to be done.")
def edit(
    *,
    item: str,
    path: Path,
    apply: bool,
    as_json: bool,
    title: str | None,
    issue: str | None,
    untag: tuple[str, ...],
    **options: Any,
) -> None:
    """Change what the board says of ITEM; an empty value takes away what was said.

    Tags are added to those that it has. The change is shown as a diff; --apply writes it.
    """
    program, fields = _asked(path, options)
    found = board_of(program)
    changed = find_item(found, item)
    tags = [tag for tag in (*changed.tags, *fields.pop("tags", ())) if tag not in untag]
    if tuple(tags) != changed.tags:
        fields["tags"] = tuple(dict.fromkeys(tags))
    for name, text in (
        ("title", title),
        ("issue", _present(_issue(issue), program) if issue else issue),
    ):
        if text is not None:
            fields[name] = text
    data = changing.change(found, changed, fields)
    _carry_out(program, data, f"{changed.id} is to be changed", Asked(apply, as_json), changed.id)


@click.command()
@click.argument("item")
@path_argument
@program_options
@change_options
def done(*, item: str, path: Path, apply: bool, as_json: bool, **options: Any) -> None:
    """Move ITEM to what is done; one that repeats stays, and its days move on.

    The change is shown as a diff; --apply writes it.
    """
    program, _ = _asked(path, options)
    found = board_of(program)
    finished = find_item(found, item)
    data = changing.finish(found, finished, program.today)
    _carry_out(program, data, f"{finished.id} is done", Asked(apply, as_json), finished.id)


@click.command()
@click.argument("item")
@path_argument
@program_options
@change_options
@click.option("--undo", is_flag=True, help="Bring it back.")
def archive(
    *, item: str, path: Path, apply: bool, as_json: bool, undo: bool, **options: Any
) -> None:
    """Put ITEM away: lists leave it out, the file keeps it.

    The change is shown as a diff; --apply writes it.
    """
    program, _ = _asked(path, options)
    found = board_of(program)
    old = find_item(found, item)
    data = changing.change(found, old, {"archived": not undo})
    reason = f"{old.id} is to be {'brought back' if undo else 'put away'}"
    _carry_out(program, data, reason, Asked(apply, as_json), old.id)


def _asked(path: Path, options: dict[str, Any]) -> tuple[Program, dict[str, Any]]:
    """The program, and what the options say of an item; what is not given is left out."""
    names = ("owner", "priority", "scheduled", "deadline", "tags", "parent", "note")
    said = {name: options.pop(name) for name in names if name in options}
    program = read_program(path, **options).program
    fields = {name: value for name, value in said.items() if value is not None and value != ()}
    if fields.get("owner"):
        fields["owner"] = f"@{fields['owner'].removeprefix('@')}"
    if fields.get("priority"):
        fields["priority"] = _priority(fields["priority"])
    if fields.get("parent"):
        fields["parent"] = str(find_item(board_of(program), fields["parent"]).id)
    return program, fields


def _priority(text: str) -> str:
    read = PRIORITY.read(text.upper(), Span(0, 0))
    if read is None:
        msg = f"a priority is {PRIORITY.about}"
        raise click.BadParameter(msg)
    return str(read)


def _issue(text: str) -> str:
    found = issue_in(text)
    if found is None:
        msg = f"`{text}` names no issue; write it as `organisation/repository#number`"
        raise click.BadParameter(msg)
    return found


def _present(issue: str | None, program: Program) -> str | None:
    """An issue by the present name of its repository."""
    return program.config.present_issue(issue) if issue else None


def _carry_out(
    program: Program, data: bytes, reason: str, asked: Asked, item: str, *, is_new: bool = False
) -> None:
    """Show the change of the board as a diff, or write it."""
    before = program.board.source.data if program.board else None
    changes = [FileChange(BOARD_TOML, before, data, reason)] if data != before else []
    carry_out(program.root, changes, asked, facts={"item": item, "new": is_new})


COMMANDS = (add, move, edit, done, archive)

"""`headway board`: what the program managers see to, shown and changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.place import FOLDER
from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import day, path_argument, program_options, read_program, width
from headway.cli.stores import database_option, filled_store_of
from headway.cli.table import aligned
from headway.diagnostics import printable
from headway.forge.file_actions import FileChange
from headway.program.board.fields import PRIORITY
from headway.program.board.values import BOARD_TOML, When
from headway.text import Span
from headway.tracking.board import changing
from headway.tracking.board.adding import New, add
from headway.tracking.board.addressing import find_column, find_item, issue_in
from headway.tracking.board.errors import NoBoardError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from headway.program.board.values import Board
    from headway.program.model import Program
    from headway.tracking.board.live import BoardActivity
    from headway.tracking.board.org_import import OrgImport
    from headway.tracking.board.view import Shown

    F = TypeVar("F", bound="Callable[..., Any]")

_SHORT = 60


class _Moment(click.ParamType[When | str]):
    """A day with what org-mode adds to one."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> When | str:
        found = When.read(value)
        if found is None and value:
            self.fail(f"`{value}` is no day; write it as 2026-01-31", param, ctx)
        return found or ""


_DAY = _Moment()


@click.group(invoke_without_command=True)
@program_options
@database_option
@click.option("--column", metavar="NAME", help="Only items of this column.")
@click.option("--owner", metavar="LOGIN", help="Only items of this person.")
@click.option("--tag", metavar="WORD", help="Only items with this tag.")
@click.option(
    "--due", callback=day, metavar="DATE", help="Only items with a deadline on this day or before."
)
@click.option("--archived", is_flag=True, help="The items that were put away, in place of others.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def board(
    ctx: click.Context,
    /,
    *,
    database: str | None,
    column: str | None,
    owner: str | None,
    tag: str | None,
    due: dt.date | None,
    archived: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show the board, or change it by one of the commands below.

    The board is the file `board.toml` beside `headway.toml`: issues of any repositories, and notes.
    How the issues stand comes from the store of what happened, where there is one; `!` marks what
    needs a look, such as a closed issue among what is being done.

    ITEM is an item's id or the start of it, an issue as `organisation/repository#number` or by
    its address, or a part of a title that no other has.
    """
    if ctx.invoked_subcommand is not None:
        return
    from headway.tracking.board import view

    program = read_program(Path(), **options).program
    found = _board(program)
    only = str(find_column(found, column).name) if column else None
    wanted = view.Wanted(only, owner, tag, due, archived)
    items = view.shown(program, found, wanted, _activity(found, program, database))
    if as_json:
        document = view.document(found, items, program.today)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in _lines(items, program.today):
        click.echo(line)
    for drifted in (drifted for one in items for drifted in one.drift):
        click.echo(f"{drifted.item.id}: {drifted.finding.message}", err=True)


def _lines(items: list[Shown], today: dt.date) -> Iterator[str]:
    """The table of the items, with a heading above each column's."""
    from headway.tracking.board import view

    header, rule, *rows = aligned(view.HEADER, [view.row(one, today) for one in items], width())
    if rows:
        yield from (header, rule)
    for name, several in view.by_column(items):
        yield ""
        yield f"{printable(name)} ({len(several)})"
        yield from rows[: len(several)]
        del rows[: len(several)]


def _activity(board: Board, program: Program, database: str | None) -> BoardActivity:
    """What the store knows of the issues on a board; nothing where there is no store."""
    from headway.tracking.board.live import BoardActivity, read_live

    if database is None and not (program.root / FOLDER).exists():
        return BoardActivity()
    with filled_store_of(program, database) as store:
        return read_live(board, program, store)


def _board(program: Program) -> Board:
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


# --- changes --------------------------------------------------------------------------------------


def _fields(command: F) -> F:
    """What can be said of an item, by options."""
    for option in (
        click.option("--note", metavar="TEXT", help="More about it, in Markdown."),
        click.option("--parent", metavar="ITEM", help="The item that it is a part of."),
        click.option("--tag", "tags", metavar="WORD", multiple=True, help="May be given again."),
        click.option("--deadline", type=_DAY, metavar="DAY", help="When it must be done."),
        click.option(
            "--scheduled",
            type=_DAY,
            metavar="DAY",
            help="When work on it begins: 2026-01-31, or `2026-01-31 10:00 +1w` for every week.",
        ),
        click.option("--priority", metavar="LETTER", help="`A` is the most urgent."),
        click.option("--owner", metavar="LOGIN", help="Who sees to it."),
    ):
        command = option(command)
    return command


@board.command("add")
@click.argument("what", metavar="ISSUE|TEXT")
@path_argument
@program_options
@change_options
@_fields
@click.option("--column", metavar="NAME", help="Where to; the first column without it.")
@click.option("--title", metavar="TEXT", help="A title of your own for an issue.")
def add_(
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
    issue = issue_in(what)
    new = New(title or ("" if issue else what), issue, column, **fields)
    before = program.board.source.data if program.board else None
    added = add(before, new)
    reason = f"{what} is to be on the board"
    _carry_out(program, added.data, reason, Asked(apply, as_json), added.id, is_new=added.is_new)


@board.command()
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
    found = _board(program)
    moved, target = find_item(found, item), find_column(found, column)
    beside = [find_item(found, one) if one else None for one in (before, after)]
    place = changing.Place(top, *beside) if top or before or after else None
    data = changing.move(found, moved, target, place)
    reason = f"{moved.id} is to stand in {target.name}"
    _carry_out(program, data, reason, Asked(apply, as_json), moved.id)


@board.command()
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
    found = _board(program)
    changed = find_item(found, item)
    tags = [tag for tag in (*changed.tags, *fields.pop("tags", ())) if tag not in untag]
    if tuple(tags) != changed.tags:
        fields["tags"] = tuple(dict.fromkeys(tags))
    for name, text in (("title", title), ("issue", _issue(issue) if issue else issue)):
        if text is not None:
            fields[name] = text
    data = changing.change(found, changed, fields)
    _carry_out(program, data, f"{changed.id} is to be changed", Asked(apply, as_json), changed.id)


@board.command()
@click.argument("item")
@path_argument
@program_options
@change_options
def done(*, item: str, path: Path, apply: bool, as_json: bool, **options: Any) -> None:
    """Move ITEM to what is done; one that repeats stays, and its days move on.

    The change is shown as a diff; --apply writes it.
    """
    program, _ = _asked(path, options)
    found = _board(program)
    finished = find_item(found, item)
    data = changing.finish(found, finished, program.today)
    _carry_out(program, data, f"{finished.id} is done", Asked(apply, as_json), finished.id)


@board.command()
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
    found = _board(program)
    old = find_item(found, item)
    data = changing.change(found, old, {"archived": not undo})
    reason = f"{old.id} is to be {'brought back' if undo else 'put away'}"
    _carry_out(program, data, reason, Asked(apply, as_json), old.id)


@board.group("import")
def import_() -> None:
    """Fill the board from elsewhere."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@path_argument
@program_options
@change_options
@click.option(
    "--prefer",
    type=click.Choice(["board", "org"]),
    default=None,
    help="Which side is right where both changed the same.",
)
def org(
    *, file: Path, path: Path, prefer: str | None, apply: bool, as_json: bool, **options: Any
) -> None:
    """Bring the headings of the org-mode FILE to the board.

    Importing again updates and never adds twice. What was changed on the board since the last
    import stays; where the file changed it as well, both values are told, and the exit code is 1.
    What cannot be carried over is told with its line. The change is shown as a diff; --apply writes
    it.
    """
    from headway.tracking.board.org_import import import_org

    program = read_program(path, **options).program
    before = program.board.source.data if program.board else None
    name = _name_in(program.root, file)
    found = import_org(before, name, file.read_text("utf-8", "replace"), prefer or "")
    changes = [FileChange(BOARD_TOML, before, found.data, f"{name} says so")]
    if found.data == before:
        changes = []
    if not as_json:
        for line in _told(found, name):
            click.echo(line, err=True)
    facts = {key: value for key, value in found._asdict().items() if key != "data"}
    facts |= {key: [one._asdict() for one in facts[key]] for key in ("conflicts", "problems")}
    carry_out(program.root, changes, Asked(apply, as_json), facts=facts)
    if found.conflicts:
        sys.exit(1)


def _name_in(root: Path, file: Path) -> str:
    """A file's path in the program, or its own name where it is elsewhere."""
    full = file.resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else full.name


def _told(found: OrgImport, name: str) -> Iterator[str]:
    """What an import could not carry over, what it left to people, and how much it brought."""
    yield from map(str, found.problems)
    for one in found.conflicts:
        yield (
            f"{name}:{one.line}: both changed `{one.field}` of {one.id}: the board says "
            f"`{_short(one.board)}`, the file `{_short(one.file)}`; the board's stays"
        )
    for gone in found.gone:
        yield f"{gone} is no longer in {name}; it stays on the board until it is put away"
    yield f"{len(found.new)} new, {len(found.changed)} changed, {found.same} the same"


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


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
        fields["parent"] = str(find_item(_board(program), fields["parent"]).id)
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


def _carry_out(
    program: Program, data: bytes, reason: str, asked: Asked, item: str, *, is_new: bool = False
) -> None:
    """Show the change of the board as a diff, or write it."""
    before = program.board.source.data if program.board else None
    changes = [FileChange(BOARD_TOML, before, data, reason)] if data != before else []
    carry_out(program.root, changes, asked, facts={"item": item, "new": is_new})

"""`headway board`: what the program managers see to, shown, imported and mirrored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.errors import NoStoreError
from headway.cli.board_items import COMMANDS, board_of
from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import (
    day,
    echo_json,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.plans import plan_options, show_or_apply
from headway.cli.stores import database_option, filled_store_of
from headway.forge.file_actions import FileChange
from headway.program.board.values import BOARD_TOML
from headway.tracking.board.addressing import find_column
from headway.tracking.board.errors import NoAliasError, NoProjectError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from headway.program.board.values import Board
    from headway.program.model import Program
    from headway.tracking.board.live import BoardActivity
    from headway.tracking.board.org_import import OrgImport

_SHORT = 60


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
@json_option
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
        _refuse_options(ctx)
        return
    from headway.cli.board_text import lines
    from headway.tracking.board import view

    program = read_program(Path(), **options).program
    found = board_of(program)
    only = str(find_column(found, column).name) if column else None
    wanted = view.Wanted(only, owner, tag, due, archived)
    items = view.shown(program, found, wanted, _activity(found, program, database))
    if as_json:
        document = view.document(found, items, program.today)
        echo_json(document)
        return
    for line in lines(found, items, program.today, width()):
        click.echo(line)
    for drifted in (drifted for one in items for drifted in one.drift):
        click.echo(drifted.finding.message, err=True)


def _refuse_options(ctx: click.Context) -> None:
    """Refuse options of the list in front of another command, where they would do nothing."""
    for name in ctx.params:
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = f"--{name.removeprefix('as_').replace('_', '-')}"
            msg = f"{option} goes behind `{ctx.invoked_subcommand}`, if that has it"
            raise click.UsageError(msg)


def _activity(board: Board, program: Program, database: str | None) -> BoardActivity:
    """What the store knows of the issues on a board; nothing where there is no store."""
    from headway.tracking.board.live import BoardActivity, read_live

    try:
        with filled_store_of(program, database) as store:
            return read_live(board, program, store)
    except NoStoreError:
        return BoardActivity()


for _command in COMMANDS:
    board.add_command(_command)


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
    present = program.config.present_issue
    found = import_org(before, name, _text(file), prefer or "", present)
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


@import_.command()
@path_argument
@program_options
@database_option
@change_options
def zulip(*, path: Path, database: str | None, apply: bool, as_json: bool, **options: Any) -> None:
    """Add what people wish for on Zulip, at the end of the first column.

    A wish is a stored message that mentions the alias of `[zulip]` in headway.toml, in one of the
    topics named there. Each comes only once, also when its item was changed since. The change is
    shown as a diff; --apply writes it.
    """
    from headway.activity.records import Message
    from headway.tracking.board.wished import add_wishes

    program = read_program(path, **options).program
    if not program.config.zulip.alias:
        raise NoAliasError
    with filled_store_of(program, database) as store:
        messages = store.find(Message)
    before = program.board.source.data if program.board else None
    data, new = add_wishes(before, messages, program.config.zulip)
    changes = [FileChange(BOARD_TOML, before, data, "people wish for it")] if data and new else []
    carry_out(program.root, changes, Asked(apply, as_json), facts={"new": list(new)})


def _text(file: Path) -> str:
    """The text of a file; what is no UTF-8 in it is replaced, and that is told."""
    data = file.read_bytes()
    text = data.decode("utf-8", "replace")
    if text.encode() != data:
        click.echo(f"{file}: some of it is not UTF-8, and is replaced", err=True)
    return text


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


@board.command()
@path_argument
@program_options
@plan_options
def project(*, path: Path, apply: bool, full: bool, as_json: bool, **options: Any) -> None:
    """Show the board as a project on GitHub, and bring that up to date with --apply.

    The project is that of `[board]` in headway.toml. Issues become its items and notes its drafts,
    with column, owner, priority and days, in the order of the board. What is only in the project is
    told and left alone. Running it again plans nothing.

    The token is that of GITHUB_TOKEN, or of `gh auth login`; to apply, it needs the permission
    Projects: write.
    """
    from headway.cli.forges import github
    from headway.forge.plan import World
    from headway.forge.projects import ProjectName
    from headway.tracking.board.project import plan_project, read_state

    program = read_program(path, **options).program
    found, settings = board_of(program), program.config.board
    name = ProjectName.parse(settings.project) if settings.project else None
    if name is None:
        raise NoProjectError
    with github(offline=options["offline"]) as forge:
        planned = plan_project(program, found, read_state(name, program, found, forge))
        for note in () if as_json else planned.notes:
            click.echo(note)
        show_or_apply(
            planned.plan,
            World(program.root, forge),
            apply=apply,
            full=full,
            as_json=as_json,
            facts={"project": str(name), "notes": list(planned.notes)},
        )

"""`headway check`: every mistake at once, and the fixes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from headway.activity.errors import NoStoreError
from headway.cli.options import (
    path_argument,
    program_options,
    read_program,
    takes_unicode,
    wants_colour,
)
from headway.cli.report import Showing, show_report
from headway.cli.stores import database_option, filled_store_of
from headway.diagnostics import Report, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.program.load import Loaded

_SEVERITIES = [severity.value for severity in Severity]


@click.command()
@path_argument
@program_options
@click.option(
    "--format",
    "output",
    type=click.Choice(["terminal", "short", "json", "github", "sarif"]),
    default="terminal",
    help="How to show diagnostics.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--activity", is_flag=True, help="Also find where the documents and what happened disagree."
)
@database_option
@click.option("--fix", is_flag=True, help="Apply the safe fixes, then check again.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: also those to look at first.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings as well.")
@click.option(
    "--level",
    type=click.Choice(_SEVERITIES),
    default="hint",
    help="The least severity that is shown.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours in the terminal; auto obeys NO_COLOR.",
)
@click.option("--ascii", "plain", is_flag=True, help="Draw with ASCII characters only.")
def check(  # a command's options
    *,
    path: Path,
    output: str,
    as_json: bool,
    activity: bool,
    database: str | None,
    fix: bool,
    unsafe: bool,
    diff: bool,
    strict: bool,
    level: str,
    color: str,
    plain: bool,
    **options: Any,
) -> None:
    """Find every mistake in the program at PATH, and fix what can be fixed.

    Every mistake is told in one run, with its place, its reason and, where there is one, its fix.
    If PATH is a file, only what concerns that file is told. `headway explain CODE` says more
    about a diagnostic.

    With --activity, what the store knows is compared with the documents: tracking issues that are
    closed too early or left open, or that show something else than the goal. `headway sync` and
    `headway import` fill the store; without --activity it is not looked at.

    Exits with 1 when there are errors.
    """
    if unsafe and not (fix or diff):
        msg = "--unsafe goes with --fix or --diff"
        raise click.UsageError(msg)
    complete = partial(_with_activity, database) if activity else _as_it_is
    if fix or diff:
        loaded = _mend(path, complete, unsafe=unsafe, write=fix and not diff, **options)
        if diff:
            return
    else:
        loaded = complete(read_program(path, shows_all=True, **options))
    report = _only(loaded, path)
    form = "json" if as_json else output
    showing = Showing(form, Severity(level), wants_colour(color), plain or not takes_unicode())
    text = "".join(show_report(loaded.program, report, showing))
    click.echo(text, nl=False, color=showing.colour)
    if report.summary.errors or (strict and report.summary.warnings):
        raise SystemExit(1)


def _as_it_is(loaded: Loaded) -> Loaded:
    return loaded


def _with_activity(database: str | None, loaded: Loaded) -> Loaded:
    """What was loaded, with what needs the store; without one, that is told as skipped."""
    from headway.tracking.reading import check_activity

    try:
        with filled_store_of(loaded.program, database) as store:
            return loaded.plus(check_activity(loaded.program, store))
    except NoStoreError:
        why = "there is no store; `headway sync` or an import makes one, --database names another"
        return loaded.plus((), [f"checks of what happened ({why})"])


def _mend(
    path: Path,
    complete: Callable[[Loaded], Loaded],
    *,
    unsafe: bool,
    write: bool,
    **options: Any,
) -> Loaded:
    from headway.program.find import find_root
    from headway.program.load import Options
    from headway.program.mend import mend

    only = _file_in(path, find_root(path)) if path.is_file() else None
    mended = mend(path, Options(**options), unsafe=unsafe, only=only, complete=complete)
    if write:
        mended.write()
        fixes = _count(mended.count, "fix", "fixes")
        click.echo(f"applied {fixes} in {_count(len(mended.after), 'file')}", err=True)
    elif mended.after:
        for line in mended.diff():
            click.echo(line, nl=False)
    else:
        what = "no fix" if unsafe else "no safe fix; --unsafe shows those to look at first as well"
        click.echo(what, err=True)
    return mended.loaded


def _count(number: int, word: str, plural: str = "") -> str:
    return f"{number} {word if number == 1 else plural or word + 's'}"


def _only(loaded: Loaded, path: Path) -> Report:
    """The report, or what of it concerns the one file that PATH is."""
    if not path.is_file():
        return loaded.report
    name = _file_in(path, loaded.program.root)
    mine = tuple(d for d in loaded.report.diagnostics if d.file == name)
    return replace(loaded.report, diagnostics=mine, files=1)


def _file_in(file: Path, root: Path) -> str:
    return file.resolve().relative_to(root).as_posix()

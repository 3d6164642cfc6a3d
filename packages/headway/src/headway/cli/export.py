"""`headway export`: a program in other shapes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    json_text,
    output_option,
    program_options,
    read_program,
    width,
    write_output,
)
from headway.cli.stores import database_option, filled_store_of
from headway.program.export.tables import TABLES
from headway.program.export.tables import table as table_of
from headway.program.query import find_period, running_period

if TYPE_CHECKING:
    from headway.program.model import Period, Program

_FEW = 5
_NAMES = [table.name for table in TABLES]


@click.command()
@click.argument("path_and_file", metavar="[PATH] [FILE]", nargs=-1)
@program_options
@click.option("--period", metavar="NAME", help="Only this period, such as 2026.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["json", "csv", "table", "sqlite", "tracking-issues"]),
    default="json",
    help="The shape. sqlite writes to FILE, with keys between its tables. tracking-issues is the "
    "JSON of the existing tool about the issues of one period: the one that runs, or --period.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--table",
    type=click.Choice(_NAMES),
    default="goals",
    help="With csv and table: what to print a row of.",
)
@database_option
@output_option
def export(  # a command's options
    *,
    path_and_file: tuple[str, ...],
    period: str | None,
    output: str,
    as_json: bool,
    table: str,
    database: str | None,
    target: Path | None,
    **options: Any,
) -> None:
    """Write the program at PATH as JSON, CSV, a table or an SQLite file.

    Fields hold what the documents say, and null where they say nothing. The JSON schemas are in the
    documentation. Only tracking-issues reads the store.

    \b
    headway export --period 2026 > goals.json
    headway export --format csv --table asks > asks.csv
    headway export --format sqlite goals.db
    headway export --format tracking-issues
    """  # noqa: D301  # click wants the character
    output = "json" if as_json else output
    path, file = _arguments(path_and_file, output, target)
    program = read_program(path, **options).program
    periods = [find_period(program, period)] if period else list(program.periods)
    if output == "tracking-issues":
        chosen = periods[0] if period else running_period(program)
        write_output(_tracking_issues(program, chosen, database), file)
    elif output == "sqlite":
        from headway.program.export import sqlite

        assert file is not None  # noqa: S101  # _arguments saw to it
        sqlite.write(file, periods)
        click.echo(f"wrote {file}", err=True)
    elif output == "json":
        write_output(_json(periods, one=period is not None), file)
    elif output == "csv":
        from headway.program.export import csv

        write_output(csv.render(table_of(table), periods), file)
    else:
        from headway.cli.table import aligned

        columns = table_of(table)
        rows = [
            ["" if value is None else " ".join(str(value).split()) for value in row]
            for one in periods
            for row in columns.rows(one)
        ]
        write_output("".join(f"{line}\n" for line in aligned(columns.header, rows, width())), file)


def _arguments(
    given: tuple[str, ...], output: str, target: Path | None
) -> tuple[Path, Path | None]:
    """The program's path, and the file to write to."""
    arguments = list(given)
    if output == "sqlite" and target is None:
        if not arguments:
            msg = "--format sqlite needs the FILE to write"
            raise click.UsageError(msg)
        target = Path(arguments.pop())
        if target.is_dir():
            msg = f"--format sqlite needs the FILE to write, and {target} is a folder"
            raise click.UsageError(msg)
    if len(arguments) > 1:
        msg = f"one PATH is read, and {len(arguments)} are given"
        raise click.UsageError(msg)
    path = Path(arguments[0]) if arguments else Path()
    if not path.exists():
        msg = f"there is no folder {path}"
        raise click.UsageError(msg)
    return path, target


def _json(periods: list[Any], *, one: bool) -> str:
    from headway.program.export.json import all_periods, one_period

    return json_text(one_period(periods[0]) if one else all_periods(periods))


def _tracking_issues(program: Program, period: Period, database: str | None) -> str:
    """The tracking issues of a period by the store; what is not among them is told."""
    from headway.reporting.tracking_issues import tracking_issues
    from headway.tracking.reading import activity_of

    with filled_store_of(program, database) as store:
        activity = activity_of(period.listed, program, store)
    found = tracking_issues(period, program, activity, program.today)
    for names, reason in (
        (found.elsewhere, "of other repositories, which this format has no place for"),
        (found.unknown, f"not in the store by {program.today}; see `headway sync`"),
    ):
        if names:
            some = ", ".join(map(str, names[:_FEW])) + (", …" if len(names) > _FEW else "")
            count = "1 issue" if len(names) == 1 else f"{len(names)} issues"
            click.echo(f"headway: {count} left out, {reason}: {some}", err=True)
    return json_text(found.document)

"""`headway export`: a program in other shapes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from headway.cli.options import (
    output_option,
    program_options,
    read_program,
    width,
    write_output,
)
from headway.program.export.tables import TABLES
from headway.program.export.tables import table as table_of
from headway.program.query import find_period

_NAMES = [table.name for table in TABLES]


@click.command()
@click.argument("path_and_file", metavar="[PATH] [FILE]", nargs=-1)
@program_options
@click.option("--period", metavar="NAME", help="Only this period, such as 2026.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["json", "csv", "table", "sqlite"]),
    default="json",
    help="The shape. sqlite writes to FILE, with keys between its tables.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--table",
    type=click.Choice(_NAMES),
    default="goals",
    help="With csv and table: what to print a row of.",
)
@output_option
def export(  # a command's options
    *,
    path_and_file: tuple[str, ...],
    period: str | None,
    output: str,
    as_json: bool,
    table: str,
    target: Path | None,
    **options: Any,
) -> None:
    """Write the program at PATH as JSON, CSV, a table or an SQLite file.

    Fields hold what the documents say, and null where they say nothing. The JSON schema is in the
    documentation.

    \b
    headway export --period 2026 > goals.json
    headway export --format csv --table asks > asks.csv
    headway export --format sqlite goals.db
    """  # noqa: D301  # click wants the character
    output = "json" if as_json else output
    path, file = _arguments(path_and_file, output, target)
    program = read_program(path, **options).program
    periods = [find_period(program, period)] if period else list(program.periods)
    if output == "sqlite":
        from headway.program.export import sqlite

        assert file is not None  # noqa: S101  # _arguments saw to it
        sqlite.write(file, periods)
        click.echo(f"wrote {file}", err=True)
        return
    if output == "json":
        write_output(_json(periods, one=period is not None), file)
    elif output == "csv":
        from headway.program.export import csv

        write_output(csv.render(table_of(table), periods), file)
    else:
        from headway.cli.table import aligned

        chosen = table_of(table)
        rows = [
            ["" if value is None else " ".join(str(value).split()) for value in row]
            for one in periods
            for row in chosen.rows(one)
        ]
        write_output("".join(f"{line}\n" for line in aligned(chosen.header, rows, width())), file)


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
    import json

    from headway.program.export.json import all_periods, one_period

    document = one_period(periods[0]) if one else all_periods(periods)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

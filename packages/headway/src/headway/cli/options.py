"""Arguments and options that mean the same on every command that reads a program."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from headway.program.load import Loaded, Options, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.program.model import Program
    from headway.tracking.minutes_stats import Month

_WIDTH = 100

F = TypeVar("F", bound="Callable[..., Any]")


def day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """Read a day, as `2026-01-31`."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        msg = f"`{value}` is no day; write it as 2026-01-31"
        raise click.BadParameter(msg) from error


def month_of(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Month | None:
    """Read a month, as `2026-02`."""
    from headway.tracking.minutes_stats import Month

    if value is None:
        return None
    month = Month.read(value)
    if month is None:
        msg = f"`{value}` is no month; write it as 2026-02"
        raise click.BadParameter(msg)
    return month


def path_argument(command: F) -> F:
    """PATH: where the program is."""
    return click.argument(
        "path", default=".", type=click.Path(exists=True, path_type=Path), required=False
    )(command)


def program_options(command: F) -> F:
    """`--team-data`, `--offline` and `--today`, gathered into `options`."""
    for option in (
        click.option(
            "--today",
            callback=day,
            envvar="HEADWAY_TODAY",
            metavar="DATE",
            help="The day that counts as the present, as 2026-01-31.",
        ),
        click.option("--offline", is_flag=True, help="Never use the network."),
        click.option(
            "--team-data",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            envvar="HEADWAY_TEAM_DATA",
            metavar="DIR",
            help="A folder with teams.json and people.json, as the team API has them.",
        ),
    ):
        command = option(command)
    return command


def output_option(command: F) -> F:
    """`-o FILE`, as `target`."""
    return click.option(
        "-o",
        "--output",
        "target",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write to this file.",
    )(command)


def json_option(command: F) -> F:
    """`--json`, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print as JSON.")(command)


def json_text(document: Any) -> str:
    """A document of JSON as commands print it; days as 2026-01-31."""
    import json

    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"


def echo_json(document: Any) -> None:
    """Print a document of JSON."""
    click.echo(json_text(document), nl=False)


def write_output(text: str, target: Path | None) -> None:
    """Write what a command made to a file, a pipe or a device, or else to standard output."""
    if target is None:
        click.echo(text.encode(), nl=False)
        return
    if target.exists() and not target.is_file():
        target.write_bytes(text.encode())
        return
    from headway.documents.edit import replace_files

    replace_files({target: text.encode()})
    click.echo(f"wrote {target}", err=True)


def read_program(path: Path, *, shows_all: bool = False, **options: Any) -> Loaded:
    """Load the program that a command was pointed at.

    Unless the command shows all diagnostics anyway, it is told when settings do not count.
    """
    # A command reads once and ends. Its values form no cycles, so looking for some is lost time.
    gc.disable()
    loaded = load(path, Options(**options))
    if not shows_all:
        _tell_settings(loaded.program)
    return loaded


def _tell_settings(program: Program) -> None:
    """Say that settings are left out: an answer without them may be another one."""
    for file, count in Counter(one.file for one in program.config_findings).items():
        mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
        told = f"{mistakes} in {file}, so not all that it says counts; see `check`"
        click.echo(f"headway: {told}", err=True)


def wants_colour(choice: str) -> bool:
    """Whether to write colours: as chosen, else by NO_COLOR, FORCE_COLOR and the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (
        sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    )


def width() -> int:
    """How many columns the output may take."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (AttributeError, OSError, ValueError):
        return _WIDTH


def takes_unicode() -> bool:
    """Whether standard output can show more than ASCII."""
    encoding = sys.stdout.encoding
    return "utf" in encoding.lower()

"""`headway stalls`: what waits, and who acts next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    echo_json,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.stores import database_option, filled_store_of
from headway.tracking.stalls import shown
from headway.tracking.stalls.find import stalls as find_stalls
from headway.tracking.stalls.model import Kind
from headway.tracking.whom import read_whom

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = [kind.value for kind in Kind]


@click.command()
@path_argument
@program_options
@database_option
@click.option("--for", "name", metavar="WHOM", help="Only what waits for @LOGIN, or for a TEAM.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    metavar="KIND",
    help=f"Only this kind; may be given several times. One of {', '.join(_KINDS)}.",
)
@json_option
def stalls(
    *,
    path: Path,
    database: str | None,
    name: str | None,
    kinds: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> None:
    """List what waits: whose turn it is, since when, why we think so, and where that is seen.

    What waits the longest comes first, by who acts next. How long is too long is set in
    `headway.toml`. Only the store is read; for a past `--today` only what had happened by then.
    """
    from headway.tracking.stalls.reading import read_scene

    program = read_program(path, **options).program
    whom = read_whom(name, program) if name is not None else None
    with filled_store_of(program, database) as store:
        scene = read_scene(program, store, program.today)
    found = [one for one in find_stalls(scene) if not kinds or one.kind in kinds]
    if whom:
        found = shown.chosen(found, whom)
    if as_json:
        document = shown.as_object(found, program.today, whom)
        echo_json(document)
        return
    for line in shown.lines(found, whom, width()):
        click.echo(line)

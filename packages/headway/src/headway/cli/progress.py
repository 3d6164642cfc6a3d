"""`headway progress`: how far goals are, and what was last told of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import path_argument, program_options, read_program, width
from headway.cli.stores import database_option, filled_store_of
from headway.cli.table import aligned
from headway.program.query import find_period, latest_period
from headway.tracking.progress import Progress
from headway.tracking.progress import progress as measure
from headway.tracking.reading import activity_of

if TYPE_CHECKING:
    from pathlib import Path

_VERSION = 1


@click.command()
@path_argument
@program_options
@database_option
@click.option("--period", metavar="NAME", help="Of this period; the latest without it.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def progress(
    *, path: Path, database: str | None, period: str | None, as_json: bool, **options: Any
) -> None:
    """Show how far the goals of a period are, and when something was last told of them.

    Boxes are those of the tracking issue and of the issues it points to. For a past `--today` only
    what had happened by then counts; what is known only as it is now is marked so.
    """
    program = read_program(path, **options).program
    chosen = find_period(program, period) if period else latest_period(program)
    with filled_store_of(program, database) as store:
        activity = activity_of(chosen.listed, program, store)
    found = measure(chosen, program, activity, program.today)
    if as_json:
        goals = [_object(one) for one in found]
        document = {"version": _VERSION, "today": str(program.today), "goals": goals}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    header = ("Goal", "Done", "Standing", "Updates", "Last update", "Days since")
    for line in aligned(header, [_row(one) for one in found], width()):
        click.echo(line)
    for one in found:
        for note in one.notes:
            click.echo(f"{one.id}: {note}", err=True)


def _row(one: Progress) -> tuple[str, ...]:
    return (
        one.id,
        f"{one.done}/{one.total}" if one.total else "",
        one.standing,
        str(one.updates),
        str(one.last_update.day) if one.last_update else "none",
        "" if one.days_since is None else str(one.days_since),
    )


def _object(one: Progress) -> dict[str, Any]:
    last = one.last_update
    told = {"day": str(last.day), "author": last.author, "url": last.url} if last else None
    return {**one._asdict(), "last_update": told}

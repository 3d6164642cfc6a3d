"""`headway progress`: how far goals are, how they are doing, and when they were told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli import progress_text
from headway.cli.options import (
    day,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.progress_json import echo_progress
from headway.cli.stores import database_option, filled_store_of
from headway.program.query import find_goal, find_period, running_period
from headway.tracking.change import Change
from headway.tracking.progress import progress_of
from headway.tracking.reading import activity_of

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from headway.tracking.progress import Progress


@click.command()
@path_argument
@program_options
@database_option
@click.option("--period", metavar="NAME", help="Of this period; the one that runs without it.")
@click.option("--goal", metavar="ID", help="Everything that is known of this goal.")
@click.option("--since", callback=day, metavar="DATE", help="What changed after this day.")
@json_option
def progress(
    *,
    path: Path,
    database: str | None,
    period: str | None,
    goal: str | None,
    since: dt.date | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Show how far the goals of a period are, how they are doing, and when they were told of.

    Done are boxes of the tracking issue and of the issues it points to. Health is what the point of
    contact stated; the signal beside it is computed. For a past `--today` only what had happened by
    then counts; what is known only as it is now is marked so.
    """
    program = read_program(path, **options).program
    if goal:
        wanted = find_goal(program, goal, period)
        chosen, goals = find_period(program, wanted.period), [wanted]
    else:
        chosen = find_period(program, period) if period else running_period(program)
        goals = [*chosen.listed]
    with filled_store_of(program, database) as store:
        activity = activity_of(goals, program, store)

    def measured(today: dt.date) -> list[Progress]:
        return [progress_of(one, chosen, program, activity, today) for one in goals]

    found = measured(program.today)
    changes = [Change(*both) for both in zip(measured(since), found, strict=True)] if since else []
    if as_json:
        echo_progress(found, changes, program.today, since)
        return
    if goal:
        lines = progress_text.details(found[0], *changes)
    elif since:
        lines = progress_text.changed(changes, width())
    else:
        lines = progress_text.overview(found, width())
    for line in lines:
        click.echo(line)

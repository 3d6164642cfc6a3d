"""`headway update`: the post about what a range of days brought for a period's goals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    day,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.cli.stores import database_option, filled_store_of

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@path_argument
@program_options
@database_option
@click.option("--from", "first", callback=day, required=True, metavar="DATE", help="The first day.")
@click.option(
    "--to", "end", callback=day, required=True, metavar="DATE", help="The day after the last one."
)
@click.option("--period", metavar="NAME", required=True, help="Of this period.")
@output_option
def update(
    *,
    path: Path,
    database: str | None,
    first: dt.date,
    end: dt.date,
    period: str,
    target: Path | None,
    **options: Any,
) -> None:
    """Draft the post about what a range of days brought for a period's goals."""
    from headway.activity.moments import Span
    from headway.program.query import find_period
    from headway.reporting.templates import Templates
    from headway.reporting.update.facts import update_report
    from headway.reporting.update.render import to_markdown
    from headway.tracking.reading import activity_of

    program = read_program(path, **options).program
    chosen = find_period(program, period)
    with filled_store_of(program, database) as store:
        activity = activity_of(chosen.listed, program, store)
    span = Span(first, end - dt.timedelta(days=1))
    report = update_report(program, chosen, activity, span)
    write_output(to_markdown(report, Templates()), target)

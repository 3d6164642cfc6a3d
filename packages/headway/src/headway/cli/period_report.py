"""`headway period-report`: how a period ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.meeting_files import known_minutes
from headway.cli.options import (
    json_text,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.cli.reports import shape_options, written
from headway.cli.stores import database_option, filled_store_of
from headway.program.query import find_period

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("period")
@path_argument
@program_options
@database_option
@shape_options
@output_option
def period_report(
    *,
    period: str,
    path: Path,
    database: str | None,
    output: str,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Tell how PERIOD ended: what became of each goal and what tells it, and what slipped.

    What was asked of teams counts as met only where a source says so: the goal's document, a box of
    its tracking issue, or minutes. Figures stand beside those of the periods before.
    """
    from headway.reporting.period.as_json import as_object
    from headway.reporting.period.report import period_report as report_of
    from headway.tracking.reading import activity_of

    program = read_program(path, **options).program
    chosen = find_period(program, period)
    if program.today < chosen.start:
        msg = f"{chosen.name} has not begun on {program.today}: it begins on {chosen.start}"
        raise click.UsageError(msg)
    goals = [goal for one in program.periods for goal in one.listed]
    with filled_store_of(program, database) as store:
        activity = activity_of(goals, program, store)
        minutes = known_minutes(program, store)
    report = report_of(chosen, program, activity, minutes, program.today)
    if as_json:
        write_output(json_text(as_object(report)), target)
    else:
        write_output(written(report, "period-report.md", report.title, program, output), target)

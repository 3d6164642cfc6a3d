"""`headway digest`: what changed for an audience, or the story of one goal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from headway.cli.meeting_files import known_minutes
from headway.cli.options import (
    day,
    json_text,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.cli.reports import shape_options, written
from headway.cli.stores import database_option, filled_store_of
from headway.program.query import find_goal

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.moments import Span
    from headway.activity.store import Store
    from headway.program.model import Program
    from headway.reporting.digest.audience import Audience
    from headway.reporting.digest.entries import Days
    from headway.reporting.digest.model import Digest, Story
    from headway.tracking.attention import Section

_AUDIENCES = ("team", "champion", "area", "person")


@click.command()
@path_argument
@program_options
@database_option
@click.option("--team", metavar="TEAM", help="For a team: what asks it, or it champions.")
@click.option("--champion", metavar="@LOGIN", help="The goals that somebody champions.")
@click.option("--area", metavar="AREA", help="For an application area of roadmaps.")
@click.option("--person", metavar="@LOGIN", help="For somebody with any part in goals.")
@click.option("--goal", metavar="ID", help="The story of a goal, through all its periods.")
@click.option("--since", callback=day, metavar="DATE", help="The first day; a story needs none.")
@click.option("--until", callback=day, metavar="DATE", help="The day after the last one.")
@shape_options
@output_option
def digest(
    *,
    path: Path,
    database: str | None,
    goal: str | None,
    since: dt.date | None,
    until: dt.date | None,
    output: str,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Tell what changed for a team, a champion, an area or a person, or the story of one goal.

    Of each goal at most about 90 words are quoted, with links; the comments they are from follow
    collapsed. Beside them stands what minutes decided and what changed in documents. A goal without
    news is a row of a table.
    """
    asked = [(name, said) for name in _AUDIENCES if (said := options.pop(name)) is not None]
    if len(asked) + (goal is not None) != 1:
        msg = "for whom? Name one of --team, --champion, --area, --person and --goal"
        raise click.UsageError(msg)
    if since is None and goal is None:
        msg = "from which day on? Name it with --since"
        raise click.UsageError(msg)
    from headway.reporting.digest.as_json import digest_object, story_object
    from headway.reporting.digest.audience import Kind, audience
    from headway.reporting.digest.digest import digest as digest_for
    from headway.reporting.digest.story import story

    program = read_program(path, **options).program
    span = _span(since, until, program)
    report: Digest | Story
    with filled_store_of(program, database) as store:
        days = _days(program, span, store)
        if goal is not None:
            report, template = story(find_goal(program, goal), days), "story.md"
            document = story_object(report)
        else:
            whom = audience(Kind(asked[0][0]), asked[0][1], program)
            report, template = digest_for(whom, days, _waiting(whom, days, store)), "digest.md"
            document = digest_object(report)
    if as_json:
        write_output(json_text(document), target)
    else:
        write_output(written(report, template, report.title, program, output), target)


def _span(since: dt.date | None, until: dt.date | None, program: Program) -> Span:
    """The days that are asked for, as far as they have happened; all days without a first one."""
    from headway.activity.moments import Span

    first = since or min((one.start for one in program.periods), default=program.today)
    last = min(until - dt.timedelta(days=1), program.today) if until else program.today
    if last < first:
        msg = f"no day from {first} on is before {until or last} and not after {program.today}"
        raise click.UsageError(msg)
    return Span(first, last)


def _days(program: Program, span: Span, store: Store) -> Days:
    from headway.cli.document_changes import document_changes_in
    from headway.reporting.decided import Decided
    from headway.reporting.digest.entries import Days
    from headway.tracking.reading import activity_of

    activity = activity_of(program.goals(), program, store)
    decided = Decided(known_minutes(program, store))
    return Days(program, activity, span, decided, document_changes_in(program, span))


def _waiting(whom: Audience, days: Days, store: Store) -> list[Section]:
    """What waited for an audience at the end of the last day, where it is known who that is."""
    from headway.reporting.digest.audience import Kind
    from headway.tracking.attention import attention
    from headway.tracking.stalls.reading import read_scene
    from headway.tracking.whom import read_whom

    directory = days.program.directory
    known = whom.kind is not Kind.TEAM or (directory and directory.team(whom.name))
    if whom.kind is Kind.AREA or not known:
        return []
    scene = read_scene(days.program, store, days.span.last)
    return attention(scene, read_whom(whom.name, days.program))

"""`headway charts`: pictures for posts, with their data and text alternatives."""

from __future__ import annotations

import datetime as dt
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.errors import NoStoreError
from headway.activity.moments import Span
from headway.cli.options import day, json_option, json_text, program_options, read_program, width
from headway.cli.stores import database_option, filled_store_of
from headway.program.query import find_period, running_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.program.model import Period, Program
    from headway.reporting.charts.catalogue import Drawn
    from headway.reporting.charts.model import Figure, Subject

_FORMATS = ("svg", "png", "spec", "data")
_SCHEMES = ("light", "dark")
_BOTH = "both"


@click.command()
@click.argument("names", metavar="[NAME]... [PATH]", nargs=-1)
@program_options
@database_option
@click.option("--period", metavar="NAME", help="Of this period; the one that runs without it.")
@click.option("--from", "first", callback=day, metavar="DATE", help="Show months from this day on.")
@click.option("--to", "end", callback=day, metavar="DATE", help="Show months before this day.")
@click.option("--list", "lists", is_flag=True, help="List the charts that there are.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the charts into this folder.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(_FORMATS),
    multiple=True,
    help="What to write; svg without it. spec is the specification that Vega-Lite reads, data is "
    "CSV. May be given several times.",
)
@click.option(
    "--scheme",
    type=click.Choice([*_SCHEMES, _BOTH]),
    default=_BOTH,
    show_default=True,
    help="For a light page, for a dark one, or a file for each.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.5, 8),
    default=2,
    show_default=True,
    help="How many pixels of a PNG make up one of an SVG.",
)
@json_option
def charts(
    *,
    names: Sequence[str],
    database: str | None,
    period: str | None,
    first: dt.date | None,
    end: dt.date | None,
    lists: bool,
    folder: Path | None,
    formats: Sequence[str],
    scheme: str,
    scale: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Draw charts of a program, or tell in words what they show.

    Without -o nothing is written: each chart is told by its text alternative. With it, the charts
    go into a folder as NAME-PERIOD.svg, for a dark page as NAME-PERIOD-dark.svg, in place of what
    has these names, and the Markdown that shows them is printed. Without NAME it is all charts that
    there are data for. A folder that is not named like a chart is PATH.
    """
    from headway.reporting.charts.catalogue import CHARTS, chosen, drawn

    if formats and not folder:
        msg = "--format says what is written, and goes with -o"
        raise click.UsageError(msg)
    if lists:
        for name, chart in CHARTS.items():
            click.echo(f"{name:<10}{chart.shows}")
        return
    path = Path()
    if names and names[-1] not in CHARTS and Path(names[-1]).is_dir():
        names, path = names[:-1], Path(names[-1])
    wanted = chosen(names)
    program = read_program(path, **options).program
    shown = find_period(program, period) if period else running_period(program)
    subject = _subject(program, shown, _days(shown, program, first, end), database)
    found = drawn(subject, wanted)
    if folder:
        from headway.cli.chart_files import Wanted, write

        schemes = _SCHEMES if scheme == _BOTH else (scheme,)
        files = Wanted(formats or _FORMATS[:1], schemes, scale)
        markdown = write(found.figures, shown.name, folder, files)
    else:
        markdown = "\n".join(_told(name, figure) for name, figure in found.figures.items())
    click.echo(_json(subject, found) if as_json else markdown, nl=False)
    for name, one in found.left_out.items():
        click.echo(f"no chart `{name}`: {one.why}", err=True)
    if names and found.left_out:
        sys.exit(1)


def _days(period: Period, program: Program, first: dt.date | None, end: dt.date | None) -> Span:
    """The days whose months are shown: those of the period, as far as they have come."""
    if first and end and end <= first:
        msg = f"no day from {first} on is before {end}"
        raise click.UsageError(msg)
    last = end - dt.timedelta(days=1) if end else min(period.end, program.today)
    return Span(first or period.start, min(last, program.today))


def _subject(program: Program, period: Period, days: Span, database: str | None) -> Subject:
    """What charts are drawn of; without a store it is documents alone."""
    from headway.reporting.charts.model import Subject

    try:
        store = filled_store_of(program, database)
    except NoStoreError:
        return Subject(program, period, days)
    from headway.activity.minutes_store import stored_minutes
    from headway.tracking.reading import activity_of

    with store:
        goals = [goal for one in program.periods for goal in one.listed]
        activity = activity_of(goals, program, store)
        return Subject(program, period, days, activity, tuple(stored_minutes(store)))


def _told(name: str, figure: Figure) -> str:
    """A chart in words."""
    head = f"{name}: {figure.title}"
    lines = textwrap.wrap(figure.alternative, max(width() - 2, 40))
    return "".join(f"{line}\n" for line in (head, *(f"  {line}" for line in lines)))


def _json(subject: Subject, found: Drawn) -> str:
    from headway.reporting.charts.shown import to_json

    document = to_json(subject, found)
    return json_text(document)

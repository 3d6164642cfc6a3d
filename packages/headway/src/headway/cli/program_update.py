"""`headway program-update`: the program managers' post of a month, as a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked as Writing
from headway.cli.meeting_files import stored_option
from headway.cli.month_facts import REPORT, Asked, Sources, facts
from headway.cli.options import (
    json_option,
    json_text,
    month_of,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.cli.reports import templates_of
from headway.cli.stores import database_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.program.model import Program
    from headway.reporting.marks import Draft
    from headway.tracking.minutes_stats import Month


@click.command()
@path_argument
@program_options
@database_option
@stored_option
@click.option("--month", callback=month_of, metavar="MONTH", help="As 2026-02; the last whole one.")
@click.option(
    "--for",
    "authors",
    multiple=True,
    metavar="LOGIN",
    help="Who writes the post, and attended meetings; may be given again.",
)
@click.option(
    "--continue",
    "draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Bring the draft in FILE up to date, for the month and authors that it names.",
)
@click.option("--apply", is_flag=True, help="With --continue: write FILE; without it, show how.")
@json_option
@output_option
def program_update(
    *,
    path: Path,
    month: Month | None,
    authors: tuple[str, ...],
    draft: Path | None,
    apply: bool,
    as_json: bool,
    target: Path | None,
    database: str | None,
    stored: bool,
    **options: Any,
) -> None:
    """Draft the program managers' post of a month.

    It has the month's facts, each section with room for what only its author can tell: goals,
    board, what was stuck, meetings, decisions, links, and the statistics of minutes. What is not
    known is left out and told. Minutes are read as by `headway minutes`; meetings and issues come
    from the store.

    With --continue, what you wrote into a draft stays, and so does every block that you changed;
    the others become new.
    """
    program = read_program(path, **options).program
    sources = Sources(database, stored)
    if draft is not None:
        if month or authors:
            msg = "--continue takes month and authors from the draft; leave out --month and --for"
            raise click.UsageError(msg)
        _continue(program, draft, sources, Writing(apply, as_json), target)
        return
    if apply:
        msg = "--apply goes with --continue; a new draft is written by `-o FILE`"
        raise click.UsageError(msg)
    named = tuple(one.removeprefix("@") for one in authors)
    asked = Asked(
        program,
        _chosen(month, program),
        named or program.config.program_update.authors,
    )
    write_output(_as_json(asked, sources) if as_json else _fresh(asked, sources), target)


def _as_json(asked: Asked, sources: Sources) -> str:
    from headway.reporting.program_update.render import to_json

    return json_text(to_json(facts(asked, sources)))


def _fresh(asked: Asked, sources: Sources) -> str:
    """A draft as it would be without anybody's work on it."""
    from headway.reporting.program_update.render import to_markdown

    return to_markdown(facts(asked, sources), templates_of(asked.program), asked.parameters)


def _continue(
    program: Program, draft: Path, sources: Sources, writing: Writing, target: Path | None
) -> None:
    from headway.cli.drafts import go_on

    def anew(read: Draft) -> str:
        return _fresh(_asked_by(draft, read.parameters, program), sources)

    go_on(draft, anew, writing, target)


def _asked_by(draft: Path, parameters: Mapping[str, Any], program: Program) -> Asked:
    """What a draft was asked for.

    Raises:
        UsageError: it is of another report, or does not say so that it can be read.
    """
    from headway.tracking.minutes_stats import Month

    month = Month.read(str(parameters.get("month")))
    if parameters.get("report") != REPORT or month is None:
        msg = f"{draft} is no draft of `headway program-update`; `headway update` continues its own"
        raise click.UsageError(msg)
    authors = tuple(map(str, parameters.get("authors", ())))
    return Asked(program, _chosen(month, program), authors)


def _chosen(month: Month | None, program: Program) -> Month:
    """The month that was asked for, else the last whole one.

    Raises:
        UsageError: it has not begun.
    """
    from headway.tracking.minutes_stats import Month

    if month is None:
        return Month.of(program.today).before
    if month.first > program.today:
        msg = f"{month.name} has not begun on {program.today}; name an earlier month by --month"
        raise click.UsageError(msg)
    return month

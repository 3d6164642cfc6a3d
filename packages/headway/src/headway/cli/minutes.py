"""`headway minutes`: what the minutes of meetings say, and how much."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from headway.cli.meeting_files import minutes_of, stored_option
from headway.cli.options import (
    day,
    json_option,
    json_text,
    month_of,
    output_option,
    program_options,
    read_program,
    width,
    write_output,
)
from headway.cli.stores import database_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from headway.activity.attendance import Who
    from headway.activity.minutes import Minutes
    from headway.activity.problem import Problem
    from headway.program.model import Program
    from headway.tracking.minutes_stats import Month, Stats

F = TypeVar("F", bound="Callable[..., Any]")


class Read(NamedTuple):
    """The minutes that a command was pointed at, and what is needed to understand them."""

    program: Program
    who: Who
    minutes: tuple[Minutes, ...]
    problems: tuple[Problem, ...]


@click.group()
def minutes() -> None:
    """Count, search and read the minutes of meetings.

    DIR is a folder of minutes, or one file. Without it: the folders of [minutes.TEAM] in
    headway.toml; without those, or with --stored, what `headway import minutes` put into the store.
    The program is that of the current folder, or of -C.
    """


def minutes_options(command: F) -> F:
    """`DIR…`, `--team`, `--stored`, `--json`, `-o`, and the options of a program and its store."""
    for decorate in (
        output_option,
        json_option,
        click.option(
            "--team", metavar="TEAM", help="Whose minutes: those of DIR, or of the settings."
        ),
        stored_option,
        database_option,
        program_options,
        click.argument(
            "folders", metavar="[DIR]...", nargs=-1, type=click.Path(exists=True, path_type=Path)
        ),
    ):
        command = decorate(command)
    return command


@minutes.command()
@minutes_options
@click.option("--month", callback=month_of, required=True, metavar="MONTH", help="As 2026-02.")
@click.option(
    "--since",
    callback=day,
    metavar="DATE",
    help="Add up the words from this day on; without it, from the first minutes on.",
)
def stats(
    *,
    folders: tuple[Path, ...],
    team: str | None,
    month: Month,
    since: date | None,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Tell what the minutes of a month come to.

    Words, as `wc -w` counts them, without front matter; meetings, and the mean of words for each
    team; how many meetings each person attended. Names that match nobody are listed.
    """
    from headway.activity.attendance import meetings
    from headway.tracking import minutes_stats

    read = read_minutes(folders, team, **options)
    found = minutes_stats.stats(meetings(read.minutes, read.who), month, since)
    if as_json:
        document = {**minutes_stats.to_json(found), "problems": _objects(read.problems)}
        write_output(json_text(document), target)
    else:
        write_output("".join(f"{line}\n" for line in _stats_lines(found)), target)


@minutes.command()
@click.argument("words")
@minutes_options
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="So many passages."
)
def search(
    *,
    words: str,
    folders: tuple[Path, ...],
    team: str | None,
    limit: int,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Find the passages that have all of WORDS, the best first.

    Letter case, accents and English endings do not matter. Words in quotation marks stand
    together: `'"travel grant"'`. A `*` behind a word matches whatever it begins.
    """
    from headway.tracking.minutes_search import search

    read = read_minutes(folders, team, **options)
    _print("hits", search(read.minutes, words, limit), read, target, as_json=as_json)


@minutes.command()
@minutes_options
@click.option("--kind", type=click.Choice(["decision", "action"]), help="Only these.")
def decisions(
    *,
    folders: tuple[Path, ...],
    team: str | None,
    kind: str | None,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """List what was decided, and who took on to do what, with the place of each.

    They are told by the conventions of minutes, such as `Decision:`, consensus called and reached,
    action items, and what somebody says that they will do.
    """
    from headway.tracking.decisions import decisions

    read = read_minutes(folders, team, **options)
    found = [one for one in decisions(read.minutes) if kind in {None, one.kind.value}]
    _print("decisions", found, read, target, as_json=as_json)


@minutes.command()
@click.argument("goal")
@minutes_options
def mentions(
    *,
    goal: str,
    folders: tuple[Path, ...],
    team: str | None,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """List the passages that speak of GOAL, by its title, tracking issue or document.

    GOAL is a file name, `period/name` or title.
    """
    from headway.program.query import find_goal
    from headway.tracking.mentions import mentions

    read = read_minutes(folders, team, **options)
    found = list(mentions(read.minutes, find_goal(read.program, goal)))
    _print("mentions", found, read, target, as_json=as_json)


def _print(
    name: str, found: Sequence[Any], read: Read, target: Path | None, *, as_json: bool
) -> None:
    """Print passages of minutes, each below a line with its place."""
    if as_json:
        document = {"version": 1, name: _objects(found), "problems": _objects(read.problems)}
        write_output(json_text(document), target)
        return
    write_output("\n".join(f"{_place(one)}\n    {_words(one)}\n" for one in found), target)


def _place(one: Any) -> str:
    day = one.day.isoformat() if one.day else "no date"
    return "  ".join(
        part for part in (f"{one.file}:{one.line}", day, one.team, one.section) if part
    )


def _words(one: Any) -> str:
    kind, who = getattr(one, "kind", ""), getattr(one, "who", "")
    lead = f"{kind}, {who}: " if who else f"{kind}: " if kind else ""
    return textwrap.fill(lead + one.text, max(width() - 4, 40), subsequent_indent="    ")


def read_minutes(
    folders: Sequence[Path],
    team: str | None,
    *,
    database: str | None,
    stored: bool,
    **options: Any,
) -> Read:
    """Read the minutes in some folders, in those of the settings or in the store.

    Tells what is wrong. What is dated after the present day has not happened, and is left out.

    Raises:
        UsageError: the settings have no folder of the team that was named.
        NoStoreError: it is the store that is asked, and there is none.
        NothingStoredError: it has no such minutes.
    """
    from headway.activity.attendance import Who, unknown_teams

    program = read_program(Path(), **options).program
    found = minutes_of(program, folders, team, database, stored=stored)
    found.sort(key=lambda one: (one.team, one.file))
    happened = tuple(one for one in found if one.day is None or one.day <= program.today)
    who = Who(program.directory, program.config.aliases)
    problems = (*(p for one in happened for p in one.problems), *unknown_teams(happened, who))
    for problem in problems:
        click.echo(f"warning: {problem}", err=True)
    return Read(program, who, happened, problems)


def _stats_lines(found: Stats) -> Iterable[str]:
    from headway.cli.table import aligned

    yield f"Minutes of {found.month}"
    yield ""
    yield f"Words: {found.words:,}"
    yield f"Words since {found.since}: {found.words_since:,}"
    yield f"Meetings: {found.meetings}"
    if found.teams:
        rows = [
            (one.team or "(no team)", str(one.meetings), f"{one.words:,}", f"{one.mean:,}")
            for one in found.teams
        ]
        yield ""
        yield from aligned(("Team", "Meetings", "Words", "Mean"), rows, width())
    if found.people:
        attended = [(f"@{login}", str(count)) for login, count in found.people]
        yield ""
        yield from aligned(("Person", "Attended"), attended, width())
    if found.unmatched:
        yield ""
        yield "Names that match nobody in the team directory or the aliases:"
        yield from (f"  {n.name} ({n.times}, {n.file}:{n.line})" for n in found.unmatched)


def _objects(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [value._asdict() for value in values]

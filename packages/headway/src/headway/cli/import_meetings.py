"""`headway import minutes` and `import calendar`: meetings, and what was said in them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.errors import NothingToImportError
from headway.cli.imported import show
from headway.cli.meeting_files import calendar_files, minutes_folders
from headway.cli.options import json_option, program_options, read_program
from headway.cli.stores import database_option, store_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.activity.problem import Problem
    from headway.program.model import Program


@click.command()
@click.argument(
    "folders",
    metavar="[DIR]...",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--team", metavar="TEAM", help="Whose minutes these are.")
@program_options
@database_option
@json_option
def minutes(
    *,
    folders: tuple[Path, ...],
    team: str | None,
    database: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Import a team's minutes from the folder DIR, or from several.

    They hold all minutes of the team: what is stored of it and is no longer there is removed.
    Without DIR: the folders of [minutes.TEAM] in headway.toml, of all teams or of --team. The
    program is that of the current folder, or of -C.
    """
    from headway.activity.attendance import Who, unknown_teams
    from headway.activity.minutes_store import as_read, put_minutes, read_records
    from headway.activity.store import Changes

    if folders and not team:
        msg = "whose minutes are these? Name the team by --team"
        raise click.UsageError(msg)
    program = read_program(Path(), **options).program
    found = {}
    for whose, places in minutes_folders(program, folders, team).items():
        found[whose] = [*read_records(places, whose, program.root)]
        if not found[whose]:
            raise NothingToImportError(places[0], ("*.md",))
    read = [as_read(one) for records in found.values() for one in records]
    who = Who(program.directory, program.config.aliases)
    problems = [*(p for one in read for p in one.problems), *unknown_teams(read, who)]
    changes = Changes()
    with store_of(program, database) as store:
        for whose, records in found.items():
            changes = changes.plus(put_minutes(store, whose, records))
        show({"minutes": changes}, _told(problems), store.where, as_json=as_json)


@click.command()
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@program_options
@database_option
@json_option
def calendar(
    *, files: tuple[Path, ...], database: str | None, as_json: bool, **options: Any
) -> None:
    """Import the meetings of calendar FILEs, iCalendar or TOML with its includes.

    The store has those from the program's first period to the end of next year. From today on it
    has what a FILE says now; of meetings that are over, it takes only that they were cancelled or
    moved. Without FILE: those of [calendars] in headway.toml. The program is that of the current
    folder, or of -C.
    """
    from headway.activity.calendar_store import as_stored, horizon, put_meetings
    from headway.activity.calendars import read_calendars
    from headway.activity.file_names import stored_name
    from headway.activity.occurrences import occurrences

    program = read_program(Path(), **options).program
    paths = calendar_files(program, files)
    read = read_calendars(paths)
    found = occurrences(read.series, horizon(_first_day(program), program.today))
    told = [as_stored(one, program.root) for one in found.occurrences]
    names = {stored_name(path, path.parent, program.root) for path in paths}
    with store_of(program, database) as store:
        whole = not read.problems
        changes = put_meetings(store, told, names, program.today, whole=whole)
        problems = _told([*read.problems, *found.problems])
        show({"meetings": changes}, problems, store.where, as_json=as_json)
    sys.exit(bool(read.problems))


def _first_day(program: Program) -> date:
    return min((period.start for period in program.periods), default=program.today)


def _told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    return [(f"{one.file}:{one.line}", one.message) for one in problems]

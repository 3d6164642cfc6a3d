"""`headway meetings`: when meetings are, by their calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.errors import NothingStoredError
from headway.cli.meeting_files import calendar_files, stored_option
from headway.cli.options import (
    day,
    json_option,
    json_text,
    output_option,
    program_options,
    read_program,
    width,
    write_output,
)
from headway.cli.stores import database_option, filled_store_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from headway.activity.moments import Span
    from headway.activity.problem import Problem
    from headway.program.model import Program
    from headway.tracking.meetings import Conflict, Meeting

_DAYS = 14


def _zone(_ctx: click.Context, _parameter: click.Parameter, value: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"there is no time zone `{value}`; write it as Europe/Berlin"
        raise click.BadParameter(msg) from error


@click.command()
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@program_options
@database_option
@stored_option
@click.option("--from", "first", callback=day, metavar="DATE", help="The first day; today.")
@click.option("--to", "last", callback=day, metavar="DATE", help="The last day; two weeks.")
@click.option(
    "--zone",
    callback=_zone,
    default="UTC",
    show_default=True,
    metavar="ZONE",
    help="Days begin, and times are shown, as the clocks of this zone have them.",
)
@click.option("--for", "login", metavar="LOGIN", help="Only what this person attends.")
@click.option("--team", metavar="TEAM", help="Only this team's meetings.")
@click.option("--ics", "as_ics", is_flag=True, help="Write an iCalendar file.")
@json_option
@output_option
def meetings(
    *,
    files: tuple[Path, ...],
    first: date | None,
    last: date | None,
    zone: tzinfo,
    login: str | None,
    team: str | None,
    as_ics: bool,
    as_json: bool,
    target: Path | None,
    database: str | None,
    stored: bool,
    **options: Any,
) -> None:
    """List the meetings of calendar FILEs, and who has two at once.

    A FILE is an iCalendar file, or a calendar in TOML with its includes. Without one: the files of
    [calendars] in headway.toml; without those, or with --stored, what `headway import calendar` put
    into the store. Cancelled and moved meetings say so.

    Those attend whom the calendar names, else the members of the team that organizes the meeting.
    The program is that of the current folder, or of -C.
    """
    from headway.activity.moments import Span
    from headway.tracking.meetings import conflicts, to_json

    program = read_program(Path(), **options).program
    start = first or program.today
    span = Span(start, last or start + timedelta(days=_DAYS - 1), zone)
    if span.last < span.first:
        msg = f"--to {span.last} is before --from {span.first}"
        raise click.UsageError(msg)
    held, problems = _held(program, files, span, database, stored=stored)
    for problem in problems:
        click.echo(f"warning: {problem}", err=True)
    clashes = conflicts(held)
    if login:
        wanted = login.removeprefix("@").casefold()
        held = [one for one in held if wanted in map(str.casefold, one.people)]
        clashes = [clash for clash in clashes if clash.person.casefold() == wanted]
    if team:
        held = [one for one in held if (one.team or "").casefold() == team.casefold()]
    if as_ics:
        _write_ics(held, program.today, target)
    elif as_json:
        document = to_json(held, clashes, problems)
        write_output(json_text(document), target)
    else:
        write_output("".join(f"{line}\n" for line in _lines(held, clashes, zone)), target)


def _held(
    program: Program, files: Sequence[Path], span: Span, database: str | None, *, stored: bool
) -> tuple[list[Meeting], Sequence[Problem]]:
    """The meetings of the calendars that are meant, or else of the store, and what is wrong."""
    if stored or not (files or program.config.calendars):
        from headway.activity.records import Occurrence
        from headway.tracking.reading import meetings_in

        with filled_store_of(program, database) as store:
            if not store.count(Occurrence):
                raise NothingStoredError("meetings", "import calendar FILE")
            return meetings_in(span, program, store), ()
    from headway.activity.attendance import Who
    from headway.activity.calendars import read_calendars
    from headway.activity.occurrences import occurrences
    from headway.tracking.meetings import meetings

    calendars = read_calendars(calendar_files(program, files))
    found = occurrences(calendars.series, span)
    who = Who(program.directory, program.config.aliases)
    return meetings(found.occurrences, who), (*calendars.problems, *found.problems)


def _write_ics(held: Sequence[Meeting], today: date, target: Path | None) -> None:
    from headway.activity.calendar_out import to_ics

    write_output(to_ics((one.occurrence for one in held), today).decode(), target)


def _lines(held: Sequence[Meeting], clashes: Sequence[Conflict], zone: tzinfo) -> Iterator[str]:
    from headway.cli.table import aligned

    rows = [
        (
            _when(one.occurrence.start, zone),
            _until(one, zone),
            one.occurrence.title,
            one.team or "",
            _note(one, zone),
        )
        for one in held
    ]
    yield from aligned((f"Start ({zone})", "End", "Meeting", "Team", "Note"), rows, width())
    if clashes:
        yield ""
        yield "At the same time:"
    for person, first, second in clashes:
        when = _when(second.start, zone)
        yield f"  {when}  @{person}: {first.title}, {second.title}"


def _when(when: date, zone: tzinfo) -> str:
    if isinstance(when, datetime):
        return f"{when.astimezone(zone):%a %Y-%m-%d %H:%M}"
    return f"{when:%a %Y-%m-%d}"


def _until(one: Meeting, zone: tzinfo) -> str:
    end = one.occurrence.end
    return f"{end.astimezone(zone):%H:%M}" if isinstance(end, datetime) else ""


def _note(one: Meeting, zone: tzinfo) -> str:
    occurrence = one.occurrence
    notes = [] if occurrence.status == "confirmed" else [str(occurrence.status)]
    if occurrence.moved_from:
        notes.append(f"was {_when(occurrence.moved_from, zone)}")
    return ", ".join(notes)

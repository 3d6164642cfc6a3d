"""`headway program-update`: the program managers' post of a month, as a draft."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from msgspec.structs import replace

from headway.activity.errors import NoStoreError, NothingStoredError
from headway.cli.meeting_files import minutes_of, stored_option
from headway.cli.options import (
    month_of,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.cli.reports import templates_of
from headway.cli.stores import database_option, filled_store_of
from headway.errors import NoHistoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.attendance import Meeting
    from headway.activity.minutes import Minutes
    from headway.activity.store import Store
    from headway.program.model import Program
    from headway.reporting.program_update.goals import Documents
    from headway.reporting.program_update.links import Links
    from headway.reporting.program_update.model import Missing, ProgramUpdate
    from headway.tracking.minutes_stats import Month

_REPORT = "program-update"
# What each section needs; the same words for all who ask why one is missing.
_NEEDS = {
    "goals": "there are no goals; `headway cfp PERIOD` makes the pages of a period",
    "board": "there is no board.toml, or nothing on it moved; `headway board add` begins one",
    "stalls": "nothing is stored, or nothing began or ceased to wait; `headway sync` reads GitHub",
    "meetings": "no meetings are stored of these months; `headway import calendar` brings them",
    "decisions": "no minutes of the month record any",
    "links": "{links} has none of the month; write one as `- 2026-01-31 [Title](https://…)`",
    "stats": "there are no minutes; name them in headway.toml, or `headway import minutes`",
}


class Asked(NamedTuple):
    """What was asked for: a month of a program, and whose attendance counts."""

    program: Program
    month: Month
    authors: tuple[str, ...]

    @property
    def parameters(self) -> dict[str, Any]:
        """What a draft notes, so that it can be made again."""
        return {"report": _REPORT, "month": str(self.month), "authors": [*self.authors]}


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
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@output_option
def program_update(
    *,
    path: Path,
    month: Month | None,
    authors: tuple[str, ...],
    database: str | None,
    stored: bool,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Draft the program managers' post of a month.

    It has the month's facts, each section with room for what only its author can tell: goals,
    board, meetings, decisions, links, and the statistics of minutes. What is not known is left out
    and told. Minutes are read as by `headway minutes`; meetings and issues come from the store.
    """
    from headway.reporting.program_update.render import to_json, to_markdown

    program = read_program(path, **options).program
    who = authors or program.config.program_update.authors
    asked = Asked(program, _chosen(month, program), tuple(one.removeprefix("@") for one in who))
    update = _facts(asked, database, stored=stored)
    for one in update.missing:
        click.echo(f"left out: {one.section}: {one.why}", err=True)
    if as_json:
        text = json.dumps(to_json(update), ensure_ascii=False, indent=2) + "\n"
    else:
        text = to_markdown(update, templates_of(program), asked.parameters)
    write_output(text, target)


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


def _facts(asked: Asked, database: str | None, *, stored: bool) -> ProgramUpdate:
    from headway.activity.attendance import Who, meetings
    from headway.reporting.program_update import reading
    from headway.reporting.program_update.model import ProgramUpdate
    from headway.reporting.program_update.spoken import decided, figures

    program, month, authors = asked
    documents = _documents(program, month)
    minutes = _minutes(asked, database, stored=stored)
    held = meetings(minutes, Who(program.directory, program.config.aliases))
    _tell_strangers(authors, held)
    with _store(program, database) as store:
        update = ProgramUpdate(
            program=program.config.name or "",
            month=month,
            goals=reading.goals_of(documents, store, month),
            board=reading.board_of(documents, store, month),
            stalls=reading.stalls_of(program, store, month),
            meetings=reading.meetings_of(store, month),
            decisions=tuple(decided(minutes, month, program)) or None,
            links=_links(program, month),
            stats=figures(held, month, program, authors) if minutes else None,
        )
    return update._replace(missing=tuple(_missing(update, program)))


def _tell_strangers(authors: Iterable[str], held: Sequence[Meeting]) -> None:
    """Warn of authors whom no minutes list, as when a login is misspelt."""
    known = {(who.login or "").casefold() for one in held for who in one.present}
    for login in authors if held else ():
        if login.casefold() not in known:
            told = f"no minutes list @{login} as present; see `headway minutes stats`"
            click.echo(f"warning: {told}", err=True)


def _missing(update: ProgramUpdate, program: Program) -> Iterator[Missing]:
    from headway.reporting.program_update.model import Missing

    for section, why in _NEEDS.items():
        if getattr(update, section) is None:
            yield Missing(section, why.format(links=program.config.program_update.links))


def _documents(program: Program, month: Month) -> Documents:
    """The documents at the end of a month and before it, as far as git knows; else those of now."""
    from headway.activity.moments import Span
    from headway.program.revisions import programs_around
    from headway.reporting.program_update.goals import Documents

    days = Span(month.first, month.last)
    over = days.last < program.today
    try:
        before, after = programs_around(program.root, days.start, days.end)
    except NoHistoryError as error:
        click.echo(f"left out: changes of documents: {error}", err=True)
        return Documents(program, as_now=over)
    settings = {"config": program.config, "directory": program.directory, "today": program.today}
    return Documents(replace(after, **settings) if over else program, before)


def _minutes(asked: Asked, database: str | None, *, stored: bool) -> list[Minutes]:
    """The minutes of what has happened, named as the store names them.

    What is wrong with those of the month is told, and with those that are of no month.
    """
    try:
        found = minutes_of(asked.program, (), None, database, stored=stored)
    except (NoStoreError, NothingStoredError):
        return []
    named = [one._replace(file=_name(one.file, asked.program)) for one in found]
    named.sort(key=lambda one: (one.team, one.file))
    for one in named:
        for problem in one.problems if one.day is None or one.day in asked.month else ():
            click.echo(f"warning: {problem}", err=True)
    return [one for one in named if one.day and one.day <= asked.program.today]


def _name(file: str, program: Program) -> str:
    """A file of minutes as the store would name it, from whichever folder it was read."""
    from headway.activity.file_names import stored_name

    path = Path(file).resolve()
    for place in program.config.minutes:
        folder = (program.root / place.folder).resolve()
        if path.is_relative_to(folder):
            return stored_name(path, folder, program.root)
    return file


def _links(program: Program, month: Month) -> Links | None:
    """The links of a month, if there are some; what is wrong in the list is told."""
    from headway.reporting.program_update.links import links_of, read_links

    name = program.config.program_update.links
    try:
        text = (program.root / name).read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    found = read_links(text, name)
    for problem in found.problems:
        click.echo(f"warning: {problem}", err=True)
    links = links_of(found, month)
    return links if links.groups else None


def _store(program: Program, database: str | None) -> Store | nullcontext[None]:
    try:
        return filled_store_of(program, database)
    except NoStoreError:
        return nullcontext()

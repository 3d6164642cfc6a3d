"""The facts of a month, read from wherever a program keeps them, for `headway program-update`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from msgspec.structs import replace

from headway.activity.errors import NoStoreError, NothingStoredError
from headway.cli.meeting_files import minutes_of
from headway.cli.stores import filled_store_of
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

REPORT = "program-update"
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
        return {"report": REPORT, "month": str(self.month), "authors": [*self.authors]}


class Sources(NamedTuple):
    """Where what happened is read: the database, and whether minutes are read from it too."""

    database: str | None
    stored: bool


def facts(asked: Asked, sources: Sources) -> ProgramUpdate:
    """The facts of a month. What is not known, and what cannot be read, is told on standard error.

    Raises:
        StoreError: the store cannot be used.
    """
    from headway.activity.attendance import Who, meetings
    from headway.reporting.program_update import reading
    from headway.reporting.program_update.model import ProgramUpdate
    from headway.reporting.program_update.spoken import decided, figures

    program, month, authors = asked
    documents = _documents(program, month)
    minutes = _minutes(asked, sources)
    held = meetings(minutes, Who(program.directory, program.config.aliases))
    _tell_strangers(authors, held)
    with _store(program, sources.database) as store:
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
    missing = tuple(_missing(update, program))
    for one in missing:
        click.echo(f"left out: {one.section}: {one.why}", err=True)
    return update._replace(missing=missing)


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


def _minutes(asked: Asked, sources: Sources) -> list[Minutes]:
    """The minutes of what has happened, named as the store names them.

    What is wrong with those of the month is told, and with those that are of no month.
    """
    try:
        found = minutes_of(asked.program, (), None, sources.database, stored=sources.stored)
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

"""The minutes and calendars that a command means: those named, or those of the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from headway.activity.errors import NothingStoredError
from headway.cli.stores import filled_store_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.activity.minutes import Minutes
    from headway.activity.store import Store
    from headway.program.model import Program

F = TypeVar("F", bound="Callable[..., Any]")


def stored_option(command: F) -> F:
    """`--stored`: the store's, whatever the settings name."""
    return click.option(
        "--stored", is_flag=True, help="Read what was imported into the store, and no files."
    )(command)


def minutes_of(
    program: Program,
    folders: Sequence[Path],
    team: str | None,
    database: str | None,
    *,
    stored: bool,
) -> list[Minutes]:
    """The minutes in some folders, in those of the settings, else in the store.

    Raises:
        UsageError: the settings have no folder of the team that was named.
        NoStoreError: it is the store that is asked, and there is none.
        NothingStoredError: it has no such minutes.
    """
    from headway.activity.minutes import read_folder

    if stored or not (folders or program.config.minutes):
        from headway.activity.minutes_store import stored_minutes

        with filled_store_of(program, database) as store:
            found = [*stored_minutes(store, team_key(program, team) if team else None)]
        if not found:
            what = f"minutes of {team}" if team else "minutes"
            raise NothingStoredError(what, "import minutes DIR --team TEAM")
        return found
    places = minutes_folders(program, folders, team)
    return [
        one for whose, paths in places.items() for path in paths for one in read_folder(path, whose)
    ]


def minutes_folders(
    program: Program, folders: Sequence[Path], team: str | None
) -> dict[str, list[Path]]:
    """The folders of minutes by team: those that are named, else those of the settings.

    Raises:
        UsageError: there are none.
    """
    whose = team_key(program, team) if team else ""
    places = {whose: [*folders]} if folders else _configured_minutes(program, team)
    if not places:
        msg = "which minutes? Name a folder, or one in headway.toml as [minutes.TEAM] folder = …"
        raise click.UsageError(msg)
    return places


def _configured_minutes(program: Program, team: str | None) -> dict[str, list[Path]]:
    return {
        one.team: [_from_here(program, one.folder)]
        for one in program.config.minutes
        if team is None or team.casefold() == one.team.casefold()
    }


def known_minutes(program: Program, store: Store) -> list[Minutes]:
    """The minutes up to the present day that a report may use: the settings', else the store's.

    There may be none. Files are named as in the store.

    Raises:
        OSError: a file of the settings cannot be read.
        StoreFailedError: the database does not answer.
    """
    from headway.activity.minutes_store import as_read, read_records, stored_minutes

    found = [
        as_read(record)
        for one in program.config.minutes
        for record in read_records([program.root / one.folder], one.team, program.root)
    ] or stored_minutes(store)
    return [one for one in found if one.day is None or one.day <= program.today]


def calendar_files(program: Program, files: Sequence[Path]) -> list[Path]:
    """The calendars that are named, else those of the settings.

    Raises:
        UsageError: there are none.
    """
    paths = [*files] or [_from_here(program, file) for file in program.config.calendars]
    if not paths:
        msg = "which calendars? Name a file, or some in headway.toml as [calendars] files = […]"
        raise click.UsageError(msg)
    return paths


def team_key(program: Program, team: str) -> str:
    """The key of a team that the directory knows, in its own letter case; others as named."""
    known = program.directory.team(team) if program.directory else None
    return known.key if known else team


def _from_here(program: Program, path: str) -> Path:
    """A path of the settings, as seen from the current folder."""
    return Path(os.path.relpath(program.root / path))

"""Where minutes and calendars are, and whom names in them mean: parts of `headway.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.toml import TomlFile


class MinutesSetting(Value):
    """Where the minutes of a team are: a folder, relative to the program's root."""

    team: str
    folder: str


def read_minutes(file: TomlFile) -> Iterator[MinutesSetting]:
    """The folders of `[minutes.TEAM]`."""
    for team, entry in file.tables(file.table, "minutes").items():
        if not isinstance(entry, dict) or not isinstance(entry.get("folder"), str):
            file.tell(file.find(team), f"the minutes of `{team}` must be a table with `folder`")
            continue
        file.known(entry, ("folder",))
        yield MinutesSetting(team, entry["folder"])


def read_calendars(file: TomlFile) -> tuple[str, ...]:
    """The files of `[calendars]`, relative to the program's root."""
    calendars = file.tables(file.table, "calendars")
    file.known(calendars, ("files",))
    return file.strings(calendars, "files") or ()


def read_aliases(file: TomlFile) -> Iterator[tuple[str, str]]:
    """The names of `[aliases]`, each with a login."""
    for name, login in file.tables(file.table, "aliases").items():
        if isinstance(login, str):
            yield name, login
        else:
            file.tell(file.find(name), f"the alias `{name}` must be a login")

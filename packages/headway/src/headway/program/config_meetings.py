"""Where minutes and calendars are, and whom names in them mean: parts of `headway.toml`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.toml import TomlFile


class MinutesSetting(Value):
    """Where the minutes of a team are: a folder, relative to the program's root.

    `url` is where that folder can be read on the web, if it can.
    """

    team: str
    folder: str
    url: str | None = None

    def page(self, file: str) -> str | None:
        """Where a file of the folder can be read, named as by its path in the program.

        A file of a folder outside of the program is named by its path from that folder's parent.
        """
        for start in (self.folder, PurePosixPath(self.folder).name):
            below = file.removeprefix(f"{start.rstrip('/')}/")
            if self.url and below != file:
                return f"{self.url.rstrip('/')}/{quote(below)}"
        return None


def read_minutes(file: TomlFile) -> Iterator[MinutesSetting]:
    """The folders of `[minutes.TEAM]`."""
    for team, entry in file.tables(file.table, "minutes").items():
        if not isinstance(entry, dict) or not isinstance(entry.get("folder"), str):
            file.tell(file.find(team), f"the minutes of `{team}` must be a table with `folder`")
            continue
        file.known(entry, ("folder", "url"))
        yield MinutesSetting(team, entry["folder"], file.typed(entry, "url", str, "an address"))


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

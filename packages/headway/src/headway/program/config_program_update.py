"""What `headway.toml` says of the program managers' post, in `[program-update]`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from headway.value import Value

if TYPE_CHECKING:
    from headway.program.toml import TomlFile

_SETTINGS = ("authors", "since", "links")


class ProgramUpdateSettings(Value):
    """Who writes the post, from which day on its words are added up, and where its links are.

    `authors` are logins: meetings count as attended where minutes list one of them. `links` is a
    file, relative to the program's root.
    """

    authors: tuple[str, ...] = ()
    since: dt.date | None = None
    links: str = "links.md"


def read_program_update(file: TomlFile) -> ProgramUpdateSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "program-update")
    file.known(table, _SETTINGS)
    authors = file.strings(table, "authors") or ()
    since = table.get("since")
    if since is not None and type(since) is not dt.date:
        file.tell(file.find("since"), "`since` must be a day, written as 2026-01-31 without quotes")
        since = None
    links = file.typed(table, "links", str, "the name of a file") or ProgramUpdateSettings().links
    return ProgramUpdateSettings(tuple(one.removeprefix("@") for one in authors), since, links)

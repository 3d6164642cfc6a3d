"""What `headway.toml` says of what counts as an update of a goal, in `[updates]`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from headway.diagnostics import one_of
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.program.toml import TomlFile

_SETTINGS = ("by", "bots", "least-letters", "ignore")


class Tellers(StrEnum):
    """Whose comments on a tracking issue count as updates."""

    ANYONE = "anyone"
    OWNERS = "owners"
    POINT_OF_CONTACT = "point-of-contact"


class UpdateSettings(Value):
    """What counts as an update.

    `bots` are logins that write without being people, beside those that GitHub calls bots; None
    where that is left to the profile. A comment needs `least_letters` letters, and nothing in it
    may match one of the patterns `ignore`.
    """

    by: Tellers = Tellers.ANYONE
    bots: tuple[str, ...] | None = None
    least_letters: int = 1
    ignore: tuple[re.Pattern[str], ...] = ()


def read_updates(file: TomlFile) -> UpdateSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "updates")
    file.known(table, _SETTINGS)
    said: dict[str, Any] = {
        "by": _tellers(file, table),
        "bots": file.strings(table, "bots"),
        "least_letters": _letters(file, table),
        "ignore": tuple(_patterns(file, table)),
    }
    return UpdateSettings(**{name: value for name, value in said.items() if value is not None})


def _tellers(file: TomlFile, table: Mapping[str, Any]) -> Tellers | None:
    said: str | None = file.typed(table, "by", str, one_of(Tellers))
    try:
        return Tellers(said) if said is not None else None
    except ValueError:
        file.tell(file.find("by"), f"`by` must be {one_of(Tellers)}")
        return None


def _letters(file: TomlFile, table: Mapping[str, Any]) -> int | None:
    value = table.get("least-letters")
    if value is None or (type(value) is int and value > 0):
        return value
    file.tell(file.find("least-letters"), "`least-letters` must be a whole number from 1 on")
    return None


def _patterns(file: TomlFile, table: Mapping[str, Any]) -> Iterator[re.Pattern[str]]:
    for pattern in file.strings(table, "ignore") or ():
        try:
            yield re.compile(pattern, re.IGNORECASE | re.MULTILINE)
        except re.error as error:
            message = f"`{pattern}` is no regular expression: {error}"
            file.tell(file.find("ignore"), message)

"""What `headway.toml` says of reports, in `[reports]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.program.toml import TomlFile

_SETTINGS = ("templates", "words-per-goal")


class ReportSettings(Value):
    """How reports are made.

    `templates` is the folder of a project's own templates, relative to the root. A post may have
    `words_per_goal` for each goal of the slate, outside its collapsed parts.
    """

    templates: str = "templates"
    words_per_goal: int = 50


def read_reports(file: TomlFile) -> ReportSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "reports")
    file.known(table, _SETTINGS)
    said: dict[str, Any] = {
        "templates": file.folder(table, "templates"),
        "words_per_goal": _words(file, table),
    }
    return ReportSettings(**{name: value for name, value in said.items() if value is not None})


def _words(file: TomlFile, table: Mapping[str, Any]) -> int | None:
    value = table.get("words-per-goal")
    if value is None or (type(value) is int and value > 0):
        return value
    file.tell(file.find("words-per-goal"), "`words-per-goal` must be a whole number from 1 on")
    return None

"""What `headway.toml` says of the board's project on GitHub, in `[board]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.value import Value

if TYPE_CHECKING:
    from headway.program.toml import TomlFile

_PROJECT = re.compile(r"(?:https://github\.com/)?(?:orgs|users)/[\w-]+/projects/\d+(?:/.*)?")


class BoardSettings(Value):
    """The project that mirrors the board, by its address; `field` has the columns there."""

    project: str | None = None
    field: str = "Column"


def read_board_settings(file: TomlFile) -> BoardSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "board")
    file.known(table, ("project", "field"))
    project: str | None = file.typed(table, "project", str, "a project's address")
    if project is not None and not _PROJECT.fullmatch(project):
        file.tell(file.find("project"), "`project` must be `orgs/NAME/projects/NUMBER`")
        project = None
    field = file.typed(table, "field", str, "the name of a field") or BoardSettings().field
    return BoardSettings(project, field)

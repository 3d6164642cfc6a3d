"""A program as an SQLite file with primary and foreign keys."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from headway.documents.edit import replacing
from headway.errors import HeadwayError
from headway.program.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from headway.program.export.tables import Table
    from headway.program.model import Period

# "Hdwy" in ASCII: an export knows itself, so that only an export is ever replaced by one.
_APPLICATION_ID = 0x48647779
_SCHEMA_VERSION = 1


class NotAnExportError(HeadwayError):
    """A file that an export would replace is something else."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        """Tell which file."""
        super().__init__(f"{path} is there already, and is no headway export; name another file")


def write(path: Path, periods: Iterable[Period]) -> None:
    """Write all tables to a file, in one step; an earlier export there is replaced.

    Raises:
        NotAnExportError: the file exists and is not an earlier export.
    """
    if path.exists() and not _is_export(path):
        raise NotAnExportError(path)
    with replacing(path) as part:
        _fill(part, list(periods))


def create_statement(table: Table) -> str:
    """The SQL that creates a table."""
    lines = [f"{name} {kind}" for name, kind in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(table.primary_key)})")
    for columns, other in table.references:
        keys = next(known.primary_key for known in TABLES if known.name == other)
        lines.append(f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {other} ({', '.join(keys)})")
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {table.name} (\n  {body}\n) WITHOUT ROWID"


def _fill(path: Path, periods: list[Period]) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.execute("PRAGMA foreign_keys = ON")
        with connection:
            for table in TABLES:
                connection.execute(create_statement(table))
                marks = ", ".join("?" * len(table.columns))
                statement = f"INSERT INTO {table.name} VALUES ({marks})"  # noqa: S608  # our own names
                for period in periods:
                    connection.executemany(statement, (_plain(row) for row in table.rows(period)))
    finally:
        connection.close()


def _plain(row: tuple[str | int | None, ...]) -> tuple[str | int | None, ...]:
    return tuple(str(value) if isinstance(value, str) else value for value in row)


def _is_export(path: Path) -> bool:
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            found: int = connection.execute("PRAGMA application_id").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error:
        return False
    return found == _APPLICATION_ID

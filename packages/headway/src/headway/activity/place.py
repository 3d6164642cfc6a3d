"""Where a program's store is, unless somebody says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import NotWritableError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ".headway"
_FILE = "activity.db"


def file_of(root: Path) -> Path:
    """The SQLite file of a program, whether it is there or not."""
    return root / FOLDER / _FILE


def default_address(root: Path) -> str:
    """The SQLite file of a program, whose folder is made here and keeps itself out of git.

    Raises:
        NotWritableError: the folder cannot be made.
    """
    folder = root / FOLDER
    ignore = folder / ".gitignore"
    try:
        folder.mkdir(exist_ok=True)
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise NotWritableError(ignore, error) from error
    return str(file_of(root))

"""Where a program is: from any folder inside it, by its files or by its shape."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from headway.errors import NoProgramError
from headway.program.config import BOOK_TOML, HEADWAY_TOML
from headway.program.model import is_period

if TYPE_CHECKING:
    from pathlib import Path


def find_root(path: Path) -> Path:
    """The folder of the program that a path lies in.

    A folder is one by its `headway.toml`, by a `book.toml` with the goals preprocessor, or by a
    folder `src` that holds period folders.

    Raises:
        NoProgramError: neither the path nor a folder above it is one.
    """
    start = path.resolve()
    for folder in [start, *start.parents]:
        if _has_settings(folder) or _has_goals_book(folder) or _has_shape(folder):
            return folder
    raise NoProgramError(path)


def _has_settings(folder: Path) -> bool:
    try:
        return (folder / HEADWAY_TOML).is_file()
    except OSError:
        return False


def _has_goals_book(folder: Path) -> bool:
    try:
        book = tomllib.loads((folder / BOOK_TOML).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    preprocessors = book.get("preprocessor")
    return isinstance(preprocessors, dict) and "goals" in preprocessors


def _has_shape(folder: Path) -> bool:
    try:
        return any(is_period(entry.name) for entry in (folder / "src").iterdir() if entry.is_dir())
    except OSError:
        return False

"""What is wrong in minutes and calendars, which are read as far as they go."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """Something that could not be read or is not known, with its file and line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """One line, with the place first, as editors and terminals link it."""
        return f"{self.file}:{self.line}: {self.message}"

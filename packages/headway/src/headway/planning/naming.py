"""The names of periods and of new files."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from headway.errors import HeadwayError

_PERIOD = re.compile(r"(\d{4})(?:([hH][12]))?")
_NAMED = re.compile(r"(?<![0-9A-Za-z])\d{4}(?:[hH][12])?(?![0-9A-Za-z])")
_MONTHS = {"": ("January", "December 31"), "H1": ("January", "June 30")}
_SECOND_HALF = ("July", "December 31")
_APOSTROPHES = re.compile("['`\u2019]")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


class NotAPeriodError(HeadwayError):
    """A name that no period can have."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        """Tell how periods are named."""
        super().__init__(
            f"`{name}` is no name of a period\n"
            "A period is a year or half of one: 2027, 2027h1 or 2027h2."
        )


class NoFileNameError(HeadwayError):
    """A title of which no file name can be made."""

    exit_code = 2

    def __init__(self, title: str) -> None:
        """Tell what a title needs."""
        super().__init__(
            f"no file name can be made of the title `{title}`\n"
            "A title is one line, with at least one letter from a to z or one digit."
        )


class PeriodName(NamedTuple):
    """A year, or half of one; `half` is `H1`, `H2` or empty."""

    year: str
    half: str

    @property
    def folder(self) -> str:
        """The period's folder: `2027h1`."""
        return f"{self.year}{self.half.lower()}"

    @property
    def label(self) -> str:
        """The period as texts write it: `2027H1`."""
        return f"{self.year}{self.half}"

    @property
    def first_day(self) -> str:
        """The day on which it begins, without the year."""
        return f"{self._months[0]} 1"

    @property
    def last_day(self) -> str:
        """The day on which it ends, without the year."""
        return self._months[1]

    @property
    def _months(self) -> tuple[str, str]:
        return _MONTHS.get(self.half, _SECOND_HALF)


def period_name(text: str) -> PeriodName:
    """Read the name of a period, in any letter case.

    Raises:
        NotAPeriodError: it is none.
    """
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise NotAPeriodError(text)
    return PeriodName(match[1], (match[2] or "").upper())


def period_in(text: str) -> PeriodName | None:
    """The first period that a text names."""
    match = _NAMED.search(text)
    return period_name(match[0]) if match else None


def kebab(title: str) -> str:
    """A title as a file name, in lower case with hyphens.

    Raises:
        NoFileNameError: nothing of the title is left.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = _BETWEEN_WORDS.sub("-", _APOSTROPHES.sub("", plain)).strip("-")
    if not name or len(title.splitlines()) != 1:
        raise NoFileNameError(title)
    return name

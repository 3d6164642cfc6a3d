"""What a month's minutes come to: words, meetings, and who attended."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.activity.attendance import Meeting

VERSION = 1
_MONTH = re.compile(r"(?!0000)(\d{4})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int

    def __contains__(self, day: object) -> bool:
        """Whether a day is in the month."""
        return isinstance(day, date) and (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        """The month as 2026-02."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def name(self) -> str:
        """The month as February 2026."""
        return f"{self.first:%B %Y}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def before(self) -> Self:
        """The month before."""
        return self.of(self.first - timedelta(days=1))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A month written as 2026-02; None for what is none."""
        match = _MONTH.fullmatch(text)
        return cls(int(match[1]), int(match[2])) if match else None

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day is in."""
        return cls(day.year, day.month)


class TeamMinutes(NamedTuple):
    """The minutes of one team in the month."""

    team: str
    meetings: int
    words: int

    @property
    def mean(self) -> int:
        """The mean number of words per meeting, rounded to the nearest, halves up."""
        return (2 * self.words + self.meetings) // (2 * self.meetings)


class Unmatched(NamedTuple):
    """A name that stands for nobody known: how often, and where first."""

    name: str
    times: int
    file: str
    line: int


class Stats(NamedTuple):
    """What the minutes of a month come to.

    `words_since` counts all minutes from the day `since` up to the end of the month; `people` are
    logins with the number of the month's meetings they attended.
    """

    month: Month
    since: date
    words: int
    words_since: int
    teams: tuple[TeamMinutes, ...]
    people: tuple[tuple[str, int], ...]
    unmatched: tuple[Unmatched, ...]

    @property
    def meetings(self) -> int:
        """The number of meetings in the month."""
        return sum(team.meetings for team in self.teams)


def stats(meetings: Sequence[Meeting], month: Month, since: date | None) -> Stats:
    """Add up the minutes of a month; without `since`, the sum counts from the first of all."""
    inside = [one for one in meetings if one.minutes.day in month]
    days = [day for one in meetings if (day := one.minutes.day)]
    start = since or min(days, default=month.first)
    until = max([month.first, *(day for day in days if day in month)])
    counted = (one for one in meetings if one.minutes.day and start <= one.minutes.day <= until)
    people = Counter(who.login for one in inside for who in one.present if who.login)
    return Stats(
        month,
        start,
        _words(inside),
        _words(counted),
        tuple(_teams(inside)),
        tuple(sorted(people.items(), key=lambda pair: (-pair[1], pair[0].casefold()))),
        tuple(_unmatched(inside)),
    )


def to_json(found: Stats) -> dict[str, Any]:
    """The stats as a JSON object."""
    return {
        "version": VERSION,
        "month": str(found.month),
        "since": found.since.isoformat(),
        "words": found.words,
        "words_since": found.words_since,
        "meetings": found.meetings,
        "teams": [{**team._asdict(), "mean": team.mean} for team in found.teams],
        "people": [{"person": f"@{login}", "meetings": count} for login, count in found.people],
        "unmatched": [name._asdict() for name in found.unmatched],
    }


def _words(meetings: Iterable[Meeting]) -> int:
    return sum(one.minutes.words for one in meetings)


def _teams(meetings: Sequence[Meeting]) -> list[TeamMinutes]:
    by_team: dict[str, list[Meeting]] = {}
    for one in meetings:
        by_team.setdefault(one.minutes.team, []).append(one)
    return [TeamMinutes(team, len(held), _words(held)) for team, held in sorted(by_team.items())]


def _unmatched(meetings: Sequence[Meeting]) -> list[Unmatched]:
    found: dict[str, Unmatched] = {}
    for one in meetings:
        for name, login in one.present:
            if login is None:
                first = found.get(name.text.casefold()) or Unmatched(
                    name.text, 0, one.minutes.file, name.line
                )
                found[name.text.casefold()] = first._replace(times=first.times + 1)
    return sorted(found.values(), key=lambda name: (-name.times, name.name.casefold()))

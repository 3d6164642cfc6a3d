"""What the minutes of a month come to: how much was said and written, and what was decided."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.bodies import fit
from headway.tracking.decisions import Kind, decisions
from headway.tracking.minutes_stats import Month, stats

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from headway.activity.attendance import Meeting
    from headway.activity.minutes import Minutes
    from headway.program.model import Program
    from headway.tracking.decisions import Record

_THOUSAND = 1000
_TENTH = 100
_LEVEL = 6  # no heading of minutes stands above those of the post


class TeamFigures(NamedTuple):
    """The minutes of one team in the month, under the name that readers know it by."""

    name: str
    meetings: int
    words: int
    mean: int


class Figures(NamedTuple):
    """The statistics of a post.

    `words` are those of the month's minutes, `words_since` those of all minutes from the first day
    of `since` on. `meetings` have minutes; `attended` are those of them in which one of `authors`
    is listed as present, None where no author is known.
    """

    month: Month
    since: date
    words: int
    words_since: int
    meetings: int
    attended: int | None
    authors: tuple[str, ...]
    teams: tuple[TeamFigures, ...]

    @property
    def period(self) -> str:
        """From which month to which the words are added up."""
        first = Month.of(self.since)
        if first == self.month:
            return self.month.name
        start = f"{first.first:%B}" if first.year == self.month.year else first.name
        end = f"{self.month.first:%B}" if first.year == self.month.year else self.month.name
        return f"{start}\N{EN DASH}{end}"


class Decided(NamedTuple):
    """Something decided, in the words of the minutes, on one line.

    `place` is the file and line; `url` where the file can be read, if it is known.
    """

    day: date
    text: str
    place: str
    url: str | None


class Topic(NamedTuple):
    """What a team decided at one meeting below one heading of its minutes, which may be empty.

    `team` is the name that readers know it by.
    """

    team: str
    title: str
    decided: tuple[Decided, ...]


def figures(
    held: Sequence[Meeting], month: Month, program: Program, authors: Sequence[str]
) -> Figures:
    """The statistics of a month by its minutes, added up since the day of the settings."""
    found = stats(held, month, program.config.program_update.since)
    inside = [one for one in held if one.minutes.day in month]
    wanted = set(map(str.casefold, authors))
    attended = sum(
        any((who.login or "").casefold() in wanted for who in one.present) for one in inside
    )
    teams = (TeamFigures(_name(program, one.team), *one[1:], one.mean) for one in found.teams)
    return Figures(
        month,
        found.since,
        found.words,
        found.words_since,
        found.meetings,
        attended if wanted else None,
        tuple(authors),
        tuple(sorted(teams, key=lambda one: one.name.casefold())),
    )


def short(words: int) -> str:
    """A number of words as posts tell it: 850, 2.4k, 396.7k, 323k."""
    if words < _THOUSAND:
        return str(words)
    tenths = (words + _TENTH // 2) // _TENTH
    return f"{tenths // 10:,}k" if tenths % 10 == 0 else f"{tenths // 10:,}.{tenths % 10}k"


def decided(minutes: Iterable[Minutes], month: Month, program: Program) -> list[Topic]:
    """What the minutes of a month record as decided, by team, in the order of the meetings."""
    inside = [one for one in minutes if one.day in month]
    inside.sort(key=lambda one: (_name(program, one.team).casefold(), str(one.day)))
    found = (one for one in decisions(inside) if one.kind is Kind.DECISION)
    topics = groupby(found, attrgetter("team", "day", "section"))
    return [
        Topic(_name(program, team), title, tuple(_decided(one, program) for one in several))
        for (team, _, title), several in topics
    ]


def _decided(one: Record, program: Program) -> Decided:
    pages = (place.page(one.file) for place in program.config.minutes)
    url = next(filter(None, pages), None)
    text = fit(one.text, url or "", "", _LEVEL)  # of which repository a bare #12 is, nobody said
    assert one.day is not None  # noqa: S101  # only minutes of the month are looked at
    return Decided(one.day, " ".join(text.split()), f"{one.file}:{one.line}", url)


def _name(program: Program, team: str) -> str:
    """What a team is called: its name in the directory, else as it was named."""
    known = program.directory.team(team) if program.directory else None
    return (known.name if known else team) or "no team"

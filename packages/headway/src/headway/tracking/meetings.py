"""Meetings with the teams and people whose they are, and who has two at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.activity.records import Status
from headway.diagnostics.suggest import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.attendance import Who
    from headway.activity.problem import Problem
    from headway.activity.records import Occurrence
    from headway.program.directory import Directory

VERSION = 1
_TEAM = re.compile(r"\s+team$")


class Meeting(NamedTuple):
    """An occurrence with the key of its organizer's team, if known, and who attends, by login."""

    occurrence: Occurrence
    team: str | None
    people: tuple[str, ...]


class Conflict(NamedTuple):
    """Two meetings at once for one person, the earlier first."""

    person: str
    first: Occurrence
    second: Occurrence


def meetings(occurrences: Iterable[Occurrence], who: Who) -> list[Meeting]:
    """The meetings of occurrences.

    Those attend whom the calendar names; where it names nobody who is known, the members of the
    team.
    """
    return [_meeting(one, who) for one in occurrences]


def conflicts(held: Sequence[Meeting]) -> list[Conflict]:
    """Who has two meetings at once.

    Cancelled meetings, those of whole days, and those that take nobody's time clash with nothing.
    One that ends when another starts does not clash with it.
    """
    busy = [one for one in held if _takes_time(one.occurrence)]
    busy.sort(key=lambda one: one.occurrence.starts_at)
    found = []
    for number, first in enumerate(busy):
        for second in busy[number + 1 :]:
            if second.occurrence.starts_at >= first.occurrence.ends_at:
                break
            both = {*first.people} & {*second.people}
            found += [Conflict(one, first.occurrence, second.occurrence) for one in sorted(both)]
    return found


def team_of(organizer: str, directory: Directory | None) -> str | None:
    """The team whose key or name ends what an organizer is called; the longest such one.

    So `t-lang`, `Lumen Language Team` and `language team` are all the team `lang`.
    """
    called = _TEAM.sub("", fold(organizer))
    found = [
        (len(name), team.key)
        for team in (directory.teams.values() if directory else ())
        if not team.archived
        for name in (fold(team.key), _TEAM.sub("", fold(team.name)))
        if name and re.search(rf"(?:^|\W){re.escape(name)}$", called)
    ]
    return max(found)[1] if found else None


def to_json(
    held: Sequence[Meeting], clashes: Sequence[Conflict], problems: Sequence[Problem]
) -> dict[str, Any]:
    """Meetings and conflicts as a JSON object; times carry their offset from UTC."""
    return {
        "version": VERSION,
        "meetings": [
            {
                **_object(one.occurrence),
                "team": one.team,
                "people": [f"@{login}" for login in one.people],
            }
            for one in held
        ],
        "conflicts": [
            {
                "person": f"@{clash.person}",
                "first": _object(clash.first),
                "second": _object(clash.second),
            }
            for clash in clashes
        ],
        "problems": [problem._asdict() for problem in problems],
    }


def _object(one: Occurrence) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "title": one.title,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "status": one.status,
        "moved_from": one.moved_from.isoformat() if one.moved_from else None,
        "location": one.location,
        "organizer": one.organizer,
        "file": one.file,
    }


def _meeting(one: Occurrence, who: Who) -> Meeting:
    team = team_of(one.organizer, who.directory)
    members = who.members(team) if team else ()
    named = _known(one.attendees, who, members)
    return Meeting(one, team, tuple(dict.fromkeys(named or members)))


def _known(names: Iterable[str], who: Who, members: tuple[str, ...]) -> list[str]:
    def logins() -> Iterator[str]:
        for name in names:
            login = who.surely(name) or who.among(name, members)
            if login:
                yield login

    return list(logins())


def _takes_time(one: Occurrence) -> bool:
    return one.busy and not one.all_day and one.status != Status.CANCELLED

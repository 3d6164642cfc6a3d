"""Who champions which goal on which team, and how much each champion carries in all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Level, people_in
from headway.pages import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.documents.values import Goal, Written
    from headway.program.model import Period


class Cell(NamedTuple):
    """What a goal has with a team: whether it asks it, how much, and who champions it there."""

    asked: bool
    level: Level | None
    champion: Written | None

    @property
    def unchampioned(self) -> bool:
        """Whether the team is asked and nobody on it stands for the goal."""
        return self.asked and not (self.champion and people_in(self.champion))

    @property
    def wanting(self) -> bool:
        """Whether a champion is missing who is needed: a Small ask does without one."""
        return self.unchampioned and self.level is not Level.SMALL


class Line(NamedTuple):
    """A goal's cells, by team; teams that it has nothing to do with are left out."""

    goal: Goal
    cells: Mapping[str, Cell]


class Share(NamedTuple):
    """One goal that a champion carries on one team; no level where the goal states none."""

    goal: Goal
    team: str
    level: Level | None


class Load(NamedTuple):
    """All that one champion carries in a period; `person` is `@login` as first written."""

    person: str
    shares: tuple[Share, ...]

    @property
    def goals(self) -> int:
        """The number of goals, each once whatever the number of teams."""
        return len({share.goal.file for share in self.shares})

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that this champion stands for goals on."""
        return tuple(sorted({share.team for share in self.shares}))

    def on(self, team: str) -> Load:
        """The part of the load that is carried on one team."""
        wanted = team.casefold()
        mine = (share for share in self.shares if share.team.casefold() == wanted)
        return Load(self.person, tuple(mine))

    def count(self, level: Level | None) -> int:
        """The number of shares of a level."""
        return Counter(share.level for share in self.shares)[level]


class Champions(NamedTuple):
    """The matrix of a period: a line for each goal, and the load of each champion."""

    period: str
    teams: tuple[str, ...]
    lines: tuple[Line, ...]
    loads: tuple[Load, ...]


def champions(period: Period) -> Champions:
    """The champions of a period.

    The matrix has every goal, as the existing tool's has; a load counts the goals that lists show.
    """
    lines = tuple(Line(goal, _cells(goal)) for goal in facts.by_title(period.goals))
    teams = tuple(sorted({team for line in lines for team in line.cells}))
    return Champions(period.name, teams, lines, loads(period.listed))


def loads(goals: Iterable[Goal]) -> tuple[Load, ...]:
    """What each champion carries over all teams, those with the most goals first.

    A row that names several people counts for each of them, one that names nobody for none.
    """
    names: dict[str, str] = {}
    shares: dict[str, list[Share]] = {}
    for goal in goals:
        for team, text in goal.champions.items():
            for person in people_in(text) if text else ():
                names.setdefault(person.casefold(), str(person))
                share = Share(goal, str(team), facts.level(goal, team))
                shares.setdefault(person.casefold(), []).append(share)
    found = (Load(names[key], tuple(carried)) for key, carried in shares.items())
    return tuple(sorted(found, key=lambda load: (-load.goals, load.person.casefold())))


def _cells(goal: Goal) -> dict[str, Cell]:
    asked = facts.teams(goal)
    named = {str(team): who for team, who in goal.champions.items() if who}
    return {
        team: Cell(team in asked, facts.level(goal, team), named.get(team))
        for team in sorted({*asked, *named})
    }

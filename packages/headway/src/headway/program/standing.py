"""How each team stands to a goal, by what its people said up to a day.

Who leads a team is known only as it is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.values import Verdict
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.documents.values import Goal, Statement
    from headway.program.model import Program

_YES = Verdict.YES.value


class Standing(Value):
    """How one team stands to one goal.

    `required` are the people who must speak for the team, as `@login`: its leads, or where it has
    none its members, of whom `one_is_enough`. `said` is everything that counts, oldest first.
    """

    team: str
    required: tuple[str, ...]
    one_is_enough: bool
    said: tuple[Statement, ...]

    @property
    def missing(self) -> bool:
        """Whether somebody must still speak."""
        return not self._heard if self.one_is_enough else bool(self.waiting_for)

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Who must, or where one is enough who may, still speak."""
        if self.one_is_enough and self._heard:
            return ()
        spoken = {_fold(statement.by) for statement in self.said}
        return tuple(person for person in self.required if _fold(person) not in spoken)

    @property
    def open(self) -> tuple[Statement, ...]:
        """Every concern and `no` after which the same person did not say yes."""
        return tuple(
            statement
            for number, statement in enumerate(self.said)
            if statement.verdict != Verdict.YES.value
            and not _withdrawn(statement, self.said[number:])
        )

    @property
    def complete(self) -> bool:
        """Whether all who must speak did, and nothing speaks against the goal."""
        return not self.missing and not self.open

    @property
    def _heard(self) -> bool:
        """Whether anybody who may speak for a team without a lead did."""
        members = set(map(_fold, self.required))
        return any(not members or _fold(statement.by) in members for statement in self.said)


def standings(program: Program, goal: Goal, day: date | None = None) -> tuple[Standing, ...]:
    """How each team that a goal asks stands to it, as of a day, by default the program's."""
    signoff = program.signoff(goal)
    counted = _counted(signoff.statements if signoff else (), day or program.today)
    return tuple(_standing(program, team, counted) for team in asked_teams(program, goal))


def asked_teams(program: Program, goal: Goal) -> tuple[str, ...]:
    """The teams that a goal asks, each once, by the team directory's keys if it has them."""
    return tuple(dict.fromkeys(team_key(program, ask.team) for ask in goal.asks))


def team_key(program: Program, name: str) -> str:
    """A team's name as it is written in the team directory, else in lower case."""
    team = program.directory.team(name) if program.directory else None
    return team.key if team else str(name).casefold()


def is_on(program: Program, person: str, key: str) -> bool:
    """Whether somebody is on a team; true where it is not known who is."""
    team = program.directory.team(key) if program.directory else None
    if team is None or not (team.members or team.leads):
        return True
    return _fold(person) in map(_fold, (*team.members, *team.leads))


def _counted(statements: Iterable[Statement], day: date) -> list[Statement]:
    """The statements that can be read and were made by a day, oldest first."""
    readable = (one for one in statements if one.date and one.team and one.by and one.verdict)
    until = (one for one in readable if one.day is not None and one.day <= day)
    return sorted(until, key=lambda one: one.date or "")


def _standing(program: Program, key: str, counted: Iterable[Statement]) -> Standing:
    team = program.directory.team(key) if program.directory else None
    leads, members = (team.leads, team.members) if team else ((), ())
    return Standing(
        key,
        tuple(f"@{login}" for login in leads or members),
        not leads,
        tuple(one for one in counted if one.team and team_key(program, one.team) == key),
    )


def _withdrawn(statement: Statement, later: Iterable[Statement]) -> bool:
    return any(_fold(one.by) == _fold(statement.by) and one.verdict == _YES for one in later)


def _fold(login: str | None) -> str:
    return (login or "").removeprefix("@").casefold()

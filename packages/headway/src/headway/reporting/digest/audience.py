"""For whom a digest is: which goals are theirs and why, and the sentences that name them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import fold
from headway.documents.values import people_in
from headway.pages import facts
from headway.program.query import Filter, as_known, goals
from headway.reporting.people import person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Goal
    from headway.program.model import Period, Program


class Kind(StrEnum):
    """What an audience is."""

    TEAM = "team"
    CHAMPION = "champion"
    AREA = "area"
    PERSON = "person"


class Audience(NamedTuple):
    """A team by key, a person as `@login`, or an application area by name."""

    kind: Kind
    name: str

    @property
    def login(self) -> str:
        """The name without the `@` of a person."""
        return self.name.removeprefix("@")

    def title(self, program: Program) -> str:
        """What the digest is called."""
        who = person(self.name, program).name
        team = program.directory.team(self.name) if program.directory else None
        return {
            Kind.TEAM: f"What changed for the {team.name if team else self.name}",
            Kind.CHAMPION: f"The goals that {who} champions",
            Kind.AREA: f"What changed for {self.name}",
            Kind.PERSON: f"What changed for {who}",
        }[self.kind]


def audience(kind: Kind, name: str, program: Program) -> Audience:
    """An audience by the name that is known for it.

    Raises:
        UnknownNameError: neither a goal nor the settings or the team directory know the name.
    """
    known: str = getattr(as_known(program, Filter(**{kind.value: name})), kind.value)
    return Audience(kind, known)


def goals_for(whom: Audience, program: Program) -> Iterator[tuple[Period, Goal]]:
    """The listed goals that an audience has a part in by their documents."""
    found = goals(program, Filter(**{whom.kind.value: whom.name}))
    return ((period, goal) for period, goal in found if goal.listed)


def part_in(whom: Audience, goal: Goal, period: Period) -> list[str]:
    """What makes a goal one for an audience, by its document, in words."""
    if whom.kind is Kind.TEAM:
        return [*_part_of_team(whom.name, goal)]
    if whom.kind is Kind.AREA:
        return [*_part_of_area(whom.name, goal, period)]
    roles = [f"champion for {team}" for team in _championed(whom.login, goal)]
    if whom.kind is Kind.PERSON:
        roles = [*_roles(whom.login, goal), *roles]
    return roles


def name_in(whom: Audience, program: Program) -> re.Pattern[str] | None:
    """What finds the name of an audience in a sentence; None for an area, which nobody asks."""
    if whom.kind is Kind.AREA:
        return None
    name = re.escape(whom.login)
    if whom.kind is not Kind.TEAM:
        return re.compile(rf"(?i)(?:(?<![\w./-])|(?<=github\.com/)){name}(?![\w/-])")
    team = program.directory.team(whom.name) if program.directory else None
    forms = [rf"[tT]-{name}", rf"(?i:{name})[ -][tT]eam", rf"[\w-]+/{name}"]
    if team and " " in team.name:
        forms.append(rf"(?i:{re.escape(team.name)})")
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(forms)})(?![\w-])")


def _part_of_team(team: str, goal: Goal) -> Iterator[str]:
    asks = facts.asks_of(goal, team)
    if asks:
        named = dict.fromkeys(str(ask.level or ask.kind) for ask in asks if ask.level or ask.kind)
        yield f"asked: {', '.join(named)}" if named else "asked"
    champion = facts.champion(goal, team)
    if champion:
        yield "championed by it"


def _part_of_area(area: str, goal: Goal, period: Period) -> Iterator[str]:
    for roadmap in facts.roadmaps_by_name(period):
        areas = map(fold, roadmap.application_areas)
        if fold(area) in areas and roadmap.name in goal.all_roadmaps:
            yield f"roadmap {roadmap.name}"


def _championed(login: str, goal: Goal) -> Iterator[str]:
    for team, who in goal.champions.items():
        if who and fold(login) in (fold(one[1:]) for one in people_in(who)):
            yield str(team)


def _roles(login: str, goal: Goal) -> Iterator[str]:
    contacts = people_in(goal.point_of_contact) if goal.point_of_contact else []
    if fold(login) in (fold(one[1:]) for one in contacts):
        yield "point of contact"
    if fold(login) in (fold(owner[1:]) for owner in goal.task_owners):
        yield "owns a task"

"""What goals ask of one team: how much, what for, and who stands for it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import people_in
from headway.pages import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.documents.values import Ask, Goal, Level, Written
    from headway.pages.shelf import Place


class Asked(NamedTuple):
    """A goal as one team sees it.

    `level` is the largest that it asks, None in the older form and where a champion stands for a
    goal that asks nothing. `champion` is the row of that team as written.
    """

    goal: Goal
    team: str
    level: Level | None
    champion: Written | None
    asks: tuple[Ask, ...]

    @property
    def unchampioned(self) -> bool:
        """Whether the team is asked and nobody on it stands for the goal."""
        return bool(self.asks) and not (self.champion and people_in(self.champion))

    def what(self, place: Place) -> str:
        """What is asked, in the words of the goal: one ask after the other, subgoals by name."""
        return "; ".join(filter(None, (_words(ask, self.goal, place) for ask in self.asks)))


def asked_of(goals: Iterable[Goal], team: str) -> list[Asked]:
    """The goals that ask a team or have a champion on it: Large first, then by title."""
    found = (_asked(goal, team) for goal in facts.by_title(goals))
    touching = [one for one in found if one.asks or one.champion]
    return sorted(touching, key=lambda one: -one.level.rank if one.level else 1)


def _asked(goal: Goal, team: str) -> Asked:
    return Asked(
        goal,
        team,
        facts.level(goal, team),
        facts.champion(goal, team),
        tuple(facts.asks_of(goal, team)),
    )


def _words(ask: Ask, goal: Goal, place: Place) -> str:
    notes = place.quote(ask.notes, goal.file) if ask.notes else ""
    parts = (place.quote(part, goal.file) for part in (ask.task, ask.kind) if part)
    return ": ".join(filter(None, (*parts, notes)))

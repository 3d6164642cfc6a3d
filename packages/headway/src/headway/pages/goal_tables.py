"""The tables of goals: plain, by size, by champion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.values import Form, Level
from headway.pages import facts, markdown
from headway.pages.progress_cell import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.pages.shelf import Place

NONE_OF_SIZE = "*No goals in this category.*"
NO_CHAMPIONS = "No champions found."


def goals(place: Place, found: Iterable[Goal]) -> str:
    """Goals with who answers for them and, while any is not accepted, who would do the work."""
    ordered = facts.by_title(found)
    accepted = all(goal.status in ("Accepted", None) for goal in ordered)
    last = "Progress" if accepted else "Task Owners and Champions"
    return markdown.table(
        ("Goal", "Point of contact", last),
        (
            (
                place.goal(goal),
                facts.contact(goal, place),
                progress(goal, place.shelf.reached.get(goal.file))
                if accepted
                else _people(goal, place),
            )
            for goal in ordered
        ),
    )


def sized(place: Place, found: Iterable[Goal], size: Level) -> str:
    """Goals of one size: a row for each team that they ask, the most asked first."""
    chosen = [g for g in facts.by_title(found) if g.form is Form.PRESENT and g.size == size]
    if not chosen:
        return NONE_OF_SIZE
    return markdown.table(
        ("Goal", "PoC", "Team", "Champion"),
        (row for goal in chosen for row in _team_rows(place, goal)),
    )


def champions(place: Place, found: Iterable[Goal]) -> str:
    """The champions, with how many goals each carries and which."""
    carried: dict[str, set[str]] = {}
    for goal in found:
        for _, who in facts.champions(goal):
            carried.setdefault(who, set()).add(place.goal(goal))
    if not carried:
        return NO_CHAMPIONS
    return markdown.table(
        ("Champion", "#", "Goal"),
        (
            (who if first else "", str(len(links)) if first else "", link)
            for who, links in sorted(carried.items())
            for first, link in _firsts(sorted(links))
        ),
    )


def _people(goal: Goal, place: Place) -> str:
    named = [f"{who} ({place.team(team)})" for team, who in facts.champions(goal)]
    return ", ".join([*facts.helpers(goal, place), *named])


def _team_rows(place: Place, goal: Goal) -> Iterator[tuple[str, str, str, str]]:
    levels = {team: level for team in facts.teams(goal) if (level := facts.level(goal, team))}
    for first, team in _firsts(sorted(levels, key=lambda key: (-levels[key].rank, key))):
        shown = place.team(team)
        nobody = "*n/a*" if levels[team] is Level.SMALL else place.badge("TBD")
        yield (
            place.goal(goal, short=True) if first else "",
            facts.contact(goal, place) if first else "",
            f"**{shown}**" if levels[team] is Level.LARGE else shown,
            facts.champion(goal, team) or nobody,
        )


def _firsts(items: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """Each item, with whether it is the first."""
    return ((number == 0, item) for number, item in enumerate(items))

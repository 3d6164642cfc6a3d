"""The tables of what goals need money for."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from headway.pages import facts, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.pages.shelf import Place

_HEADER = ("", "Goal", "Cost", "Funding contact", "Sponsor(s)")
_OTHERS = "Other goals"
_NO_CONTACT = "Nobody is named"
LEGEND = (
    ("🟥", "Seeking funding"),
    ("🟡", "Partially funded, could use more support"),
    ("✅", "Good to go"),
)

Row = tuple[str, ...]


def table(place: Place, found: Iterable[Goal]) -> str:
    """A row for each goal that needs money."""
    return markdown.table(_HEADER, _rows(place, found), left=False)


def by_roadmap(place: Place, found: Iterable[Goal]) -> str:
    """The goals that need money under each roadmap that they serve, then the rest."""
    goals = [goal for goal in found if goal.funding]
    period = place.period
    groups = [
        (place.roadmap(roadmap), list(facts.serving(goals, roadmap.name)))
        for roadmap in (facts.roadmaps_by_name(period) if period else ())
    ]
    served = {goal.file for _, serving in groups for goal in serving}
    groups.append((_OTHERS, [goal for goal in goals if goal.file not in served]))
    return _grouped(place, groups)


def by_contact(place: Place, found: Iterable[Goal]) -> str:
    """The goals that need money under whom to ask about it."""
    groups: dict[str, list[Goal]] = {}
    for goal in found:
        if goal.funding:
            contact = facts.funding_contact(goal, place) or _NO_CONTACT
            groups.setdefault(contact, []).append(goal)
    return _grouped(place, sorted(groups.items()))


def legend() -> str:
    """What the lights of these tables mean."""
    return markdown.table(("Legend", ""), LEGEND, left=False)


def _grouped(place: Place, groups: Iterable[tuple[str, list[Goal]]]) -> str:
    rows = chain.from_iterable(
        [("-", f"**{name}**", "--", "--", "--"), *_rows(place, goals)]
        for name, goals in groups
        if goals
    )
    return markdown.table(_HEADER, rows, left=False)


def _rows(place: Place, found: Iterable[Goal]) -> Iterator[Row]:
    for goal in facts.by_title(goal for goal in found if goal.funding):
        yield (
            facts.funded(goal).light,
            place.goal(goal, fragment="funding"),
            facts.cost(goal),
            facts.funding_contact(goal, place),
            facts.sponsors(goal, place),
        )

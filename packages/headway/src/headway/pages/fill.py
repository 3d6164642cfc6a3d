"""What fills each directive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.values import Level
from headway.pages import funding, goal_tables, highlights, roadmaps, team_asks
from headway.pages.facts import roadmaps_by_name, serving
from headway.pages.reports import reports
from headway.program.directives import forms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headway.documents.values import Goal
    from headway.pages.shelf import Place


def fill(place: Place, name: str, argument: str | None, level: int) -> str | None:
    """The Markdown that a directive stands for on a page; None for one that cannot be filled.

    `level` is that of the headings that it may hold.
    """
    period = place.period
    form = next((f for f in forms_of(name) if f.takes_argument == (argument is not None)), None)
    if form is None or (form.needs_period and period is None):
        return None
    name = name.replace("FLAGSHIP", "ROADMAP")
    if argument is None:
        return _PLAIN[name](place)
    return _NAMED[name](place, argument, level)


def _listed(place: Place) -> tuple[Goal, ...]:
    return place.period.listed if place.period else ()


def _all(place: Place) -> tuple[Goal, ...]:
    return place.period.goals if place.period else ()


def _with_roadmap(place: Place) -> list[Goal]:
    return [goal for goal in _listed(place) if goal.all_roadmaps]


def _without_roadmap(place: Place) -> list[Goal]:
    return [goal for goal in _listed(place) if not goal.all_roadmaps]


def _not_accepted(place: Place) -> tuple[Goal, ...]:
    return place.period.not_accepted if place.period else ()


def _highlighted(place: Place, highlight: str) -> list[Goal]:
    return [goal for goal in _listed(place) if highlight in goal.highlights]


def _needs(place: Place, need: str, level: int) -> str:
    goals = _listed(place)
    if need == "Funding":
        return highlights.funding_sections(place, (g for g in goals if g.needs_funding), level)
    if need == "Contributor":
        looking = (goal for goal in goals if goal.needs_contributor)
        return highlights.contributor_sections(place, looking, level)
    return highlights.sections(place, (goal for goal in goals if need in goal.needs), level)


def _roadmaps(place: Place) -> str:
    return roadmaps.roadmaps(place, roadmaps_by_name(place.period) if place.period else ())


_PLAIN: Mapping[str, Callable[[Place], str]] = {
    "CHAMPIONS": lambda place: goal_tables.champions(place, _all(place)),
    "ROADMAPS": _roadmaps,
    "ROADMAP CHAPTERS": lambda _: "",
    "GOAL CHAPTERS": lambda _: "",
    "TEAM ASKS": lambda place: team_asks.team_asks(place, _listed(place)),
    "VALID TEAM ASKS": lambda place: team_asks.valid_asks(place.shelf.program.config.asks),
    "ROADMAP GOALS": lambda place: goal_tables.goals(place, _with_roadmap(place)),
    "OTHER GOALS": lambda place: goal_tables.goals(place, _without_roadmap(place)),
    "GOALS": lambda place: goal_tables.goals(place, _listed(place)),
    "GOALS NOT ACCEPTED": lambda place: goal_tables.goals(place, _not_accepted(place)),
    "LARGE GOALS": lambda place: goal_tables.sized(place, _listed(place), Level.LARGE),
    "MEDIUM GOALS": lambda place: goal_tables.sized(place, _listed(place), Level.MEDIUM),
    "SMALL GOALS": lambda place: goal_tables.sized(place, _listed(place), Level.SMALL),
    "FUNDING TABLE": lambda place: funding.table(place, _listed(place)),
    "FUNDING TABLE GROUPED": lambda place: funding.by_roadmap(place, _listed(place)),
    "FUNDING TABLE GROUPED BY GOAL": lambda place: funding.by_roadmap(place, _listed(place)),
    "FUNDING TABLE GROUPED BY POC": lambda place: funding.by_contact(place, _listed(place)),
    "FUNDING LEGEND": lambda _: funding.legend(),
    "#GOALS": lambda place: str(len(_listed(place))),
    "#ROADMAP GOALS": lambda place: str(len(_with_roadmap(place))),
    "REPORTS": lambda place: reports(place, None),
}
_NAMED: Mapping[str, Callable[[Place, str, int], str]] = {
    "ROADMAP GOALS": lambda place, name, _: goal_tables.goals(place, serving(_listed(place), name)),
    "HIGHLIGHT GOALS": lambda place, name, level: highlights.sections(
        place, _highlighted(place, name), level
    ),
    "HIGHLIGHT TABLE": lambda place, name, _: highlights.table(place, _highlighted(place, name)),
    "HIGHLIGHT CREDITS": lambda place, name, _: highlights.credits_of(_highlighted(place, name)),
    "GOALS WITH NEEDS": _needs,
    "FUNDING TABLE": lambda place, name, _: funding.table(place, serving(_listed(place), name)),
    "ROADMAP ROWS": lambda place, name, _: "\n".join(roadmaps.rows(place, _listed(place), name)),
    "REPORTS": lambda place, days, _: reports(place, days),
}

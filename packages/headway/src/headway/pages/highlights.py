"""Highlights and needs: goals told by a heading, their people and their summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.owners import HELP_WANTED
from headway.pages import facts, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.pages.shelf import Place

_MAX_LEVEL = 6


def sections(place: Place, found: Iterable[Goal], level: int) -> str:
    """Goals as sections with headings of one level, those that look for help with a badge."""
    return "\n\n".join(
        part
        for goal in facts.by_title(found)
        for part in _opening(place, goal, level, badge=goal.needs_contributor)
    )


def funding_sections(place: Place, found: Iterable[Goal], level: int) -> str:
    """Goals as sections, each with what it needs money for and whom to ask."""
    return "\n\n".join(
        part
        for goal in facts.by_title(found)
        for part in (*_opening(place, goal, level), *_money(place, goal))
    )


def contributor_sections(place: Place, found: Iterable[Goal], level: int) -> str:
    """Goals as sections, each with the work that somebody is looked for."""
    return "\n\n".join(
        part
        for goal in facts.by_title(found)
        for part in (*_opening(place, goal, level), *_work(place, goal))
    )


def table(place: Place, found: Iterable[Goal]) -> str:
    """Goals with what and why; those that have subgoals by a row for each of these."""
    return markdown.table(
        ("Goal", "What and why"),
        (row for goal in facts.by_title(found) for row in _rows(place, goal)),
        left=False,
    )


def credits_of(found: Iterable[Goal]) -> str:
    """Everybody who has a part in some goals."""
    return ", ".join(sorted({person for goal in found for person in facts.involved(goal)}))


def _opening(place: Place, goal: Goal, level: int, *, badge: bool = False) -> Iterator[str]:
    mark = f" {place.badge(HELP_WANTED)}" if badge else ""
    yield f"{'#' * min(level, _MAX_LEVEL)} {place.goal(goal)}{mark}"
    yield f"*{', '.join(_people(place, goal))}*"
    if goal.summary:
        yield place.quote(goal.summary, goal.file)


def _people(place: Place, goal: Goal) -> Iterator[str]:
    if goal.point_of_contact:
        yield f"{goal.point_of_contact} (point of contact)"
    yield from facts.helpers(goal, place)
    for team, who in facts.champions(goal):
        yield f"{who} ({place.team(team)} champion)"


def _money(place: Place, goal: Goal) -> Iterator[str]:
    if not goal.funding:
        return
    contact = facts.funding_contact(goal, place)
    if contact:
        yield f"**Contact:** {contact}"
    yield markdown.table(
        ("Purpose", "Cost", "Funded"),
        (
            (
                place.quote(item.purpose or "", goal.file),
                facts.item_cost(item),
                facts.item_funded(item).words,
            )
            for item in goal.funding
        ),
        left=False,
    )


def _work(place: Place, goal: Goal) -> Iterator[str]:
    if goal.help_wanted:
        yield markdown.table(
            ("Task", "Experience level", "Time investment"),
            (
                tuple(
                    place.quote(text or "", goal.file)
                    for text in (item.task, item.experience_level, item.time_investment)
                )
                for item in goal.help_wanted
            ),
            left=False,
        )


def _rows(place: Place, goal: Goal) -> Iterator[tuple[str, str]]:
    if not goal.subgoals:
        yield place.goal(goal), place.quote(facts.what_and_why(goal), goal.file)
    for subgoal in goal.subgoals:
        text = facts.subgoal_what_and_why(goal, subgoal)
        yield place.subgoal(goal, subgoal), place.quote(text, goal.file)

"""The tables of roadmaps, and the rows of one roadmap's goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.pages import facts, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal, Roadmap
    from headway.pages.shelf import Place


def roadmaps(place: Place, found: Iterable[Roadmap]) -> str:
    """Roadmaps with who answers for them and what for."""
    return markdown.table(
        ("Roadmap", "Point of contact", "What and why"),
        (
            (
                place.roadmap(roadmap),
                roadmap.point_of_contact or "",
                place.quote(roadmap.what_and_why or "", roadmap.file),
            )
            for roadmap in found
        ),
    )


def rows(place: Place, found: Iterable[Goal], roadmap: str) -> list[str]:
    """The table rows of the goals that serve a roadmap; subgoals have rows of their own."""
    return [
        f"| {' | '.join(map(markdown.cell, cells))} |"
        for goal in facts.by_title(facts.serving(found, roadmap))
        for cells in _cells(place, goal, roadmap)
    ]


def _cells(place: Place, goal: Goal, roadmap: str) -> Iterator[tuple[str, str, str]]:
    if not goal.subgoals:
        text = place.quote(facts.what_and_why(goal), goal.file)
        yield place.goal(goal), facts.timespan(goal), text
    for subgoal in goal.subgoals:
        if roadmap in facts.themes(goal, subgoal):
            text = place.quote(facts.subgoal_what_and_why(goal, subgoal), goal.file)
            yield place.subgoal(goal, subgoal), facts.timespan(goal, subgoal), text

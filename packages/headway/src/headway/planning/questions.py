"""The questions that a slate puts to a team, each drawn from facts of its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.documents.values import Goal
    from headway.planning.asked import Asked
    from headway.planning.champions import Load
    from headway.planning.since import Change, Ended

# Whoever carries as many goals as this is asked about it.
MANY = 5


class Question(NamedTuple):
    """Something that the team is to answer, about the goals if there are any."""

    kind: str
    text: str
    goals: tuple[Goal, ...] = ()


def questions(
    asks: Sequence[tuple[Asked, Change | None]], carried: Iterable[Load], ended: Sequence[Ended]
) -> Iterator[Question]:
    """The questions of one team, the ones that weigh most first."""
    asked = [one for one, _ in asks if one.asks]
    if len(asked) > 1:
        yield Question(
            "priority",
            f"{len(asked)} goals ask this team. If it cannot support all of them, which come "
            "first, and which have to wait?",
        )
    yield from _about(
        "large",
        "A Large ask takes the whole team. Can it carry what these ask?",
        (one.goal for one in asked if one.level is Level.LARGE),
    )
    yield from _about(
        "champion",
        "Who champions these? They need somebody on the team and name nobody.",
        (one.goal for one in asked if one.unchampioned and one.level is not Level.SMALL),
    )
    for load in carried:
        if load.goals >= MANY:
            yield Question(
                "load",
                f"{load.person} carries {load.goals} goals over all teams. Is that possible, and "
                "who could take one over?",
            )
    yield from _about(
        "raised",
        "These ask for more than before. Does the team agree?",
        (
            one.goal
            for one, change in asks
            if change and any(word.startswith("level raised") for word in change.words)
        ),
    )
    yield from _about(
        "unclear",
        "What exactly do these ask for? Their rows do not say.",
        (
            one.goal
            for one in asked
            if one.level in (Level.MEDIUM, Level.LARGE) and not any(a.notes for a in one.asks)
        ),
    )
    yield from _about(
        "ended",
        "What came of these? They asked this team, and nothing continues them.",
        (one.before.goal for one in ended if one.goal is None),
    )


def _about(kind: str, text: str, goals: Iterable[Goal]) -> Iterator[Question]:
    found = tuple(goals)
    if found:
        yield Question(kind, text, found)

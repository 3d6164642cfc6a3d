"""What the goals of a period owe on a day, and who owes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import people_in
from headway.pages.markdown import unlinked
from headway.tracking.cadence import Owing, duty
from headway.tracking.health import State, health
from headway.tracking.history import is_closed
from headway.tracking.updates import points_of_contact, tracking_issue, updates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from headway.activity.records import Issue
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.forge.model import IssueName
    from headway.program.model import Period, Program
    from headway.tracking.cadence import Duty

OWING = (Owing.DUE, Owing.OVERDUE)


class Standing(NamedTuple):
    """A goal that is tracked, what it owes, and to whom one can turn.

    `owners` are the assignees of its issue, or where there are none the people whom the document
    names as point of contact; these and `champions` are logins. A goal that its point of contact
    calls `paused` owes nothing, whatever its cadence asks for.
    """

    goal: str
    title: str
    issue: IssueName
    url: str
    owners: tuple[str, ...]
    champions: tuple[str, ...]
    duty: Duty
    paused: bool

    @property
    def owing(self) -> Owing:
        """What the goal owes."""
        return Owing.NOTHING if self.paused else self.duty.owing

    @property
    def owes(self) -> bool:
        """Whether an update is due."""
        return self.owing in OWING


class Survey(NamedTuple):
    """The goals of a period that are tracked, and the ids of those whose issue is not known."""

    period: str
    standings: tuple[Standing, ...]
    unknown: tuple[str, ...]


def survey(period: Period, program: Program, activity: Activity, today: dt.date) -> Survey:
    """How the listed goals of a period stand on a day."""
    found = [(goal.id, _standing(goal, period, program, activity, today)) for goal in period.listed]
    return Survey(
        period.name,
        tuple(standing for _, standing in found if standing),
        tuple(name for name, standing in found if standing is None),
    )


def _standing(
    goal: Goal, period: Period, program: Program, activity: Activity, today: dt.date
) -> Standing | None:
    owing = duty(goal, period, program, activity, today)
    name = tracking_issue(goal, program)
    if owing is None or name is None:
        return None
    issue = activity.issues[name]
    told = updates(goal, period, program, activity, today)
    stated = health(told, points_of_contact(goal))
    if is_closed(issue, activity.events.get(name, ()), today):
        owing = owing._replace(owing=Owing.NOTHING)  # whoever goes on with it does so elsewhere
    return Standing(
        goal=f"{goal.period}/{goal.id}",
        title=unlinked(goal.title or goal.id),
        issue=name,
        url=issue.url,
        owners=tuple(_owners(goal, issue)),
        champions=tuple(dict.fromkeys(_champions(goal))),
        duty=owing,
        paused=stated is not None and stated.state is State.PAUSED,
    )


def _owners(goal: Goal, issue: Issue) -> Iterator[str]:
    if issue.assignees:
        yield from issue.assignees
    elif goal.point_of_contact:
        yield from (person[1:] for person in people_in(goal.point_of_contact))


def _champions(goal: Goal) -> Iterator[str]:
    for text in goal.champions.values():
        yield from (person[1:] for person in people_in(text) if text) if text else ()

"""What waits for somebody and has to do with goals, and what no longer does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Written, issue_urls_in, issues_in
from headway.pages import markdown
from headway.reporting.bodies import fit
from headway.reporting.people import person
from headway.reporting.update.model import Ended, Waiting
from headway.text import Span
from headway.tracking.boxes import see_also
from headway.tracking.stalls.between import Between
from headway.tracking.stalls.model import ActorKind, Kind
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.documents.values import Goal
    from headway.reporting.update.goals import Standing, View
    from headway.reporting.update.model import Row
    from headway.tracking.stalls.model import Actor, Stall

_MOST_ACTORS = 3
# What waits for a decision, a review or an answer is told however new it is.
_ALWAYS = (
    *(Kind.DECISION, Kind.CONCERN, Kind.NOMINATION, Kind.FINAL_COMMENT),
    *(Kind.REVIEW, Kind.PULL_REQUEST),
)
_NEVER = (Kind.HELP_WANTED,)  # there is a list of who looks for help


class Waits(NamedTuple):
    """All that waits on the last day of a post, for however long, and what came of it meanwhile."""

    waiting: tuple[Stall, ...] = ()
    between: Between = Between((), (), ())


def concerned(cases: Iterable[tuple[Goal, Standing, Row]], view: View) -> dict[str, Row]:
    """The goal that something waits for, by the name of what waits: a goal, or an issue."""
    goals: dict[str, Row] = {}
    for goal, found, row in cases:
        for name in (f"{goal.period}/{goal.id}", *_named(goal, found, view)):
            goals.setdefault(name.casefold(), row)
    return goals


def waiting(waits: Waits, goals: Mapping[str, Row], view: View) -> Iterator[Waiting]:
    """What waits for decisions, reviews and answers, and what else began to wait for too long."""
    new = {*waits.between.new}
    every = dict.fromkeys((*waits.between.new, *waits.waiting))
    for stall in sorted(every, key=lambda one: (one.since, one.subject, one.what)):
        goal = goals.get(stall.subject.casefold())
        told = stall.kind in _ALWAYS or (stall in new and stall.kind not in _NEVER)
        if goal and told:
            yield _waiting(stall, goal, view, is_new=stall in new)


def ended(waits: Waits, goals: Mapping[str, Row]) -> Iterator[Ended]:
    """What had waited for too long and does no longer."""
    for one in waits.between.resolved:
        goal = goals.get(one.stall.subject.casefold())
        if goal and one.stall.kind not in _NEVER:
            yield Ended(
                goal=goal,
                subject=one.stall.subject,
                title=_title(one.stall),
                url=one.url,
                reason=_fitted(one.stall.reason, one.stall),
                how=_fitted(one.words, one.stall),
            )


def _waiting(stall: Stall, goal: Row, view: View, *, is_new: bool) -> Waiting:
    return Waiting(
        goal=goal,
        subject=stall.subject,
        title=_title(stall),
        url=stall.evidence if "://" in stall.evidence else goal.url,
        actors=tuple(_actors(stall.next, view)),
        since=stall.since,
        reason=_fitted(stall.reason, stall),
        is_new=is_new,
    )


def _title(stall: Stall) -> str:
    """The title of an issue; none for a goal, which is named anyway."""
    return markdown.literal(stall.title) if "#" in stall.subject else ""


def _fitted(words: str, stall: Stall) -> str:
    """Words of ours, in which logins are links, and ping nobody."""
    return fit(words, stall.evidence, stall.subject.partition("#")[0], 0)


def _named(goal: Goal, found: Standing, view: View) -> Iterator[str]:
    """The issues that a goal is tracked by, that its issue points to, and that its news links."""
    name = tracking_issue(goal, view.program)
    issue = view.activity.issues.get(name) if name else None
    if name and issue:
        yield str(name)
        yield from map(str, see_also(issue.body, view.program.config.present_name))
    for update in found.told:
        body = Written(update.body, Span(0, 0))
        yield from map(view.program.config.present_issue, (*issues_in(body), *issue_urls_in(body)))


def _actors(actors: Iterable[Actor], view: View) -> Iterator[str]:
    names = [
        person(one.name, view.program).name if one.kind is ActorKind.PERSON else str(one)
        for one in actors
    ]
    yield from names[:_MOST_ACTORS]
    if len(names) > _MOST_ACTORS:
        yield f"{len(names) - _MOST_ACTORS} more"

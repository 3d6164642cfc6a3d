"""What waits for somebody and has to do with goals, and what no longer does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Written, issue_urls_in, issues_in
from headway.pages import markdown
from headway.reporting.bodies import fit
from headway.reporting.people import person
from headway.reporting.update.model import Ended, Subject, Waiting
from headway.text import Span
from headway.tracking.boxes import see_also
from headway.tracking.stalls.between import Between
from headway.tracking.stalls.model import ActorKind, Kind
from headway.tracking.stalls.resolved import How
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.documents.values import Goal
    from headway.reporting.update.goals import Standing, View
    from headway.reporting.update.model import Row
    from headway.tracking.stalls.model import Actor, Stall
    from headway.tracking.stalls.resolved import Resolved

_MOST_ACTORS = 3
# What waits for a decision, a review or an answer is told however new it is.
_ALWAYS = (
    *(Kind.DECISION, Kind.CONCERN, Kind.NOMINATION, Kind.FINAL_COMMENT),
    *(Kind.REVIEW, Kind.PULL_REQUEST),
)
_NEVER = (Kind.HELP_WANTED,)  # there is a list of who looks for help
# What things of a kind have in common that each wait for a reason of their own.
_TOGETHER = {
    Kind.UPDATE: "missing updates",
    Kind.PULL_REQUEST: "pull requests nobody has answered",
    Kind.REVIEW: "reviews asked for",
    Kind.NOMINATION: "nominated issues",
    Kind.DECISION: "decisions asked for",
    Kind.CONCERN: "concerns raised",
    Kind.FINAL_COMMENT: "final comment periods",
    Kind.CHAMPION: "asks without a champion",
    Kind.TRACKING_ISSUE: "tracking issues that say otherwise than their goals",
}


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
    """What waits for decisions, reviews and answers, and what else began to wait for too long.

    What is of one kind and waits for the same people is one.
    """
    new = {*waits.between.new}
    every = dict.fromkeys((*waits.between.new, *waits.waiting))
    alike: dict[tuple[Kind, tuple[Actor, ...]], list[Stall]] = {}
    for stall in sorted(every, key=lambda one: (one.since, one.subject, one.what)):
        told = stall.kind in _ALWAYS or (stall in new and stall.kind not in _NEVER)
        if told and stall.subject.casefold() in goals:
            alike.setdefault((stall.kind, stall.next), []).append(stall)
    for (kind, actors), stalls in alike.items():
        yield Waiting(
            kind=kind,
            actors=tuple(_actors(actors, view)),
            reason=_common(stalls),
            subjects=tuple(_waiting(one, goals[one.subject.casefold()]) for one in stalls),
            is_new=len(stalls) == 1 and stalls[0] in new,
        )


def ended(waits: Waits, goals: Mapping[str, Row]) -> Iterator[Ended]:
    """What had waited for too long and does no longer; what is of one kind and end is one.

    Not what only its period's end put an end to.
    """
    alike: dict[tuple[Kind, How], list[Resolved]] = {}
    for one in waits.between.resolved:
        told = one.stall.kind not in _NEVER and one.how is not How.OVER
        if told and one.stall.subject.casefold() in goals:
            alike.setdefault((one.stall.kind, one.how), []).append(one)
    for (kind, how), several in alike.items():
        first = several[0]
        single = len(several) == 1
        yield Ended(
            kind=kind,
            how=_fitted(first.words, first.stall) if single else str(how),
            reason=_fitted(first.stall.reason, first.stall) if single else _TOGETHER[kind],
            subjects=tuple(
                Subject(
                    goals[one.stall.subject.casefold()],
                    one.stall.subject,
                    _title(one.stall),
                    one.url,
                    one.day,
                )
                for one in several
            ),
        )


def _waiting(stall: Stall, goal: Row) -> Subject:
    url = stall.evidence if "://" in stall.evidence else goal.url
    return Subject(goal, stall.subject, _title(stall), url, stall.since)


def _common(stalls: Sequence[Stall]) -> str:
    """Why all of some things wait: a reason that they share, else what their kind is."""
    first = stalls[0]
    same = all(one.reason == first.reason for one in stalls)
    return _fitted(first.reason, first) if same else _TOGETHER[first.kind]


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

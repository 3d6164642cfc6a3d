"""How something that had waited came to an end, as far as events and comments tell."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.pages import facts
from headway.tracking.history import is_closed
from headway.tracking.progress import progress
from headway.tracking.rfcbot import stage
from headway.tracking.stalls.labels import matching
from headway.tracking.stalls.model import Actor, ActorKind, Kind
from headway.tracking.stalls.thread import by_person, is_person, keeps_polls
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.forge.model import IssueName
    from headway.tracking.stalls.model import Scene, Stall


class How(StrEnum):
    """How a wait came to an end."""

    MERGED = "merged"
    CLOSED = "closed"
    REOPENED = "reopened"
    REVIEWED = "reviewed"
    ANSWERED = "answered"
    SETTLED = "settled"
    POLLED = "put to a poll"
    LABELLED = "labelled"
    UPDATED = "updated"
    TAKEN_BACK = "taken back"
    OVER = "its period is over"
    RENEWED = "begun anew"
    UNKNOWN = "not known how"


class Resolved(NamedTuple):
    """Something that waited for too long and does no longer.

    `day` and `by` are when and by whom it came to that, where it is known; `url` shows it.
    """

    stall: Stall
    how: How
    day: dt.date | None
    by: str | None
    url: str

    @property
    def words(self) -> str:
        """How it came to an end, in a few words."""
        by = f" by @{self.by}" if self.by else ""
        return f"{self.how}{by}{f' on {self.day}' if self.day else ''}"


class _Act(NamedTuple):
    """Something that happened; `subject` is the label or reviewer that an event is about."""

    at: dt.datetime
    how: How
    by: str | None
    url: str
    subject: str | None = None


_EVENTS = {
    "labeled": How.LABELLED,
    "merged": How.MERGED,
    "closed": How.CLOSED,
    "reopened": How.REOPENED,
    "unlabeled": How.TAKEN_BACK,
    "review_request_removed": How.TAKEN_BACK,
    "converted_to_draft": How.TAKEN_BACK,
    "convert_to_draft": How.TAKEN_BACK,
}
_OF_PULL_REQUESTS = (Kind.PULL_REQUEST, Kind.REVIEW)


class _Case(NamedTuple):
    """A wait that came to an end: its goal, or else its issue, and what happened meanwhile."""

    stall: Stall
    before: Scene
    after: Scene
    goal: Goal | None
    name: IssueName | None
    acts: tuple[_Act, ...]

    def of(self, *hows: How) -> Iterator[_Act]:
        """What happened in some of these ways, in order of time."""
        return (act for act in self.acts if act.how in hows)


def resolved(stall: Stall, before: Scene, after: Scene, now: Iterable[Stall]) -> Resolved:
    """How what had waited on an earlier day came not to wait on a later one.

    `now` is all that waits on the later day, however short a time.
    """
    case = _case(stall, before, after)
    for find in (_ended, _updated, _taken_back, _settled, _answered, _put_off):
        act = find(case)
        if act:
            return Resolved(stall, act.how, act.at.date(), act.by, act.url)
    if _is_over(case):
        return Resolved(stall, How.OVER, None, None, stall.evidence)
    for one in now:
        if one.subject == stall.subject:
            return Resolved(stall, How.RENEWED, one.since, None, one.evidence)
    return Resolved(stall, How.UNKNOWN, None, None, stall.evidence)


def _case(stall: Stall, before: Scene, after: Scene) -> _Case:
    program = before.program
    goal = next((one for one in program.goals() if f"{one.period}/{one.id}" == stall.subject), None)
    if goal:
        name = tracking_issue(goal, program)
    else:
        issues = before.followed.activity.issues
        name = next((one for one in issues if str(one) == stall.subject), None)
    acts = _acts(name, before, after.end) if name else ()
    return _Case(stall, before, after, goal, name, tuple(sorted(acts, key=lambda act: act.at)))


def _acts(name: IssueName, before: Scene, end: dt.datetime) -> Iterator[_Act]:
    """What happened on an issue after a day and before a moment; bots only close and label."""
    activity = before.followed.activity
    issue = activity.issues.get(name)
    url = issue.url if issue else ""
    for event in activity.events.get(name, ()):
        if event.kind in _EVENTS and before.end <= event.created_at < end:
            yield _Act(event.created_at, _EVENTS[event.kind], event.actor, url, event.subject)
    for review in activity.reviews.get(name, ()):
        if is_person(review.author, before) and before.end <= review.submitted_at < end:
            yield _Act(review.submitted_at, How.REVIEWED, review.author, review.url)
    for comment in activity.comments.get(name, ()):
        spoken = by_person(comment, before) and not comment.minimized
        if spoken and before.end <= comment.created_at < end:
            yield _Act(comment.created_at, How.ANSWERED, comment.author, comment.url)


def _ended(case: _Case) -> _Act | None:
    """What closed the issue for good, which for a merge is that; or opened it, if that was it."""
    activity = case.before.followed.activity
    issue = activity.issues.get(case.name) if case.name else None
    if issue is None or case.name is None:
        return None
    if not is_closed(issue, activity.events.get(case.name, ()), case.after.today):
        asked = case.stall.kind is Kind.TRACKING_ISSUE
        return next(case.of(How.REOPENED), None) if asked else None
    acts = [*case.of(How.CLOSED), *case.of(How.MERGED)]
    if not acts and issue.closed_at and case.before.end <= issue.closed_at < case.after.end:
        return _Act(issue.closed_at, How.CLOSED, None, issue.url)
    return acts[-1] if acts else None


def _updated(case: _Case) -> _Act | None:
    """The first update, where one was missing."""
    if case.stall.kind is not Kind.UPDATE or case.goal is None:
        return None
    scene = case.after
    period = scene.program.period(case.goal.period)
    every = progress(period, scene.program, scene.followed.activity, scene.today) if period else ()
    made = (one for goal in every if goal.id == case.goal.id for one in goal.updates)
    first = next((one for one in made if case.before.end <= one.at), None)
    return _Act(first.at, How.UPDATED, first.author, first.url) if first else None


def _taken_back(case: _Case) -> _Act | None:
    """What took back a label, a request, or a pull request as a whole."""
    kind, asked = case.stall.kind, [actor.name.casefold() for actor in case.stall.next]
    for act in case.of(How.TAKEN_BACK):
        if act.subject is None:
            mine = kind in _OF_PULL_REQUESTS
        elif kind is Kind.REVIEW:
            mine = act.subject.rpartition("/")[2].casefold() in asked
        else:
            mine = act.subject == case.stall.what
        if mine:
            return act
    return None


def _settled(case: _Case) -> _Act | None:
    """What resolved a concern, began the final comment period of a poll, or began a poll."""
    comments = case.before.followed.activity.comments.get(case.name, ()) if case.name else ()
    told = [one for one in comments if one.author and keeps_polls(one.author, case.before)]
    end = case.after.end
    found = stage([one for one in told if one.created_at < end], comments, end)
    if found is None or case.goal:
        return None
    settling, how = found.entered, How.SETTLED
    if case.stall.kind is Kind.CONCERN:
        done = (one for one in found.poll.concerns if one.resolved and one.name == case.stall.what)
        ids = {one.comment for one in done}
        settling = next((one for one in comments if one.id in ids), None)
    elif case.stall.kind is not Kind.DECISION:
        settling, how = found.poll.comment, How.POLLED
    if settling is None or settling.created_at < case.before.end:
        return None
    return _Act(settling.created_at, how, settling.author, settling.url)


def _answered(case: _Case) -> _Act | None:
    """The first that somebody did for whom it had waited; who looks for help waits for others."""
    said = case.of(How.REVIEWED, How.ANSWERED)
    if case.stall.kind is Kind.HELP_WANTED:
        return next((act for act in said if act.by and act.by.casefold() not in _own(case)), None)
    meant = (act for act in said if any(_is_of(act, actor, case) for actor in case.stall.next))
    return None if case.goal else next(meant, None)


def _put_off(case: _Case) -> _Act | None:
    """A label by which a pull request waits for something else first."""
    settings = case.before.settings
    forms = [*settings.forms("nominated"), *settings.forms("waiting-elsewhere")]
    labels = case.of(How.LABELLED)
    found = (act for act in labels if act.subject and matching([act.subject], forms))
    return next(found, None) if case.stall.kind in _OF_PULL_REQUESTS else None


def _own(case: _Case) -> set[str]:
    """Those who look for help: who asks for it, and whoever has a part in the goal."""
    people = facts.involved(case.goal) if case.goal else []
    asking = (actor.name for actor in case.stall.next)
    return {name.removeprefix("@").casefold() for name in (*asking, *people)}


def _is_of(act: _Act, actor: Actor, case: _Case) -> bool:
    """Whether somebody was meant: by name, by team, or as anybody but the author."""
    if act.by is None:
        return False
    if actor.kind is ActorKind.PERSON:
        return act.by.casefold() == actor.name.casefold()
    directory = case.before.program.directory
    teams = directory.teams_of(act.by) if directory else ()
    if actor.kind is ActorKind.TEAM:
        return actor.name in teams
    issue = case.before.followed.activity.issues.get(case.name) if case.name else None
    return issue is not None and act.by != issue.author


def _is_over(case: _Case) -> bool:
    """Whether a later period than the goal's has begun meanwhile."""
    scene = case.after
    begun = [one.name for one in scene.program.periods if one.start <= scene.today]
    return case.goal is not None and case.goal.period != begun[-1]

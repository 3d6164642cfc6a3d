"""What the author and the reviewers of a pull request did, and how their reviews stand.

Which commits were pushed is not known, but for pushes that replaced others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import CommentKind
from headway.program.standing import team_key
from headway.tracking.stalls.model import Actor, ActorKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from headway.activity.records import Review
    from headway.tracking.stalls.thread import Thread

APPROVED = "approved"
CHANGES_REQUESTED = "changes_requested"
_REVIEWED = {APPROVED: "approved it", CHANGES_REQUESTED: "asked for changes"}
_VERDICTS = (*_REVIEWED, "dismissed")
# What makes a pull request new to its reviewers.
_RENEWS = {
    "head_ref_force_pushed": "pushed anew",
    "ready_for_review": "called it ready",
    "reopened": "opened it again",
    "review_requested": "asked for a review",
}


class Act(NamedTuple):
    """What somebody did; `renews` where it makes the pull request new to its reviewers."""

    at: dt.datetime
    by: str | None
    did: str
    url: str
    renews: bool = False

    def __str__(self) -> str:
        """Who did what, and when."""
        return f"{who(self.by)} {self.did} on {self.at.date()}"


class Turns(NamedTuple):
    """What the author did, and what answered it, each in order of time.

    `verdicts` are the last of each reviewer. `reviewers` are those who are asked or assigned, else
    those who looked at it.
    """

    author: tuple[Act, ...]
    answers: tuple[Act, ...]
    verdicts: tuple[Review, ...]
    reviewers: tuple[Actor, ...]

    def of(self, state: str) -> list[Review]:
        """The verdicts of one kind, in order of time."""
        return [one for one in self.verdicts if one.state == state]

    def heard(self, reviewer: Actor, thread: Thread) -> list[Act]:
        """What answered the author from a person, or from anybody on a team."""
        return [act for act in self.answers if act.by and is_of(act.by, reviewer, thread)]


def turns(thread: Thread) -> Turns:
    """What people did on a pull request.

    What bystanders wrote answers nothing: only those do who were asked, are assigned, looked at
    its lines, or are on one of the project's teams.
    """
    author = thread.issue.author
    assigned = [Actor.person(one) for one in thread.assignees if one != author]
    asked = [*requests(thread), *assigned]
    reviewed = [one.author for one in thread.reviews]
    reviewed += [one.author for one in thread.said if one.kind == CommentKind.REVIEW]
    looked = [Actor.person(one) for one in dict.fromkeys(reviewed) if one and one != author]
    acts = sorted(_acts(thread), key=lambda act: act.at)
    return Turns(
        tuple(act for act in acts if act.by == author),
        tuple(act for act in acts if act.by != author and _answers(act, asked + looked, thread)),
        _verdicts(thread),
        tuple(dict.fromkeys(asked or looked)),
    )


def is_of(login: str, actor: Actor, thread: Thread) -> bool:
    """Whether somebody is a person, or on a team."""
    if actor.kind is ActorKind.TEAM:
        directory = thread.scene.program.directory
        return directory is not None and actor.name in directory.teams_of(login)
    return login.casefold() == actor.name.casefold()


def who(login: str | None) -> str:
    """A person as texts name them."""
    return f"@{login}" if login else "somebody who is gone"


def requests(thread: Thread) -> dict[Actor, Act]:
    """Who was asked for a review, and was not let off; nobody waits for a bot's."""
    asked: dict[Actor, Act] = {}
    for event in thread.events:
        if not thread.is_person(event.subject):
            continue
        if event.subject and event.kind == "review_requested":
            act = Act(event.created_at, event.actor, "asked for a review", thread.issue.url)
            asked[_reviewer(event.subject, thread)] = act
        elif event.subject and event.kind == "review_request_removed":
            asked.pop(_reviewer(event.subject, thread), None)
    return asked


def _reviewer(subject: str, thread: Thread) -> Actor:
    """A person, or a team, which is named as `organisation/team`."""
    _, slash, key = subject.rpartition("/")
    return Actor.team(team_key(thread.scene.program, key)) if slash else Actor.person(key)


def _acts(thread: Thread) -> Iterator[Act]:
    issue = thread.issue
    yield Act(issue.created_at, issue.author, "opened it", issue.url, renews=True)
    for comment in thread.said:
        yield Act(comment.created_at, comment.author, "wrote", comment.url)
    for review in thread.reviews:
        did = _REVIEWED.get(review.state, "reviewed it")
        yield Act(review.submitted_at, review.author, did, review.url)
    for event in thread.events:
        if event.kind in _RENEWS and event.actor == issue.author:
            did = _RENEWS[event.kind]
            yield Act(event.created_at, event.actor, did, issue.url, renews=True)


def _answers(act: Act, reviewers: list[Actor], thread: Thread) -> bool:
    if act.by is None:
        return False
    directory = thread.scene.program.directory
    known = directory is not None and bool(directory.teams_of(act.by))
    return known or any(is_of(act.by, one, thread) for one in reviewers)


def _verdicts(thread: Thread) -> tuple[Review, ...]:
    last = {one.author: one for one in thread.reviews if one.state in _VERDICTS}
    return tuple(sorted(last.values(), key=lambda one: one.submitted_at))

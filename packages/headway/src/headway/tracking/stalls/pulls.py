"""Pull requests: whose turn it is, and reviews that were asked for and not given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.tracking.stalls.acts import APPROVED, CHANGES_REQUESTED, requests, turns, who
from headway.tracking.stalls.model import Actor, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from headway.activity.records import Review
    from headway.tracking.stalls.acts import Act, Turns
    from headway.tracking.stalls.model import Stall
    from headway.tracking.stalls.thread import Held, Thread


def pull_request_stalls(thread: Thread) -> Iterator[Stall]:
    """What waits on a pull request: nothing on a draft, nor where a label says that it is blocked.

    A label that says whose turn it is counts for more than what was done last; a review that was
    asked for waits as long as nobody asked for changes.
    """
    if thread.draft:
        return
    done = turns(thread)
    author, reviewer = (thread.held(f"waiting-on-{one}") for one in ("author", "reviewer"))
    if author:
        yield _labelled(thread, author, done.author, _author(thread))
        return
    if not reviewer and thread.held("waiting-elsewhere"):
        return
    asked = list(_requests(thread, done))
    changes = done.of(CHANGES_REQUESTED)
    if asked and not changes:
        yield from asked
    elif reviewer and not (changes and changes[-1].submitted_at > reviewer.since):
        yield _labelled(thread, reviewer, done.answers, _reviewers(thread, done))
    else:
        yield _by_acts(thread, done)


def goes_on(thread: Thread, since: dt.datetime) -> bool:
    """Whether the author or a reviewer of a pull request did something after a moment."""
    done = turns(thread) if thread.issue.is_pull_request else None
    return done is not None and any(act.at > since for act in (*done.author, *done.answers))


def _labelled(thread: Thread, held: Held, acts: Iterable[Act], actors: Iterable[Actor]) -> Stall:
    """What a label says, from when it was put on or those whom it means last did something."""
    acts = [act for act in acts if act.at > held.since]
    least = "" if held.exact else " or earlier"
    reason = f"labelled `{held.label}` on {held.since.date()}{least}"
    if not acts:
        return thread.waits(Kind.PULL_REQUEST, actors, held.since, reason)
    last = acts[-1]
    return thread.waits(Kind.PULL_REQUEST, actors, last.at, f"{reason}; {last}", last.url)


def _requests(thread: Thread, done: Turns) -> Iterator[Stall]:
    """Reviews that were not given since they were asked for; to write something delays them."""
    for reviewer, act in requests(thread).items():
        heard = [one for one in done.heard(reviewer, thread) if one.at >= act.at]
        if any(one.did != "wrote" for one in heard):
            continue
        since = heard[-1].at if heard else act.at
        waiting = thread.waits(Kind.REVIEW, [reviewer], since, f"{act}, and none was given")
        yield waiting._replace(what=str(reviewer))


def _by_acts(thread: Thread, done: Turns) -> Stall:
    """Whose turn it is by who did something last."""
    answer = done.answers[-1] if done.answers else None
    later = [act for act in done.author if answer is None or act.at > answer.at]
    renewed = [act for act in later if act.renews]
    approved = done.of(APPROVED)
    if approved and not done.of(CHANGES_REQUESTED) and not renewed:
        return _approved(thread, approved)
    if answer and not later:
        reason = f"{answer}, and the author has not answered"
        return thread.waits(Kind.PULL_REQUEST, _author(thread), answer.at, reason, answer.url)
    first = renewed[-1] if renewed else later[0]
    reason = f"{first}, and no reviewer has answered"
    actors = _reviewers(thread, done)
    return thread.waits(Kind.PULL_REQUEST, actors, first.at, reason, first.url)


def _approved(thread: Thread, approved: list[Review]) -> Stall:
    """An approved pull request waits for who may merge it: the author, if on a team."""
    last = approved[-1]
    directory, author = thread.scene.program.directory, thread.issue.author
    merges = author and directory and directory.teams_of(author)
    approvers = [Actor.person(one.author) for one in approved if one.author]
    actors = _author(thread) if merges or not approvers else approvers
    reason = f"{who(last.author)} approved it on {last.submitted_at.date()}, and it is not merged"
    return thread.waits(Kind.PULL_REQUEST, actors, last.submitted_at, reason, last.url)


def _author(thread: Thread) -> list[Actor]:
    """The author; where that is a bot or gone, who is assigned."""
    author = thread.issue.author
    if author and thread.is_person(author):
        return [Actor.person(author)]
    return thread.keepers


def _reviewers(thread: Thread, done: Turns) -> list[Actor]:
    return [*done.reviewers] or thread.keepers

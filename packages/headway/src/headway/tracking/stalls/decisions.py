"""Decisions: names to be ticked, concerns to be resolved, and what was decided and not done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.tracking.rfcbot import raising
from headway.tracking.stalls.model import Actor, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from headway.activity.records import Comment
    from headway.tracking.rfcbot import Concern, Stage
    from headway.tracking.stalls.model import Stall
    from headway.tracking.stalls.thread import Thread

_AS_NOW = "whose names are ticked is known only as it is now"


def decision_stalls(thread: Thread, found: Stage) -> Iterator[Stall]:
    """What waits in a poll that is not over; while a concern is open, that is what waits."""
    if found.poll.open_concerns:
        for one in found.poll.open_concerns:
            yield _concern(thread, found, one)._replace(what=one.name)
    elif not found.entered and not found.poll.has_enough:
        yield unticked(thread, found)


def unticked(thread: Thread, found: Stage) -> Stall:
    """Names that are not ticked, from when the poll was begun or its last concern resolved."""
    poll = found.poll
    begun = poll.comment.created_at
    what = f"{poll.disposition} this" if poll.disposition else "agree"
    ticked = len(poll.members) - len(poll.missing)
    count = f"{ticked} of {len(poll.members)} names are ticked"
    waiting = thread.waits(
        Kind.DECISION,
        map(Actor.person, poll.missing),
        max(begun, found.settled or begun),
        f"@{poll.proposer} asked on {begun.date()} to {what}: {count}",
        poll.comment.url,
    )
    return waiting._replace(notes=(_AS_NOW,)) if found.as_now else waiting


def final_comment_stall(thread: Thread, ended: dt.datetime, found: Stage | None) -> Stall:
    """A final comment period that is over waits for who is to do what was decided.

    Those are the assignees, else who made the proposal. What they write meanwhile says that they
    are at it.
    """
    proposer = found.poll.proposer if found else None
    actors = [*thread.assignees] or [one for one in (proposer,) if one]
    words = [one for one in thread.said if one.created_at > ended and one.author in actors]
    decided = found.poll.disposition if found else None
    aim = f" to {decided}" if decided else ""
    return thread.waits(
        Kind.FINAL_COMMENT,
        [Actor.person(one) for one in actors] or thread.keepers,
        words[-1].created_at if words else ended,
        f"the final comment period{aim} was over on {ended.date()}, and this is still open",
        found.ended.url if found and found.ended else None,
    )


def _concern(thread: Thread, found: Stage, concern: Concern) -> Stall:
    """A concern waits for an answer by who wants the decision, and then for who raised it."""
    first = raising(concern, thread.comments)
    by = first.author if first else None
    since = first.created_at if first else found.poll.comment.created_at
    wanting = [one for one in dict.fromkeys((thread.issue.author, found.poll.proposer)) if one]
    wanting = [one for one in wanting if one != by and thread.is_person(one)] or [
        found.poll.proposer
    ]
    last = max([since, *(one.created_at for one in _by(thread, {by}))])
    answers = [one for one in _by(thread, {*wanting} - {by}) if one.created_at > last]
    raiser = f"@{by}" if by else "somebody"
    if by and answers:
        answer = answers[0]
        reason = f"@{answer.author} answered the concern `{concern.name}` of {raiser}"
        reason += f" on {answer.created_at.date()}, and it is still open"
        return thread.waits(Kind.CONCERN, [Actor.person(by)], answer.created_at, reason, answer.url)
    reason = f"the concern `{concern.name}` of {raiser} is not answered"
    return thread.waits(Kind.CONCERN, map(Actor.person, wanting), last, reason, concern.url)


def _by(thread: Thread, people: Collection[str | None]) -> list[Comment]:
    return [one for one in thread.said if one.author in people]

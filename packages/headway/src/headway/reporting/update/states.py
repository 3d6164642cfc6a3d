"""The state of a goal in words, and what of it is other than it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.update.model import State
from headway.tracking.change import Change
from headway.tracking.health import State as Health
from headway.tracking.progress import Standing
from headway.tracking.signals import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.tracking.progress import Progress

COMPLETED = "completed"
CLOSED = "closed"
_NOT_KNOWN = "not known"
_BY_ISSUE = {
    Standing.COMPLETED: COMPLETED,
    Standing.INCOMPLETE: CLOSED,
    Standing.NO_ISSUE: _NOT_KNOWN,
    Standing.UNKNOWN: _NOT_KNOWN,
}

# What reports say for the names of states that are computed. They tell of updates and issues, and
# never whether work is on time: that is for a point of contact to say.
_WORDS = {
    Sign.FRESH: "recent update",
    Sign.STALE: "update overdue",
    Sign.SILENT: "first update overdue",
    Sign.NEW: "no update due yet",
    Sign.OVER: "period over",
    Sign.ALL_TICKED: "every box ticked",
    CLOSED: "closed unfinished",
}


def state_of(found: Progress) -> State:
    """The state of a goal: as its point of contact states it, else as far as one can tell.

    That it is done counts when they say so; that its issue is closed, before whatever else they
    said.
    """
    stated = found.health
    if stated and (stated.state is Health.DONE or found.standing not in _BY_ISSUE):
        name = COMPLETED if stated.state is Health.DONE else stated.state.value
        return State(name, name, computed=False, reason=stated.words, url=stated.url)
    name = _BY_ISSUE.get(found.standing, found.signal.sign.value)
    words = _WORDS.get(name, name)
    return State(name, words, computed=True, reason=found.signal.reason, url=found.url)


def was_completed(before: Progress, now: Progress) -> bool:
    """Whether a goal is completed, and was not before."""
    return state_of(before).name != COMPLETED == state_of(now).name


def changes(before: Progress, now: Progress) -> Iterator[str]:
    """What of a goal's state and boxes is other than it was, in words."""
    earlier = state_of(before)
    if not earlier.computed and earlier.name != state_of(now).name:
        yield f"was {earlier.words}"
    more = Change(before, now).done_more
    if more and more > 0:
        yield f"{now.done} of {now.total} done, {more} more"

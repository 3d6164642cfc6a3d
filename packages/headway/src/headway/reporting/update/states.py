"""The state of a goal in words, and what of it is other than it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.update.model import State
from headway.tracking.change import Change
from headway.tracking.health import State as Stated
from headway.tracking.progress import Standing
from headway.tracking.signals import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.tracking.health import Health
    from headway.tracking.progress import Progress

_CYCLES = 2  # after which what was stated is dated
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
    said. What else they said two cycles of updates ago or before is dated.
    """
    stated = found.health
    if stated and (stated.state is Stated.DONE or found.standing not in _BY_ISSUE):
        name = COMPLETED if stated.state is Stated.DONE else stated.state.value
        words = f"{name}{_as_of(stated, found)}"
        return State(name, words, computed=False, reason=stated.words, url=stated.url)
    name = _BY_ISSUE.get(found.standing, found.signal.sign.value)
    words = _WORDS.get(name, name)
    return State(name, words, computed=True, reason=found.signal.reason, url=found.url)


def _as_of(stated: Health, found: Progress) -> str:
    """The day of what was stated long ago, and is no longer sure to hold."""
    long_ago = found.duty and found.today - stated.day >= _CYCLES * found.duty.cadence.length
    return f", as of {stated.day}" if long_ago and stated.state is not Stated.DONE else ""


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

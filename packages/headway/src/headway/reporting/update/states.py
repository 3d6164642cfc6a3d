"""The state of a goal in words, and what of it is other than it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.update.model import Meaning, State
from headway.tracking.change import Change
from headway.tracking.health import State as Health
from headway.tracking.progress import Standing
from headway.tracking.signals import Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

_MEANINGS = {
    Sign.FRESH: "told of in time",
    Sign.STALE: "owes an update",
    Sign.SILENT: "never told of, owes an update",
    Sign.NEW: "owes no update yet",
    Sign.OVER: "its period is over",
    Sign.ALL_TICKED: "every box is ticked",
    COMPLETED: "issue closed, all done",
    CLOSED: "issue closed, not all done",
    _NOT_KNOWN: "issue not known",
}


def legend(states: Iterable[State]) -> Iterator[Meaning]:
    """What those of some states mean that nobody stated."""
    told = {state.words for state in states if state.computed}
    return (Meaning(words, meaning) for words, meaning in _MEANINGS.items() if words in told)


def state_of(found: Progress) -> State:
    """The state of a goal: as its point of contact states it, else as far as one can tell.

    That it is done counts when they say so; that its issue is closed, before whatever else they
    said.
    """
    stated = found.health
    if stated and (stated.state is Health.DONE or found.standing not in _BY_ISSUE):
        words = COMPLETED if stated.state is Health.DONE else stated.state.value
        return State(words, computed=False, reason=stated.words, url=stated.url)
    words = _BY_ISSUE.get(found.standing, found.signal.sign.value)
    return State(words, computed=True, reason=found.signal.reason, url=found.url)


def was_completed(before: Progress, now: Progress) -> bool:
    """Whether a goal is completed, and was not before."""
    return state_of(before).words != COMPLETED == state_of(now).words


def changes(before: Progress, now: Progress) -> Iterator[str]:
    """What of a goal's state and boxes is other than it was, in words."""
    earlier = state_of(before)
    if not earlier.computed and earlier.words != state_of(now).words:
        yield f"was {earlier.words}"
    more = Change(before, now).done_more
    if more and more > 0:
        yield f"{now.done} of {now.total} done, {more} more"

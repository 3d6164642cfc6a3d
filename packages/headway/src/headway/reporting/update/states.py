"""The state of a goal in words: as its point of contact states it, else as far as one can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.update.model import State
from headway.tracking.health import State as Health
from headway.tracking.progress import Standing

if TYPE_CHECKING:
    from headway.tracking.progress import Progress

COMPLETED = "completed"
NOT_KNOWN = "not known"
_BY_ISSUE = {
    Standing.COMPLETED: COMPLETED,
    Standing.INCOMPLETE: "closed",
    Standing.NO_ISSUE: NOT_KNOWN,
    Standing.UNKNOWN: NOT_KNOWN,
}


def state_of(found: Progress) -> State:
    """The state of a goal.

    That it is done counts when its point of contact says so; that its issue is closed, before
    whatever else they said.
    """
    stated = found.health
    if stated and (stated.state is Health.DONE or found.standing is Standing.OPEN):
        words = COMPLETED if stated.state is Health.DONE else stated.state.value
        return State(words, computed=False, reason=stated.words, url=stated.url)
    words = _BY_ISSUE.get(found.standing, found.signal.sign.value)
    return State(words, computed=True, reason=found.signal.reason, url=found.url)

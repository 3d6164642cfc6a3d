"""What can go wrong with one request."""

from __future__ import annotations

from enum import Enum


class Fault(Enum):
    """A fault, and whether the request has taken effect all the same."""

    BROKEN_BEFORE = "502, nothing done"
    BROKEN_AFTER = "502, done all the same"
    DROPPED_BEFORE = "no answer, nothing done"
    DROPPED_AFTER = "no answer, done all the same"
    TRUNCATED = "half an answer, done"
    UNREADABLE = "an answer that is no JSON, done"
    MANGLED = "an answer whose times are none, done"
    SECONDARY_LIMIT = "429 with a time to wait, nothing done"
    UNNAMED_LIMIT = "403 for a secondary limit without a time, nothing done"

    @property
    def acts(self) -> bool:
        """Whether the request takes effect."""
        return self in {
            Fault.BROKEN_AFTER,
            Fault.DROPPED_AFTER,
            Fault.TRUNCATED,
            Fault.UNREADABLE,
            Fault.MANGLED,
        }

    @property
    def drops(self) -> bool:
        """Whether the connection ends without an answer."""
        return self in {Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER}

"""How far a sync is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Counts:
    """What is known to be done, and what of it is.

    `bundles` grows while it is found out what is wanted, and `files` while bundles are begun.
    """

    bundles: int = 0
    settled: int = 0
    files: int = 0
    ended: int = 0
    unanswered: int = 0  # of the files that ended
    size: int = 0  # bytes that came

    @property
    def is_reached(self) -> bool:
        """Whether upstream answered at all, or was not asked."""
        return not self.ended or self.unanswered < self.ended

    def passed(self, size: int) -> None:
        """Bytes came."""
        self.size += size

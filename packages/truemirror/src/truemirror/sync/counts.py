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
    size: int = 0  # bytes that came

    def passed(self, size: int) -> None:
        """Bytes came."""
        self.size += size

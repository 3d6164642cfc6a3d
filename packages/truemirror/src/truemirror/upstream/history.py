"""What happened to a crate between two states of its index file.

A registry adds lines and yanks versions; that it takes one away, or publishes a version anew with
other bytes, is rare and worth telling.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.upstream.index import Index, Line
    from truemirror.upstream.versions import Version


class Happening(Enum):
    """What may happen to a version."""

    PUBLISHED = "was published"
    DELETED = "was deleted"
    REPUBLISHED = "was published again, with other bytes"
    YANKED = "was yanked"
    UNYANKED = "is no longer yanked"


class Event(NamedTuple):
    """What happened to a version of a crate."""

    name: str
    version: Version
    happening: Happening

    def __str__(self) -> str:
        """For people."""
        return f"{self.name} {self.version} {self.happening.value}"


def events(before: Index | None, after: Index | None) -> Iterator[Event]:
    """What happened between two states of the file of a crate, None where there was none."""
    old = {line.version: line for line in before.lines} if before else {}
    new = {line.version: line for line in after.lines} if after else {}
    for version, line in (old | new).items():
        for happening in _between(old.get(version), new.get(version)):
            yield Event(line.name, version, happening)


def _between(old: Line | None, new: Line | None) -> Iterator[Happening]:
    if old is None:
        yield Happening.PUBLISHED
    elif new is None:
        yield Happening.DELETED
    else:
        if old.sha256 != new.sha256:
            yield Happening.REPUBLISHED
        if old.is_yanked != new.is_yanked:
            yield Happening.YANKED if new.is_yanked else Happening.UNYANKED

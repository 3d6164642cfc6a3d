"""What verification finds, as values: found in one place, told and mended in others."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from truemirror.store.tree import Content


class What(StrEnum):
    """What a defect is of, which decides how it can be mended."""

    FILE = "file"  # the bytes of a published file: they can be fetched again
    DIRECTORY = "directory"  # of a tree: it can be made again of all that is in it
    GENERATION = "generation"  # what is known of it: a sync publishes the next one
    PLAIN = "plain folder"  # it can be linked again
    PROMISE = "promise"  # what one published file says of another: upstream's, or a sync's fault


class Defect(NamedTuple):
    """Something wrong: with what is at a path, or with the directory that has it as its name.

    `content` is what a file ought to be, where that is known.
    """

    what: What
    path: str
    reason: str
    content: Content | None = None


class Checked:
    """What was looked at so far.

    These are files, and bytes of them that were read; and versions that the index lists, with the
    archives of them that are present.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files = 0
        self.bytes = 0
        self.versions = 0
        self.present = 0

    def add(self, other: Checked) -> None:
        """Count what somebody else looked at, too."""
        self.files += other.files
        self.bytes += other.bytes
        self.versions += other.versions
        self.present += other.present

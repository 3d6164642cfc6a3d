"""A file as it was read."""

from __future__ import annotations

from functools import cached_property

from headway.text.lines import Lines
from headway.value import Value


class Source(Value, dict=True, gc=True):
    """A file's bytes under its path, relative to the program's root, with `/` between folders."""

    path: str
    data: bytes

    @cached_property
    def lines(self) -> Lines:
        """Where the file's lines start."""
        return Lines(self.data)

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal: what an edit has seen."""
        import hashlib  # noqa: PLC0415  # only edits need it

        return hashlib.sha256(self.data).hexdigest()

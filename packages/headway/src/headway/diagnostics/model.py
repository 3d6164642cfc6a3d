"""Diagnostics as values: collected, never raised."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from headway.value import Value

if TYPE_CHECKING:
    from headway.text import Span


class Severity(Enum):
    """How much a diagnostic matters; only errors fail a check."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for an error, then upwards the less it matters."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


class Edit(Value):
    """Replaces the bytes of one span; an empty span inserts."""

    span: Span
    replacement: str


class Fix(Value):
    """Edits of the diagnostic's own file that mend it together.

    A safe fix keeps what the author meant for certain, and brings to light nothing that was not
    told before; any other is worth seeing first.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = False


class Label(Value):
    """A second place that explains a diagnostic."""

    file: str
    span: Span
    message: str


class Finding(Value):
    """What a rule yields; the rule's book makes a diagnostic of it.

    `file` may be left out by rules that look at a single file.
    """

    span: Span
    message: str
    file: str | None = None
    notes: tuple[str, ...] = ()
    help: str | None = None
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None


class Diagnostic(Value):
    """Something wrong, or better done otherwise, at one place of one file."""

    code: str
    severity: Severity
    message: str
    file: str
    span: Span
    notes: tuple[str, ...] = ()
    help: str | None = None
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """The key that sorts diagnostics by file and place."""
        return (self.file, self.span, self.code, self.message)

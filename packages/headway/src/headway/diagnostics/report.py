"""What one run of a check found, with the sources that its places point into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics.model import Severity
from headway.text import Position, Source
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.diagnostics.model import Diagnostic

_EMPTY = Source("", b"")


class Summary(Value):
    """Counts of a run; `skipped` tells which checks could not be made, and why."""

    files: int
    errors: int
    warnings: int
    hints: int
    skipped: tuple[str, ...]


class Report(Value):
    """Diagnostics sorted by file and place, and the files as they were checked.

    `files` is how many files the report is about, where that is not all of them.
    """

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    skipped: tuple[str, ...] = ()
    files: int | None = None

    @property
    def summary(self) -> Summary:
        """Counts over all diagnostics."""
        counts = dict.fromkeys(Severity, 0)
        for diagnostic in self.diagnostics:
            counts[diagnostic.severity] += 1
        return Summary(
            files=len(self.sources) if self.files is None else self.files,
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            hints=counts[Severity.HINT],
            skipped=self.skipped,
        )

    def source(self, file: str) -> Source:
        """A file as it was checked; empty when it was not read."""
        return self.sources.get(file, _EMPTY)

    def position(self, file: str, offset: int) -> Position:
        """Line and column of a byte offset."""
        return self.source(file).lines.position(offset)

    def notes(self, diagnostic: Diagnostic) -> list[str]:
        """A diagnostic's notes, second places and help as plain lines."""
        lines = list(diagnostic.notes)
        for label in diagnostic.labels:
            line, column = self.position(label.file, label.span.start)
            lines.append(f"{label.message}: {label.file}:{line}:{column}")
        if diagnostic.help:
            lines.append(f"help: {diagnostic.help}")
        return lines

"""One line a diagnostic, as compilers and editors' problem matchers know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.diagnostics.report import Report


def render(report: Report) -> Iterator[str]:
    """`file:line:column: severity[CODE] message`, a line each."""
    for diagnostic in report.diagnostics:
        line, column = report.position(diagnostic.file, diagnostic.span.start)
        file, message = printable(diagnostic.file), printable(" ".join(diagnostic.message.split()))
        severity = diagnostic.severity.value
        yield f"{file}:{line}:{column}: {severity}[{diagnostic.code}] {message}\n"

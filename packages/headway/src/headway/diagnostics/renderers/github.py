"""Workflow commands, which GitHub Actions shows beside the lines of a pull request.

Their escapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.diagnostics.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, base: str = "") -> Iterator[str]:
    """A workflow command a diagnostic; `base` is put before each path."""
    for diagnostic in report.diagnostics:
        line, column = report.position(diagnostic.file, diagnostic.span.start)
        end_line, end_column = report.position(diagnostic.file, diagnostic.span.end)
        properties = [
            f"file={(base + diagnostic.file).translate(_PROPERTY)}",
            f"line={line}",
            f"endLine={end_line}",
            f"title={diagnostic.code}",
        ]
        if line == end_line:
            properties[2:2] = [f"col={column}", f"endColumn={end_column}"]
        text = "\n".join([diagnostic.message, *report.notes(diagnostic)])
        command = _COMMANDS[diagnostic.severity]
        yield f"::{command} {','.join(properties)}::{text.translate(_DATA)}\n"

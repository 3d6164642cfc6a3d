"""SARIF 2.1.0, for code scanning services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headway.diagnostics.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.diagnostics.model import Diagnostic
    from headway.diagnostics.report import Report
    from headway.text import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(
    report: Report, base: str = "", *, summaries: Mapping[str, str], version: str
) -> Iterator[str]:
    """One SARIF log; `base` is put before each path, `summaries` gives a line for each code."""
    codes = sorted({diagnostic.code for diagnostic in report.diagnostics})
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "headway",
                        "semanticVersion": version,
                        "rules": [
                            {"id": code, "shortDescription": {"text": summaries[code]}}
                            for code in codes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    "ROOT": {"description": {"text": "the folder that was checked from"}}
                },
                "results": [
                    _result(report, base, diagnostic, codes.index(diagnostic.code))
                    for diagnostic in report.diagnostics
                ],
            }
        ],
    }
    yield json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(report: Report, base: str, diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    text = "\n".join([diagnostic.message, *report.notes(diagnostic)])
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [
            {"physicalLocation": _location(report, base, diagnostic.file, diagnostic.span)}
        ],
    }
    if diagnostic.labels:
        result["relatedLocations"] = [
            {
                "physicalLocation": _location(report, base, label.file, label.span),
                "message": {"text": label.message},
            }
            for label in diagnostic.labels
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [
            {
                "description": {"text": diagnostic.fix.message},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(base + diagnostic.file),
                        "replacements": [
                            {
                                "deletedRegion": _region(report, diagnostic.file, edit.span),
                                "insertedContent": {"text": edit.replacement},
                            }
                            for edit in diagnostic.fix.edits
                        ],
                    }
                ],
            }
        ]
    return result


def _artifact(file: str) -> dict[str, str]:
    return {"uri": quote(file), "uriBaseId": "ROOT"}


def _location(report: Report, base: str, file: str, span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(base + file), "region": _region(report, file, span)}


def _region(report: Report, file: str, span: Span) -> dict[str, int]:
    start = report.position(file, span.start)
    end = report.position(file, span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }

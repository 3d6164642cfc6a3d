"""Diagnostics as JSON, version 1; `docs/schemas/diagnostics.json` is its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.diagnostics.model import Fix
    from headway.diagnostics.report import Report
    from headway.text import Span


def render(report: Report) -> Iterator[str]:
    """One JSON object for the whole run."""
    summary = report.summary
    document = {
        "version": 1,
        "summary": {
            "files": summary.files,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "hints": summary.hints,
            "skipped": list(summary.skipped),
        },
        "diagnostics": [
            {
                "code": diagnostic.code,
                "severity": diagnostic.severity.value,
                "message": diagnostic.message,
                "file": diagnostic.file,
                **_place(report, diagnostic.file, diagnostic.span),
                "notes": report.notes(diagnostic),
                "fix": diagnostic.fix and _fix(report, diagnostic.file, diagnostic.fix),
            }
            for diagnostic in report.diagnostics
        ],
    }
    yield json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _place(report: Report, file: str, span: Span) -> dict[str, Any]:
    start, end = (report.position(file, offset) for offset in span)
    return {"start": start._asdict(), "end": end._asdict()}


def _fix(report: Report, file: str, fix: Fix) -> dict[str, Any]:
    return {
        "message": fix.message,
        "safe": fix.safe,
        "edits": [
            {**_place(report, file, edit.span), "replacement": edit.replacement}
            for edit in fix.edits
        ],
    }

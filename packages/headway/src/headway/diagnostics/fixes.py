"""Applying the fixes of diagnostics to bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.diagnostics.model import Diagnostic, Edit, Fix
    from headway.text import Span


def choose(diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> list[Fix]:
    """The fixes that can be applied together, in order: of two that touch, the earlier one.

    Every diagnostic must be of one file.
    """
    taken: list[Span] = []
    chosen: list[Fix] = []
    for diagnostic in sorted(diagnostics, key=lambda d: d.order):
        fix = diagnostic.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        if any(_touch(edit.span, span) for edit in fix.edits for span in taken):
            continue
        taken.extend(edit.span for edit in fix.edits)
        chosen.append(fix)
    return chosen


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with each edit's span replaced; the edits must not overlap."""
    parts: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position:
            msg = f"edits overlap at byte {edit.span.start}"
            raise ValueError(msg)
        parts += [data[position : edit.span.start], edit.replacement.encode()]
        position = edit.span.end
    parts.append(data[position:])
    return b"".join(parts)


def _touch(a: Span, b: Span) -> bool:
    return a.start <= b.end and b.start <= a.end

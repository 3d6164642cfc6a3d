"""One report that every renderer shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.diagnostics import Diagnostic, Edit, Fix, Label, Report, Severity
from headway.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = Source("src/2026/g.md", b"# A goal\n\n| Statsu | Accepted |\n| Status | Proposed |\n")
OTHER = Source("src/2026/h, i.md", b"# Other\n")


def _span(source: Source, text: str) -> Span:
    start = source.data.index(text.encode())
    return Span(start, start + len(text.encode()))


def _one(
    text: str,
    covered: str,
    *,
    message: str = "this is wrong",
    help_text: str | None = None,
    file: str = "a.md",
) -> Report:
    source = Source(file, text.encode())
    found = Diagnostic(
        "META001", Severity.WARNING, message, file, _span(source, covered), help=help_text
    )
    return Report((found,), {file: source})


@pytest.fixture
def report() -> Report:
    """An error with a fix and notes, a warning with labels, a hint with nothing."""
    wrong = _span(GOAL, "Statsu")
    return Report(
        (
            Diagnostic(
                "META001",
                Severity.ERROR,
                "unknown row `Statsu`",
                GOAL.path,
                wrong,
                notes=("nothing reads it",),
                help="did you mean `Status`?",
                fix=Fix("write `Status`", (Edit(wrong, "Status"),), safe=True),
            ),
            Diagnostic(
                "META002",
                Severity.WARNING,
                "two rows say the same: 100%,\nor nearly",
                GOAL.path,
                _span(GOAL, "| Statsu | Accepted |\n| Status"),
                labels=(
                    Label(GOAL.path, _span(GOAL, "A goal"), "in this goal"),
                    Label(OTHER.path, _span(OTHER, "Other"), "and in this"),
                ),
                fix=Fix("guess", (Edit(_span(GOAL, "Proposed"), ""),)),
            ),
            Diagnostic("FILE001", Severity.HINT, "not in the book", OTHER.path, Span(0, 0)),
        ),
        {GOAL.path: GOAL, OTHER.path: OTHER},
        ("checks of teams",),
    )


@pytest.fixture(scope="session")
def one() -> Callable[..., Report]:
    """A report of one warning, about some words of a text."""
    return _one

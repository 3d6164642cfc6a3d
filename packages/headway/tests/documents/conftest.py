"""Reading small documents that stand in a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from headway.documents.goal import GOAL
from headway.documents.reading import Document, Page, read
from headway.documents.rules import DOCUMENT_RULES, PAGE_RULES
from headway.documents.values import Goal
from headway.text import Source, parse

if TYPE_CHECKING:
    from headway.documents.kinds import Kind

ReadDocument = Callable[..., Document]
ReadGoal = Callable[[str], Goal]
Tell = Callable[..., list[str]]


def _read(text: str, kind: Kind = GOAL, period: str = "2026") -> Document:
    source = Source(f"src/{period}/a-goal.md", text.encode())
    return read(kind, Page(source, parse(source.data), period))


def _goal(text: str) -> Goal:
    value = _read(text).value
    assert isinstance(value, Goal)
    return value


def _told(text: str, period: str = "2026") -> list[str]:
    found = _read(text, period=period)
    file = found.page.file
    diagnostics = [*PAGE_RULES.run(file, found.page), *DOCUMENT_RULES.run(file, found)]
    lines = found.page.source.lines
    return [
        f"{lines.position(one.span.start).line} {one.code}: {one.message}"
        for one in sorted(diagnostics, key=lambda one: one.order)
    ]


@pytest.fixture(scope="session")
def told() -> Tell:
    """What rules about one page say of a goal: lines, codes and messages, in order of the text."""
    return _told


@pytest.fixture(scope="session")
def document() -> ReadDocument:
    """Read a text as a document of a kind, by default a goal."""
    return _read


@pytest.fixture(scope="session")
def goal() -> ReadGoal:
    """Read a text as a goal."""
    return _goal

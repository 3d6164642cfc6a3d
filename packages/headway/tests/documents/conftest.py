"""Reading small documents that stand in a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from headway.documents.goal import GOAL
from headway.documents.reading import Document, Page, read
from headway.documents.values import Goal
from headway.text import Source, parse

if TYPE_CHECKING:
    from headway.documents.kinds import Kind

ReadDocument = Callable[..., Document]
ReadGoal = Callable[[str], Goal]


def _read(text: str, kind: Kind = GOAL, period: str = "2026") -> Document:
    source = Source(f"src/{period}/a-goal.md", text.encode())
    return read(kind, Page(source, parse(source.data), period))


def _goal(text: str) -> Goal:
    value = _read(text).value
    assert isinstance(value, Goal)
    return value


@pytest.fixture(scope="session")
def document() -> ReadDocument:
    """Read a text as a document of a kind, by default a goal."""
    return _read


@pytest.fixture(scope="session")
def goal() -> ReadGoal:
    """Read a text as a goal."""
    return _goal

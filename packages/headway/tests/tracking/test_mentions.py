from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.activity.minutes import read_minutes
from headway.documents.values import Goal
from headway.program.load import Options, load
from headway.program.query import find
from headway.text import Source
from headway.tracking.mentions import mentions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def goal(examples: Path) -> Goal:
    found = find(load(examples / "lumen", Options(offline=True)).program, "glow-watch", None)
    assert isinstance(found, Goal)
    return found


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("See lumen-lang/goals#31.", "lumen-lang/goals#31"),
        (
            "See https://github.com/lumen-lang/goals/issues/31#issuecomment-1.",
            "lumen-lang/goals#31",
        ),
        ("The [document](../src/2026/glow-watch.md).", "2026/glow-watch"),
        ("We take 2026/glow-watch next.", "2026/glow-watch"),
    ],
)
def test_every_name_of_a_goal_is_known(goal: Goal, text: str, by: str) -> None:
    minutes = read_minutes(Source("x.md", f"# Notes 2026-01-01\n\n{text}\n".encode()), "lang")
    assert [(one.line, one.by) for one in mentions([minutes], goal)] == [(3, by)]


def test_titles_are_known_in_any_spelling(goal: Goal) -> None:
    title = str(goal.title).upper().replace(" ", "  ")
    minutes = read_minutes(Source("x.md", f"# Notes\n\n{title}\n".encode()), "lang")
    assert [one.by for one in mentions([minutes], goal)] == [goal.title]


@pytest.mark.parametrize(
    "text",
    [
        "See lumen-lang/goals#310 and lumen-lang/goals#3.",
        "See https://github.com/lumen-lang/goals/issues/311.",
        "See other-lumen-lang/goals#31.",
        "See 2026/glow-watcher and afterglow watches.",
    ],
)
def test_other_goals_are_not_meant(goal: Goal, text: str) -> None:
    minutes = read_minutes(Source("x.md", f"# Notes\n\n{text}\n".encode()), "lang")
    assert list(mentions([minutes], goal)) == []

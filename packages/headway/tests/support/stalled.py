"""A small program with one goal and one timeline, in which something may be waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import timelines
from headway.program.load import Options, load
from headway.tracking.stalls.model import Scene

if TYPE_CHECKING:
    import datetime as dt

    import pytest

SETTINGS = '[program]\nrepository = "rust-lang/goals"\n'
TEAMS = """
[teams.lang]
leads = ["tara"]
members = ["tara", "bo", "cy"]

[teams.compiler]
leads = ["kim"]
members = ["kim", "lee"]

[people]
ana = "Ana"
zoe = "Zoe"
"""


def scene(case: dict[str, Any], today: dt.date, folders: pytest.TempPathFactory) -> Scene:
    """What there is to see in a case on a day: its `timeline`, `goal` and `settings`."""
    root = folders.mktemp("program")
    (root / "headway.toml").write_text(SETTINGS + case.get("settings", ""), "utf-8")
    (root / "teams.toml").write_text(TEAMS, "utf-8")
    for period in ("2025h2", "2026"):
        (root / "src" / period).mkdir(parents=True)
        (root / "src" / period / "README.md").write_text("# Goals\n", "utf-8")
    for period in _periods(case):
        (root / "src" / period / "bees.md").write_text(_goal(**case["goal"]), "utf-8")
    program = load(root, Options(offline=True, today=today)).program
    return Scene(program, timelines.followed(case["timeline"]), today)


def _periods(case: dict[str, Any]) -> list[str]:
    goal = case.get("goal")
    if goal is None:
        return []
    return [goal.get("period", "2026"), *(["2026"] if goal.get("continued") else [])]


def _goal(
    status: str = "Accepted",
    asks: dict[str, str] | None = None,
    champions: dict[str, str] | None = None,
    *,
    help: bool = False,  # noqa: A002  # as the cases call it
    **_: Any,
) -> str:
    rows = [f"| [{team}] champion | {login} |" for team, login in (champions or {}).items()]
    if help:
        rows.append("| Needs | Contributor |")
    asked = [f"| [{team}] | {level} | |" for team, level in (asks or {"compiler": "Small"}).items()]
    return "\n".join(
        [
            "# Faster bees",
            "",
            "| Metadata | |",
            "| --- | --- |",
            "| Point of contact | @ana |",
            f"| Status | {status} |",
            f"| Tracking issue | [{timelines.PLAN}] |",
            *rows,
            "",
            "## Summary",
            "",
            "Faster.",
            "",
            "## Team asks",
            "",
            "| Team | Support level | Notes |",
            "| --- | --- | --- |",
            *asked,
            "",
        ]
    )

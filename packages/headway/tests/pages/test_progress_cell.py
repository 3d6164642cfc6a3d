from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.pages.progress_cell import Reached
from headway.pages.render import render
from headway.pages.shelf import Shelf
from headway.program.load import Options, load

if TYPE_CHECKING:
    from pathlib import Path

GOAL = (
    "# Bees\n\n| Metadata | |\n| --- | --- |\n| Point of contact | @ana |\n| Status | Accepted |\n"
)
LINK = "https://github.com/org/plan/issues/7"
BAR = '<progress value="2" max="5" aria-label="2 of 5 done">2 of 5</progress>'


def cell(
    root: Path, reached: Reached | None, row: str = "| Tracking issue | [org/plan#7] |\n"
) -> str:
    """The cell Progress of the only goal."""
    (root / "src/2026").mkdir(parents=True)
    (root / "src/2026/bees.md").write_text(GOAL + row, "utf-8")
    (root / "src/2026/goals.md").write_text("# Goals\n\n(((GOALS)))\n", "utf-8")
    program = load(root, Options(offline=True)).program
    told = {"src/2026/bees.md": reached} if reached else {}
    line = render(Shelf(program, told), "src/2026/goals.md").splitlines()[-1]
    return line.split(" | ")[-1].removesuffix("|").strip()


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (None, f"[org/plan#7]({LINK})"),
        (Reached(2, 5, closed=False), f"{BAR} [2 of 5]({LINK})"),
        (Reached(2, 5, closed=False, health="at risk"), f"{BAR} [2 of 5]({LINK}), at risk"),
        (Reached(5, 5, closed=True, health="done"), f"[completed]({LINK})"),
        (Reached(2, 5, closed=True), f"[closed with 2 of 5 done]({LINK})"),
        (
            Reached(2, 5, closed=False, health="done", continued_in="2027"),
            f"{BAR} [2 of 5]({LINK}), goes on in 2027",
        ),
        (Reached(0, 0, closed=False, continued_in="2027"), f"[goes on in 2027]({LINK})"),
    ],
)
def test_a_table_shows_how_far_a_goal_is(
    tmp_path: Path, reached: Reached | None, expected: str
) -> None:
    assert cell(tmp_path, reached) == expected


def test_a_goal_without_an_issue_has_no_progress(tmp_path: Path) -> None:
    assert cell(tmp_path, Reached(2, 5, closed=False), "") == "(no tracking issue)"

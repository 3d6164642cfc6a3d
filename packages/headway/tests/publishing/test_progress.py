"""The column Progress of a book, with a store and without one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from headway.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(["sqlalchemy", "httpx2", "psycopg"]))
from headway.cli import main
main(["mdbook", "--offline", "--today", "2026-05-15"])
"""


@pytest.fixture
def lumen(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example program, without a store."""
    monkeypatch.delenv("HEADWAY_DATABASE", raising=False)
    ignored = shutil.ignore_patterns(".headway")
    return shutil.copytree(examples / "lumen", tmp_path / "lumen", ignore=ignored)


def filled(root: Path) -> None:
    args = ["import", "github", str(root / "activity"), str(root), "--offline"]
    assert CliRunner().invoke(main, args).exit_code == 0


def built(sent: Any) -> str:
    args = ["mdbook", "--offline", "--today", "2026-05-15"]
    result = CliRunner().invoke(main, args, input=json.dumps(sent))
    assert (result.exit_code, "progress" in result.stderr) == (0, False), result.stderr
    return result.stdout


def cells(book: str) -> dict[tuple[str, str], str]:
    """The cells Progress, by chapter and goal."""
    found = {}
    for chapter in chapters(json.loads(book)["items"]):
        for line in chapter["content"].splitlines():
            row = [part.strip() for part in line.strip("|").split(" | ")]
            if len(row) == 3 and "issues/" in row[2]:
                found[chapter["path"], row[0].partition("]")[0].removeprefix("[")] = row[2]
    return found


def chapters(items: list[Any]) -> list[Any]:
    own = [item["Chapter"] for item in items if "Chapter" in item]
    return [one for chapter in own for one in (chapter, *chapters(chapter["sub_items"]))]


def test_goals_show_how_far_they_are(lumen: Path, send: Callable[[Path], Any]) -> None:
    filled(lumen)
    found = cells(built(send(lumen)))
    issue = "https://github.com/lumen-lang/goals/issues"
    by_goal = {goal: cell for (path, goal), cell in found.items() if path.startswith("2026/")}
    bar = '<progress value="4" max="8" aria-label="4 of 8 done">4 of 8</progress>'
    assert by_goal["Check in a blink"] == f"{bar} [4 of 8]({issue}/13), paused"
    by_goal = {goal: cell for (path, goal), cell in found.items() if path.startswith("2025h2/")}
    assert by_goal["Mirrors for the Shelf"] == f"[completed]({issue}/15)"
    assert by_goal["Units of measure"] == f"[goes on in 2026]({issue}/14)"


def test_only_the_cells_of_known_goals_change(lumen: Path, send: Callable[[Path], Any]) -> None:
    for page in lumen.glob("src/*/README.md"):
        page.write_text(re.sub(r"\(\(\(REPORTS.*", "", page.read_text("utf-8")), "utf-8")
    before = built(send(lumen))
    assert not (lumen / ".headway").exists()
    filled(lumen)
    after = built(send(lumen))
    assert cells(before).keys() == cells(after).keys()
    changed = [
        (one, other)
        for one, other in zip(
            json.dumps(json.loads(before), indent=1).splitlines(),
            json.dumps(json.loads(after), indent=1).splitlines(),
            strict=True,
        )
        if one != other
    ]
    assert changed
    assert all("issues/" in one and "issues/" in other for one, other in changed)


def test_without_a_store_no_extra_is_needed(lumen: Path, send: Callable[[Path], Any]) -> None:
    args = [sys.executable, "-c", WITHOUT]
    sent = json.dumps(send(lumen))
    done = subprocess.run(args, input=sent, capture_output=True, text=True, check=True)
    assert "progress" not in done.stderr
    assert cells(done.stdout) == cells(built(send(lumen)))
    filled(lumen)
    done = subprocess.run(args, input=sent, capture_output=True, text=True, check=True)
    assert "progress is left out: this needs `sqlalchemy`" in done.stderr
    assert all("<progress" not in cell for cell in cells(done.stdout).values())


def test_a_store_that_cannot_be_used_keeps_no_book_from_being_built(
    lumen: Path, send: Callable[[Path], Any]
) -> None:
    (lumen / ".headway").mkdir()
    (lumen / ".headway/activity.db").write_bytes(b"no database, but long enough to look like one")
    result = CliRunner().invoke(main, ["mdbook", "--offline"], input=json.dumps(send(lumen)))
    assert result.exit_code == 0
    assert "progress is left out" in result.stderr

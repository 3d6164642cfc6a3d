"""The post about a month: its facts, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]


@pytest.fixture
def run(
    run: Run, monkeypatch: pytest.MonkeyPatch, examples: Path, tmp_path: Path
) -> Callable[..., str]:
    """Run a command in the example program, with what happened there in a store."""
    monkeypatch.chdir(examples / "lumen")
    monkeypatch.setenv("HEADWAY_DATABASE", str(tmp_path / "activity.db"))
    assert run("import", "github", "activity").exit_code == 0

    def told(*args: str) -> str:
        result = run(*args)
        assert result.exit_code == 0, result.output
        return result.stdout

    return told


def test_a_goal_without_news_is_a_row_and_no_section(run: Callable[..., str]) -> None:
    post = run("update", "--from", "2026-02-01", "--to", "2026-03-01", "--period", "2026")
    rows, _, sections = post.partition("## All goals")[2].partition("\n## ")
    assert "Replayable pipelines" in rows
    assert "Replayable pipelines" not in sections
    assert sections.count("\n### ") == rows.count("](#goal-") > 0

"""What tests of reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def in_example(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, examples: Path, tmp_path: Path
) -> Callable[..., str]:
    """Run a command in the example program, with what happened there in a store."""
    monkeypatch.chdir(examples / "lumen")
    monkeypatch.setenv("HEADWAY_DATABASE", str(tmp_path / "activity.db"))
    monkeypatch.setenv("HEADWAY_TODAY", "2026-06-01")
    assert run("import", "github", "activity").exit_code == 0

    def told(*args: str | Path, code: int = 0) -> str:
        result = run(*args)
        assert result.exit_code == code, result.output
        return result.output if code else result.stdout

    return told

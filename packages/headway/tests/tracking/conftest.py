"""Commands of tracking are tested in the example program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, examples: Path) -> Run:
    """Run a command as started in the example program."""
    monkeypatch.chdir(examples / "lumen")
    return run

"""What the tests of tracking share: commands run on the example, and texts kept on disk."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headway.cli import main

UPDATE = os.environ.get("HEADWAY_UPDATE", "") not in {"", "0"}
EXPECTED = Path(__file__).parent / "expected"

Run = Callable[..., Result]
Kept = Callable[[str, str], None]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, examples: Path) -> Iterator[Run]:
    """Run a command in the example program, on a day of its own."""
    for name in ("HEADWAY_TEAM_DATA", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEADWAY_TODAY", "2026-03-01")
    monkeypatch.chdir(examples / "lumen")

    def run(*args: str | Path) -> Result:
        result = CliRunner().invoke(main, [*map(str, args)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    yield run
    gc.enable()  # commands switch it off, since they end with their process


@pytest.fixture
def kept() -> Kept:
    """Compare a text with the one kept under a name.

    With HEADWAY_UPDATE=1 it is written anew; read it before you commit.
    """

    def compare(name: str, text: str) -> None:
        file = EXPECTED / name
        if UPDATE:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode()

    return compare

"""What the tests of planning share: the example, the real program, texts kept on disk."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from headway.cli import main
from headway.program.load import Options, load

if TYPE_CHECKING:
    from headway.program.model import Program

UPDATE = os.environ.get("HEADWAY_UPDATE", "") not in {"", "0"}
EXPECTED = Path(__file__).parent / "expected"
TODAY = "2026-03-01"

Run = Callable[..., Result]
Kept = Callable[[str, str], None]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command as nobody in particular, on a day of its own."""
    for name in ("HEADWAY_TEAM_DATA", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEADWAY_TODAY", TODAY)

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


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    """A copy of the example program."""
    return Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))


@pytest.fixture(scope="session")
def rust(corpus: Path) -> Program:
    """The real goals program."""
    options = Options(team_data=corpus / "team", today=date(2026, 6, 30), offline=True)
    return load(corpus / "rust-goals", options).program

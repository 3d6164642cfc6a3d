"""What the tests of planning share: the example and the real program."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from headway.program.load import Options, load

if TYPE_CHECKING:
    from headway.program.model import Program


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    """A copy of the example program."""
    return Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))


@pytest.fixture(scope="session")
def rust(corpus: Path) -> Program:
    """The real goals program."""
    options = Options(team_data=corpus / "team", today=date(2026, 6, 30), offline=True)
    return load(corpus / "rust-goals", options).program

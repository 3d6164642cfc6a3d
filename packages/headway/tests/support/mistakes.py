"""The examples of mistakes, checked as their README says."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from headway.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def activity_options(folder: Path) -> Iterator[list[str]]:
    """What `check` needs for a mistake that has activity: a store with that in it."""
    if not (folder / "activity").is_dir():
        yield []
        return
    with tempfile.TemporaryDirectory() as name:
        database = str(Path(name) / "activity.db")
        filling = ["import", "github", str(folder / "activity"), str(folder), "--offline"]
        result = CliRunner().invoke(main, [*filling, "--database", database])
        assert result.exit_code == 0, result.output
        yield ["--activity", "--database", database]

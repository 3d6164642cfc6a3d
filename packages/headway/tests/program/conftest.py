"""Small programs on disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write files by their paths into one folder, and give the folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


@pytest.fixture(scope="module")
def lumen(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example program, for a module of tests."""
    return Path(shutil.copytree(examples / "lumen", tmp_path_factory.mktemp("program") / "lumen"))

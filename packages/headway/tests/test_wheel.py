from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(
    needs: Callable[[str | Path, str], Path],
    examples: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """The wheel in an empty environment, far from the repository: call it with a command."""
    uv = needs(os.environ.get("UV", "uv"), "builds and installs the wheel")
    here = tmp_path_factory.mktemp("wheel")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=here, env=env, capture_output=True, text=True, check=False
        )

    def make(*command: str | Path) -> None:
        result = run(uv, *command)
        assert result.returncode == 0, result.stderr

    make("build", "--wheel", "--out-dir", "dist", PACKAGE)
    make("venv", "venv")
    make("pip", "install", "--python", "venv/bin/python", *here.glob("dist/*.whl"))
    shutil.copytree(examples / "lumen", here / "examples" / "lumen")
    return lambda *args: run(here / "venv/bin/headway", *args)


def test_check_runs(installed: Run) -> None:
    result = installed("check", "examples/lumen", "--format", "json")
    assert result.returncode == 0, result.stdout + result.stderr
    summary = json.loads(result.stdout)["summary"]
    assert summary["files"] > 0
    assert summary["errors"] == 0


def test_check_reads_well(installed: Run) -> None:
    result = installed("check", "examples/lumen")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "files" in result.stdout
    assert "Traceback" not in result.stderr


def test_export_runs(installed: Run) -> None:
    result = installed("export", "examples/lumen", "--period", "2026")
    assert result.returncode == 0, result.stderr
    exported = json.loads(result.stdout)
    assert exported["version"] == 1
    assert exported["period"] == "2026"
    assert len(exported["goals"]) == 12

"""What a user may not read or write is told, and nothing is lost by it.

Root may read and write everything, so its rights are laid down for as long as a command runs.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from headway.cli import main

Run = Callable[..., Result]

NOBODY = 65534
WRONG = """\
# A

| Metadata | |
|---|---|
| point of contact | @a |
| Status | accepted |
"""
FIXED = WRONG.replace("point of", "Point of").replace("accepted", "Accepted")


@pytest.fixture
def program(examples: Path) -> Iterator[Path]:
    """A program with safe fixes in two files, where anybody may go."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        root = Path(shutil.copytree(examples / "lumen", Path(name) / "lumen"))
        for page in ("a.md", "b.md"):
            (root / "src/2026" / page).write_text(WRONG)
        for path in (root, *root.rglob("*")):
            permit(path, "u+rwx" if path.is_dir() else "u+rw")
        yield root
        for path in (root, *root.rglob("*")):
            permit(path, "u+rwx" if path.is_dir() else "u+rw")


def permit(path: Path, rights: str) -> None:
    """What the owner may do becomes what everybody may."""
    bits = sum({"r": 0o444, "w": 0o222, "x": 0o111}[right] for right in rights.removeprefix("u+"))
    path.chmod(bits)


def close(*paths: Path) -> None:
    for path in paths:
        path.chmod(0)


def freeze(root: Path) -> None:
    """Let nobody write below a folder."""
    for path in (root, *root.rglob("*")):
        permit(path, "rx" if path.is_dir() else "r")


@contextmanager
def unprivileged(do_without: Callable[[str], NoReturn]) -> Iterator[None]:
    """Be nobody, if root."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    except OSError as error:
        do_without(f"root cannot become nobody here: {error.strerror}")
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def run(
    program: Path, monkeypatch: pytest.MonkeyPatch, do_without: Callable[[str], NoReturn]
) -> Iterator[Run]:
    monkeypatch.delenv("HEADWAY_TEAM_DATA", raising=False)
    monkeypatch.setenv("HEADWAY_TODAY", "2026-03-01")
    monkeypatch.chdir(program)

    def run_as_nobody(*args: str) -> Result:
        with unprivileged(do_without):
            return CliRunner().invoke(main, args)

    # What is imported late is imported now, since nobody may not read where Python is.
    assert CliRunner().invoke(main, ["check", "--fix", "--diff", "--format", "json"]).exit_code == 0
    CliRunner().invoke(main, ["check", "--json"])
    yield run_as_nobody
    gc.enable()


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.*")}


def codes(result: Result) -> set[tuple[str, str]]:
    found = json.loads(result.stdout)["diagnostics"]
    return {(diagnostic["code"], diagnostic["file"]) for diagnostic in found}


def test_a_program_that_nobody_may_write_is_checked(program: Path, run: Run) -> None:
    expected = run("check", "--json").stdout
    freeze(program)
    result = run("check", "--json")
    assert (result.stdout, result.exit_code) == (expected, 1)


def test_nothing_is_fixed_where_one_file_cannot_be(program: Path, run: Run) -> None:
    permit(program / "src/2026/b.md", "r")
    before = files(program)
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert result.stderr == (
        f"headway: cannot write {program}/src/2026/b.md: Permission denied; no file was changed\n"
    )
    assert files(program) == before


@pytest.mark.parametrize("writable", [False, True])
def test_a_folder_that_nobody_may_write(program: Path, run: Run, *, writable: bool) -> None:
    freeze(program)
    permit(program / "src/2026/a.md", "rw" if writable else "r")
    before = files(program)
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert f"cannot write {program}/src/2026/a.md: Permission denied" in result.stderr
    assert files(program) == before


def test_what_may_be_written_is_fixed(program: Path, run: Run) -> None:
    for path in (program / "src").rglob("*"):
        permit(path, "rwx" if path.is_dir() else "rw")
    assert "applied 4 fixes in 2 files" in run("check", "--fix").stderr
    assert (program / "src/2026/b.md").read_text() == FIXED


@pytest.mark.parametrize("rights", ["", "w"])
def test_a_file_that_cannot_be_read_is_told(program: Path, run: Run, rights: str) -> None:
    permit(program / "src/2026/b.md", rights)
    result = run("check", "--json")
    assert result.exit_code == 1
    assert ("FILE005", "src/2026/b.md") in codes(result)
    assert ("META012", "src/2026/a.md") in codes(result)


def test_a_folder_that_cannot_be_listed_is_told(program: Path, run: Run) -> None:
    close(program / "src/about")
    result = run("check", "--format", "short")
    told = "src/about/:1:1: error[FILE005] this folder cannot be read: Permission denied"
    assert told in result.stdout
    assert "LINK001" not in result.stdout


def test_files_of_a_folder_that_cannot_be_entered_are_told(program: Path, run: Run) -> None:
    permit(program / "src/about", "r")
    assert ("FILE005", "src/about/team-asks.md") in codes(run("check", "--json"))


@pytest.mark.parametrize("name", ["headway.toml", "book.toml", "teams.toml"])
def test_settings_that_cannot_be_read_are_told(program: Path, run: Run, name: str) -> None:
    close(program / name)
    result = run("check", "--json")
    assert result.exit_code == 1
    assert ("CONF001", name) in codes(result)


def test_team_data_that_cannot_be_read_are_named(program: Path, run: Run) -> None:
    (program / "data").mkdir()
    (program / "data/teams.json").write_text("{}")
    close(program / "data/teams.json")
    result = run("check", "--team-data", "data")
    assert result.exit_code == 3
    assert result.stderr == (
        "headway: cannot read team data at data/teams.json: Permission denied\n"
    )


def test_an_export_that_cannot_be_written(program: Path, run: Run) -> None:
    (program / "goals.json").write_text("kept")
    permit(program / "goals.json", "r")
    result = run("export", "-o", "goals.json")
    assert result.exit_code == 1
    assert "cannot write goals.json: Permission denied" in result.stderr
    assert (program / "goals.json").read_text() == "kept"

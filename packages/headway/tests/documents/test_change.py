from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from headway.documents.change import FileChange, apply_changes
from headway.errors import FileChangedError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Needs

NEW = FileChange("src/2027/goals.md", None, b"# Goals\n", "new")
EDIT = FileChange("README.md", b"one\ntwo", b"one\nthree", "edit")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_bytes(b"one\ntwo")
    return tmp_path


def test_a_new_file_and_an_edit_are_written_and_writing_again_changes_nothing(root: Path) -> None:
    for _ in range(2):
        apply_changes(root, [NEW, EDIT])
        assert (root / NEW.file).read_bytes() == NEW.after
        assert (root / EDIT.file).read_bytes() == EDIT.after


def test_a_file_that_changed_meanwhile_stops_all_writing(root: Path) -> None:
    (root / EDIT.file).write_bytes(b"other")
    with pytest.raises(FileChangedError):
        apply_changes(root, [NEW, EDIT])
    assert not (root / NEW.file).exists()
    assert (root / EDIT.file).read_bytes() == b"other"


def test_a_new_file_never_takes_the_place_of_another(root: Path) -> None:
    (root / "src/2027").mkdir(parents=True)
    (root / NEW.file).write_bytes(b"mine")
    with pytest.raises(FileChangedError):
        apply_changes(root, [EDIT, NEW])
    assert (root / NEW.file).read_bytes() == b"mine"
    assert (root / EDIT.file).read_bytes() == EDIT.before


def test_the_diff_is_one_that_git_applies(root: Path, needs: Needs) -> None:
    git = needs("git", "it applies the diff")
    diff = "".join([*NEW.diff(), *EDIT.diff()])
    subprocess.run([git, "apply", "-"], cwd=root, input=diff.encode(), check=True)
    assert (root / NEW.file).read_bytes() == NEW.after
    assert (root / EDIT.file).read_bytes() == EDIT.after

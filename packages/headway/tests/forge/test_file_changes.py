from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.diagnostics import apply as apply_edits
from headway.forge.carry import State, apply
from headway.forge.file_actions import EditFile, FileChange
from headway.forge.plan import Plan, World

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Needs

NEW = FileChange("src/2027/goals.md", None, b"# Goals\n", "new")
EDIT = FileChange("README.md", b"one\ntwo", b"one\nthree", "edit")


def write(root: Path, *changes: FileChange) -> list[State]:
    plan = Plan("Test", tuple(change.step() for change in changes))
    return [one.state for one in apply(plan, World(root)).results]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_bytes(b"one\ntwo")
    return tmp_path


def test_a_new_file_and_an_edit_are_written_and_writing_again_changes_nothing(root: Path) -> None:
    for state in (State.DONE, State.ALREADY):
        assert write(root, NEW, EDIT) == [state, state]
        assert (root / NEW.file).read_bytes() == NEW.after
        assert (root / EDIT.file).read_bytes() == EDIT.after


def test_a_file_that_changed_meanwhile_is_left_alone(root: Path) -> None:
    (root / EDIT.file).write_bytes(b"other")
    assert write(root, NEW, EDIT) == [State.DONE, State.REFUSED]
    assert (root / EDIT.file).read_bytes() == b"other"


def test_a_new_file_never_takes_the_place_of_another(root: Path) -> None:
    (root / "src/2027").mkdir(parents=True)
    (root / NEW.file).write_bytes(b"mine")
    assert write(root, EDIT, NEW) == [State.DONE, State.REFUSED]
    assert (root / NEW.file).read_bytes() == b"mine"


LINES = st.lists(st.sampled_from([b"a\n", b"b\r\n", "é\n".encode(), b"\xff\n", b"c\n"]), max_size=6)


@given(LINES, LINES, LINES, LINES)
def test_an_edit_makes_what_is_wanted_of_what_was_seen(
    head: list[bytes], old: list[bytes], new: list[bytes], tail: list[bytes]
) -> None:
    before, after = (b"".join([*head, *middle, *tail]) for middle in (old, new))
    assume(b"\xff" not in b"".join(new))
    action = FileChange("a.md", before, after, "test").step().action
    assert isinstance(action, EditFile)
    assert apply_edits(before, action.edits) == after


def test_the_diff_is_one_that_git_applies(root: Path, needs: Needs) -> None:
    git = needs("git", "it applies the diff")
    diff = "".join([*NEW.diff(), *EDIT.diff()])
    subprocess.run([git, "apply", "-"], cwd=root, input=diff.encode(), check=True)
    assert (root / NEW.file).read_bytes() == NEW.after
    assert (root / EDIT.file).read_bytes() == EDIT.after

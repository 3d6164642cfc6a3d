from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.activity.sync.wanted import Labelled
from headway.forge.model import Repository
from headway.program.load import Options, load
from headway.tracking.followed import followed
from syncing import name

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.sync.wanted import Wanted

PLAN = Repository("org", "plan")
BOOK = """
[preprocessor.goals.links]
"The RFC" = "https://github.com/org/rfcs/pull/3"
[preprocessor.goals.linkifiers]
"#([0-9]+)" = "https://github.com/org/code/issues/$1"
"""
BOARD = """
[[column]]
name = "next"
[[item]]
id = "a"
column = "next"
issue = "org/board#1"
[[item]]
id = "b"
column = "next"
title = "A note"
"""
GOAL = """# A goal

| Metadata | |
| --- | --- |
| Tracking issue | {tracking} |
| See also | org/elsewhere#4 |

## Summary

It goes on from [another](https://github.com/org/code/pull/5#issuecomment-1), [#6] and
[the RFC]; see [this][place] and org/..#7, which is none, and `org/code#8` in code.

[place]: https://github.com/Other/place/issues/9?x=1
"""


def wanted(folder: Path, settings: str = "", tracking: str = "[org/plan#1]") -> Wanted:
    (folder / "src/2026").mkdir(parents=True, exist_ok=True)
    (folder / "book.toml").write_text(BOOK, "utf-8")
    head = '[program]\nrepository = "org/plan"\nformer-repositories = ["org/goals"]\n'
    (folder / "headway.toml").write_text(head + settings, "utf-8")
    (folder / "src/2026/a.md").write_text(GOAL.format(tracking=tracking), "utf-8")
    (folder / "board.toml").write_text(BOARD, "utf-8")
    return followed(load(folder, Options(offline=True)).program, PLAN)


def test_all_that_a_goal_names_is_followed(tmp_path: Path) -> None:
    found = wanted(tmp_path)
    assert {str(one) for one in found.names} == {
        "org/plan#1",
        "org/elsewhere#4",
        "org/code#5",
        "org/code#6",
        "org/code#8",
        "org/rfcs#3",
        "Other/place#9",
        "org/board#1",
    }
    assert found.repositories == (PLAN,)
    assert found.roots == {name("org/plan#1")}


def test_a_former_name_is_the_present_one(tmp_path: Path) -> None:
    found = wanted(tmp_path, tracking="[org/goals#2]")
    assert found.roots == {name("org/plan#2")}
    assert name("org/plan#2") in found.names
    assert not any(str(one.repository) == "org/goals" for one in found.names)


def test_what_settings_watch_is_followed(tmp_path: Path) -> None:
    found = wanted(
        tmp_path,
        '[[watch]]\nrepository = "org/code"\n[[watch]]\nrepository = "org/big"\nlabels = ["x"]\n'
        '[[watch]]\nquery = "is:pr"\n[[watch]]\nrepository = "org/plan"\n',
    )
    assert found.repositories == (PLAN, Repository("org", "code"))
    assert found.labelled == (Labelled(Repository("org", "big"), ("x",)),)
    assert found.queries == ("is:pr",)
    assert {str(one.repository) for one in found.elsewhere(found.names)} == {
        "org/elsewhere",
        "org/rfcs",
        "Other/place",
        "org/board",
    }


@pytest.mark.parametrize("tracking", ["", "not yet", "[org/plan#0]"])
def test_a_goal_without_an_issue_is_no_root(tmp_path: Path, tracking: str) -> None:
    found = wanted(tmp_path, tracking=tracking)
    assert not found.roots or tracking
    assert name("org/code#5") in found.names


def test_the_goals_of_a_real_program_name_items_of_many_repositories(corpus: Path) -> None:
    program = load(corpus / "rust-goals", Options(offline=True)).program
    found = followed(program, Repository("rust-lang", "goals"))
    assert name("rust-lang/goals#116") in found.roots
    assert name("rust-lang/rust#113349") in found.names
    assert len(found.roots) == 113
    assert len(found.elsewhere(found.names)) == 238

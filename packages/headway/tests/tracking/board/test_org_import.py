"""Bringing org-mode to a board, again and again, while both sides change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML
from headway.text import Source
from headway.tracking.board import changing
from headway.tracking.board.adding import New, add
from headway.tracking.board.addressing import find_column, find_item
from headway.tracking.board.org_import import OrgImport, import_org

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from headway.program.board.values import Board, Item

    Run = Callable[..., Result]

PARTS = ["* ", "** ", "*** ", "TODO ", "DONE ", "[#A] ", " :a:", " :ARCHIVE:", "\n", "Ask ", "Kit "]
PARTS += [
    "https://github.com/a/b/issues/1 ",
    "[[https://github.com/a/b/pull/2][Fix]] ",
    "\\",
    '"""',
]
PARTS += ["\nSCHEDULED: <2026-02-03 Tue +1w>", "\n:PROPERTIES:\n:ID: x\n:OWNER: kit\n:END:\n"]
PARTS += ["\n:LOGBOOK:\n\n- note \n\n:END:\n", "#+TODO: A B | C\n", "A ", "a/b#3 ", "\t", "'", "\\"]
ANYTHING = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=40).map("".join)
BACKLOG = """\
* TODO Ask Kit
  DEADLINE: <2026-03-01 Sun>
  :PROPERTIES:
  :ID: kit
  :END:
* TODO Book a room
** DONE Ask who comes
   CLOSED: [2026-02-01 Sun 10:00]
"""


def board(data: bytes) -> Board:
    return read_board(Source(BOARD_TOML, data))


def item(data: bytes, words: str) -> Item:
    return find_item(board(data), words)


def brought(text: str, data: bytes | None = None, **more: Any) -> OrgImport:
    return import_org(data, "a.org", text, **more)


@given(ANYTHING)
def test_importing_again_changes_nothing(text: str) -> None:
    first = brought(text)
    assert not board(first.data).findings
    again = brought(text, first.data)
    assert again.data == first.data
    assert (again.new, again.changed, again.conflicts, again.gone) == ((), (), (), ())
    assert again.same == len(first.new)


@given(ANYTHING, ANYTHING)
def test_the_board_becomes_what_the_file_becomes(before: str, after: str) -> None:
    data = brought(after, brought(before).data).data
    again = brought(after, data)
    assert again.data == data
    assert not again.conflicts


def test_a_new_board_has_the_states_as_columns() -> None:
    found = brought("#+TODO: TODO WAIT | DONE DROPPED\n* Things\n** WAIT a\n** DROPPED b\n")
    columns = [(str(one.name), one.done, one.states) for one in board(found.data).columns]
    assert columns == [
        ("topics", False, ("",)),
        ("todo", False, ()),
        ("wait", False, ()),
        ("done", True, ()),
        ("dropped", True, ()),
    ]
    assert [str(one.column) for one in board(found.data).ordered()] == ["topics", "wait", "dropped"]
    assert item(found.data, "b").parent == "things"


def test_states_go_to_the_columns_that_take_them() -> None:
    data = add(None, New("Mine")).data
    data = data.replace(b'states = ["WAIT", "HOLD"]', b'states = ["wait", "BLOCKED"]')
    states = "#+TODO: TODO NEXT BLOCKED SOMEDAY | DONE GONE\n"
    text = f"{states}* NEXT a\n* BLOCKED b\n* SOMEDAY c\n* GONE d\n"
    found = brought(text, data)
    stand = {str(one.title): (str(one.column), one.state) for one in board(found.data).items}
    assert stand["a"] == ("next", "")
    assert stand["b"] == ("waiting", "BLOCKED")
    assert stand["c"] == ("inbox", "SOMEDAY")
    assert stand["d"] == ("done", "GONE")
    assert [str(problem) for problem in found.problems] == [
        f"a.org:{line}: no column takes the state `{state}`: it goes to `{column}`, as do the "
        f'others like it; give a column `states = ["{state}"]` to change that'
        for line, state, column in ((4, "SOMEDAY", "inbox"), (5, "GONE", "done"))
    ]


def test_owner_and_issue_come_from_properties() -> None:
    text = (
        "* TODO Fix\n:PROPERTIES:\n:Owner: kit-halloran\n:URL: https://github.com/a/b/pull/2\n"
        ":Assignee: Kit Halloran\n:END:\n"
    )
    found = item(brought(text).data, "fix")
    assert (found.owner, found.issue) == ("@kit-halloran", "a/b#2")
    assert found.properties == {"Assignee": "Kit Halloran"}


def test_an_issue_is_one_item() -> None:
    found = brought("* TODO [[https://github.com/a/b/issues/1][Fix]]\n* TODO Ask about a/b#1\n")
    first, second = sorted(board(found.data).items, key=lambda one: one.rank)
    assert (first.title, first.issue) == ("Fix", "a/b#1")
    assert (second.title, second.issue) == ("Ask about a/b#1", None)
    assert "a/b#1 is the heading of line 1 already" in str(found.problems[0])


def test_issues_get_the_present_names_of_their_repositories() -> None:
    text = "* TODO old/b#1\n* TODO [[https://github.com/new/b/issues/1][Fix]]\n"
    found = brought(text, present=lambda issue: issue.replace("old/", "new/"))
    first, second = sorted(board(found.data).items, key=lambda one: one.rank)
    assert (first.title, first.issue) == ("", "new/b#1")
    assert (second.title, second.issue) == ("Fix (new/b#1)", None)


# --- both sides change ----------------------------------------------------------------------------


def test_what_changes_in_the_file_arrives() -> None:
    data = brought(BACKLOG).data
    text = BACKLOG.replace("TODO Ask Kit", "DONE Ask Kit about mirrors").replace(
        "03-01 Sun", "04-01"
    )
    found = brought(text, data)
    assert found.changed == ("ask-kit",)
    kit = item(found.data, "ask-kit")
    assert (kit.title, str(kit.column), str(kit.deadline)) == (
        "Ask Kit about mirrors",
        "done",
        "2026-04-01",
    )


def test_what_changes_on_the_board_stays() -> None:
    data = brought(BACKLOG).data
    data = changing.move(board(data), item(data, "ask-kit"), find_column(board(data), "done"))
    data = changing.change(board(data), item(data, "ask-kit"), {"owner": "@kit", "tags": ("x",)})
    found = brought(BACKLOG.replace("<2026-03-01 Sun>", "<2026-03-02 Mon>"), data)
    kit = item(found.data, "ask-kit")
    assert (str(kit.column), kit.owner, kit.tags) == ("done", "@kit", ("x",))
    assert str(kit.deadline) == "2026-03-02"
    assert not found.conflicts


@pytest.mark.parametrize(
    ("prefer", "column", "conflicts"), [("", "done", 1), ("board", "done", 0), ("org", "next", 0)]
)
def test_what_both_change_is_told_until_somebody_decides(
    prefer: str, column: str, conflicts: int
) -> None:
    text = "#+TODO: TODO NEXT | DONE\n" + BACKLOG
    data = brought(text).data
    data = changing.move(board(data), item(data, "ask-kit"), find_column(board(data), "done"))
    changed = text.replace("TODO Ask Kit", "NEXT Ask Kit")
    found = brought(changed, data, prefer=prefer)
    again = brought(changed, found.data)
    assert again.data == found.data
    assert len(found.conflicts) == len(again.conflicts) == conflicts
    assert item(found.data, "ask-kit").column == column
    for conflict in found.conflicts:
        assert conflict == ("ask-kit", 2, "column", "done", "next")


def test_an_item_that_was_there_is_taken_over_by_its_issue() -> None:
    data = add(None, New("Mine", "a/b#1", owner="@ana")).data
    text = "* TODO [[https://github.com/a/b/issues/1][Theirs]] :x:\n"
    found = brought(text, data)
    (only,) = board(found.data).items
    assert (only.id, only.title, only.owner, only.tags) == ("b-1", "Mine", "@ana", ("x",))
    assert [conflict.field for conflict in found.conflicts] == ["title"]


def test_a_heading_that_got_an_id_is_the_same_item() -> None:
    data = brought("* TODO Ask\n").data
    text = "* TODO Ask\n:PROPERTIES:\n:ID: x\n:END:\n"
    found = brought(text, data)
    assert not found.new
    assert brought(text.replace("Ask", "Ask Kit"), found.data).changed == ("ask",)


def test_headings_of_the_same_title_are_items_of_their_own() -> None:
    found = brought("* A\n** TODO Ask\n** TODO Ask\n* B\n** TODO Ask\n")
    assert len(board(found.data).items) == 5
    assert not brought("* A\n** TODO Ask\n** TODO Ask\n* B\n** TODO Ask\n", found.data).changed


def test_what_is_gone_from_the_file_stays_and_is_told() -> None:
    data = brought(BACKLOG).data
    found = brought(BACKLOG.partition("** ")[0], data)
    assert found.gone == ("ask-who-comes",)
    assert found.data == data


def test_files_do_not_disturb_each_other() -> None:
    data = brought(BACKLOG).data
    other = import_org(data, "b.org", "* TODO Ask Kit\n")
    assert other.new == ("ask-kit-2",)
    assert not other.gone


# --- the example ----------------------------------------------------------------------------------


def test_the_example_is_what_an_import_of_it_gives(examples: Path) -> None:
    lumen = examples / "lumen"
    text = (lumen / "backlog.org").read_text("utf-8")
    kept = (lumen / "board.toml").read_bytes()
    first = import_org(None, "backlog.org", text)
    assert first.data == kept
    assert import_org(kept, "backlog.org", text).data == kept
    assert len(first.new) >= 60


def test_the_command_tells_what_it_leaves(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    file = tmp_path / "a.org"
    file.write_text("#+STARTUP: overview\n* TODO Ask\n", "utf-8")
    shown = run("board", "import", "org", file, tmp_path)
    assert shown.stdout.startswith("--- /dev/null\n+++ b/board.toml\n")
    assert "a.org:1: `#+STARTUP` is not carried over\n1 new, 0 changed, 0 the same" in shown.stderr
    assert run("board", "import", "org", file, tmp_path, "--apply").exit_code == 0
    again = json.loads(run("board", "import", "org", file, tmp_path, "--apply", "--json").stdout)
    assert (again["new"], again["same"], again["changes"]) == ([], 1, [])
    path = tmp_path / "board.toml"
    path.write_text(path.read_text("utf-8").replace('"Ask"', '"Ask Ana"'), "utf-8")
    file.write_text("* TODO Ask\n:PROPERTIES:\n:ID: x\n:END:\n", "utf-8")
    assert run("board", "import", "org", file, tmp_path, "--apply").exit_code == 0
    file.write_text("* TODO Ask Kit\n:PROPERTIES:\n:ID: x\n:END:\n", "utf-8")
    result = run("board", "import", "org", file, tmp_path)
    assert result.exit_code == 1
    assert (
        "a.org:1: both changed `title` of ask: the board says `Ask Ana`, the file `Ask Kit`; "
        "the board's stays"
    ) in result.stderr

"""`headway board` as people use it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema.validators import validator_for

from headway.activity.records import Event
from headway.activity.store import open_store

DOCS = Path(__file__).resolve().parents[5] / "docs"
Run = Callable[..., Result]
Kept = Callable[[str, str], None]
BOARD = """\
[[item]]
id = "goals-13"
issue = "lumen-lang/goals#13"
column = "done"

[[item]]
id = "goals-15"
issue = "lumen-lang/goals#15"
column = "doing"
owner = "@kit-halloran"
tags = ["shelf"]

[[item]]
id = "goals-99"
issue = "lumen-lang/goals#99"

[[item]]
id = "room"
title = "Book a room"
column = "next"
deadline = 2026-02-01

[[item]]
id = "tea"
title = "Buy tea"
archived = true
"""


@pytest.fixture
def folder(
    run: Run,  # noqa: ARG001  # it changes the folder too, and must come first
    tmp_path: Path,
    examples: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A copy of the example program without a board, where commands are run."""
    folder = shutil.copytree(examples / "lumen", tmp_path / "lumen")
    (folder / "board.toml").unlink(missing_ok=True)
    shutil.rmtree(folder / ".headway", ignore_errors=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def with_board(folder: Path) -> Path:
    (folder / "board.toml").write_text(BOARD, "utf-8")
    return folder


@pytest.fixture
def with_store(with_board: Path, run: Run) -> Path:
    assert run("import", "github", "activity").exit_code == 0
    return with_board


def columns(result: Result) -> dict[str, list[dict[str, Any]]]:
    return {one["name"]: one["items"] for one in json.loads(result.stdout)["columns"]}


def test_nothing_is_written_before_apply(folder: Path, run: Run) -> None:
    result = run("board", "add", "Book a room")
    assert result.stdout.startswith("--- /dev/null\n+++ b/board.toml\n")
    assert "nothing is written yet; --apply writes 1 file" in result.stderr
    assert not (folder / "board.toml").exists()


def test_adding_again_does_nothing(folder: Path, run: Run) -> None:
    address = "https://github.com/lumen-lang/goals/issues/13"
    assert run("board", "add", address, "--owner", "ana-lind", "--apply").exit_code == 0
    before = (folder / "board.toml").read_bytes()
    again = json.loads(run("board", "add", "lumen-lang/goals#13", "--apply", "--json").stdout)
    assert (again["item"], again["new"], again["changes"]) == ("goals-13", False, [])
    assert (folder / "board.toml").read_bytes() == before
    assert b'owner = "@ana-lind"' in before


def test_an_issue_is_added_by_the_present_name_of_its_repository(folder: Path, run: Run) -> None:
    settings = (folder / "headway.toml").read_text("utf-8")
    former = 'former-repositories = ["lumen-lang/old"]'
    text = settings.replace('source = "src"', f'source = "src"\n{former}', 1)
    (folder / "headway.toml").write_text(text, "utf-8")
    assert run("board", "add", "lumen-lang/old#13", "--apply").exit_code == 0
    assert "nothing to do" in run("board", "add", "lumen-lang/goals#13", "--apply").stderr


@pytest.mark.parametrize(
    "command",
    [
        ("move", "room", "doing", "--top"),
        ("edit", "room", "--owner", "@ana-lind", "--tag", "a", "--deadline", "2026-05-01 +1w"),
        ("edit", "room", "--deadline", "", "--note", "x"),
        ("edit", "goals-15", "--untag", "shelf", "--title", "Mirrors"),
        ("done", "room"),
        ("archive", "room"),
        ("archive", "tea", "--undo"),
    ],
)
def test_changing_again_does_nothing(with_board: Path, run: Run, command: tuple[str, ...]) -> None:
    file = with_board / "board.toml"
    assert run("board", *command, "--apply").exit_code == 0
    after = file.read_bytes()
    assert after != BOARD.encode()
    assert "nothing to do" in run("board", *command, "--apply").stderr
    assert file.read_bytes() == after
    assert "BOARD001" not in run("check", "--format", "short").stdout


def test_without_a_store_the_board_is_shown(with_board: Path, run: Run) -> None:
    result = run("board", "--json")
    assert [item["id"] for item in columns(result)["done"]] == ["goals-13"]
    assert columns(result)["done"][0]["live"] is None
    assert not (with_board / ".headway").exists()


@pytest.mark.usefixtures("with_store")
def test_issues_stand_as_the_store_knows(run: Run) -> None:
    shown = columns(run("board", "--json"))
    mirrors = shown["doing"][0]
    assert mirrors["title"] == "Mirrors for the Shelf"
    assert mirrors["live"]["state"] == "closed"
    assert [d["code"] for d in mirrors["drift"]] == ["BOARD008"]
    assert [d["code"] for d in shown["done"][0]["drift"]] == ["BOARD009"]
    assert [d["code"] for d in shown["inbox"][0]["drift"]] == ["BOARD010"]
    assert [item["late"] for item in shown["next"]] == [True]


def test_an_issue_that_was_opened_again_was_closed_in_between(with_store: Path, run: Run) -> None:
    number, name = 13, "lumen-lang/goals"
    (with_store / "board.toml").write_text(
        '[[column]]\nname = "doing"\n\n[[item]]\nid = "one"\n'
        f'issue = "{name}#{number}"\ncolumn = "doing"\nrank = 10\n',
        "utf-8",
    )
    moments = (("closed", "2026-02-01"), ("reopened", "2026-02-10"))
    with open_store(str(with_store / ".headway/activity.db")) as store:
        store.put(
            Event(kind, name, number, kind, "ana", None, dt.datetime.fromisoformat(f"{day}T12:00Z"))
            for kind, day in moments
        )
    for today, state in (("2026-01-31", "open"), ("2026-02-05", "closed"), ("2026-02-11", "open")):
        (item,) = columns(run("board", "--json", "--today", today))["doing"]
        assert item["live"]["state"] == state


def test_a_folder_without_a_store_is_none(with_board: Path, run: Run) -> None:
    (with_board / ".headway").mkdir()
    assert run("board").exit_code == 0
    assert run("progress").exit_code == 2
    assert list((with_board / ".headway").iterdir()) == []


@pytest.mark.usefixtures("with_store")
def test_on_a_past_day_issues_stand_as_they_stood(run: Run) -> None:
    shown = columns(run("board", "--json", "--today", "2025-12-01"))
    assert shown["doing"][0]["live"]["state"] == "open"
    assert shown["doing"][0]["live"]["last_activity"] is None
    assert shown["doing"][0]["drift"] == []


@pytest.mark.usefixtures("with_store")
def test_the_list_marks_what_needs_a_look(run: Run) -> None:
    result = run("board")
    mirrors = "! goals-15  Mirrors for the Shelf  @kit-halloran, goals#15 closed"
    assert f"\n\ndoing (1)\n{mirrors}\n\n" in result.stdout
    assert "! room      Book a room  due 2026-02-01" in result.stdout
    assert "tea" not in result.stdout
    assert "lumen-lang/goals#15 is closed, and `goals-15` stands in" in result.stderr


def test_the_example_in_a_terminal(
    examples: Path, run: Run, kept: Kept, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(examples / "lumen")
    store = ("--database", tmp_path / "activity.db")
    assert run("import", "github", "activity", *store).exit_code == 0
    for width in (80, 140):
        monkeypatch.setenv("COLUMNS", str(width))
        text = run("board", "--today", "2026-06-01", *store).stdout
        assert all(len(line) <= width for line in text.splitlines())
        kept(f"board-{width}.txt", text)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--column", "Doing"), ["goals-15"]),
        (("--owner", "@Kit-Halloran"), ["goals-15"]),
        (("--tag", "shelf"), ["goals-15"]),
        (("--due", "2026-02-01"), ["room"]),
        (("--due", "2026-01-31"), []),
        (("--archived",), ["tea"]),
    ],
)
@pytest.mark.usefixtures("with_board")
def test_filters(run: Run, options: tuple[str, ...], ids: list[str]) -> None:
    shown = columns(run("board", *options, "--json"))
    assert [item["id"] for items in shown.values() for item in items] == ids


@pytest.mark.usefixtures("with_board")
def test_what_is_used_wrongly_is_told(run: Run) -> None:
    assert "no column `doign`" in run("board", "move", "room", "doign").stderr
    assert "`goals` may be any of these" in run("board", "done", "goals").stderr
    assert "`soon` is no day" in run("board", "add", "x", "--deadline", "soon").stderr
    assert "names no issue" in run("board", "edit", "room", "--issue", "13").stderr
    assert "a priority is a letter" in run("board", "edit", "room", "--priority", "high").stderr
    assert run("board", "done", "nothing").exit_code == 2
    assert "an item needs a title" in run("board", "add", " ").stderr
    early = run("board", "--today", "2026-01-01", "done", "room")
    assert "--today goes behind `done`, if that has it" in early.stderr


@pytest.mark.usefixtures("with_store")
@pytest.mark.parametrize("options", [(), ("--archived",), ("--column", "next")])
def test_what_is_shown_follows_its_schema(run: Run, options: tuple[str, ...]) -> None:
    schema = json.loads((DOCS / "schemas/board.json").read_text("utf-8"))
    validator = validator_for(schema)
    validator.check_schema(schema)
    validator(schema).validate(json.loads(run("board", *options, "--json").stdout))


@pytest.mark.usefixtures("folder")
def test_a_program_without_a_board_is_told_how_to_get_one(run: Run) -> None:
    result = run("board")
    assert result.exit_code == 2
    assert "`headway board add TEXT --apply` begins one" in result.stderr


def test_a_board_that_is_no_toml_is_not_changed(with_board: Path, run: Run) -> None:
    (with_board / "board.toml").write_text("[[item]\n", "utf-8")
    result = run("board", "add", "x", "--apply")
    assert result.exit_code == 1
    assert "board.toml:1:7: this is no TOML" in result.stderr
    assert (with_board / "board.toml").read_text("utf-8") == "[[item]\n"

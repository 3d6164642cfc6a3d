"""Wishes from a chat on the board, each once."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING

from headway.activity.records import Message
from headway.forge.model import IssueName, Repository
from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML
from headway.program.config_zulip import TopicSetting, ZulipSettings
from headway.program.load import Options, load
from headway.text import Source
from headway.tracking.board.wished import add_wishes
from headway.tracking.followed import followed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

TOPICS = (TopicSetting("goals", "board"), TopicSetting(31, "wishes"))
SETTINGS = ZulipSettings(alias="Goals Board", topics=TOPICS)


def message(number: int, body: str, topic: str = "board", stream: str = "goals") -> Message:
    sent = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
    url = f"https://chat.example/#narrow/channel/31-{stream}/topic/{topic}/near/{number}"
    return Message(number, stream, topic, "ana-lind", body, url, sent)


def test_a_wish_becomes_a_note_once() -> None:
    messages = [message(2, "@**Goals Board** Book a room\n\nSoon."), message(1, "Hello")]
    data, new = add_wishes(None, messages, SETTINGS)
    assert new == ("book-room",)
    assert data is not None
    (item,) = read_board(Source(BOARD_TOML, data)).items
    assert (item.title, item.column, item.source) == ("Book a room", "inbox", "zulip:2")
    assert item.note == f"Asked by ana-lind on 2026-03-02: {messages[0].url}"
    renamed = data.replace(b"Book a room", b"Book the hall").replace(b"inbox", b"done", 2)
    assert add_wishes(renamed, messages, SETTINGS) == (renamed, ())


def test_only_the_topics_of_the_settings_count() -> None:
    wish = "@**Goals Board** Book a room"
    messages = [
        message(1, wish, topic="other"),
        message(2, wish, stream="others"),
        message(3, f"{wish} for many", topic="Wishes", stream="renamed"),
    ]
    assert add_wishes(None, messages, SETTINGS).new == ("book-room-many",)


def test_the_command_adds_what_the_store_holds(run: Run, tmp_path: Path, examples: Path) -> None:
    lumen = shutil.copytree(examples / "lumen", tmp_path / "lumen")
    shutil.rmtree(lumen / ".headway", ignore_errors=True)
    assert run("import", "zulip", lumen / "zulip", lumen).exit_code == 0
    shown = run("board", "import", "zulip", lumen)
    assert '+title = "Book the room for the units review' in shown.stdout
    done = json.loads(run("board", "import", "zulip", lumen, "--apply", "--json").stdout)
    assert "book-room-units-review" in done["new"]
    again = json.loads(run("board", "import", "zulip", lumen, "--apply", "--json").stdout)
    assert (again["new"], again["changes"]) == ([], [])
    assert "BOARD" not in run("check", lumen, "--format", "short").stdout


def test_without_an_alias_nothing_is_a_wish(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    result = run("board", "import", "zulip", tmp_path)
    assert result.exit_code == 2
    assert '[zulip]\nalias = "Goals Board"' in result.stderr


def test_what_the_board_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    settings = '[program]\nrepository = "org/plan"\nformer-repositories = ["org/old"]\n'
    (tmp_path / "headway.toml").write_text(settings, "utf-8")
    board = """
[[item]]
id = "a"
issue = "org/old#1"
note = "See other/repo#2."
[[item]]
id = "b"
issue = "other/repo#3"
archived = true
"""
    (tmp_path / "board.toml").write_text(board, "utf-8")
    program = load(tmp_path, Options(offline=True)).program
    assert followed(program, Repository("org", "plan")).names == {
        IssueName(Repository("org", "plan"), 1),
        IssueName(Repository("other", "repo"), 2),
    }

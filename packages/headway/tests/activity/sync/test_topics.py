"""`headway sync` with topics: what happened on GitHub and what was written on Zulip, in one run."""

from __future__ import annotations

import json
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from github_simulator.opened import SECRET
from headway.activity.records import Issue, Message
from headway.activity.store import open_store
from headway.forge import network

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from github_simulator import Simulator
    from zulip_simulator import Simulator as ZulipSimulator

    Run = Callable[..., Result]

SETTINGS = """
[program]
repository = "org/plan"
[zulip]
site = "{site}"
topics = [{{ stream = "goals", topic = "board" }}]
"""


@pytest.fixture
def program(
    simulator: Simulator,
    zulip_simulator: ZulipSimulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A program with one issue on GitHub, and one message in its topic."""
    simulator.state.add_repository("org/plan").add_issue("Bees")
    bot = zulip_simulator.state.accounts[7]
    stream = zulip_simulator.state.add_stream("goals")
    zulip_simulator.state.say(bot, "Hello", stream=stream, topic="board")
    said = {
        "HEADWAY_GITHUB_URL": simulator.url,
        "GITHUB_TOKEN": SECRET,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "ZULIP_EMAIL": bot.email,
        "ZULIP_API_KEY": bot.key,
        "ZULIP_SITE": zulip_simulator.url,
        "HOME": str(tmp_path),
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    patient = partial(network.Surroundings, simulator.clock.now, simulator.clock.sleep)
    for module in (network, import_module("headway.forge.opening")):
        monkeypatch.setattr(module, "Surroundings", patient)
    root = tmp_path / "program"
    (root / "src/2026").mkdir(parents=True)
    (root / "headway.toml").write_text(SETTINGS.format(site=zulip_simulator.url), "utf-8")
    (root / "teams.toml").write_text("[teams.lang]\n", "utf-8")
    return root


def test_both_are_read_once(program: Path, run: Run, zulip_simulator: ZulipSimulator) -> None:
    first = json.loads(run("sync", program, "--json").stdout)
    assert first["complete"]
    assert first["records"]["messages"] == {"new": 1, "changed": 0, "same": 0, "removed": 0}
    with open_store(str(program / ".headway/activity.db")) as store:
        assert [one.title for one in store.find(Issue)] == ["Bees"]
        assert [one.body for one in store.find(Message)] == ["Hello"]
    zulip_simulator.log.clear()
    assert run("sync", program).stdout == "nothing new\n"
    assert len(zulip_simulator.log) == 1


def test_a_zulip_that_cannot_be_asked_keeps_nothing_else_back(
    program: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZULIP_API_KEY")
    result = run("sync", program)
    assert result.exit_code == 1
    assert "no messages are read: it is not known with which account" in result.stderr
    with open_store(str(program / ".headway/activity.db")) as store:
        assert [one.title for one in store.find(Issue)] == ["Bees"]


def test_what_is_followed_is_listed(program: Path, run: Run) -> None:
    assert "#goals > board" in run("sync", program, "--list").stdout
    listed = json.loads(run("sync", program, "--list", "--json").stdout)
    assert listed["topics"] == [{"stream": "goals", "topic": "board"}]

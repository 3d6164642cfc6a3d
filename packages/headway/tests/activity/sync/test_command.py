"""`headway sync` as one types it: the production adapter, at a simulated GitHub."""

from __future__ import annotations

import io
import json
import re
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from github_simulator import Fault
from github_simulator.opened import SECRET
from headway.activity.records import Issue
from headway.activity.store import open_store
from headway.cli.bars import Bars
from headway.forge.network import Surroundings
from syncing import make_busy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from github_simulator import Simulator

    Run = Callable[..., Result]

GOAL = """# A goal

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | Accepted |
| Tracking issue | [org/plan#1] |
| See also | org/code#1 |
"""


@pytest.fixture
def program(simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program whose goals are tracked in the simulator."""
    make_busy(simulator.state)
    monkeypatch.setenv("HEADWAY_GITHUB_URL", simulator.url)
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HEADWAY_DATABASE", raising=False)
    clock = simulator.clock
    patient = partial(Surroundings, clock.now, clock.sleep)
    monkeypatch.setattr(import_module("headway.forge.opening"), "Surroundings", patient)
    root = tmp_path / "program"
    (root / "src/2026").mkdir(parents=True)
    (root / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
    (root / "src/2026/a.md").write_text(GOAL, "utf-8")
    return root


def test_it_tells_what_is_new_and_then_that_nothing_is(program: Path, run: Run) -> None:
    first = run("sync", program)
    assert first.exit_code == 0, first.stderr
    assert [line.split() for line in first.stdout.splitlines()[2:]] == [
        ["comments", "6", "0"],
        ["events", "5", "0"],
        ["issues", "6", "0"],
        ["repositories", "1", "0"],
        ["reviews", "2", "0"],
    ]
    assert first.stderr == ""
    again = run("sync", program)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "nothing new\n", "")


def test_what_was_read_is_what_progress_shows(program: Path, run: Run) -> None:
    assert run("sync", program).exit_code == 0
    (goal,) = json.loads(run("progress", program, "--json").stdout)["goals"]
    assert (goal["standing"], goal["updates"]) == ("open", 1)


def test_as_json(program: Path, run: Run, simulator: Simulator) -> None:
    simulator.state.repositories["org/code"].private = True
    result = run("sync", program, "--json")
    assert result.exit_code == 1
    said: dict[str, Any] = json.loads(result.stdout)
    assert said.keys() == {"version", "store", "complete", "records", "problems", "notes"}
    assert (said["version"], said["complete"], said["notes"]) == (1, False, [])
    assert said["records"]["issues"] == {"new": 3, "changed": 0, "same": 0, "removed": 0}
    assert "cannot read org/code" in said["problems"][0]


def test_what_cannot_be_read_is_told_and_the_rest_is_stored(program: Path, run: Run) -> None:
    (program / "src/2026/b.md").write_text(GOAL.replace("org/code#1", "org/code#99"), "utf-8")
    result = run("sync", program)
    assert result.exit_code == 1
    assert "headway: cannot read org/code#99: GitHub finds nothing there" in result.stderr
    assert "issues" in result.stdout


@pytest.mark.parametrize(("faults", "code"), [(range(99), 3), (range(3, 99), 1)])
def test_when_github_goes_away_what_was_read_stays(
    program: Path, run: Run, simulator: Simulator, faults: range, code: int
) -> None:
    simulator.faults = dict.fromkeys(faults, Fault.BROKEN_BEFORE)
    result = run("sync", program)
    assert result.exit_code == code
    assert "GitHub is in trouble (502), after 5 tries" in result.stderr
    with open_store(str(program / ".headway/activity.db")) as store:
        assert bool(store.count(Issue)) is (code == 1)
    simulator.faults = {}
    assert run("sync", program).exit_code == 0


def test_offline_there_is_no_answer(program: Path, run: Run) -> None:
    result = run("sync", program, "--offline")
    assert result.exit_code == 2
    assert "with --offline there is no answer" in result.stderr
    assert not (program / ".headway").exists()


def test_without_a_repository_it_says_where_to_name_one(program: Path, run: Run) -> None:
    (program / "headway.toml").write_text("", "utf-8")
    (program / "src/2026/a.md").write_text("# A goal\n", "utf-8")
    result = run("sync", program)
    assert result.exit_code == 2
    assert "say it in headway.toml" in result.stderr


def test_the_list_reads_nothing(program: Path, run: Run, simulator: Simulator) -> None:
    settings = (
        '[program]\nrepository = "org/plan"\n[[watch]]\nrepository = "org/big"\nlabels = ["a"]\n'
        '[[watch]]\nquery = "is:pr"\n'
    )
    (program / "headway.toml").write_text(settings, "utf-8")
    result = run("sync", program, "--list", "--offline")
    assert [line.split(maxsplit=1) for line in result.stdout.splitlines()[2:]] == [
        ["org/plan", "all of it"],
        ["org/big", "what has a"],
        ["search", "is:pr"],
        ["org/code", "1 by name"],
    ]
    said = json.loads(run("sync", program, "--list", "--json").stdout)
    assert said == {
        "version": 1,
        "repositories": ["org/plan"],
        "labelled": [{"repository": "org/big", "labels": ["a"]}],
        "queries": ["is:pr"],
        "named": {"org/code": 1},
        "topics": [],
    }
    assert not simulator.log
    assert not (program / ".headway").exists()


class Terminal(io.StringIO):
    """Standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_bars_show_on_a_terminal_what_is_known_of_how_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Bars() as bars:
        bars("comments", 50, 200)
        bars("comments", 300, 200)
        bars("events", 70, None)
        bars("issues", 1, 2)
    shown = terminal.getvalue()
    percents = re.findall(r"(comments|issues) .* (\d+)%", shown.replace("\r", "\n"))
    assert ("comments", "25") in percents
    assert dict(percents) == {"comments": "100", "issues": "50"}
    assert "events" not in shown


def test_it_may_be_interrupted(program: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("headway.cli.bars.Bars.__call__", interrupted)
        result = run("sync", program)
    assert result.exit_code == 1
    assert "interrupted; the same command goes on from here" in result.stderr
    assert run("sync", program).exit_code == 0

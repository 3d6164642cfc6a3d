"""`headway remind` as one types it: the production adapters, at simulated servers."""

from __future__ import annotations

import json
import shutil
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import jsonschema
import pytest

from github_simulator import Access
from github_simulator.opened import SECRET
from headway.activity.records import Message, Reminder
from headway.activity.store import open_store
from headway.forge import network
from headway.tracking.reminders.report_json import schema
from headway.tracking.wishes import wishes
from local_http import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from github_simulator import Simulator as GitHubSimulator
    from zulip_simulator import Simulator

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

KEY = "k3yOfTheGoalsBot"
THANKS = "Thank the people who lent boards for the simulator comparison"
OWING = {"ana-lind": 501, "hana-novakova": 503, "sofia-quispe": 511}


@pytest.fixture
def lumen(examples: Path, tmp_path: Path, run: Run) -> Path:
    """A copy of the example with what happened in its store."""
    root = tmp_path / "lumen"
    shutil.copytree(examples / "lumen", root, ignore=shutil.ignore_patterns(".headway"))
    for kind, folder in (("github", "activity"), ("zulip", "zulip")):
        assert run("import", kind, root / folder, root).exit_code == 0
    return root


@pytest.fixture
def chat(lumen: Path, zulip_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The simulator in place of the example's Zulip, with the accounts of all who owe something."""
    settings = (lumen / "headway.toml").read_text("utf-8")
    site = "https://lumen.zulipchat.example"
    (lumen / "headway.toml").write_text(settings.replace(site, zulip_simulator.url), "utf-8")
    monkeypatch.setenv("ZULIP_EMAIL", zulip_simulator.state.accounts[7].email)
    monkeypatch.setenv("ZULIP_API_KEY", KEY)
    monkeypatch.setenv("ZULIP_SITE", zulip_simulator.url)
    clock = zulip_simulator.clock
    patient = partial(network.Surroundings, clock.now, clock.sleep)
    monkeypatch.setattr(network, "Surroundings", patient)
    for login, number in OWING.items():
        zulip_simulator.state.add_account(login, number=number)
    zulip_simulator.state.add_stream("project-goals")
    return zulip_simulator


def written(simulator: Simulator, number: int) -> list[str]:
    accounts = simulator.state.accounts
    return simulator.state.direct(accounts[7], accounts[number])


def sent(root: Path) -> list[bool]:
    with open_store(str(root / ".headway/activity.db")) as store:
        return [bool(one.sent_at) for one in store.find(Reminder)]


def test_a_plan_first(lumen: Path, run: Run, kept: Kept) -> None:
    result = run("remind", lumen, "--full")
    assert result.exit_code == 0
    assert "nothing is changed yet" in result.stderr
    kept("remind-plan.txt", result.stdout)
    assert sent(lumen) == []


def test_texts_to_paste_are_noted_when_they_are_passed_on(
    lumen: Path, run: Run, kept: Kept
) -> None:
    result = run("remind", lumen, "--channel", "text")
    kept("remind-texts.txt", result.stdout)
    assert run("remind", lumen, "--channel", "text", "--apply").exit_code == 0
    assert sent(lumen) == [True, True, True]
    for channel in ("text", "zulip", "github"):
        assert "nothing to do" in run("remind", lumen, "--channel", channel).stdout


def test_everybody_gets_one_message_and_the_report_is_posted(
    lumen: Path, chat: Simulator, run: Run
) -> None:
    result = run("remind", lumen, "--apply", "--post-report")
    assert result.exit_code == 0, result.stderr
    assert [len(written(chat, number)) for number in OWING.values()] == [1] * len(OWING)
    (posted,) = chat.state.in_topic(10, "reminders")
    assert posted.startswith("3 of 3 reminders sent.")
    assert posted.endswith("*lumen-lang/goals, report of reminders 2026-02-26*")
    again = run("remind", lumen, "--apply", "--post-report")
    assert "nothing to do" in again.stdout
    assert len(chat.state.messages) == len(OWING) + 1


def test_what_failed_is_told_and_done_when_it_is_run_again(
    lumen: Path, chat: Simulator, run: Run
) -> None:
    chat.state.accounts[503].active = False
    result = run("remind", lumen, "--apply", "--post-report")
    assert result.exit_code == 1
    assert "failed: write to @hana-novakova on Zulip" in result.stderr
    (posted,) = chat.state.in_topic(10, "reminders")
    assert posted.startswith(
        "2 of 3 reminders sent.\n- not sent, hana-novakova: cannot write to direct messages with"
    )
    assert "hana-novakova' is no longer using Zulip." in posted
    chat.state.accounts[503].active = True
    assert run("remind", lumen, "--apply", "--post-report").exit_code == 0
    assert len(written(chat, 503)) == 1
    assert len(chat.state.in_topic(10, "reminders")) == 1


def test_a_zulip_that_is_down_is_told(lumen: Path, chat: Simulator, run: Run) -> None:
    chat.faults.update(dict.fromkeys(range(99), Fault.BROKEN_BEFORE))
    result = run("remind", lumen, "--apply")
    assert result.exit_code == 1
    assert "2 refused, 1 failed" in result.stderr
    assert "not tried, since Headway cannot" in result.stderr
    chat.faults.clear()
    assert run("remind", lumen, "--apply").exit_code == 0
    assert len(chat.state.messages) == len(OWING)


def test_the_plan_as_json(lumen: Path, chat: Simulator, run: Run) -> None:
    planned = json.loads(run("remind", lumen, "--json", "--post-report").stdout)
    jsonschema.validate(planned, schema())
    assert [one["people"] for one in planned["letters"]] == [[login] for login in OWING]
    assert [step["facts"]["people"] for step in planned["steps"]] == [
        *([login] for login in OWING),
        [],
    ]
    done = json.loads(run("remind", lumen, "--json", "--apply").stdout)
    jsonschema.validate(done, schema())
    assert done["complete"]
    assert len(chat.state.messages) == len(OWING)


def test_without_an_account_nothing_is_sent(
    lumen: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("ZULIP_EMAIL", "ZULIP_API_KEY", "ZULIP_SITE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    result = run("remind", lumen, "--apply")
    assert (result.exit_code, sent(lumen)) == (2, [])
    assert "it is not known with which account to ask Zulip" in result.stderr
    assert run("remind", lumen, "--apply", "--offline").exit_code == 2


def test_comments_on_github(
    lumen: Path, simulator: GitHubSimulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWAY_GITHUB_URL", simulator.url)
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.setenv("XDG_CACHE_HOME", str(lumen / "cache"))
    patient = partial(network.Surroundings, simulator.clock.now, simulator.clock.sleep)
    monkeypatch.setattr(import_module("headway.forge.opening"), "Surroundings", patient)
    simulator.state.add_account(SECRET, "ines-carvalho", **{"lumen-lang/goals": Access.WRITE})
    held = simulator.state.add_repository("lumen-lang/goals")
    for number in range(1, 35):
        held.add_issue(f"Issue {number}")
    assert run("remind", lumen, "--channel", "github", "--apply").exit_code == 0
    assert "nothing to do" in run("remind", lumen, "--channel", "github").stdout
    told = {number: [one.body for one in issue.comments] for number, issue in held.issues.items()}
    assert {number: len(texts) for number, texts in told.items() if texts} == {14: 1, 16: 1, 33: 1}
    assert told[14][0].startswith("@ana-lind: an update on this goal is awaited.")


def test_the_example_wishes_for_its_board(lumen: Path) -> None:
    with open_store(str(lumen / ".headway/activity.db")) as store:
        messages = store.find(Message)
    assert len(messages) == 10
    assert [wish.title for wish in wishes(messages, "Goals Board")] == [
        "Find a second person for the sensor board rack in Ghent",
        "Ask the registry team whether mirrors may be listed on the status page",
        f"{THANKS}: six of them, list in my last update",
        "Book the room for the units review before the summer school takes it",
    ]

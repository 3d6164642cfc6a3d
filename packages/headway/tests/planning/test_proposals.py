"""`headway proposals`: pull requests that propose goals, on a simulated GitHub."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from github_simulator import Access, File, Pull
from github_simulator.opened import SECRET
from headway.planning import proposals_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from github_simulator import Repository as Held
    from github_simulator import Simulator

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

DAY = datetime(2026, 2, 1, tzinfo=UTC)
GOAL = """# {title}

| Metadata         |           |
| ---------------- | --------- |
| Point of contact | @ana-lind |
| Status           | Proposed  |
| Tracking issue   |           |
| Zulip channel    | N/A       |
{rows}
## Summary

Count the bees.

## Motivation

There are many.

## Work items over the next year

| Task  | Owner(s)  | Notes |
| ----- | --------- | ----- |
| Count | @ana-lind |       |

## Team asks

| Team   | Support level | Notes |
| ------ | ------------- | ----- |
| [lang] | {level}       |       |
"""
CHAMPION = "| [lang] champion  | @maren-dahl |\n"


def goal(title: str, level: str = "Small", rows: str = "") -> str:
    return GOAL.format(title=title, level=level, rows=rows)


class Proposing:
    """The example's repository with its pull requests."""

    def __init__(self, held: Held) -> None:
        self.held = held

    def __call__(
        self, title: str, texts: dict[str, str | bytes | None], change: str = "ADDED", **more: Any
    ) -> int:
        """Open one by `@ana-lind`; a file without text cannot be read at its head."""
        draft, fork = more.pop("draft", False), more.pop("fork", "ana-lind/goals")
        number = max(self.held.issues, default=0) + 1
        head = f"{number:040x}"
        files = [File(path, change) for path in texts]
        pull = Pull(head, head_repository=fork, draft=draft, files=files)
        issue = self.held.add_issue(title, pull=pull, **{"author": "ana-lind", **more})
        issue.created_at = DAY + timedelta(days=number)
        for path, text in texts.items():
            if text is not None:
                data = text.encode() if isinstance(text, str) else text
                self.held.files[head, path] = data
        return issue.number

    def say(self, number: int, author: str | None, body: str, *, minimized: bool = False) -> None:
        said = self.held.add_comment(self.held.issues[number], author, body, minimized=minimized)
        said.created_at = DAY + timedelta(days=20)


@pytest.fixture
def propose(simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Proposing:
    monkeypatch.setenv("HEADWAY_GITHUB_URL", simulator.url)
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    simulator.state.add_account(SECRET, "pm", **{"lumen-lang/goals": Access.READ})
    return Proposing(simulator.state.add_repository("lumen-lang/goals"))


def found(run: Run, lumen: Path) -> dict[int, dict[str, Any]]:
    """The proposals by number, as JSON."""
    result = run("proposals", lumen, "--json")
    assert result.exit_code == 0, result.stderr
    listed = json.loads(result.stdout)
    jsonschema.validate(listed, proposals_text.schema())
    return {one["number"]: one for one in listed["proposals"]}


A, B = "src/2026/bees.md", "src/2026/wasps.md"


def test_the_list_reads_well(run: Run, lumen: Path, propose: Proposing, kept: Kept) -> None:
    propose("Count bees", {A: goal("Count bees", "Large", CHAMPION)})
    two = propose("Bees and wasps", {A: goal("Bees"), B: goal("Wasps", "Medium")}, fork=None)
    propose("Draft", {A: goal("Bees").replace("Proposed ", "Proposd ")}, draft=True)
    propose("Not text", {A: b"\0\1"})
    propose("Elsewhere", {"README.md": "# Read me", "src/2026/README.md": "# 2026\n"})
    propose("Gone", {"src/2026/glow-watch.md": None}, change="DELETED")
    propose("Who wrote this", {A: goal("Bees")}, author=None)
    propose.say(two, "maren-dahl", "Nice.\nI could champion this, but it looks Large to me.")
    propose.say(two, "ana-lind", "It is Medium.")
    result = run("proposals", lumen)
    assert result.exit_code == 0, result.stderr
    kept("proposals.txt", result.stdout)
    assert "headway: checking #1 Count bees" in result.stderr
    assert result.stderr.endswith("5 proposals\n")
    assert list(found(run, lumen)) == [1, 2, 3, 4, 7]


@pytest.mark.parametrize("change", ["ADDED", "MODIFIED", "RENAMED", "COPIED", "CHANGED"])
def test_a_goal_is_read_at_its_head(change: str, run: Run, lumen: Path, propose: Proposing) -> None:
    path = "src/2026/glow-watch.md"
    number = propose("Change", {path: goal("Other words", "Large")}, change=change)
    (seen,) = found(run, lumen)[number]["goals"]
    assert seen["change"] == change.lower()
    assert (seen["title"], seen["size"]) == ("Other words", "Large")
    assert seen["asks"] == [{"team": "lang", "level": "Large", "champion": None}]
    assert "Other words" not in (lumen / path).read_text("utf-8")


def test_diagnostics_are_those_of_the_head(run: Run, lumen: Path, propose: Proposing) -> None:
    number = propose("Bees", {A: goal("Bees").replace("@ana-lind |\n| Status", "somebody |\n| S")})
    (seen,) = found(run, lumen)[number]["goals"]
    assert seen["counts"]["error"] >= 1
    assert all(line.startswith(f"{A}:") for line in seen["diagnostics"])
    assert any("META" in line for line in seen["diagnostics"])


@pytest.mark.parametrize("data", [b"\0\1\2", None])
def test_a_file_that_cannot_be_read_is_listed(
    data: bytes | None, run: Run, lumen: Path, propose: Proposing
) -> None:
    number = propose("Bees", {A: data})
    one = found(run, lumen)[number]
    assert [goal["title"] for goal in one["goals"]] == [None]
    assert one["goals"][0]["diagnostics"][0].startswith("its text cannot be read")
    assert one["next_actor"] == "@ana-lind"


def test_feedback_is_what_others_say_of_size_and_champions(
    run: Run, lumen: Path, propose: Proposing
) -> None:
    number = propose("Bees", {A: goal("Bees")})
    propose.say(number, "ana-lind", "I need a champion.")
    propose.say(number, "maren-dahl", "Hello.\n\nWho would  champion it?")
    propose.say(number, "bo-okafor", "Nice weather.")
    propose.say(number, "rustbot[bot]", "This is a large pull request.")
    propose.say(number, "glow-bot", "This is a large pull request for three teams.")  # by settings
    propose.say(number, "kit-halloran", "Too large for the bandwidth we have", minimized=True)
    one = found(run, lumen)[number]
    (said,) = one["feedback"]
    assert (said["author"], said["line"]) == ("maren-dahl", "Who would champion it?")
    assert (said["about"], said["day"]) == (["champions"], "2026-02-21")
    assert "lang" in said["teams"]
    assert (one["age"], one["quiet"]) == (27, 8)


@pytest.mark.parametrize(
    ("text", "more", "said", "actor", "reason"),
    [
        (goal("B"), {"draft": True}, "kit-halloran", "@ana-lind", "the pull request is a draft"),
        (goal("B", "Huge"), {}, "kit-halloran", "@ana-lind", "1 error to mend"),
        (goal("B", "Large"), {}, "kit-halloran", "@ana-lind", "@kit-halloran spoke last"),
        (goal("B", "Large"), {}, "ana-lind", "lang (@", "a Medium or Large ask has no champion"),
        (goal("B", "Large", CHAMPION), {}, None, "the goals team", "nothing is missing"),
        (goal("B"), {}, "ana-lind", "the goals team", "nothing is missing"),
        (goal("B"), {"draft": True, "author": None}, None, "somebody new, since", "the pull"),
    ],
)
def test_who_acts_next(  # noqa: PLR0913, PLR0917  # a case and three fixtures
    text: str,
    more: dict[str, Any],
    said: str | None,
    actor: str,
    reason: str,
    run: Run,
    lumen: Path,
    propose: Proposing,
) -> None:
    number = propose("Bees", {A: text}, **more)
    if said:
        propose.say(number, said, "Words.")
    one = found(run, lumen)[number]
    assert one["next_actor"].startswith(actor), one
    assert one["reason"].startswith(reason), one


def test_no_proposal_is_an_empty_list(run: Run, lumen: Path, propose: Proposing) -> None:
    assert not propose.held.issues
    assert found(run, lumen) == {}
    assert run("proposals", lumen).stderr.endswith("0 proposals\n")


def test_a_missing_token_is_told_with_the_permission(
    run: Run, lumen: Path, propose: Proposing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert propose
    monkeypatch.setenv("GITHUB_TOKEN", "")
    result = run("proposals", lumen)
    assert result.exit_code == 3
    assert "`Pull requests: read` on lumen-lang/goals" in result.stderr


def test_offline_never_touches_the_network(
    run: Run, lumen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("it was touched"))
    result = run("proposals", lumen, "--offline")
    assert result.exit_code == 2

"""Tokens: where they come from, what they may do, and that nobody ever sees one."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import TYPE_CHECKING

import pytest

from github_simulator import Access
from github_simulator.opened import SECRET
from headway.forge.errors import (
    BadTokenError,
    ForbiddenError,
    ForgeError,
    IgnoredError,
    NotFoundError,
)
from headway.forge.model import IssueName, Label, NewIssue, Repository
from headway.forge.token import Token, UnusableTokenError, find_token

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from github_simulator import Simulator
    from github_simulator.opened import Opened
    from headway.forge.github import GitHub

PLAN = Repository("org", "plan")
ISSUE = IssueName(PLAN, 1)
WRITES: list[Callable[[GitHub], object]] = [
    lambda github: github.create_label(PLAN, Label("T-lang", "bfd4f2", "")),
    lambda github: github.update_label(PLAN, "bug", Label("bug", "bfd4f2", "")),
    lambda github: github.create_milestone(PLAN, "2026"),
    lambda github: github.create_issue(PLAN, NewIssue("A goal", "text")),
    lambda github: github.update_issue(ISSUE, title="Another"),
    lambda github: github.add_labels(ISSUE, ["bug"]),
    lambda github: github.remove_label(ISSUE, "bug"),
    lambda github: github.add_assignees(ISSUE, ["ana"]),
    lambda github: github.remove_assignees(ISSUE, ["ana"]),
    lambda github: github.add_comment(ISSUE, "text"),
    lambda github: github.lock_issue(ISSUE),
]


@pytest.fixture
def _goal(simulator: Simulator) -> None:
    repository = simulator.state.add_repository("org/plan")
    repository.add_issue("A goal", labels=["bug"], assignees=["ana"])
    repository.people += ["ana"]


@pytest.mark.usefixtures("_goal")
@pytest.mark.parametrize("write", WRITES)
def test_a_token_without_the_permission(
    simulator: Simulator, opened: Opened, write: Callable[[GitHub], object]
) -> None:
    simulator.state.accounts[SECRET].may_write_issues = False
    with opened() as github, pytest.raises(ForbiddenError) as caught:
        write(github)
    assert "Resource not accessible" in str(caught.value)
    assert "needs the permission `Issues: write` on org/plan" in str(caught.value)


@pytest.mark.usefixtures("_goal")
@pytest.mark.parametrize("write", WRITES)
def test_writing_without_a_token(opened: Opened, write: Callable[[GitHub], object]) -> None:
    with opened(secret=None) as github, pytest.raises(BadTokenError) as caught:
        write(github)
    assert "there is no token" in str(caught.value)
    assert "`Issues: write` on org/plan" in str(caught.value)
    assert "GITHUB_TOKEN" in str(caught.value)


@pytest.mark.usefixtures("_goal")
def test_a_token_that_github_does_not_know(opened: Opened) -> None:
    with opened(secret="ghp_unknown") as github, pytest.raises(BadTokenError) as caught:  # noqa: S106
        github.issue(ISSUE)
    assert "does not accept the token" in str(caught.value)
    assert "ghp_unknown" not in str(caught.value)


@pytest.mark.usefixtures("_goal")
def test_reading_what_is_public_needs_no_token(opened: Opened) -> None:
    with opened(secret=None) as github:
        assert github.issue(ISSUE).title == "A goal"
        with pytest.raises(BadTokenError, match="there is no token"):
            github.issues_named([ISSUE])


def test_what_a_token_may_not_see_is_not_found(simulator: Simulator, opened: Opened) -> None:
    simulator.state.add_repository("org/secret", private=True).add_issue("Hidden")
    secret = IssueName(Repository("org", "secret"), 1)
    with opened() as github:
        with pytest.raises(NotFoundError, match="needs the permission `Issues: write`"):
            github.add_comment(secret, "text")
        with pytest.raises(NotFoundError, match="needs the permission `Pull requests: read`"):
            list(github.open_pull_requests(secret.repository))


@pytest.mark.usefixtures("_goal")
def test_what_github_leaves_out_without_a_word_is_told(
    simulator: Simulator, opened: Opened
) -> None:
    with opened() as github:
        with pytest.raises(IgnoredError, match="left out `stranger`"):
            github.add_assignees(ISSUE, ["ana", "stranger"])
        simulator.state.accounts[SECRET].access["org/plan"] = Access.READ
        with pytest.raises(IgnoredError, match="left out `ana`"):
            github.remove_assignees(ISSUE, ["ana"])
        simulator.state.repositories["org/plan"].add_milestone("2026")
        simulator.state.repositories["org/plan"].issues[1].author = "ana"
        with pytest.raises(IgnoredError, match="the milestone `2026`"):
            github.update_issue(ISSUE, milestone="2026")
        made = github.create_issue(PLAN, NewIssue("New", "text", ("bug",), ("ana",), "2026"))
        assert (made.labels, made.assignees, made.milestone) == ((), (), None)


# --- nobody ever sees one -------------------------------------------------------------------------


@pytest.mark.usefixtures("_goal")
def test_no_token_is_shown_logged_or_stored(
    simulator: Simulator,
    opened: Opened,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    simulator.state.accounts[SECRET].may_write_issues = False
    with opened() as github:
        list(github.issues(PLAN))
        github.issues_named([ISSUE])
        for write in WRITES:
            with pytest.raises(ForgeError) as caught:
                write(github)
            shown += traceback.format_exception(caught.value)
        shown += [repr(github), repr(vars(github)), *map(repr, vars(github).values())]
        kept = [file.read_bytes() for file in opened.cache.iterdir()]
    kept += [file.read_bytes() for file in opened.cache.iterdir()]
    out, err = capfd.readouterr()
    shown += [*opened.told, out, err, caplog.text]
    assert caplog.text
    assert any(b"/repos/org/plan/issues" in data for data in kept)
    assert all(SECRET not in text for text in shown)
    assert all(SECRET.encode() not in data for data in kept)


def test_a_token_does_not_show_itself() -> None:
    token = Token(f" {SECRET}\n", "a test")
    assert token.header() == f"Bearer {SECRET}"
    assert SECRET not in f"{token} {token!r} {[token]}"
    with pytest.raises(TypeError, match="not written anywhere"):
        pickle.dumps(token)


@pytest.mark.parametrize("secret", ["two words", "line\nbreak", "schlüssel"])
def test_a_token_that_cannot_be_sent(secret: str) -> None:
    with pytest.raises(UnusableTokenError, match="the token from GITHUB_TOKEN") as caught:
        find_token({"GITHUB_TOKEN": secret})
    assert secret not in str(caught.value)


@pytest.mark.usefixtures("_goal")
def test_a_token_goes_to_githubs_own_address_alone(simulator: Simulator, opened: Opened) -> None:
    """A list whose next page is at another address is followed there, without the token."""
    repository = simulator.state.repositories["org/plan"]
    for number in range(120):
        repository.add_issue(f"Goal {number}")
    simulator.links_to = simulator.url.replace("127.0.0.1", "localhost")
    with opened() as github:
        assert len(list(github.issues(PLAN))) == 121
    assert ["authorization" in one.headers for one in simulator.log] == [True, False]


# --- where a token comes from ---------------------------------------------------------------------


def test_the_environment_comes_first(tmp_path: Path) -> None:
    gh = _gh(tmp_path, f"echo {SECRET}-gh")
    for environment, expected in (
        ({"GITHUB_TOKEN": "one", "GH_TOKEN": "two"}, "one"),
        ({"GITHUB_TOKEN": " ", "GH_TOKEN": "two"}, "two"),
        ({}, f"{SECRET}-gh"),
    ):
        token = find_token({**environment, "PATH": gh})
        assert token is not None
        assert token.header() == f"Bearer {expected}"


def test_gh_may_be_absent_or_logged_out(tmp_path: Path) -> None:
    assert find_token({"PATH": str(tmp_path)}) is None
    assert find_token({"PATH": _gh(tmp_path, "echo no account >&2; exit 1")}) is None


def test_gh_is_asked_only_where_its_token_belongs(tmp_path: Path) -> None:
    gh = _gh(tmp_path, f"echo {SECRET}")
    assert find_token({"PATH": gh}, ask_gh=False) is None


def _gh(folder: Path, does: str) -> str:
    """A program `gh` that does something when it is called as `gh auth token`."""
    program = folder / "gh"
    program.write_text(f'#!/bin/sh\n[ "$*" = "auth token" ] || exit 2\n{does}\n')
    program.chmod(0o755)
    return str(folder)

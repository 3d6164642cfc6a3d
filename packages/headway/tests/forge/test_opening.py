"""GitHub as the command line opens it: all from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from github_simulator.opened import SECRET
from headway.forge.model import IssueName, Repository
from headway.forge.opening import open_github

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from github_simulator import Simulator


def test_address_token_and_cache_come_from_the_environment(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    told: list[str] = []
    environment = {"HEADWAY_GITHUB_URL": simulator.url, "GH_TOKEN": SECRET}
    for _ in range(2):
        with open_github(told.append, environment) as github:
            assert github.issue(IssueName(Repository("org", "plan"), 1)).title == "A goal"
    assert [one.status for one in simulator.log] == [200, 304]
    assert simulator.log[0].headers["authorization"] == f"Bearer {SECRET}"
    assert (tmp_path / "headway/github/github.db").exists()
    assert told == []


def test_gh_is_not_asked_for_a_token_for_another_address(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    gh = tmp_path / "gh"
    gh.write_text("#!/bin/sh\necho ghp_of_github_com\n")
    gh.chmod(0o755)
    environment = {"HEADWAY_GITHUB_URL": simulator.url, "PATH": str(tmp_path)}
    with open_github(lambda _: None, environment) as github:
        github.issue(IssueName(Repository("org", "plan"), 1))
    assert "authorization" not in simulator.log[0].headers


def test_an_installation_of_its_own_has_graphql_beside_rest(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    name = IssueName(Repository("org", "plan"), 1)
    environment = {"HEADWAY_GITHUB_URL": f"{simulator.url}/v3", "GH_TOKEN": SECRET}
    with open_github(lambda _: None, environment) as github:
        assert list(github.issues_named([name])) == [name]
    assert simulator.asked("POST") == ["/graphql"]

from __future__ import annotations

import gc
import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from headway.cli import main
from headway.planning.owners import Checkout, NotATeamFileError, owners
from headway.program.config import TeamsRepository
from headway.program.load import Options, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from headway.program.model import Period

BY_HAND = """\
# Kept by the goals team.
name = "goal-owners"
kind = "marker-team"

[people]
leads = ["ines-carvalho"] # since 2025
members = [
    "gone-long-ago",
    { github = "maren-dahl", roles = ["chair"] },
]
included-teams = []
alumni = ["Nadia-Elbaz"]

[[github]]
orgs = ["lumen-lang", "lumen-labs"]

[website]
name = "Goal owners"
"""
SETTINGS = TeamsRepository(organisations=("lumen-lang",), add_person="cargo run add-person LOGIN")


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Commands switch the garbage collector off, since they end with their process."""
    yield
    gc.enable()


@pytest.fixture(scope="module")
def period(examples: Path) -> Period:
    found = load(examples / "lumen", Options(offline=True)).program.period("2026")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def logins(period: Period) -> list[str]:
    return sorted({str(goal.point_of_contact)[1:] for goal in period.listed})


@pytest.fixture
def checkout(tmp_path: Path, logins: list[str]) -> Path:
    """A team repository that knows all owners but the last, the first in another spelling."""
    (tmp_path / "teams/people").mkdir(parents=True)
    (tmp_path / "teams/teams").mkdir()
    first, *rest = logins[:-1]
    for login in (first.title(), *rest, "somebody-else"):
        (tmp_path / f"teams/people/{login}.toml").write_text(f'name = "X"\ngithub = "{login}"\n')
    return tmp_path / "teams"


def run(*args: str | Path) -> Result:
    command = ["teams-repo", *map(str, args), "--offline", "--period", "2026"]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def test_a_new_file_is_shown_then_written_once(
    examples: Path, checkout: Path, logins: list[str], snapshot: SnapshotAssertion
) -> None:
    command = (examples / "lumen", "--checkout", checkout)
    result = run(*command)
    assert (result.exit_code, result.stdout, result.stderr) == snapshot
    assert not list((checkout / "teams").iterdir())
    assert "done: create teams/goal-owners.toml" in run(*command, "--apply").stderr
    team = tomllib.loads((checkout / "teams/goal-owners.toml").read_text())
    assert team["people"]["members"] == [logins[0].title(), *logins[1:-1]]
    assert run(*command).stdout == ""


def test_as_json(examples: Path, checkout: Path, logins: list[str]) -> None:
    found = json.loads(run(examples / "lumen", "--checkout", checkout, "--json").stdout)
    assert (found["version"], found["applied"]) == (1, False)
    assert [one["login"] for one in found["unlisted"]] == [logins[-1]]
    assert found["added"] == found["members"]
    assert [one["file"] for one in found["changes"]] == ["teams/goal-owners.toml"]


def test_what_people_wrote_by_hand_is_kept(period: Period, logins: list[str]) -> None:
    found = owners([period], SETTINGS, Checkout(tuple(logins), BY_HAND.encode()))
    assert found.change is not None
    after = found.change.after.decode()
    start, end = BY_HAND.index("members"), BY_HAND.index("included-teams")
    assert after.startswith(BY_HAND[:start])
    assert after.endswith(BY_HAND[end:])
    members = tomllib.loads(after)["people"]["members"]
    assert {"github": "maren-dahl", "roles": ["chair"]} in members
    assert len(members) == len(logins)
    assert found.removed == ("gone-long-ago",)
    assert "maren-dahl" not in found.added
    assert found.alumni == ("Nadia-Elbaz",)
    again = owners([period], SETTINGS, Checkout(tuple(logins), found.change.after))
    assert again.change is None


@given(st.data())
def test_the_members_are_the_owners_whom_the_repository_knows(
    period: Period, logins: list[str], data: st.DataObject
) -> None:
    known = data.draw(st.lists(st.sampled_from(logins), unique=True))
    were = data.draw(st.lists(st.sampled_from([*logins, "other"]), unique=True))
    file = f'[people]\nleads = []\nmembers = {json.dumps(were)}\nother = "kept"\n'.encode()
    found = owners([period], SETTINGS, Checkout(tuple(known), file))
    after = tomllib.loads((found.change.after if found.change else file).decode())
    assert sorted(after["people"].pop("members")) == sorted(known)
    assert after == {"people": {"leads": [], "other": "kept"}}
    assert (found.change is None) == (set(were) == set(known))
    assert {one.login for one in found.unlisted} == set(logins) - set(known)
    assert set(found.added) == set(known) - set(were)
    assert set(found.removed) == set(were) - set(known)


@pytest.mark.parametrize(
    "file",
    [b"\xff", b"name = ", b'people = "x"', b"[people]\nmembers = 1", b"[people]\nmembers = [1]"],
)
def test_what_is_no_team_is_refused(period: Period, file: bytes) -> None:
    with pytest.raises(NotATeamFileError, match=r"teams/goal-owners\.toml"):
        owners([period], SETTINGS, Checkout((), file))


def test_a_folder_that_is_no_team_repository_is_refused(examples: Path, tmp_path: Path) -> None:
    result = run(examples / "lumen", "--checkout", tmp_path)
    assert result.exit_code == 2
    assert "no folder `people`" in result.stderr


def test_the_owners_of_the_real_goals(corpus: Path) -> None:
    program = load(corpus / "rust-goals", Options(offline=True)).program
    period = program.period("2026")
    assert period is not None
    people = json.loads((corpus / "team/people.json").read_text())["people"]
    found = owners([period], program.config.teams_repository, Checkout(tuple(people), None))
    assert found.change is not None
    team = tomllib.loads(found.change.after.decode())
    assert team["github"] == [{"orgs": ["rust-lang"]}]
    owning = {str(goal.point_of_contact)[1:].casefold() for goal in period.listed}
    unlisted = {one.login.casefold() for one in found.unlisted}
    assert {login.casefold() for login in team["people"]["members"]} == owning - unlisted
    assert set(team["people"]["members"]) <= set(people)
    assert all(one.command == f"cargo run add-person {one.login}" for one in found.unlisted)

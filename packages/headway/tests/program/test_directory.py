from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from headway.errors import BadTeamDataError
from headway.program.load import Loaded, Options, load

Make = Callable[[Mapping[str, str]], Path]

TEAMS = {
    "lang": {
        "members": [
            {"github": "ana", "is_lead": True},
            {"github": "bo", "is_lead": False},
        ],
        "website_data": {"name": "Language team", "repo": "https://lang.example"},
    },
    "types": {"members": [], "website_data": None},
}
PEOPLE = {
    "people": {"Ana": {"name": "Ana L", "github_id": 7}, "bo": {"name": "Bo", "github_id": 8}}
}
ARCHIVED = {"docs": {"members": [{"github": "cy", "is_lead": False}]}}
ZULIP = {"users": {"70": 7}}
API: dict[str, Any] = {
    "data/teams.json": json.dumps(TEAMS),
    "data/people.json": json.dumps(PEOPLE),
    "data/archived-teams.json": json.dumps(ARCHIVED),
    "data/zulip-map.json": json.dumps(ZULIP),
}
GOAL = """\
# A goal

| Metadata | |
|---|---|
| Point of contact | @ana |
| Status | Proposed |
| [lang] champion | @bo |

## Team asks

| Team | Support level | Notes |
|---|---|---|
| [TEAM] | Medium | |
"""


def check(root: Path, **options: Any) -> Loaded:
    return load(root, Options(today=date(2026, 3, 1), **options))


def codes(loaded: Loaded, *prefixes: str) -> list[str]:
    return [d.code for d in loaded.report.diagnostics if d.code.startswith(prefixes)]


def test_a_folder_that_is_named(make: Make) -> None:
    root = make({**API, "src/2026/a.md": GOAL.replace("TEAM", "lang")})
    directory = check(root, team_data=root / "data").program.directory
    assert directory is not None
    lang, docs = directory.team("LANG"), directory.team("docs")
    assert lang is not None
    assert docs is not None
    assert (lang.name, lang.url, lang.members, lang.leads) == (
        "Language team",
        "https://lang.example",
        ("ana", "bo"),
        ("ana",),
    )
    assert (lang.archived, docs.archived) == (False, True)
    ana, bo = directory.person("@ANA"), directory.person("bo")
    assert ana is not None
    assert bo is not None
    assert (ana.name, ana.zulip, bo.zulip) == ("Ana L", 70, None)
    assert directory.person("@nobody") is None
    assert directory.team("nothing") is None


def test_the_two_needed_files_are_enough(make: Make) -> None:
    root = make({k: v for k, v in API.items() if k.endswith(("/teams.json", "people.json"))})
    make({"src/2026/a.md": GOAL})
    directory = check(root, team_data=root / "data").program.directory
    assert directory is not None
    assert set(directory.teams) == {"lang", "types"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("teams.json", None, "there is no teams.json"),
        ("people.json", None, "there is no people.json"),
        ("teams.json", "{", "no JSON"),
        ("people.json", "[]", "shape"),
        ("people.json", "{}", "shape"),
        ("people.json", '{"people": {"a": {}}}', "shape"),
        ("teams.json", "[1]", "shape"),
        ("teams.json", "null", "shape"),
        ("teams.json", '{"lang": {"members": [{}]}}', "shape"),
        ("archived-teams.json", '{"lang": 1}', "shape"),
        ("zulip-map.json", '{"users": {"x": 1}}', "shape"),
        ("zulip-map.json", '{"users": []}', "shape"),
        ("teams.json", '{"lang": {"members": null}}', "shape"),
    ],
)
def test_bad_team_data_is_refused(make: Make, name: str, content: str | None, words: str) -> None:
    root = make({**API, "src/2026/a.md": GOAL})
    if content is None:
        (root / "data" / name).unlink()
    else:
        (root / "data" / name).write_text(content)
    with pytest.raises(BadTeamDataError, match=words) as error:
        check(root, team_data=root / "data")
    assert error.value.exit_code == 3


def test_the_program_s_own_file(make: Make) -> None:
    toml = '[teams.lang]\nleads = ["ana"]\nmembers = ["bo"]\n[people]\nbo = "Bo O"\n'
    directory = check(make({"teams.toml": toml, "src/2026/a.md": GOAL})).program.directory
    assert directory is not None
    assert directory.origin == "teams.toml"
    bo, ana = directory.person("bo"), directory.person("ana")
    assert bo is not None
    assert ana is not None
    assert (bo.name, ana.name) == ("Bo O", "ana")


def test_a_folder_that_is_named_wins_over_the_program_s_own_file(make: Make) -> None:
    root = make({**API, "teams.toml": "[teams.other]\n", "src/2026/a.md": GOAL})
    directory = check(root, team_data=root / "data").program.directory
    assert directory is not None
    assert directory.origin == str(root / "data")


def test_without_a_directory_its_checks_are_skipped(make: Make) -> None:
    loaded = check(make({"src/2026/a.md": GOAL.replace("TEAM", "nonsense")}))
    assert loaded.program.directory is None
    assert codes(loaded, "TEAM", "PERS") == []
    (skipped,) = loaded.report.summary.skipped
    assert "teams and people" in skipped
    assert "--team-data" in skipped


def test_a_broken_own_file_skips_the_checks_as_well(make: Make) -> None:
    loaded = check(make({"teams.toml": "[teams", "src/2026/a.md": GOAL}))
    assert loaded.program.directory is None
    assert codes(loaded, "CONF", "TEAM") == ["CONF001"]
    assert "teams.toml" in loaded.report.summary.skipped[0]


@pytest.mark.parametrize(
    ("team", "expected"),
    [("lang", []), ("LANG", ["TEAM002"]), ("lnag", ["TEAM001"]), ("docs", ["TEAM003"])],
)
def test_teams_are_looked_up(make: Make, team: str, expected: list[str]) -> None:
    root = make({**API, "src/2026/a.md": GOAL.replace("TEAM", team)})
    assert codes(check(root, team_data=root / "data"), "TEAM") == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-01-01", ["TEAM003"]), ("2026-12-31", ["TEAM003"]), ("2027-01-01", [])],
)
def test_an_archived_team_matters_in_a_current_period_only(
    make: Make, today: str, expected: list[str]
) -> None:
    root = make({**API, "src/2026/a.md": GOAL.replace("TEAM", "docs")})
    options = Options(today=date.fromisoformat(today), team_data=root / "data")
    assert codes(load(root, options), "TEAM") == expected


def test_a_person_whom_nobody_knows_is_a_hint_in_a_current_period_only(make: Make) -> None:
    files = {f"src/{period}/a.md": GOAL.replace("@ana", "@nobody") for period in ("2025h1", "2026")}
    root = make({**API, **files})
    loaded = check(root, team_data=root / "data")
    assert [
        (d.file, d.severity.value) for d in loaded.report.diagnostics if d.code == "PERS002"
    ] == [("src/2026/a.md", "hint")]


def test_accounts_on_zulip_by_both_kinds_of_directory(make: Make) -> None:
    own = '[teams.lang]\nmembers = ["ana"]\n[zulip]\nana = 70\ncy = 71\n'
    root = make({"src/2026/a.md": GOAL, "teams.toml": own, **API})
    for options in ({}, {"team_data": root / "data"}):
        directory = check(root, **options).program.directory
        assert directory is not None
        person = directory.person_on_zulip(70)
        assert person is not None
        assert person.login.casefold() == "ana"
        assert directory.person_on_zulip(72) is None
    directory = check(root).program.directory
    assert directory is not None
    assert [(one.login, one.zulip) for one in directory.people.values()] == [
        ("ana", 70),
        ("cy", 71),
    ]

"""What is told of the teams that goals name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from headway.program.load import Options, load

Make = Callable[[Mapping[str, str]], Path]

TEAMS = "[teams.lang]\nmembers = ['ana']\n\n[teams.compiler]\nmembers = ['bo']\n"
GOAL = """\
# A goal

| Metadata | |
|---|---|
| Point of contact | @ana |
| Status | Proposed |

### Work items over the next year

| Task | Owner(s) | Notes |
|---|---|---|
| Build | {owner} | [langg] |

[Foundation]: https://foundation.example
"""
Told = tuple[str, str, str | None, bool | None]


def told(root: Path) -> list[Told]:
    diagnostics = load(root, Options(offline=True)).report.diagnostics
    return [
        (
            one.code,
            one.message,
            one.fix.edits[0].replacement if one.fix else None,
            one.fix.safe if one.fix else None,
        )
        for one in diagnostics
        if one.code.startswith("TEAM")
    ]


@pytest.mark.parametrize(
    ("owner", "name", "fix"),
    [
        ("[langg]", "langg", "lang"),
        ("@ana, [compilr] and @bo", "compilr", "compiler"),
        ("the [langg] team", "langg", "lang"),
        ("[langg][]", "langg", "lang"),
        ("[Consortium]", "Consortium", None),
    ],
)
def test_an_owner_in_brackets_that_is_no_team(
    make: Make, owner: str, name: str, fix: str | None
) -> None:
    root = make({"src/2026/a.md": GOAL.format(owner=owner), "teams.toml": TEAMS})
    safe = False if fix else None
    assert told(root) == [("TEAM004", f"there is no team `{name}`", fix, safe)]


def test_an_owner_that_is_a_team_in_other_letter_case(make: Make) -> None:
    root = make({"src/2026/a.md": GOAL.format(owner="[Lang]"), "teams.toml": TEAMS})
    assert told(root) == [("TEAM004", "the team `Lang` is `lang`", "lang", True)]


@pytest.mark.parametrize(
    "owner",
    [
        "[lang]",
        "[lang], [compiler]",
        "[Foundation]",
        "[Others](https://others.example)",
        "![Help wanted][]",
        "![Team][] [langg]",
        "langg",
    ],
)
def test_other_owners_are_not_told_as_teams(make: Make, owner: str) -> None:
    root = make({"src/2026/a.md": GOAL.format(owner=owner), "teams.toml": TEAMS})
    assert told(root) == []


def test_without_a_directory_no_team_is_unknown(make: Make) -> None:
    assert told(make({"src/2026/a.md": GOAL.format(owner="[langg]")})) == []


@pytest.mark.parametrize("owners", ["[langg]", "[Lang]"])
def test_tasks_of_the_older_form(make: Make, owners: str) -> None:
    older = GOAL.replace("### Work items over the next year", "## Ownership and team asks")
    older = older.replace("Owner(s)", "Owner(s) or team(s)").format(owner=owners)
    (found,) = told(make({"src/2025h1/a.md": older, "teams.toml": TEAMS}))
    assert found[0] == "TEAM004"

"""Tables that stand in the wrong place, or have the wrong columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[..., list[str]]

HEAD = """\
# A goal

| Metadata | |
|---|---|
| Point of contact | @ana |
| Status | Proposed |

## Summary

Words.

"""
OLDER = """\
| Task | Owner(s) or team(s) | Notes |
|---|---|---|
| Write it | @bo | |
| RFC decision | ![Team][] [lang] | |
| RFC decision | ![Team][] [types] | |
"""


def asks(table: str) -> str:
    return f"{HEAD}## Team asks\n\n{table}"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("| Support level | Team | Notes |", "| Small | [lang] | x |"),
        ("| Team | Notes | Support level |", "| [lang] | x | Small |"),
        ("| Notes | Support level | Team |", "| x | Small | [lang] |"),
    ],
)
def test_columns_in_another_order_are_told_once(told: Tell, head: str, row: str) -> None:
    table = f"{head}\n|---|---|---|\n{row}\n{row.replace('lang', 'types')}\n"
    assert told(asks(table)) == ["14 ASK011: the columns are in another order than they must be"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("| [lang] | x | Small |", "Notes"),
        ("| Small | [lang] | x |", "Team"),
        ("| small | | x |\n| Large | [lang] | x |", "Team"),
    ],
)
def test_rows_in_another_order_are_told_once(told: Tell, row: str, column: str) -> None:
    table = f"| Team | Support level | Notes |\n|---|---|---|\n{row}\n{row}\n"
    message = f"the rows have another order than the head: levels stand under `{column}`"
    found = [line for line in told(asks(table)) if "ASK007" not in line]
    assert found == [f"14 ASK011: {message}"]


def test_an_unknown_level_in_one_row_is_told_there(told: Tell) -> None:
    table = "| Team | Support level | Notes |\n|---|---|---|\n| [a] | Tiny | |\n| [b] | Small | |\n"
    assert told(asks(table)) == ["16 ASK006: unknown support level `Tiny`"]


@pytest.mark.parametrize("owners", ["Owner(s)", "Owner", "Owner(s) or team(s)"])
def test_the_head_of_owners_is_free(told: Tell, owners: str) -> None:
    tasks = f"| Task | {owners} | Notes |\n|---|---|---|\n| Build | @ana | |\n"
    table = "| Team | Support level | Notes |\n|---|---|---|\n| [lang] | Small | |\n"
    assert told(f"{asks(table)}\n### Work items over the next year\n\n{tasks}") == []


def test_a_table_of_the_older_form_under_team_asks_is_told_once(told: Tell) -> None:
    assert told(asks(OLDER)) == ["14 ASK010: this table asks teams as goals did before 2026"]


def test_a_section_of_the_older_form_that_is_misnamed(told: Tell) -> None:
    assert told(f"{HEAD}## Ownership and asks\n\n{OLDER}", "2025h1") == [
        (
            "12 SECT003: the existing tool does not read `Ownership and asks`: "
            "the section's title is `Ownership and team asks`"
        )
    ]


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (OLDER, "Ownership and team asks"),
        ("| Team | Support level | Notes |\n|---|---|---|\n| [lang] | Small | |\n", "Team asks"),
    ],
)
def test_asks_under_a_heading_of_their_own(told: Tell, table: str, title: str) -> None:
    assert told(f"{HEAD}## What we need\n\n{table}") == [
        "12 ASK008: asks under `What we need` are not read by the existing tool",
    ], title


def test_a_goal_without_asks(told: Tell) -> None:
    assert told(HEAD) == ["1 ASK008: there is no section `Team asks`"]

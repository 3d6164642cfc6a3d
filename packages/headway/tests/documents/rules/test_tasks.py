"""What is told of tasks and their owners."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[..., list[str]]

ITEMS = "# T\n\n### Work items over the next year\n\n| Task | Owner(s) | Notes |\n|---|---|---|\n"
OLDER = (
    "# T\n\n## Ownership and team asks\n\n| Task | Owner(s) or team(s) | Notes |\n|---|---|---|\n"
)


def of(told: list[str], code: str) -> list[str]:
    return [line.partition(f"{code}: ")[2] for line in told if f" {code}: " in line]


@pytest.mark.parametrize("head", [ITEMS, OLDER])
def test_owners_without_a_task(told: Tell, head: str) -> None:
    message = "this row has owners and no task, so it does not count"
    assert of(told(f"{head}| Build | @ana | |\n| | @bo | |\n"), "TASK006") == [message]


@pytest.mark.parametrize("row", ["| | | |", "| | | said |", "| Build | | |"])
def test_rows_without_owners_promise_nothing(told: Tell, row: str) -> None:
    assert of(told(f"{ITEMS}{row}\n"), "TASK006") == []


def test_an_ask_that_does_not_say_what_is_asked(told: Tell) -> None:
    found = told(f"{OLDER}| Build | @ana | |\n| | ![Team][] [lang] | |\n")
    assert of(found, "TASK006") == ["this row does not say what the team is asked"]


@pytest.mark.parametrize("owner", ["![Team][] [lang]", "![Team] [lang]", "[Team][] [lang]"])
def test_a_team_that_is_asked_among_the_work_items(told: Tell, owner: str) -> None:
    assert [line for line in told(f"{ITEMS}| Decide | {owner} | |\n") if "TASK" in line] == [
        f"7 TASK001: `{owner}` asks a team as goals did before 2026, and here is no owner"
    ]

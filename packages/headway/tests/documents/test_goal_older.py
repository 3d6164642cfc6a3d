"""The form that goals had from 2024h2 to 2025h2."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.documents.values import Form, Goal

ReadGoal = Callable[[str], Goal]

GOAL = """\
# A goal

| Metadata | |
|---|---|
| Status | Accepted |

## Ownership and team asks

| Task | Owner(s) or team(s) | Notes |
|---|---|---|
| Discussion and moral support | ![Team][] [lang], [types] | |
| Write the code | @ana, @bo | ![Complete][] |

### First part

| Task | Owner(s) or team(s) | Notes |
|---|---|---|
| RFC decision | ![Team][] [lang] | soon |
| Build | ![Help wanted][] | |

### Only words

Nothing to do.
"""


@pytest.fixture(scope="module")
def value(goal: ReadGoal) -> Goal:
    return goal(GOAL)


def test_each_team_of_a_row_is_an_ask(value: Goal) -> None:
    assert value.form is Form.OLDER
    assert [(ask.team, ask.level, ask.kind, ask.notes, ask.task) for ask in value.asks] == [
        ("lang", None, "Discussion and moral support", None, None),
        ("types", None, "Discussion and moral support", None, None),
        ("lang", None, "RFC decision", "soon", "First part"),
    ]
    assert value.size is None


def test_the_other_rows_are_tasks(value: Goal) -> None:
    assert [(task.task, task.owners, task.notes) for task in value.tasks] == [
        ("Write the code", ("@ana", "@bo"), "![Complete][]")
    ]


def test_sections_with_a_table_are_subgoals(value: Goal) -> None:
    assert [subgoal.title for subgoal in value.subgoals] == ["First part"]
    assert [(task.task, task.owners) for task in value.subgoals[0].tasks] == [
        ("Build", ("Help wanted",))
    ]


@pytest.mark.parametrize(
    ("cell", "teams"),
    [
        ("![Team][] [lang]", ["lang"]),
        ("![Team] [lang]", ["lang"]),
        ("![team][] [lang] [types]", ["lang", "types"]),
        ("![Team][] [lang](https://x.example), [types][]", ["lang", "types"]),
        ("[lang] ![Team][]", ["lang"]),
        ("![Team][] lang", ["lang"]),
        ("![Team][]", []),
    ],
)
def test_how_teams_are_read(goal: ReadGoal, cell: str, teams: list[str]) -> None:
    value = goal(
        "# T\n\n## Ownership and team asks\n\n| Task | Owner(s) or team(s) | Notes |\n"
        f"|---|---|---|\n| RFC decision | {cell} | |\n"
    )
    assert [ask.team for ask in value.asks] == teams
    assert value.tasks == ()


def test_the_column_of_owners_may_be_named_as_in_the_present_form(goal: ReadGoal) -> None:
    value = goal(GOAL.replace("Owner(s) or team(s)", "Owner(s)"))
    assert len(value.asks) == 3
    assert [task.task for task in value.all_tasks] == ["Write the code", "Build"]

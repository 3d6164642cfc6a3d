"""The form that goals have since 2026."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.documents.values import Form, Goal, Level

ReadGoal = Callable[[str], Goal]

GOAL = """\
# A goal

| Metadata | |
|---|---|
| Roadmap | One |

## Motivation

### Work items over the next year

| Task | Owner(s) | Notes |
|---|---|---|
| Lead | @ana | first |
| Nobody | | |

#### First part

Do the first part.

| Metadata | |
|---|---|
| Roadmap | Two |
| Timespan | 2026-2027 |
| What and why | Since it is first |

| Task | Owner(s) | Notes |
|---|---|---|
| Build | @bo, ![Help wanted][] | |

#### Second part

No table here.

## Team asks

| Team | Support level | Notes |
|---|---|---|
| [lang] | Medium | an RFC |
| [compiler] | small | |
| ... | ... | *none* |
| [docs] | | nothing yet |

### Part of the asks

| Team | Support level | Notes |
|---|---|---|
| [types] | LARGE | |

## Funding

| Purpose | Cost | Funded | Sponsor(s) |
|---|---|---|---|
| A year of work | $54,000 | Partial by Us | Us, Them |
| | | | |

## Help wanted

| Task | Experience level | Time investment |
|---|---|---|
| Test it | none | an hour |

## Frequently asked questions

| Task | Owner(s) | Notes |
|---|---|---|
| A stray task | @nobody | |
"""


@pytest.fixture(scope="module")
def value(goal: ReadGoal) -> Goal:
    return goal(GOAL)


def test_asks(value: Goal) -> None:
    assert value.form is Form.PRESENT
    assert [(ask.team, ask.level, ask.kind, ask.notes, ask.task) for ask in value.asks] == [
        ("lang", "Medium", None, "an RFC", None),
        ("compiler", "Small", None, None, None),
        ("types", "Large", None, None, "Part of the asks"),
    ]
    assert value.size is Level.LARGE


def test_tasks_of_the_goal_itself(value: Goal) -> None:
    assert [(task.task, task.owners, task.notes) for task in value.tasks] == [
        ("Lead", ("@ana",), "first"),
        ("Nobody", (), None),
        ("A stray task", ("@nobody",), None),
    ]


def test_subgoals(value: Goal) -> None:
    first, second = value.subgoals
    assert (first.title, first.roadmaps, first.timespan) == ("First part", ("Two",), "2026-2027")
    assert first.what_and_why == "Since it is first"
    assert [(task.task, task.owners) for task in first.tasks] == [("Build", ("@bo", "Help wanted"))]
    assert (second.title, second.tasks, second.what_and_why) == ("Second part", (), None)


def test_what_the_goal_and_its_subgoals_say_together(value: Goal) -> None:
    assert value.all_roadmaps == ("One", "Two")
    assert [task.task for task in value.all_tasks] == ["Lead", "Nobody", "A stray task", "Build"]
    assert value.task_owners == ("@ana", "@nobody", "@bo")


def test_funding_and_help(value: Goal) -> None:
    assert [(f.purpose, f.cost, f.funded, f.sponsors) for f in value.funding] == [
        ("A year of work", "$54,000", "Partial by Us", "Us, Them")
    ]
    assert [(h.task, h.experience_level, h.time_investment) for h in value.help_wanted] == [
        ("Test it", "none", "an hour")
    ]
    assert value.needs_funding
    assert value.needs_contributor


def test_spans_of_rows_cover_their_lines(value: Goal) -> None:
    source = GOAL.encode()
    assert source[slice(*value.asks[0].span)] == b"| [lang] | Medium | an RFC |"
    assert source[slice(*value.tasks[0].span)] == b"| Lead | @ana | first |"
    assert source[slice(*value.funding[0].span)].startswith(b"| A year of work |")


def test_a_table_under_the_heading_of_the_older_form(goal: ReadGoal) -> None:
    value = goal(
        "# T\n\n## Ownership and team asks\n\n| Team | Support level | Notes |\n|---|---|---|\n"
        "| [lang] | Small | |\n"
    )
    assert value.form is Form.PRESENT
    assert [(ask.team, ask.level) for ask in value.asks] == [("lang", "Small")]


@pytest.mark.parametrize(
    ("row", "teams"),
    [
        ("| [lang] | Small | |", ["lang"]),
        ("| [lang][] | Small | |", ["lang"]),
        ("| [lang](https://x.example) | Small | |", ["lang"]),
        ("| ![Team][] [lang] | Small | |", ["lang"]),
        ("| lang | Small | |", ["lang"]),
        ("| [wg-2229] | Small | |", ["wg-2229"]),
        ("| [lang] | Tiny | |", ["lang"]),
        ("| [lang] | | |", []),
        ("| [lang] | ... | |", []),
        ("| | Small | |", []),
    ],
)
def test_how_a_row_of_asks_is_read(goal: ReadGoal, row: str, teams: list[str]) -> None:
    value = goal(f"# T\n\n## Team asks\n\n| Team | Support level | Notes |\n|---|---|---|\n{row}\n")
    assert [ask.team for ask in value.asks] == teams


def test_an_unknown_level_stands_as_written(goal: ReadGoal) -> None:
    value = goal(
        "# T\n\n## Team asks\n\n| Team | Support level | Notes |\n|---|---|---|\n"
        "| [lang] | Tiny | |\n| [types] | medium | |\n| [libs] | Huge | |\n"
    )
    assert [(ask.team, ask.level) for ask in value.asks] == [
        ("lang", "Tiny"),
        ("types", "Medium"),
        ("libs", "Huge"),
    ]
    assert value.size is Level.MEDIUM


@pytest.mark.parametrize("needs", ["Contributor", "contributor"])
def test_needs_without_a_section(goal: ReadGoal, needs: str) -> None:
    value = goal(f"# T\n\n| Metadata | |\n|---|---|\n| Needs | {needs} |\n")
    assert (value.needs_contributor, value.needs_funding) == (True, False)

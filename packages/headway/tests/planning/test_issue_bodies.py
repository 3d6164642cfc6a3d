"""The texts of tracking issues: as they are made, and as they are kept in step."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.pages.shelf import Abroad, Shelf
from headway.planning.issues.body import boxes, new_body
from headway.planning.issues.merging import merged
from headway.program.load import Options, load
from headway.text import Item, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from headway.documents.values import Goal
    from headway.planning.issues.merging import Merged
    from headway.program.model import Program
    from headway.text import Tree

    Kept = Callable[[str, str], None]

OLDER = """# Old

| Metadata         |          |
| ---------------- | -------- |
| Point of contact | @anna    |
| Status           | Accepted |
| Tracking issue   | [rust-lang/goals#7] |

## Summary

One line.

## Ownership and team asks

| Task           | Owner(s) or team(s) | Notes |
| -------------- | ------------------- | ----- |
| Write the code | @anna, @bob         |       |
| RFC decision   | ![Team][] [lang]    | ![Complete][] |

### Sub one

| Task         | Owner(s) or team(s) | Notes |
| ------------ | ------------------- | ----- |
| Implement    |                     |       |
| RFC decision | ![Team][] [types]   |       |
"""
TODAYS = """
| Metadata         | |
| --------         | --- |
| Point of contact | @anna |
| Team(s)          | [lang](https://github.com/rust-lang/lang-team), [types](https://www.rust-lang.org/governance/teams) |
| Goal document    | [2025h1/old]({}) |

## Summary

One line.

## Tasks and status

* [ ] Write the code (@anna, @bob)
* [x] RFC decision ([lang](https://github.com/rust-lang/lang-team) ![Team][])
### Sub one
* [ ] Implement ()
* [ ] RFC decision ([types](https://www.rust-lang.org/governance/teams) ![Team][])

[Team]: https://img.shields.io/badge/Team%20ask-red
"""  # noqa: E501  # as it is written
FORMER = (
    "https://rust-lang.github.io/goals/2025h1/old.html",
    "https://rust-lang.github.io/rust-project-goals/2025h1/old.html",
    "https://goals.rust-lang.org/2025h1/old.html#summary",
)
SETTINGS = """
[program]
repository = "rust-lang/goals"
book-url = "https://rust-lang.github.io/goals/"

[asks]
"RFC decision" = { short = "RFC", about = "decide" }
"""


def place_of(program: Program, goal: Goal) -> Abroad:
    return Abroad(Shelf(program), program.period(goal.period))


def made(folder: Path, text: str) -> tuple[Goal, Abroad]:
    (folder / "src/2025h1").mkdir(parents=True, exist_ok=True)
    (folder / "headway.toml").write_text(SETTINGS)
    (folder / "src/2025h1/old.md").write_text(text, "utf-8")
    program = load(folder, Options(offline=True)).program
    (goal,) = program.goals()
    return goal, place_of(program, goal)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Goal, Abroad]:
    return made(tmp_path_factory.mktemp("old"), OLDER)


def listed_goals(program: Program) -> Iterator[Goal]:
    """Goals that have an issue, or may come to one: the real ones of 2025h2 are all proposed."""
    return (goal for goal in program.goals() if goal.listed)


# --- new texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2025h2", "2026"])
def test_the_texts_of_the_example(period: str, lumen: Path, kept: Kept) -> None:
    program = load(lumen, Options(offline=True)).program
    goals = [
        goal
        for goal in listed_goals(program)
        if goal.period == period and goal.status == "Accepted"
    ]
    assert goals
    shown = (f"<!-- {goal.id} -->\n\n{new_body(goal, place_of(program, goal))}" for goal in goals)
    kept(f"issue-bodies-{period}.md", "\n".join(shown))


def items(tree: Tree) -> Iterator[Item]:
    stack = list(tree.blocks)
    while stack:
        block = stack.pop(0)
        if isinstance(block, Item) and block.checked is not None:
            yield block
        stack[:0] = getattr(block, "children", ())


def test_the_texts_of_a_real_program_hold_every_task_and_lead_somewhere(rust: Program) -> None:
    counted = Counter[str]()
    for goal in listed_goals(rust):
        place = place_of(rust, goal)
        tree = parse(new_body(goal, place).encode())
        rows = {ask.span for ask in goal.asks} if goal.form.value == "older" else set()
        section = next(one for one in tree.sections if one.title == "Tasks and status")
        listed = [one for one in items(tree) if one.span.start > section.heading.span.start]
        assert len(listed) == len(goal.all_tasks) + len(rows), goal.file
        assert sum(bool(one.checked) for one in listed) == sum(
            box.done for box in boxes(goal, place)
        )
        assert not tree.undefined_footnotes, goal.file
        for link in tree.links():
            assert re.match(r"https?://|mailto:", link.destination), (goal.file, link.destination)
        counted[goal.period] += 1
    assert counted.keys() == {"2024h2", "2025h1", "2025h2", "2026"}


def test_a_real_text_lacks_nothing_of_itself(rust: Program) -> None:
    for goal in listed_goals(rust):
        place = place_of(rust, goal)
        body = new_body(goal, place)
        again = merged(body.replace("\n", "\r\n"), goal, place)
        assert (again.added, again.drift) == ((), ()), goal.file
        assert again.text == body.replace("\n", "\r\n")


# --- texts that are there -------------------------------------------------------------------------


@pytest.mark.parametrize("address", FORMER)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_todays_text_lacks_nothing(address: str, end: str, old: tuple[Goal, Abroad]) -> None:
    body = TODAYS.format(address).replace("\n", end)
    assert merged(body, *old) == (body, (), ())


def test_todays_text_of_an_earlier_period_is_folded_and_let_be(old: tuple[Goal, Abroad]) -> None:
    before = TODAYS.format(FORMER[0]).replace("2025h1", "2024h2").replace("Implement", "Plan")
    first = merged(before, *old)
    assert first.added == ("the text for 2025h1",)
    assert before.strip() in first.text
    assert merged(first.text, *old) == (first.text, (), ())


def test_todays_own_fold_is_known(old: tuple[Goal, Abroad]) -> None:
    goal, place = old
    note = "**Note:** This text is that of the period.\n<details>\n\n"
    before = TODAYS.format("https://x.example").replace("2025h1/old", "2024h2/old")
    body = f"{new_body(goal, place)}\n---\n{note}{before.replace('Implement', 'Plan')}\n</details>"
    assert merged(body, goal, place) == (body, (), ())


def with_body(old: tuple[Goal, Abroad], change: tuple[str, str]) -> Merged:
    body = TODAYS.format(FORMER[0])
    assert change[0] in body
    return merged(body.replace(*change), *old)


@pytest.mark.parametrize(
    ("change", "drift"),
    [
        (
            ("Point of contact | @anna", "Point of contact | @zoe"),
            "its table names `@zoe` as point of contact, and the document @anna",
        ),
        (
            ("| @anna |", "| |"),
            "its table names nobody as point of contact, and the document @anna",
        ),
        (
            (", [types](https://www.rust-lang.org/governance/teams) |", " |"),
            "its table does not name the team types, which the document asks",
        ),
        (
            ("* [x] RFC", "* [ ] RFC"),
            "`RFC decision` is complete in the document, and its box is not ticked",
        ),
        (
            ("(@anna, @bob)", "(@anna)"),
            "`Write the code` does not name @bob, who owns the task in the document",
        ),
        (
            ("* [ ] Implement ()", "* [ ] Implement ()\n* [x] Rest (@bob)"),
            "it lists `Rest`, which is no task of the document",
        ),
    ],
)
def test_drift_of_a_text(change: tuple[str, str], drift: str, old: tuple[Goal, Abroad]) -> None:
    found = with_body(old, change)
    assert found.drift == (drift,)
    assert not found.added


@pytest.mark.parametrize(
    "change",
    [
        ("* [ ] Write the code", "- [x] write  the **code**, see #12"),
        ("* [ ] Write the code", "* [x] [Write the code](https://github.com/x/y/pull/1)"),
        ("* [ ] Implement ()", "1. [ ] Implement (helped by @zoe)\n   and more words"),
        ("## Tasks and status", "## Tasks and status\n\nSome words.\n"),
        ("One line.", "One line. <!-- note -->"),
    ],
)
def test_what_people_make_of_a_text_is_no_drift(
    change: tuple[str, str], old: tuple[Goal, Abroad]
) -> None:
    assert with_body(old, change)[1:] == ((), ())


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ("* [ ] Implement ()\n", "![Team][])\n* [ ] Implement\n\n[Team]:"),
        (
            "* [ ] Write the code (@anna, @bob)\n",
            "![Team][])\n* [ ] Write the code (@anna, @bob)\n",
        ),
    ],
)
def test_a_task_that_is_missing_comes_behind_its_fellows(
    gone: str, expected: str, old: tuple[Goal, Abroad]
) -> None:
    assert expected in with_body(old, (gone, "")).text


def test_a_text_without_a_list_gets_one(old: tuple[Goal, Abroad]) -> None:
    body = f"See {FORMER[1]}."
    text = merged(body, *old).text
    assert text.startswith(f"{body}\n\n## Tasks and status\n\n* [ ] Write the code")
    assert "\n\n### Sub one\n\n* [ ] Implement\n" in text


# --- any text, any goal ---------------------------------------------------------------------------

SCRAPS = [
    *("[2025h1/old](https://x.example/2025h1/old.html)", "## Tasks and status", "### Sub one"),
    *("* [ ] Write the code", "- [x] RFC decision", "  * [ ] Implement", "> * [X] Implement ()"),
    *("* [ ] RFC decision (@ana)", "* [ ]", "1. [ ] Write the code and more", "Words", "    more"),
    *("---", "---\nNote: x <details>", "---\n\n<details>\n<summary>Before 2025h1</summary>"),
    *(
        "</details>",
        "<details>",
        "```",
        "<!--",
        "-->",
        "| a | b |\n| - | - |",
        "\t",
        "é\u2028",
        "# T",
    ),
    *("## Tasks and status #", "Tasks and status\n---", "[^1]: x", "\ufeff", "~~~"),
]
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r", ""])
BODIES = st.lists(st.tuples(st.sampled_from(SCRAPS) | st.text(max_size=8), ENDS), max_size=14).map(
    lambda parts: "".join(text + end for text, end in parts)
)
CELLS = st.sampled_from(
    [
        *("Write", "Write it", "Write it (soon)", "Write it (@ana)", "", "+", "[ ] x", "`a` **b**"),
        *("[a](./x.md)", "[a", "<!--", "a \\| b", "it ]( x", "RFC decision", "Write ana", "```"),
    ]
)


def lines(text: str) -> Counter[str]:
    """The lines of a text that say something."""
    return Counter(line.strip() for line in re.split(r"[\r\n]", text) if line.strip())


def ticks(text: str) -> int:
    return len(re.findall(r"\[[xX]\]", text))


def only_gains(body: str, goal: Goal, place: Abroad) -> None:
    first = merged(body, goal, place)
    assert lines(first.text) >= lines(body.strip())
    assert ticks(first.text) >= ticks(body)
    assert bool(first.added) == (first.text != body)
    second = merged(first.text, goal, place)
    assert (second.added, second.text) == ((), first.text)


@given(body=BODIES)
@settings(max_examples=300)
def test_any_text_only_gains_and_comes_to_rest(body: str, old: tuple[Goal, Abroad]) -> None:
    only_gains(body, *old)


@given(tasks=st.lists(st.tuples(CELLS, CELLS), max_size=4), more=st.lists(CELLS, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_goal_comes_to_rest(
    tasks: list[tuple[str, str]], more: list[str], tmp_path: Path
) -> None:
    rows = "".join(f"| {task} | {owner} | |\n" for task, owner in tasks)
    below = "".join(f"\n### {task}\n\n| Task | Owner(s) |\n| - | - |\n{rows}" for task in more)
    head = OLDER.partition("## Ownership")[0]
    table = "| Task | Owner(s) | Notes |\n| - | - | - |\n"
    goal, place = made(tmp_path, f"{head}## Work items over the next year\n\n{table}{rows}{below}")
    for body in ("", "[2025h1/old](x)", f"[2025h1/old](x)\n\n{new_body(goal, place)[-60:]}"):
        only_gains(body, goal, place)

"""What fills directives, where the real book and the example have no case of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.pages.fill import fill
from headway.program.directives import FORMS, Argument, Form
from headway.program.load import Options, load
from headway.text import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.pages.shelf import Shelf

    MakeShelf = Callable[[dict[str, str]], Shelf]

HERE = "src/2026/goals.md"
ARGUMENTS = {
    Argument.NONE: None,
    Argument.THEME: "Boards",
    Argument.HIGHLIGHT: "Memory",
    Argument.NEED: "Contributor",
    Argument.DATES: "2026-01-01",
}
SAME = {"FUNDING TABLE GROUPED"}


def goal(title: str, rows: str = "", rest: str = "") -> str:
    """A goal that nobody has accepted yet."""
    return f"""\
# {title}

| Metadata | |
| -- | -- |
| Point of contact | @ana |
| Status | Proposed |
{rows}
## Summary

Do it, i.e. now. And later.

{rest}"""


def filled(shelf: Shelf, name: str, argument: str | None = None) -> str:
    text = fill(shelf.place(HERE), name, argument, 2)
    assert text is not None
    return text


def rows(markdown: str) -> list[list[str]]:
    """The rows of a text's first table."""
    table = parse(markdown.encode()).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_every_form_is_filled(form: Form, shelf: MakeShelf) -> None:
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", "| Highlight | Memory |\n")})
    argument = ARGUMENTS[form.argument]
    assert fill(made.place(HERE), form.name, argument, 2) is not None
    outside = fill(made.place("src/README.md"), form.name, argument, 2)
    assert (outside is None) == form.needs_period


def test_the_example_holds_every_form(examples: Path) -> None:
    program = load(examples / "lumen", Options(offline=True)).program
    used = {
        (one.name, one.argument is not None) for page in program.pages for one in page.directives
    }
    assert {form.name for form in FORMS if (form.name, form.takes_argument) not in used} == SAME


def test_two_names_of_one_table(shelf: MakeShelf) -> None:
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", "| Roadmap | Boards |\n")})
    for old, new in (
        ("FUNDING TABLE GROUPED", "FUNDING TABLE GROUPED BY GOAL"),
        ("FLAGSHIP GOALS", "ROADMAP GOALS"),
        ("#FLAGSHIP GOALS", "#ROADMAP GOALS"),
    ):
        assert filled(made, old) == filled(made, new)


@pytest.mark.parametrize(
    ("name", "argument"), [("GOALS", "x"), ("HIGHLIGHT GOALS", None), ("NO", None)]
)
def test_what_is_no_form_is_not_filled(name: str, argument: str | None, shelf: MakeShelf) -> None:
    made = shelf({"2026/goals.md": ""})
    assert fill(made.place(HERE), name, argument, 2) is None


FUNDING = """\
## Funding

| Purpose | Cost | Funded | Sponsor(s) |
| ------- | ---- | ------ | ---------- |
"""


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        (["$1,000 | No |", "$2K | By X | X"], ["🟡", "$3,000", "🙏 X"]),
        (["$1,000 | Full | X", "TBD | full | Y"], ["✅", "at least $1,000", "🙏 X, Y"]),
        (["$1,500 | By X | X"], ["✅", "$1,500", "🙏 X"]),
        (["Ask | No |", "TBD | No |"], ["🟥", "TBD", ""]),
        (["Ask | Yes |", "Ask | No |"], ["🟥", "Ask", ""]),
        (["Ask | Partial by X | X", "about $5 | No |"], ["🟡", "TBD", "🙏 X"]),
    ],
)
def test_what_a_goal_costs(items: list[str], shown: list[str], shelf: MakeShelf) -> None:
    table = FUNDING + "".join(f"| Work | {item} |\n" for item in items)
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", rest=table)})
    light, name, cost, contact, sponsors = rows(filled(made, "FUNDING TABLE"))[0]
    assert [light, cost, sponsors] == shown
    assert (name, contact) == ("[A](a.md#funding)", "")


def test_money_by_contact_where_nobody_is_named(shelf: MakeShelf) -> None:
    money = f"{FUNDING}| Work | Ask | No | |\n"
    contact = "| Funding contact | [Fund](https://fund.example) |\n"
    made = shelf(
        {
            "2026/goals.md": "",
            "2026/a.md": goal("A", rest=money),
            "2026/b.md": goal("B", contact, money),
        }
    )
    names = [row[1] for row in rows(filled(made, "FUNDING TABLE GROUPED BY POC"))]
    assert names == [
        "**Nobody is named**",
        "[A](a.md#funding)",
        "**[Fund](https://fund.example)**",
        "[B](b.md#funding)",
    ]


ASKS = """\
## Team asks

| Team | Support level | Notes |
| ---- | ------------- | ----- |
{}
### Part

| Team | Support level | Notes |
| ---- | ------------- | ----- |
| [lang] | Large | A note that is too long for a cell |
"""


def test_a_subgoals_ask_stands_below_its_goal(shelf: MakeShelf) -> None:
    files = {
        "2026/goals.md": "",
        "2026/a.md": goal("A", rest=ASKS.format("| [lang] | Small | |\n")),
        "2026/b.md": goal("B", rest=ASKS.format("")),
    }
    text = filled(shelf(files), "TEAM ASKS")
    assert text.startswith("#### lang team\n")
    assert [row[:2] for row in rows(text)] == [
        ["[A](a.md)", "Small"],
        ["↳ Part", "Large"],
        ["[B](b.md)", ""],
        ["↳ Part", "Large"],
    ]
    assert text.endswith("\\*2: A note that is too long for a cell ([from here](b.md))")


def test_an_unknown_level_is_shown_as_it_is_written_after_the_known_ones(shelf: MakeShelf) -> None:
    asks = "| Team | Support level |\n| --- | --- |\n| [lang] | {} |\n"
    files = {
        "2026/goals.md": "",
        "2026/a.md": goal("A", rest="## Team asks\n\n" + asks.format("Huge")),
        "2026/b.md": goal("B", rest="## Team asks\n\n" + asks.format("Small")),
    }
    text = filled(shelf(files), "TEAM ASKS")
    assert [row[:2] for row in rows(text)] == [["[B](b.md)", "Small"], ["[A](a.md)", "Huge"]]


def test_a_blank_champion_is_none(shelf: MakeShelf) -> None:
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", "| [lang] champion | |\n")})
    assert filled(made, "CHAMPIONS") == "No champions found."


def test_the_first_sentence_goes_past_abbreviations(shelf: MakeShelf) -> None:
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", "| Highlight | Memory |\n")})
    assert rows(filled(made, "HIGHLIGHT TABLE", "Memory")) == [["[A](a.md)", "Do it, i.e. now."]]


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ("1. Do [it](x.md)\nnow.\n2. Do more.\n", "Do [it](x.md) now."),
        ("* Do it. Well.\n* Do more.\n", "Do it."),
        ("- Do it\n- Do more.\n", "Do it"),
        ("-not a list. No.\n", "-not a list."),
    ],
)
def test_the_first_sentence_of_a_list_is_that_of_its_first_item(
    shelf: MakeShelf, summary: str, words: str
) -> None:
    text = goal("A", "| Highlight | Memory |\n").replace("Do it, i.e. now. And later.\n", summary)
    made = shelf({"2026/goals.md": "", "2026/a.md": text})
    assert rows(filled(made, "HIGHLIGHT TABLE", "Memory")) == [["[A](a.md)", words]]


def test_a_word_that_is_no_level_is_shown_as_written(shelf: MakeShelf) -> None:
    asks = """\
## Team asks

| Team | Support level | Notes |
| ---- | ------------- | ----- |
| [lang] | Vibes | |
| [lang] | Small | |
| [docs] | Vibes | |
"""
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", rest=asks)})
    shown = filled(made, "TEAM ASKS")
    assert rows(shown) == [["[A](a.md)", "Vibes", "", ""]]
    assert rows(shown.partition("#### lang")[2]) == [
        ["[A](a.md)", "Small", "", ""],
        ["", "Vibes", "", ""],
    ]
    assert [row[2] for row in rows(filled(made, "SMALL GOALS"))] == ["[lang][]"]


PARTS = """\
## Motivation

### Work items over the next year

#### Read/write

Read. Then write.

| Metadata | |
| -- | -- |
| Roadmap | Boards |
| Timespan | 2027 |

#### Other

Something else.
"""


def test_parts_of_a_goal_have_rows_of_their_own(shelf: MakeShelf) -> None:
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", rest=PARTS)})
    text = filled(made, "ROADMAP ROWS", "Boards")
    assert text == "| [Read/write](a.md#readwrite) | 2027 | Read. |"


def test_teams_are_in_order_of_what_they_are_asked(shelf: MakeShelf) -> None:
    asks = ASKS.partition("{}")[0] + "".join(
        f"| [{team}] | {level} | |\n"
        for team, level in (("docs", "Small"), ("lang", "Small"), ("board", "Large"))
    )
    made = shelf({"2026/goals.md": "", "2026/a.md": goal("A", "| Short title | S |\n", asks)})
    assert rows(filled(made, "LARGE GOALS")) == [
        ["[S](a.md)", "@ana", "**board**", "![TBD][]"],
        ["", "", "[docs][]", "*n/a*"],
        ["", "", "[lang][]", "*n/a*"],
    ]

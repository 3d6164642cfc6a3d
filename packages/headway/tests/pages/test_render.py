"""Pages as their readers get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.pages.render import render
from headway.text import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.pages.shelf import Shelf

    MakeShelf = Callable[[dict[str, str]], Shelf]

GOAL = """\
# Regions

| Metadata         |          |
| ---------------- | -------- |
| Point of contact | @ana     |
| Status           | Proposed |
| Roadmap          | Boards   |

## Summary

Do it.

## Work items over the next year

| Task | Owner(s) | Notes |
| ---- | -------- | ----- |
| One  | @bo      |       |

## Team asks

| Team   | Support level | Notes |
| ------ | ------------- | ----- |
| [docs] | Small         |       |
"""
ROADMAP = """\
# Boards

| Metadata         |      |
| ---------------- | ---- |
| What and why     | Why  |
| Point of contact | @ana |
"""
FILES = {"2026/regions.md": GOAL, "2026/roadmap-boards.md": ROADMAP, "2026/goals.md": "# Goals\n"}


@pytest.fixture(scope="module")
def small(shelf: MakeShelf) -> Shelf:
    return shelf(FILES)


def page(small: Shelf, text: str, file: str = "src/2026/goals.md") -> str:
    return render(small, file, text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(((#GOALS))) and (((#GOALS)))", "1 and 1"),
        ("- (((#GOALS)))\n  - (((#ROADMAP GOALS)))", "- 1\n  - 1"),
        (
            "`(((#GOALS)))`\n\n```\n(((#GOALS)))\n```\n",
            "`(((#GOALS)))`\n\n```\n(((#GOALS)))\n```\n",
        ),
        ("<!-- (((#GOALS))) -->\n", "<!-- (((#GOALS))) -->\n"),
        ("(((#GOLAS))) (((ROADMAP ROWS)))", "(((#GOLAS))) (((ROADMAP ROWS)))"),
        ("a\r\n\r\n(((#GOALS)))\r\n", "a\r\n\r\n1\r\n"),
        ("(((GOAL CHAPTERS)))\n", "\n"),
    ],
)
def test_where_directives_are_filled(text: str, expected: str, small: Shelf) -> None:
    assert page(small, text) == expected


def test_a_table_in_a_quote_or_a_list_stays_in_it(small: Shelf) -> None:
    lines = page(small, "> (((GOALS)))\n").splitlines()
    assert all(line.startswith("> |") for line in lines[:3])
    quoted = parse(page(small, "- x\n\n  (((GOALS)))\n").encode())
    assert len(quoted.tables) == 1
    assert quoted.tables[0].rows[0].cells[0].text == "[Regions](regions.md)"


def test_lines_end_as_those_of_the_page(small: Shelf) -> None:
    text = page(small, "# Goals\r\n\r\n(((GOALS)))\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_headings_stand_below_the_one_above_in_the_source(small: Shelf) -> None:
    text = page(small, "# G\n\n## H\n\n(((GOALS WITH NEEDS: x)))\n\n(((TEAM ASKS)))\n")
    assert "#### docs team" in text


def test_rows_of_a_roadmap_stand_in_the_table_around_them(small: Shelf) -> None:
    head = "| Goal | Timespan | What and why |\n| --- | --- | --- |\n"
    row = "| [Regions](regions.md) | 2026 | Do it. |\n"
    for line in ("| (((ROADMAP ROWS: Boards))) |", "| (((ROADMAP ROWS: Boards))) | | |"):
        assert page(small, f"{head}{line}\n| Later | | |\n") == f"{head}{row}| Later | | |\n"
    nobody = "| (((ROADMAP ROWS: Streams))) |"
    assert page(small, f"{head}{nobody}\n| Later | | |\n") == f"{head}| Later | | |\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_goal_gets_two_rows_and_a_roadmap_one(end: str, small: Shelf) -> None:
    goal = page(small, GOAL.replace("\n", end), "src/2026/regions.md")
    rows = [
        f"| Roadmap          | Boards   |{end}",
        f"| Teams            | [docs][] |{end}",
        f"| Task owners      | @bo |{end}",
        end,
    ]
    assert "".join(rows) in goal
    roadmap = page(small, ROADMAP.replace("\n", end).rstrip(), "src/2026/roadmap-boards.md")
    assert parse(roadmap.encode()).tables[0].rows[-1].cells[0].text == "Task owners"


def test_metadata_in_code_is_left_alone(small: Shelf) -> None:
    text = f"# Regions\n\n```\n{GOAL}```\n"
    assert page(small, text, "src/2026/regions.md") == text


# --- whatever a page holds ------------------------------------------------------------------------

SCRAPS = [
    *(
        "(((GOALS)))",
        "(((TEAM ASKS)))",
        "(((ROADMAP ROWS: Boards)))",
        "(((GOALS WITH NEEDS: Funding)))",
    ),
    *("(((", ")))", "(((REPORTS: 2026)))", "| (((ROADMAP ROWS: Boards))) |\n", "(((CHAMPIONS)))"),
    *("# ", "## x\n", "| Metadata | |\n", "|---|---|\n", "| Status | Accepted |\n", "| a |", "\n"),
    *(
        "@ana ",
        "[docs]",
        "[docs]: x\n",
        "```\n",
        "<!--",
        "-->",
        "> ",
        "- ",
        "\t",
        "\r\n",
        "\r",
        "\0",
    ),
    *("é", "\ud7ff", "\u2028", "\ufeff", "[^1]", "[^1]: x\n", "`", "\\", "~~~\n"),
]
TEXTS = st.lists(st.sampled_from(SCRAPS), max_size=20).map("".join) | st.text(max_size=40)


@given(text=TEXTS, file=st.sampled_from(["goals.md", "regions.md", "roadmap-boards.md", "new.md"]))
def test_any_page_can_be_rendered(text: str, file: str, small: Shelf) -> None:
    assert isinstance(render(small, f"src/2026/{file}", text.encode(errors="replace")), str)


@given(data=st.binary(max_size=60))
def test_any_bytes_can_be_rendered(data: bytes, small: Shelf) -> None:
    assert isinstance(render(small, "src/2026/goals.md", data), str)


@given(parts=st.lists(TEXTS, min_size=8, max_size=8))
def test_any_goal_can_be_shown(parts: list[str], shelf: MakeShelf) -> None:
    text = GOAL
    for old, new in zip(
        ("Regions", "@ana", "Boards", "Do it.", "One", "@bo", "Small", "docs"), parts, strict=True
    ):
        text = text.replace(old, new.encode(errors="replace").decode())
    made = shelf({**FILES, "2026/regions.md": text})
    shown = "\n\n".join(
        f"((({name})))" for name in ("GOALS", "TEAM ASKS", "CHAMPIONS", "SMALL GOALS")
    )
    assert isinstance(render(made, "src/2026/goals.md", shown.encode()), str)

"""Texts of documents on other pages."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.text import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.documents.values import Goal
    from headway.pages.shelf import Shelf

    MakeShelf = Callable[[dict[str, str]], Shelf]

GOAL = """\
# Regions

| Metadata         |          |
| ---------------- | -------- |
| Point of contact | @ana     |
| Status           | Proposed |

## Summary

{}

## Links

Some text.[^1]

[near]: near.md
[far]: ../2025h2/far.md#part "A title"
[site]: https://site.example/(x)
[`code`]: #links

[^1]: A footnote.
"""
HERE, THERE = "src/2026/regions.md", "src/about/deep/page.md"
SCRAPS = [
    *("[a](near.md)", "[a](./near.md#x)", "[a](../2025h2/far.md)", "[a](#links)", "[a](/root.md)"),
    *("[a](<near by.md>)", '[near.md](near.md "near.md")', "[a](near\\_by.md)", "[a](x&amp;y.md)"),
    *("[a](near(1).md)", "![i](pictures/i.png)", "[![i](i.png)](near.md)", "[a]()", "[a](?q=1)"),
    *("[a][near]", "[near]", "[near][]", "[FAR]", "[a][site]", "[`code`]", "![i][near]", "[none]"),
    *("<https://x.example>", "[a](https://x.example/a.md)", "[a](mailto:a@x.example)", "[^1]"),
    *(" and ", "\n", "`[a](near.md)`", "*", "| ", "é", "🦀", "- ", "\\*"),
]


@pytest.fixture
def quote(shelf: MakeShelf) -> Callable[[str], tuple[Shelf, Goal, str]]:
    """A goal with a summary, and the summary as another page shows it."""

    def quote(summary: str) -> tuple[Shelf, Goal, str]:
        made = shelf({"2026/regions.md": GOAL.format(summary)})
        (goal,) = made.program.goals()
        return made, goal, made.place(THERE).quote(goal.summary or "", goal.file)

    return quote


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("[a](near.md)", "[a](../../2026/near.md)"),
        ("[a](#links)", "[a](../../2026/regions.md#links)"),
        ("[a](../2025h2/far.md#part)", "[a](../../2025h2/far.md#part)"),
        ("[a](https://x.example) [b](/root.md)", "[a](https://x.example) [b](/root.md)"),
        ("[near] and [a][near]", "[near](../../2026/near.md) and [a](../../2026/near.md)"),
        ("[a][site]", "[a](<https://site.example/(x)>)"),
        ("As said.[^1] More [^1] of it.", "As said. More of it."),
        ("`[a](near.md)` [none]", "`[a](near.md)` [none]"),
        (r"[near]\[near]", r"[near]\[near]"),
    ],
)
def test_a_text_reads_elsewhere_as_it_does_at_home(
    summary: str, expected: str, quote: Callable[[str], tuple[Shelf, Goal, str]]
) -> None:
    assert quote(summary)[2] == expected


@given(summary=st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=8).map("".join))
def test_links_lead_where_they_led(summary: str, shelf: MakeShelf) -> None:
    made = shelf({"2026/regions.md": GOAL.format(summary)})
    (goal,) = made.program.goals()
    if goal.summary is None:
        return
    start, end = goal.summary.span
    at_home = [
        target(goal.file, link.destination)
        for link in made.tree(goal.file).links()
        if start <= link.span.start < end
    ]
    quoted = made.place(THERE).quote(goal.summary, goal.file)
    elsewhere = [target(THERE, link.destination) for link in parse(quoted.encode()).links()]
    assert elsewhere == at_home


def target(file: str, destination: str) -> str:
    """Where a link on a page leads."""
    if ":" in destination.partition("/")[0] or destination.startswith("/"):
        return destination
    path, mark, fragment = destination.partition("#")
    whole = posixpath.join(posixpath.dirname(file), path) if path else file
    return posixpath.normpath(whole) + mark + fragment


def test_a_link_in_a_title_becomes_words(shelf: MakeShelf) -> None:
    text = GOAL.format("Text.").replace("# Regions", "# Regions, see [near](near.md)")
    made = shelf({"2026/regions.md": text})
    (goal,) = made.program.goals()
    assert made.place(THERE).goal(goal) == "[Regions, see near](../../2026/regions.md)"

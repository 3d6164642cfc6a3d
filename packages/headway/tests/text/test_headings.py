from __future__ import annotations

import pytest

from headway.text import Heading, parse


def only_heading(text: str) -> tuple[Heading, str]:
    tree = parse(text.encode())
    (heading,) = tree.headings
    return heading, tree.slice(heading.content)


@pytest.mark.parametrize(
    ("source", "level", "content"),
    [
        ("# Plain", 1, "Plain"),
        ("###### Deep\n", 6, "Deep"),
        ("   ## Indented  \n", 2, "Indented"),
        ("## Closed ##\n", 2, "Closed"),
        ("## Closed ####  \n", 2, "Closed"),
        ("# Not closed#\n", 1, "Not closed#"),
        ("# C\\#\n", 1, "C\\#"),
        ("# *Some* `code` and [a link](x.md)\n", 1, "*Some* `code` and [a link](x.md)"),
        ("#\tTab\n", 1, "Tab"),
        ("Underlined\n===\n", 1, "Underlined"),
        ("Underlined   \n---\n", 2, "Underlined"),
        ("Two\nlines\n=====\n", 1, "Two\nlines"),
        ("#\n", 1, ""),
        ("## ##\n", 2, ""),
        ("# Zażółć 🦀\n", 1, "Zażółć 🦀"),
    ],
)
def test_a_heading_has_its_level_and_content(source: str, level: int, content: str) -> None:
    heading, sliced = only_heading(source)
    assert (heading.level, heading.text, sliced) == (level, content, content)


@pytest.mark.parametrize(
    ("source", "content", "anchor"),
    [
        ("## Named {#an-id}\n", "Named", "an-id"),
        ("## Named ## {#an-id}\n", "Named ##", "an-id"),
        ("Named {#an-id}\n---\n", "Named", "an-id"),
        ("## Classy {#an-id .wide}\n", "Classy", "an-id"),
        ("## Braces {only}\n", "Braces {only}", None),
    ],
)
def test_an_anchor_is_no_part_of_the_content(source: str, content: str, anchor: str | None) -> None:
    heading, sliced = only_heading(source)
    assert (heading.text, sliced, heading.anchor) == (content, content, anchor)


def test_plain_text_leaves_markup_out() -> None:
    heading, _ = only_heading("# *Some* `code`, [a link](x.md) &amp; more\n")
    assert heading.plain == "Some code, a link & more"


def test_the_marks_in_a_heading_are_found() -> None:
    tree = parse(b"# A [link](x.md) and `code`\n\n[other](y.md)\n")
    (heading,) = tree.headings
    marks = tree.marks_in(heading.span)
    assert [tree.slice(mark.span) for mark in marks] == ["[link](x.md)", "`code`"]


@pytest.mark.parametrize("source", ["#942](x)\n", "#no-space\n", "####### Seven\n", "\\# No\n"])
def test_what_only_looks_like_a_heading(source: str) -> None:
    assert parse(source.encode()).headings == ()


def test_a_heading_in_a_fence_is_code() -> None:
    tree = parse(b"```\n# code\n```\n\n# Real\n")
    assert [heading.text for heading in tree.headings] == ["Real"]


def test_sections_know_their_parents() -> None:
    tree = parse(b"# A\n## B\n#### C\n### D\n## E\n# F\n")
    parents = {s.title: s.parent.title if s.parent else None for s in tree.sections}
    assert parents == {"A": None, "B": "A", "C": "B", "D": "B", "E": "A", "F": None}


def test_a_section_reaches_to_the_next_heading() -> None:
    tree = parse(b"before\n\n# A\n\nfirst\n\n## B\n\nsecond\n")
    assert [tree.slice(section.body) for section in tree.sections] == [
        "\nfirst\n\n",
        "\nsecond\n",
    ]
    assert [len(section.blocks) for section in tree.sections] == [1, 1]


def test_headings_in_quotes_and_lists_open_no_section() -> None:
    tree = parse(b"# A\n\n> # Quoted\n\n- # Listed\n\n# B\n")
    assert [heading.text for heading in tree.headings] == ["A", "Quoted", "Listed", "B"]
    assert [section.title for section in tree.sections] == ["A", "B"]


def test_a_section_gives_its_own_tables() -> None:
    tree = parse(b"# A\n\n|x|\n|-|\n\n## B\n\n|y|\n|-|\n\n|z|\n|-|\n")
    heads = [[table.head.cells[0].text for table in s.tables()] for s in tree.sections]
    assert heads == [["x"], ["y", "z"]]

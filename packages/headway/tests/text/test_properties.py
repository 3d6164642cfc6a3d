"""What holds for any bytes at all."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from headway.text import Footnote, Item, List, Quote, Row, Span, Tree, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

# Scraps of which anything in Markdown can be put together, and what can go wrong between them.
SCRAPS = [
    *"ab #-=>*_`|:[]()<>!\\^~{}&;+1.\"'\n\n\n\t\r",
    *("\r\n", "\n\n", "    ", "```\n", "| a | b |\n", "|---|---|\n", "| c | d |\n", "---\n", "# "),
    *(
        "- ",
        "1. ",
        "> ",
        "[x]: y\n",
        "[x]",
        "[^n]",
        "[^n]: z\n",
        "![i](p)",
        "(((G)))",
        "((G: h)))",
        "<!-- ",
        "-->",
    ),
    *(
        "<div>\n",
        "</div>",
        "<a>",
        "\\|",
        "é",
        "🦀",
        "\u0301",
        "\u2028",
        "\ufeff",
        "\0",
        "- [x] ",
        "{#id}",
    ),
]
BYTES = (
    st.lists(st.sampled_from(SCRAPS).map(str.encode) | st.binary(max_size=3), max_size=40).map(
        b"".join
    )
    | st.lists(st.sampled_from(SCRAPS), max_size=60).map(lambda parts: "".join(parts).encode())
    | st.binary(max_size=60)
)


def within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def rows(tree: Tree) -> Iterator[Row]:
    return (row for table in tree.tables for row in (table.head, *table.rows))


def spans(tree: Tree) -> Iterator[Span]:
    for found in (
        tree.headings,
        tree.tables,
        tree.definitions,
        tree.undefined_references,
        tree.undefined_footnotes,
        tree.directives,
        tree.uneven_directives,
        tree.faults,
        tree.marks,
    ):
        yield from (node.span for node in found)
    yield from tree.code
    yield from (block.span for block in tree.walk())
    yield from (heading.content for heading in tree.headings)
    yield from (section.body for section in tree.sections)
    yield from (found.argument_span for found in tree.directives if found.argument_span)
    for row in rows(tree):
        yield from (row.span, *([row.surplus] if row.surplus else []))
        yield from (cell.span for cell in row.cells)


@given(BYTES)
@example(b"| A | B |\n|---|---|\nbare\n| 1 | 2 |\n")
@example(b"> | A |\n> |---|\n> | b |\n")
@example(b"- | A |\n  |---|\n")
@settings(max_examples=400)
def test_every_span_lies_in_the_file(data: bytes) -> None:
    tree = parse(data)
    assert len(tree.source) == len(data)
    for span in spans(tree):
        assert 0 <= span.start <= span.end <= len(data)


@given(BYTES)
@settings(max_examples=300)
def test_every_span_lies_between_characters(data: bytes) -> None:
    tree = parse(data)
    text = tree.source.decode()
    boundaries = {0}
    offset = 0
    for character in text:
        offset += len(character.encode())
        boundaries.add(offset)
    for span in spans(tree):
        assert boundaries.issuperset(span)


@given(BYTES)
@settings(max_examples=300)
def test_blocks_nest_and_do_not_overlap(data: bytes) -> None:
    tree = parse(data)
    levels = [tree.blocks]
    for block in tree.walk():
        if isinstance(block, Quote | Item | List | Footnote):
            assert all(within(child.span, block.span) for child in block.children)
            levels.append(block.children)
    for blocks in levels:
        for one, other in itertools.pairwise(blocks):
            assert one.span.end <= other.span.start


@given(BYTES)
@example(b"| A | B |\n|---|---|\n|only|\n| 1 | 2 |\n")
@settings(max_examples=300)
def test_cells_lie_in_their_rows_and_rows_in_their_tables(data: bytes) -> None:
    tree = parse(data)
    for table in tree.tables:
        for row in (table.head, *table.rows):
            assert within(row.span, table.span)
            assert len(row.cells) == len(table.head.cells)
            for cell in row.cells:
                assert within(cell.span, row.span)


@given(BYTES)
@settings(max_examples=300)
def test_the_span_of_a_cell_holds_its_text(data: bytes) -> None:
    tree = parse(data)
    for row in rows(tree):
        for cell in row.cells:
            assert tree.slice(cell.span).replace("\\|", "|") == cell.text
            assert cell.text == cell.text.strip(" \t\n\r\f\v")


@given(BYTES)
@example(b"- `a`\n\n      b\n- <b>`c`\n")
@settings(max_examples=300)
def test_code_is_in_order_and_does_not_overlap(data: bytes) -> None:
    for one, other in itertools.pairwise(parse(data).code):
        assert one.end <= other.start


@given(BYTES)
@settings(max_examples=200)
def test_the_marks_in_a_span_are_those_that_start_there(data: bytes) -> None:
    tree = parse(data)
    for block in tree.walk():
        found = [
            mark for mark in tree.marks if block.span.start <= mark.span.start < block.span.end
        ]
        assert tree.marks_in(block.span) == tuple(found)


@given(BYTES)
@settings(max_examples=200)
def test_faults_are_all_that_is_no_text(data: bytes) -> None:
    tree = parse(data)
    assert bool(tree.faults) == (
        b"\0" in data
        or data.startswith(b"\xef\xbb\xbf")
        or data != data.decode("utf-8", "replace").encode()
    )

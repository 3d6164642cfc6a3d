"""Cells as markdown-it-py reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from headway.text import Tree, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Grid = list[list[str]]


@pytest.fixture(scope="module")
def oracle() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def expected(oracle: MarkdownIt, text: str) -> list[Grid]:
    """The tables of a text: rows of cells, in order of the text."""
    tables: list[Grid] = []
    cell = False
    for token in oracle.parse(text):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in {"th_open", "td_open"}:
            cell = True
        elif cell and token.type == "inline":
            tables[-1][-1].append(token.content)
            cell = False
    return tables


def found(tree: Tree) -> list[Grid]:
    ordered = sorted(tree.tables, key=lambda table: table.span)
    return [
        [[cell.text for cell in row.cells] for row in (table.head, *table.rows)]
        for table in ordered
    ]


def pages(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.md")) if path.is_file())


def test_every_table_of_the_examples(oracle: MarkdownIt, examples: Path) -> None:
    tables = 0
    for page in pages(examples / "lumen"):
        data = page.read_bytes()
        grids = expected(oracle, data.decode())
        assert found(parse(data)) == grids, page
        tables += len(grids)
    assert tables > 50


def test_every_table_of_the_corpus(oracle: MarkdownIt, corpus: Path) -> None:
    tables = 0
    for page in pages(corpus / "rust-goals"):
        data = page.read_bytes()
        grids = expected(oracle, data.decode())
        assert found(parse(data)) == grids, page
        tables += len(grids)
    assert tables > 500


CELLS = st.text(st.sampled_from("ab é🦀\\|`[]()*"), max_size=6)
LINES = st.builds(
    lambda cells, opened, closed: (
        ("|" if opened else "") + " | ".join(cells) + (" |" if closed else "")
    ),
    st.lists(CELLS, min_size=1, max_size=4),
    st.booleans(),
    st.booleans(),
).filter(lambda line: line.strip(" |") != "")  # of a line of pipes alone, each has its own view


@given(st.integers(1, 3), st.lists(LINES, max_size=4))
@settings(max_examples=400)
def test_small_tables(oracle: MarkdownIt, columns: int, lines: list[str]) -> None:
    head = ["|" + " h |" * columns, "|" + "---|" * columns]
    text = "\n".join([*head, *lines]) + "\n"
    assert found(parse(text.encode())) == expected(oracle, text)

"""Inputs that no one means to write, but that a checker must live through."""

from __future__ import annotations

import time

import pytest

from headway.text import Item, List, Quote, parse

# Far above what any of these takes, far below what they would take if they were not linear.
SECONDS = 20


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x" * 1_000_000, id="one long word"),
        pytest.param(b"[a](b) " * 150_000, id="links on one line"),
        pytest.param(b"(((" * 100_000, id="open directives"),
        pytest.param(b"(((\n" * 100_000, id="open directives on lines"),
        pytest.param(b"(((a)))" * 100_000, id="directives on one line"),
        pytest.param(b"((a:" * 100_000, id="uneven directives that nothing closes"),
        pytest.param(b"[" * 50_000, id="open brackets"),
        pytest.param(b"![" * 50_000, id="open images"),
        pytest.param(b"[^" * 50_000, id="open footnotes"),
        pytest.param(b"[^a] " * 50_000, id="undefined footnotes"),
        pytest.param(b"[a] " * 50_000, id="undefined references"),
        pytest.param(b"*a _b " * 50_000, id="open emphasis"),
        pytest.param(b"<a " * 50_000, id="open tags"),
        pytest.param(b"[a]: b\n" * 50_000, id="one definition many times"),
        pytest.param(b"#" * 500_000, id="hashes"),
        pytest.param(b"# " + b"# " * 200_000, id="closing hashes"),
        pytest.param(b"\0" * 500_000, id="NUL bytes"),
        pytest.param(b"\r" * 500_000, id="carriage returns"),
        pytest.param(b"\xffa" * 400_000, id="bytes that are no text"),
        pytest.param(b"|" * 100_000 + b"\n" + b"|-" * 100_000 + b"|\n", id="pipes"),
    ],
)
def test_the_time_it_takes_grows_with_the_length(data: bytes) -> None:
    start = time.monotonic()
    tree = parse(data)
    assert time.monotonic() - start < SECONDS
    assert len(tree.source) == len(data)


def test_a_table_of_many_columns() -> None:
    columns = 100_000
    row = "|a" * columns + "|\n"
    tree = parse((row + "|-" * columns + "|\n" + row).encode())
    (table,) = tree.tables
    assert len(table.rows[0].cells) == columns
    assert {tree.slice(cell.span) for cell in table.rows[0].cells} == {"a"}


@pytest.mark.parametrize("quote", [b"> ", b">"])
def test_ten_thousand_nested_quotes(quote: bytes) -> None:
    depth = 10_000
    tree = parse(quote * depth + b"# deep\n")
    quotes = [block for block in tree.walk() if isinstance(block, Quote)]
    assert len(quotes) == depth
    assert tree.slice(tree.headings[0].content) == "deep"
    assert tree.headings[0].span.start == len(quote) * depth


def test_a_thousand_nested_lists() -> None:
    tree = parse(b"".join(b"  " * depth + b"- x\n" for depth in range(1000)))
    kinds = [type(block) for block in tree.walk()]
    assert kinds.count(List) == kinds.count(Item)
    assert kinds.count(Item) >= 10


def test_a_file_of_twenty_megabytes() -> None:
    paragraph = "Some text with a [link](x.md), `code` and é; (((GOALS))) on one line.\n\n"
    times = 20_000_000 // len(paragraph.encode())
    tree = parse(paragraph.encode() * times)
    assert len(tree.blocks) == len(tree.directives) == times
    last = list(tree.links())[-1]
    assert tree.slice(last.span) == "[link](x.md)"
    assert tree.slice(tree.blocks[-1].span) == paragraph[:-1]

from __future__ import annotations

import pytest

from headway.text import FaultKind, Span, Tree, parse

PAGE = """\
# Title

| Metadata | |
|---|---|
| Status | Accepted [x] |

Some [text][x] (((GOALS)))

[x]: y.md
"""


def shape(tree: Tree) -> dict[str, list[str]]:
    """What a tree found, as the bytes that its spans cover."""
    spans = {
        "headings": [heading.content for heading in tree.headings],
        "cells": [
            cell.span
            for table in tree.tables
            for row in (table.head, *table.rows)
            for cell in row.cells
        ],
        "links": [link.span for link in tree.links()],
        "definitions": [definition.span for definition in tree.definitions],
        "directives": [directive.span for directive in tree.directives],
    }
    return {name: [tree.slice(span) for span in found] for name, found in spans.items()}


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_change_nothing_but_offsets(newline: str) -> None:
    data = PAGE.replace("\n", newline).encode()
    tree = parse(data)
    assert shape(tree) == shape(parse(PAGE.encode()))
    assert (tree.source, tree.faults) == (data, ())


def test_a_byte_order_mark_shifts_every_span() -> None:
    data = b"\xef\xbb\xbf" + PAGE.encode()
    tree = parse(data)
    assert shape(tree) == shape(parse(PAGE.encode()))
    assert tree.headings[0].span.start == 3
    assert [(fault.span, fault.kind) for fault in tree.faults] == [
        (Span(0, 3), FaultKind.BYTE_ORDER_MARK)
    ]


def test_a_byte_order_mark_inside_is_a_character() -> None:
    tree = parse("# A\ufeffB\n".encode())
    assert tree.headings[0].text == "A\ufeffB"
    assert tree.faults == ()


def test_tabs_are_white_space() -> None:
    tree = parse(b"#\tTitle\t#\n\n|\ta\t|\tb c|\n|-|-|\n|\td\te\t| f |\n")
    assert tree.headings[0].text == "Title"
    assert shape(tree)["cells"] == ["a", "b c", "d\te", "f"]


def test_nul_bytes_are_faults_and_stay_where_they_are() -> None:
    data = b"# A\0\0B\n\n| c\0 | d |\n|-|-|\n| [e\0](f) | g |\n"
    tree = parse(data)
    assert [tree.slice(fault.span) for fault in tree.faults] == ["\0\0", "\0", "\0"]
    assert {fault.kind for fault in tree.faults} == {FaultKind.NUL}
    found = shape(tree)
    assert found["headings"] == ["A\0\0B"]
    assert found["cells"] == ["c\0", "d", "[e\0](f)", "g"]
    assert found["links"] == ["[e\0](f)"]


@pytest.mark.parametrize("bad", [b"\xff", b"\xff\xfe", b"\xc3", b"\xf0\x9f\x98", b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_keep_their_length(bad: bytes) -> None:
    data = b"# A" + bad + b"B\n\n| c | d" + bad + b" |\n|-|-|\n| " + bad + b" | [e](f) |\n"
    tree = parse(data)
    assert len(tree.source) == len(data)
    assert [data[slice(*fault.span)] for fault in tree.faults] == [bad, bad, bad]
    assert {fault.kind for fault in tree.faults} == {FaultKind.NOT_UTF8}
    questions = "?" * len(bad)
    found = shape(tree)
    assert found["headings"] == [f"A{questions}B"]
    assert found["cells"] == ["c", f"d{questions}", questions, "[e](f)"]


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n\r\n", b" \t ", b"\xef\xbb\xbf"])
def test_an_empty_file_has_nothing(data: bytes) -> None:
    tree = parse(data)
    assert (tree.blocks, tree.sections, tree.marks) == ((), (), ())
    assert tree.source == data

from __future__ import annotations

import pytest

from headway.text import Row, Span, Table, Tree, parse


def read(text: str) -> tuple[Tree, Table]:
    tree = parse(text.encode())
    (table,) = tree.tables
    return tree, table


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def test_cells_are_trimmed_and_their_spans_exact() -> None:
    tree, table = read("| A  |B|\n| :-- | --: |\n|  é 🦀 | two words |\n")
    assert [texts(row) for row in (table.head, *table.rows)] == [["A", "B"], ["é 🦀", "two words"]]
    for row in (table.head, *table.rows):
        assert [tree.slice(cell.span) for cell in row.cells] == texts(row)


def test_an_escaped_pipe_stays_in_its_cell() -> None:
    tree, table = read("| A | B |\n|---|---|\n| x \\| y | `a\\|b` |\n")
    first, second = table.rows[0].cells
    assert (first.text, tree.slice(first.span)) == ("x | y", "x \\| y")
    assert (second.text, tree.slice(second.span)) == ("`a|b`", "`a\\|b`")


def test_a_row_without_outer_pipes() -> None:
    tree, table = read("a | b\n--|--\n1 | 2\n")
    assert texts(table.rows[0]) == ["1", "2"]
    assert tree.slice(table.rows[0].span) == "1 | 2"
    assert (table.rows[0].opened, table.rows[0].closed) == (False, False)


@pytest.mark.parametrize(
    ("line", "opened", "closed"),
    [
        ("| 1 | 2 |", True, True),
        ("| 1 | 2", True, False),
        ("1 | 2 |", False, True),
        ("| 1 | 2 \\|", True, False),
    ],
)
def test_a_row_tells_how_its_line_starts_and_ends(line: str, *, opened: bool, closed: bool) -> None:
    tree, table = read(f"| A | B |\n|---|---|\n{line}\n")
    row = table.rows[0]
    assert (row.opened, row.closed) == (opened, closed)
    assert tree.slice(row.span) == line


@pytest.mark.parametrize("after", ["", "| 1 | 2 |\n", "\ntext\n"])
def test_a_cell_that_is_left_out_is_missing(after: str) -> None:
    _, table = read(f"| A | B |\n|---|---|\n|only|\n{after}")
    row = table.rows[0]
    assert texts(row) == ["only", ""]
    assert [cell.missing for cell in row.cells] == [False, True]
    assert row.cells[1].span == Span(row.span.end, row.span.end)


def test_an_empty_cell_is_not_missing() -> None:
    _, table = read("| A | B |\n|---|---|\n||\n|  | x |\n| | |\n")
    assert [texts(row) for row in table.rows[1:]] == [["", "x"], ["", ""]]
    assert not any(cell.missing for row in table.rows[1:] for cell in row.cells)


def test_an_empty_cell_has_room_to_write_in() -> None:
    tree, table = read("| A | B |\n|---|---|\n| x |  |\n")
    cell = table.rows[0].cells[1]
    assert tree.slice(cell.span) == ""
    assert tree.source[: cell.span.start].endswith(b"x | ")


@pytest.mark.parametrize("after", ["", "| 1 | 2 |\n"])
def test_a_line_that_the_table_took_in_is_stray(after: str) -> None:
    _, table = read(f"| A | B |\n|---|---|\n| 0 | 0 |\nbare text\n{after}")
    assert [row.stray for row in table.rows][:2] == [False, True]
    assert "bare text" not in [row.cells[0].text for row in table.entries()]


def test_a_table_without_pipes_at_its_edges_keeps_all_rows() -> None:
    _, table = read("A | B\n--|--\n1 | 2\n3\n")
    assert [texts(row) for row in table.entries()] == [["1", "2"], ["3", ""]]


@pytest.mark.parametrize(
    ("line", "surplus"),
    [
        ("| 1 | 2 | 3 |", "3 |"),
        ("| 1 | 2 | 3 | 4", "3 | 4"),
        ("| 1 | 2 ||", None),
        ("| 1 | 2 |", None),
    ],
)
def test_what_has_no_column_is_surplus(line: str, surplus: str | None) -> None:
    tree, table = read(f"| A | B |\n|---|---|\n{line}\n")
    found = table.rows[0].surplus
    assert (tree.slice(found) if found else None) == surplus
    assert texts(table.rows[0]) == ["1", "2"]


def test_the_marks_in_a_cell_are_found() -> None:
    tree, table = read("| A | B |\n|---|---|\n| [x](y) `z` | ![i][] |\n\n[i]: p.png\n")
    cells = table.rows[0].cells
    marks = [[tree.slice(mark.span) for mark in tree.marks_in(cell.span)] for cell in cells]
    assert marks == [["[x](y)", "`z`"], ["![i][]"]]


def test_tables_in_quotes_and_lists_are_found() -> None:
    tree = parse(b"> | q |\n> |---|\n> | 1 |\n\n- | l |\n  |---|\n  | 2 |\n")
    assert [texts(row) for table in tree.tables for row in table.rows] == [["1"], ["2"]]
    for table in tree.tables:
        for row in (table.head, *table.rows):
            assert [tree.slice(cell.span) for cell in row.cells] == texts(row)


@pytest.mark.parametrize(
    "source", ["```\n|a|\n|-|\n```\n", "|a|b|\n|-|\n", "<!--\n|a|\n|-|\n-->\n"]
)
def test_what_only_looks_like_a_table(source: str) -> None:
    assert parse(source.encode()).tables == ()

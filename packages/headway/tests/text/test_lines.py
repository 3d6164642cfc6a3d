from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.text import Lines, Position, Span, line_end

TEXTS = st.text(st.sampled_from("ab \t\u00e9\u4e16\U0001f980\u0301\n\r"), max_size=40)


def test_positions_count_code_points_from_one() -> None:
    lines = Lines("aé🦀b\nc".encode())
    assert [lines.position(offset) for offset in (0, 1, 3, 7, 8, 9, 10)] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (1, 4),
        (1, 5),
        (2, 1),
        (2, 2),
    ]


def test_editors_count_utf16_units_from_zero() -> None:
    lines = Lines("aé🦀b\n🦀".encode())
    assert [lines.utf16(offset) for offset in (0, 1, 3, 7, 8, 9, 13)] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (0, 4),
        (0, 5),
        (1, 0),
        (1, 2),
    ]


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"", [""]),
        (b"a", ["a"]),
        (b"a\n", ["a", ""]),
        (b"a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        (b"\r\r\n\n", ["", "", "", ""]),
        (b"\xef\xbb\xbfa\nb", ["a", "b"]),
    ],
)
def test_lines_end_at_each_kind_of_line_end(data: bytes, texts: list[str]) -> None:
    lines = Lines(data)
    assert [lines.text(number) for number in range(1, len(lines) + 1)] == texts


def test_a_byte_order_mark_takes_no_column() -> None:
    lines = Lines(b"\xef\xbb\xbf# A")
    assert lines.position(3) == Position(1, 1)
    assert lines.utf16(5) == (0, 2)


def test_offsets_outside_the_file_are_drawn_in() -> None:
    lines = Lines(b"ab\nc")
    assert lines.position(-5) == (1, 1)
    assert lines.position(99) == (2, 2)


def test_bytes_that_are_no_text_count_as_one_column_each_at_least() -> None:
    assert Lines(b"\xff\xfeab").position(2) == (1, 3)


def test_the_span_of_a_line_leaves_its_end_out() -> None:
    lines = Lines(b"ab\r\ncd\n")
    assert [lines.span(number) for number in (1, 2, 3)] == [Span(0, 2), Span(4, 6), Span(7, 7)]


@given(TEXTS)
def test_every_character_has_a_position_that_leads_back(text: str) -> None:
    data = text.encode()
    lines = Lines(data)
    for index, character in enumerate(text):
        line, column = lines.position(len(text[:index].encode()))
        if character not in "\r\n":
            assert lines.text(line)[column - 1] == character


@given(TEXTS)
def test_utf16_columns_lead_back_to_the_offset(text: str) -> None:
    data = text.encode()
    lines = Lines(data)
    for index in range(len(text) + 1):
        offset = len(text[:index].encode())
        line, column = lines.utf16(offset)
        start = lines.span(line + 1).start
        units = data[start:].decode().encode("utf-16-le")[: 2 * column]
        assert start + len(units.decode("utf-16-le").encode()) == offset


@given(TEXTS)
def test_lines_and_their_ends_make_up_the_text(text: str) -> None:
    lines = Lines(text.encode())
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    assert [lines.text(number) for number in range(1, len(lines) + 1)] == unified.split("\n")


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", "\n"), (b"a", "\n"), (b"a\nb\r\n", "\n"), (b"a\r\nb\n", "\r\n"), (b"a\rb", "\r")],
)
def test_the_line_end_of_a_file(data: bytes, expected: str) -> None:
    assert line_end(data) == expected

"""Where a TOML file's statements stand, held against the standard library's reader."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from headway.program.board.statements import statements
from headway.text import Span

KEYS = ("a", "b-c", "_d", '"e f"', "'g=h'", '"#i"')
SPACE = st.sampled_from(["", " ", "\t", "  "])
LETTERS = st.text(st.sampled_from("ab =#[]{}\"'.,\\\n\té"), max_size=8)


def basic(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def several_lines(text: str) -> str:
    return '"""\n' + text.replace("\\", "\\\\").replace('"""', '""\\"') + '\n"""'


def literal(text: str) -> str:
    return "'" + text.replace("'", "").replace("\n", "") + "'"


def literal_lines(text: str) -> str:
    return "'''" + text.replace("'", "") + "'''"


TEXTS = st.one_of(
    *(st.builds(make, LETTERS) for make in (basic, several_lines, literal, literal_lines))
)
PLAIN = st.sampled_from(["1", "-2.5", "true", "2026-02-03", "2026-02-03T10:00:00", '""', "''"])
VALUES = st.recursive(
    TEXTS | PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda many: f"[ {' , '.join(many)} ]"),
        st.lists(inner, max_size=3).map(
            lambda many: "[\n" + "".join(f"  {one}, # x ] =\n" for one in many) + "]"
        ),
        inner.map(lambda one: f"{{ k = {one} }}"),
    ),
    max_leaves=4,
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file of entries with comments, in the ways in which people write TOML."""
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        parts.append(draw(st.sampled_from(["", "\n", "# [[no]] = 1\n", "  \n"])))
        parts.append(f"{draw(SPACE)}[[{draw(SPACE)}item{draw(SPACE)}]]{draw(SPACE)}\n")
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=4)):
            comment = draw(st.sampled_from(["", " # c = [", "#"]))
            pair = f"{key}{draw(SPACE)}={draw(SPACE)}{draw(VALUES)}"
            parts.append(f"{draw(SPACE)}{pair}{comment}\n")
    text = "".join(parts)
    return text if draw(st.booleans()) else text.removesuffix("\n")


@given(files(), st.booleans())
def test_every_value_is_found_where_it_stands(text: str, windows: bool) -> None:  # noqa: FBT001
    text = text.replace("\n", "\r\n") if windows else text
    data = text.encode()
    read = tomllib.loads(text)
    found: list[dict[str, object]] = []
    for statement in statements(data):
        if statement.value is None:
            assert statement.name == "[[item]]"
            found.append({})
            continue
        value = data[statement.value.start : statement.value.end].decode()
        pair = f"{statement.name} = {value}"
        assert data[statement.name_span.start : statement.name_span.end].decode() == statement.name
        found[-1].update(tomllib.loads(pair))
    assert found == read.get("item", [])


@given(files())
def test_statements_cover_whole_lines_and_no_line_twice(text: str) -> None:
    data = text.encode()
    end = 0
    for statement in statements(data):
        start, after = statement.span
        assert end <= start
        assert start == 0 or data[start - 1 : start] == b"\n"
        assert after == len(data) or data[after - 1 : after] == b"\n"
        end = after


def test_a_statement_has_its_key_and_value() -> None:
    (one,) = statements(b'title = """a\n"b" """ # c\n')
    assert one.name == "title"
    assert one.value == Span(8, 20)
    assert one.span == Span(0, 25)

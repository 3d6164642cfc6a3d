from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.text import Span, parse
from headway.text.splitting import blot, part, sentences, split

SCRAPS = [
    *("We merged it", "the parser", " ", ". ", "? ", "! ", "…", ": ", "\n", "(", ")", "**", "_"),
    *("`a. B`", "[a. B](c)", "<b>", "e.g. ", "A. ", "https://a.b/c. ", "é", "🦀", '."', ":tada:"),
]
texts = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join) | st.text(max_size=60)


def cut(text: str, *, lines: bool = False) -> list[str]:
    return [text[start:end] for start, end in split(text, lines=lines)]


@given(texts, st.booleans())
def test_only_white_space_is_between_sentences(text: str, lines: bool) -> None:  # noqa: FBT001
    found = [*split(text, lines=lines)]
    edges = [0, *(edge for place in found for edge in place), len(text)]
    assert edges == sorted(edges)
    assert not "".join(
        text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)
    ).strip()
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It parses. It is quick! Is it?", ["It parses.", "It is quick!", "Is it?"]),
        ("Since 1.91. Then v0.3.1 came.", ["Since 1.91.", "Then v0.3.1 came."]),
        ("Lists, e.g. Ours. By A. Turing.", ["Lists, e.g. Ours.", "By A. Turing."]),
        ("One (with two. In it.) here. Two", ["One (with two. In it.) here.", "Two"]),
        ('He said "yes." Then he left.', ['He said "yes."', "Then he left."]),
        ("It is... as it is. Done", ["It is... as it is.", "Done"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_line_ends_a_sentence_only_where_lines_are_shown() -> None:
    text = "A short line\nAnother one:\nThe third"
    assert cut(text) == [text]
    assert cut(text, lines=True) == ["A short line", "Another one:", "The third"]


def test_what_is_in_code_and_links_ends_nothing() -> None:
    tree = parse("Call `a. B` é now. See [c. D](e).".encode())
    found = [tree.slice(span) for span in sentences(tree, tree.blocks[0].span)]
    assert found == ["Call `a. B` é now.", "See [c. D](e)."]


@given(texts)
def test_a_blotted_text_is_as_long_as_the_text_and_a_part_is_where_it_is(text: str) -> None:
    tree = parse(text.encode())
    whole = Span(0, len(tree.source))
    assert len(blot(tree, whole)) == len(text)
    assert tree.slice(part(whole, text, 1, 3)) == text[1:3]

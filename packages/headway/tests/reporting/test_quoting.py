"""What is quoted has its author's words, stands alone in a post, and is found again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from headway.reporting.quoting import is_quoted, quotable
from headway.reporting.sentences import sentences_in
from headway.text import Item, LinkStyle, List, parse

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://github.com/org/plan/issues/1#issuecomment-2"
REPOSITORY = "org/plan"
SCRAPS = [
    *("We merged it", "the parser", ". ", "? ", ":\n", "\n", "\n\n", "- ", "1. ", "# ", "#### x "),
    *("> ", "`x @ana #1`", "```\n", "@ana", "@org/team", "@**Ana**", "#12", "org/repo#3", "*", "_"),
    *("[a. B](../b)", "[a](/b 'T')", "[x]", "[a][x]", "[x][]", "\n\n[x]: /y\n\n", "![i](p.png)"),
    *("<b>", "</b>", "<details>\n\n", "\n\n</details>\n\n", "<!-- ", "-->", "<script>", "(", ")"),
    *(
        "https://a.b/@c#1 ",
        "<https://a.b/@c>",
        "[j](javascript:x)",
        "é",
        "\\",
        "[@ana](z)",
        "<",
        ">",
    ),
]
bodies = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join) | st.text(max_size=60)


def quotes(body: str) -> list[str]:
    tree = parse(body.encode())
    return quotable(tree, sentences_in(tree), URL, REPOSITORY)


def letters(markdown: str) -> str:
    """The letters and digits that are seen, as another reader of Markdown tells."""
    other = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    other.validateLink = lambda url: url != ""  # type: ignore[method-assign]
    seen = []
    for block in other.parse(markdown):
        for one in block.children or ():
            inner = one.children if one.type == "image" else [one]
            seen += [
                " " if "break" in part.type else part.content
                for part in inner or ()
                if part.type != "html_inline"
            ]
        seen.append(" ")
    return "".join(re.findall(r"[^\W_]+", "".join(seen)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "See [the plan](../2) of #12.",
            "See [the plan](https://github.com/org/plan/2) of [#12](https://github.com/org/plan/issues/12).",
        ),
        (
            "Thanks to @ana for org/repo#3!",
            "Thanks to [ana](https://github.com/ana) for [org/repo#3](https://github.com/org/repo/issues/3)!",
        ),
        (
            "It is [here][x]\nor [x].\n\n[x]: https://a.b",
            "It is [here](https://a.b) or [x](https://a.b).",
        ),
        ("<b>Bold</b> <!-- no --> words, and `<b> @ana`.", "Bold words, and `<b> @ana`."),
        ("A < b, <<i>script>c.", "A < b, &lt;script>c."),
    ],
)
def test_a_sentence_is_quoted_with_links_that_work_anywhere(body: str, expected: str) -> None:
    assert quotes(body) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Another PR:\n\nhttps://a.b/1", ["Another PR: https://a.b/1"]),
        ("Two PRs:\n- https://a.b/1\n- https://a.b/2", ["Two PRs: https://a.b/1 https://a.b/2"]),
        ("It came:\n- The parser\n\nMore.", ["It came: The parser", "The parser", "More."]),
        ("Two came:\n- One\n- Two", ["Two came:", "One", "Two"]),
        ("As here:\n\n```\nx\n```\n\nhttps://a.b/1", ["As here:"]),
        ("Many:\n- https://a.b/1\n- https://a.b/2\n- https://a.b/3\n- https://a.b/4", ["Many:"]),
        ("## `x`, #1 ##\n\nMerged!", ["`x`, [#1](https://github.com/org/plan/issues/1) Merged!"]),
        ("## Status\n\nMerged!", ["Merged!"]),
        (
            "**Key developments:**\n- org/repo#1",
            ["**Key developments:** [org/repo#1](https://github.com/org/repo/issues/1)"],
        ),
        ("Open [x:\n\n[y](https://a.b)", ["Open [x:", "[y](https://a.b)"]),
    ],
)
def test_what_says_nothing_alone_is_quoted_with_what_stands_beside_it(
    body: str, expected: list[str]
) -> None:
    assert quotes(body) == expected
    assert all(is_quoted(quote, body, URL, REPOSITORY) for quote in expected)


def test_without_a_repository_a_number_is_left_as_it_is() -> None:
    tree = parse(b"See #12 and org/repo#3.")
    (quote,) = quotable(tree, sentences_in(tree), URL, "")
    assert quote == "See #12 and [org/repo#3](https://github.com/org/repo/issues/3)."


def stand(body: str) -> None:
    told = letters(body)
    for quote in quotes(body):
        assert letters(quote) in told
        tree = parse(f"- {quote}\n".encode())
        (listed,) = tree.blocks
        assert isinstance(listed, List)
        (item,) = listed.children
        assert isinstance(item, Item)
        assert item.children == ()
        assert tree.html == ()
        assert all(link.style in {LinkStyle.INLINE, LinkStyle.AUTOLINK} for link in tree.links())
        assert is_quoted(quote, body, URL, REPOSITORY)


@given(bodies)
def test_quotes_have_the_words_of_their_comment_and_stand_alone(body: str) -> None:
    stand(body)


def test_quotes_of_real_comments_stand_alone(corpus: Path) -> None:
    for comment in json.loads((corpus / "activity/comments.json").read_text("utf-8")):
        stand(comment["body"])


def test_only_whole_sentences_are_quotes() -> None:
    body = "It was [merged](/a).\nThe team decided.\n\n- We plan\n  more.\n"
    merged = "It was [merged](https://github.com/a)."

    def found(markdown: str) -> bool:
        return is_quoted(markdown, body, URL, REPOSITORY)

    assert found(merged)
    assert found(f"{merged} The  team\ndecided.")
    assert found("We plan more.")
    assert not found("The team")
    assert not found("The team decided")
    assert not found("It was [merged](https://example.org).")
    assert not found(f"{merged} We plan more.")
    assert not found("")

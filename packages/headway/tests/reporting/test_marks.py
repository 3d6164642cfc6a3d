"""Marks say what Headway wrote; a draft can be read back whatever was done to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.reporting.marks import (
    BadDraftError,
    block,
    header,
    read_draft,
    sealed,
)

ASKED = {"period": "2026", "from": "2026-02-01", "to": "2026-03-01", "words": 2000}
INDEX = "- One\n- Two"
DRAFT = sealed(
    '+++\ntitle = "February"\n+++\n\n',
    ASKED,
    "\n# February\n\n{}\nBetween.\n\n{}".format(block("index", INDEX), block("goals/a", "## A")),
)
MARKS = [
    *("<!-- headway:index 0123456789ab -->", "<!-- /headway:index -->", "<!-- headway:x -->"),
    *("<!-- /headway:goals/a -->", "<!--headway:", "<!-- headway:update 1 {} -->", "```"),
    *("<!-- headway:goals/a 0123456789ab -->", "text", " ", "\u2028", "\r", "\n", "\r\n"),
]
scraps = st.lists(st.sampled_from(MARKS), max_size=12).map("".join) | st.text(max_size=40)


def test_a_draft_says_from_what_it_was_made_and_what_is_whose() -> None:
    draft = read_draft(DRAFT)
    assert draft.before == '+++\ntitle = "February"\n+++\n\n'
    assert draft.parameters == ASKED
    index, goal = draft.blocks.values()
    assert (index.name, index.text, index.line) == ("index", "- One\n- Two\n\n", 9)
    assert (goal.name, goal.text, goal.touched) == ("goals/a", "## A\n\n", False)
    assert draft.known == {"index": index.digest, "goals/a": goal.digest}
    own = [piece for piece in draft.pieces if isinstance(piece, str)]
    assert own == ["\n# February\n\n", "\nBetween.\n\n"]


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        ("- One", "- Once", True),
        ("- One\n", "", True),
        ("- One", "  - One", True),
        ("- Two\n", "- Two\n- Three\n", True),
        ("- One", "- One  ", False),
        ("\n", "\r\n", False),
        ("Between", "In between", False),
        ("- Two\n\n", "- Two\n", False),
    ],
)
def test_a_block_knows_whether_it_was_touched(before: str, after: str, *, touched: bool) -> None:
    draft = read_draft(DRAFT.replace(before, after))
    assert draft.blocks["index"].touched is touched


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("<!-- headway:update 1", "<!-- headway:update 9", "5: the draft is of version 9"),
        ('{"period"', '{"period', "5: what `headway:update` says is no JSON"),
        ('"blocks"', '"blcks"', "5: `headway:update` does not say which blocks"),
        ("<!-- headway:update", "<!-- update", "9: the first mark of a draft must be"),
        ("<!-- /headway:index -->\n", "", "9: the block `index` is not closed .* before line 16"),
        ("<!-- /headway:goals/a -->\n", "", "17: the block `goals/a` is not closed"),
        ("<!-- /headway:index", "<!-- /headway:indx", "9: the block `index` is not closed"),
        ("- One\n", "<!-- headway:x 0123456789ab -->\n", "9: the block `index` is not closed"),
        ("Between.", "<!-- /headway:index -->", "15: the block `index` is closed here, but"),
        ("<!-- headway:goals/a ", "<!-- headway:goals/a x", "17: this mark is damaged"),
        ("Between.", "<!-- headway:x -->", "15: this mark is damaged: `<!-- headway:x -->`"),
        ("Between.", block("index", "- One"), "15: the block `index` stands in line 9 already"),
    ],
)
def test_a_damaged_mark_is_told_with_its_line(before: str, after: str, told: str) -> None:
    with pytest.raises(BadDraftError, match=f"^post.md:{told}"):
        read_draft(DRAFT.replace(before, after), "post.md")


@pytest.mark.parametrize("text", ["", "# A post\n", "<!-- a comment -->\n"])
def test_what_is_no_draft_is_told(text: str) -> None:
    with pytest.raises(BadDraftError, match=r"^the draft:1: this is no draft"):
        read_draft(text)


def test_a_quoted_mark_is_no_mark() -> None:
    quoted = "```\n<!-- /headway:a -->\n<!-- headway:b 0123456789ab -->\n```"
    draft = read_draft(sealed("", ASKED, block("a", quoted)))
    (found,) = draft.blocks.values()
    assert found.text == quoted.replace("<!--", " <!--") + "\n\n"
    assert not found.touched


def test_html_in_a_block_takes_in_nothing_behind_it() -> None:
    assert block("a", "<details>\n\n</details>\n").endswith("</details>\n\n<!-- /headway:a -->\n")


@pytest.mark.parametrize("name", ["", "a b", "a-->", "a\n"])
def test_a_name_stands_in_a_mark(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        block(name, "text")


def test_a_block_is_in_a_new_draft_once() -> None:
    with pytest.raises(BadDraftError, match="the block `a` stands in line 1 already"):
        sealed("", ASKED, block("a", "One") + block("a", "Two"))


@given(
    st.dictionaries(st.text(), st.text() | st.integers()).filter(lambda one: "blocks" not in one)
)
def test_a_header_holds_whatever_is_said(parameters: dict[str, str | int]) -> None:
    line = header(parameters, {"a": "b"})
    assert line.count(">") == 1
    draft = read_draft(line)
    assert (draft.parameters, draft.known) == (parameters, {"a": "b"})


@given(st.lists(scraps, max_size=4))
def test_whatever_is_in_a_block_is_read_back(texts: list[str]) -> None:
    body = "own\n".join(block(f"b{number}", text) for number, text in enumerate(texts))
    draft = read_draft(sealed("", ASKED, body))
    assert len(draft.blocks) == len(texts)
    for found, text in zip(draft.blocks.values(), texts, strict=True):
        assert not found.touched
        assert [line.strip() for line in found.text.split()] == text.split()


@given(scraps, st.integers(0, len(DRAFT)), st.integers(0, len(DRAFT)))
def test_nothing_is_lost_whatever_an_editor_did(put: str, start: int, end: int) -> None:
    text = DRAFT[:start] + put + DRAFT[end:]
    try:
        draft = read_draft(text)
    except BadDraftError:
        return
    assert draft.written() == text


@given(scraps)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        draft = read_draft(text)
    except BadDraftError:
        return
    assert draft.written() == text

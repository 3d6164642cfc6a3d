"""A draft goes on with all that its editor wrote, and with what is new."""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from headway.reporting.continuing import Change, Continued, What, continued
from headway.reporting.marks import BadDraftError, block, read_draft, sealed

ASKED = {"period": "2026", "from": "2026-02-01", "to": "2026-03-01", "words": 2000}
FIRST = {"index": "| A | on track |", "a": "- One.\n- Two.", "b": "- Three.", "c": "- Four."}
LATER = {**FIRST, "index": "| A | at risk |", "a": "- One.\n- Two.\n- New."}


def made(blocks: dict[str, str]) -> str:
    """A draft of these blocks."""
    return sealed("+++\n+++\n", ASKED, "\n".join(block(*one) for one in blocks.items()))


def goes_on(draft: str, blocks: dict[str, str]) -> Continued:
    """A draft, continued with these blocks."""
    return continued(read_draft(draft), read_draft(made(blocks)))


def order(text: str) -> list[str]:
    return [*read_draft(text).blocks]


def test_a_draft_that_nobody_touched_becomes_the_fresh_one() -> None:
    assert goes_on(made(FIRST), LATER) == (
        made(LATER),
        (
            Change(What.REFRESHED, "index", ("| A | at risk |",), 4),
            Change(What.REFRESHED, "a", ("- New.",), 9),
        ),
    )


def test_a_block_that_the_editor_touched_stays_and_its_news_are_told_once() -> None:
    draft = made(FIRST).replace("- One.", "- One, as I put it.").replace("- Two.\n", "")
    first = goes_on(draft, LATER)
    assert "- One, as I put it.\n\n<!-- /headway:a -->" in first.text
    assert first.changes[1:] == (Change(What.TOUCHED, "a", ("- New.",), 9),)
    assert goes_on(first.text, LATER) == (first.text, ())
    again = goes_on(first.text, {**LATER, "a": "- One.\n- New.\n- Newer."})
    assert again.changes == (Change(What.TOUCHED, "a", ("- Newer.",), 9),)


def test_an_editor_who_takes_what_is_new_has_an_untouched_block() -> None:
    draft = goes_on(made(FIRST).replace("- Two.", "- 2."), LATER).text
    taken = draft.replace("- 2.", "- Two.\n- New.")
    result = goes_on(taken, LATER)
    assert result.changes == ()
    newer = {**LATER, "a": "- Newer."}
    assert goes_on(result.text, newer).text == made(newer)


def test_order_and_own_text_are_the_editors() -> None:
    a, b = (block(name, FIRST[name]) for name in "ab")
    draft = made(FIRST).replace(f"{a}\n{b}", f"{b}Mine.\n{a}")
    result = goes_on(draft, LATER)
    assert order(result.text) == ["index", "b", "a", "c"]
    assert f"{b}Mine.\n{block('a', LATER['a'])}" in result.text


def test_what_the_editor_removed_stays_removed_and_its_news_are_told() -> None:
    draft = made(FIRST).replace(block("a", FIRST["a"]), "")
    result = goes_on(draft, LATER)
    assert order(result.text) == ["index", "b", "c"]
    lines = ("- One.", "- Two.", "- New.")
    assert result.changes[1:] == (Change(What.REMOVED, "a", lines, None),)
    assert goes_on(result.text, LATER) == (result.text, ())
    assert order(goes_on(goes_on(draft, {}).text, LATER).text) == ["index", "b", "c"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (["x", *FIRST], ["x", "index", "b", "a", "c"]),
        (["index", "x", "y", "a", "b", "c"], ["index", "x", "y", "b", "a", "c"]),
        (["index", "a", "x", "b", "c"], ["index", "b", "a", "x", "c"]),
        ([*FIRST, "x"], ["index", "b", "a", "c", "x"]),
    ],
)
def test_a_new_block_comes_behind_the_one_before_it(new: list[str], expected: list[str]) -> None:
    a, b = (block(name, FIRST[name]) for name in "ab")
    draft = made(FIRST).replace(f"{a}\n{b}", f"{b}\n{a}")
    result = goes_on(draft, {name: FIRST.get(name, "- New.") for name in new})
    assert order(result.text) == expected
    assert Change(What.ADDED, "x", ("- New.",), None) in result.changes


def test_what_has_no_news_any_more_is_dropped_unless_it_was_touched() -> None:
    draft = made(FIRST).replace("- Three.", "- 3.")
    result = goes_on(draft, {"index": FIRST["index"]})
    assert order(result.text) == ["index", "b"]
    assert [(one.what, one.name) for one in result.changes] == [
        (What.DROPPED, "a"),
        (What.OUTDATED, "b"),
        (What.DROPPED, "c"),
    ]
    assert goes_on(result.text, {"index": FIRST["index"]}) == (result.text, ())
    assert "- 3." in goes_on(result.text, FIRST).text


def test_what_is_collapsed_is_refreshed_and_not_told_by_line() -> None:
    before, after = (f"<details>\n<summary>x</summary>\n\n{word}\n\n</details>\n" for word in "yz")
    result = goes_on(made({"a": before}), {"a": after})
    assert result == (made({"a": after}), (Change(What.REFRESHED, "a", (), 4),))


def test_a_file_keeps_its_line_ends() -> None:
    draft = made(FIRST).replace("\n", "\r\n").replace("- Two.", "- 2.")
    result = goes_on(draft, {**LATER, "b": "- 3.", "d": "- 4."})
    assert result.text.replace("\r\n", "").count("\n") == 0
    assert goes_on(draft, FIRST) == (draft, ())


LINES = st.sampled_from(
    ["Mine.", "- One.", "", "  - Two.", "<!-- mine -->", "| A | on track |", "é"]
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from("idr"), LINES), max_size=8
)
BLOCKS = st.lists(
    st.tuples(st.sampled_from([*FIRST, "x", "y"]), st.lists(LINES, max_size=3).map("\n".join)),
    max_size=6,
).map(dict)


def edited(draft: str, edits: list[tuple[float, str, str]]) -> str:
    """A draft in which somebody inserted, deleted or replaced lines."""
    lines = draft.splitlines()
    for where, how, line in edits:
        at = int(where * (len(lines) or 1))
        lines[at : at + (how != "i")] = [] if how == "d" else [line]
    return "\n".join(lines)


def editors_lines(text: str) -> list[str]:
    """What in a draft is not ours."""
    draft = read_draft(text)
    pieces = (
        piece if isinstance(piece, str) else piece.text * piece.touched for piece in draft.pieces
    )
    return [line for piece in (draft.before, *pieces) for line in piece.splitlines() if line]


@given(BLOCKS, EDITS, BLOCKS)
def test_every_line_of_the_editor_survives(
    first: dict[str, str], edits: list[tuple[float, str, str]], later: dict[str, str]
) -> None:
    draft = edited(made(first), edits)
    try:
        theirs = editors_lines(draft)
    except BadDraftError:
        reject()
    result = goes_on(draft, later)
    left = iter(result.text.splitlines())
    assert all(line in left for line in theirs)  # in their order
    assert goes_on(result.text, later) == (result.text, ())
    assert set(order(result.text)) >= set(later) - set(read_draft(draft).known)

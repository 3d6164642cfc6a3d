from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.documents import types
from headway.documents.values import Written, is_person, issues_in, people_in
from headway.text import Span


def written(text: str) -> Written:
    return Written(text, Span(10, 10 + len(text.encode())))


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("@a", ["@a"]),
        ("@a, @b", ["@a", "@b"]),
        ("@a,@b", ["@a", "@b"]),
        ("@a and @b", ["@a", "@b"]),
        ("@a, @b, and @c", ["@a", "@b", "@c"]),
        ("@a & @b; @c", ["@a", "@b", "@c"]),
        ("@a @b", ["@a", "@b"]),
        ("@A-b_c1", ["@A-b_c1"]),
        ("![Help wanted][]", ["Help wanted"]),
        ("![Help Wanted]", ["Help wanted"]),
        ("@a, ![Help wanted][]", ["@a", "Help wanted"]),
        ("@a ![Help wanted][]", ["@a", "Help wanted"]),
        ("~~@a~~", ["@a"]),
        ("*Ana and Bo*, @c", ["*Ana and Bo*", "@c"]),
        ("*@a, @b", ["*@a", "@b"]),
        ("[compiler]", ["[compiler]"]),
        ("@a (reviews by @b, @c)", ["@a (reviews by @b, @c)"]),
        ("Some body", ["Some body"]),
        ("Alexander", ["Alexander"]),
        ("", []),
        (" , ", []),
    ],
)
def test_owners(cell: str, owners: list[str]) -> None:
    assert list(types.read_owners(written(cell))) == owners


@pytest.mark.parametrize("cell", ["@a,@b", "é @a and  @b", "@a, ~@b~"])
def test_owners_remember_where_they_stand(cell: str) -> None:
    for owner in types.read_owners(written(cell)):
        start, end = (offset - 10 for offset in owner.span)
        assert cell.encode()[start:end].decode() == owner


@given(st.text(st.sampled_from("@ab,; &+()![]~é\\and"), max_size=30))
def test_owners_of_any_cell_lie_in_it(cell: str) -> None:
    whole = written(cell).span
    for owner in types.read_owners(written(cell)):
        assert owner
        assert whole.start <= owner.span.start < owner.span.end <= whole.end


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@a", ["@a"]),
        ("by @a, (@b) and @c-d.", ["@a", "@b", "@c-d"]),
        ("mail a@b.example", []),
        ("@", []),
        ("_@a @@b", ["@b"]),
    ],
)
def test_people_in_a_text(text: str, people: list[str]) -> None:
    assert list(people_in(written(text))) == people


@pytest.mark.parametrize(
    ("text", "expected"),
    [("@a", True), ("@a-b_1", True), ("a", False), ("@a b", False), ("@", False)],
)
def test_what_is_a_person(text: str, expected: bool) -> None:  # noqa: FBT001  # a parameter
    assert is_person(text) is expected


def test_issues_in_a_text() -> None:
    text = written("é [a/b#1], c.d/e-f#23 and #4")
    found = issues_in(text)
    assert found == ["a/b#1", "c.d/e-f#23"]
    assert [text.encode()[f.span.start - 10 : f.span.end - 10].decode() for f in found] == found


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1,500", 1500),
        ("$60000", 60000),
        ("$25K", 25_000),
        ("$1.5m", 1_500_000),
        ("TBD", None),
        ("$1,50", None),
        ("60000", None),
        ("~$5K", None),
    ],
)
def test_amounts(text: str, amount: int | None) -> None:
    assert types.dollars(text) == amount
    assert types.is_cost(text) == (amount is not None or text == "TBD")


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("No", True),
        ("full", True),
        ("Partial", True),
        ("By Us", True),
        ("Partial by Us", True),
        ("Yes", False),
        ("By", False),
        ("", False),
    ],
)
def test_states_of_funding(text: str, readable: bool) -> None:  # noqa: FBT001  # a parameter
    assert types.is_funded(text) is readable


@pytest.mark.parametrize(
    "scrap", ["a", "a.", "a/", "@", "@a", "@a, ", "(", "[", "![a", "[a]", " and ", "~", " "]
)
def test_the_time_it_takes_grows_with_the_length(scrap: str) -> None:
    cell = written(f"a{scrap * 20_000}b")
    start = time.monotonic()
    for read in (types.read_owners, types.read_teams, people_in, issues_in):
        read(cell)
    for read_value in (types.THEME.read, types.ISSUE.read, types.STATUS.read):
        read_value(cell)
    assert not types.is_cost(cell)
    assert not types.is_funded(cell)
    assert time.monotonic() - start < 2

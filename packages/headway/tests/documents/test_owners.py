from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.documents.owners import HELP_WANTED, read_owners
from headway.documents.values import Written, is_person, people_in
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
        ("@a/@b", ["@a", "@b"]),
        ("@A-b_c1", ["@A-b_c1"]),
        ("~~@a~~", ["@a"]),
        ("*@a and @b*", ["@a", "@b"]),
        ("[@a](https://forge.example/@a), @b", ["@a", "@b"]),
        ("", []),
        (" , ", []),
    ],
)
def test_users(cell: str, owners: list[str]) -> None:
    assert list(read_owners(written(cell))) == owners


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("![Help wanted][]", ["Help wanted"]),
        ("![Help Wanted]", ["Help wanted"]),
        ("@a, ![Help wanted][]", ["@a", "Help wanted"]),
        ("@a ![Help wanted][]", ["@a", "Help wanted"]),
        ("[compiler]", ["[compiler]"]),
        ("~~[compiler]~~", ["[compiler]"]),
        ("[compiler], [lang]", ["[compiler]", "[lang]"]),
        ("[compiler] and [lang]", ["[compiler]", "[lang]"]),
        ("[salt and pepper]", ["[salt and pepper]"]),
        ("the [compiler] team", ["the [compiler] team"]),
        ("[compiler] and its friends", ["[compiler]", "its friends"]),
        ("![Team][] [lang]", ["![Team][] [lang]"]),
        ("[Ana](https://social.example/@ana)", ["[Ana](https://social.example/@ana)"]),
    ],
)
def test_teams_and_badges(cell: str, owners: list[str]) -> None:
    assert list(read_owners(written(cell))) == owners


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("Some body", ["Some body"]),
        ("Alexander", ["Alexander"]),
        ("research and development", ["research and development"]),
        ("*Jo and Mo*", ["*Jo and Mo*"]),
        ("**Jo, Mo**", ["**Jo, Mo**"]),
        ("`Jo, Mo`", ["`Jo, Mo`"]),
        ("_Jo, Mo_", ["_Jo, Mo_"]),
        ("Jo, Mo", ["Jo", "Mo"]),
        ("Jo + Mo", ["Jo", "Mo"]),
        ("a team (a student, a professor)", ["a team (a student, a professor)"]),
        ("(depending on the flag, or not)", ["(depending on the flag, or not)"]),
        ("@a, salt and pepper", ["@a", "salt and pepper"]),
        ("@a, jo, and others", ["@a", "jo", "others"]),
    ],
)
def test_words_stay_whole(cell: str, owners: list[str]) -> None:
    assert list(read_owners(written(cell))) == owners


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("@a et al.", ["@a"]),
        ("perhaps @a", ["@a"]),
        ("@a]", ["@a"]),
        ("@a and others", ["@a", "others"]),
        ("TBD (@a, @b, or @c)", ["TBD", "@a", "@b", "@c"]),
        ("Us (= @a + @b)", ["Us", "@a", "@b"]),
        ("@a (reviews by @b, @c)", ["@a", "@b", "@c"]),
        ("@a (with a student, perhaps)", ["@a"]),
    ],
)
def test_words_beside_users(cell: str, owners: list[str]) -> None:
    assert list(read_owners(written(cell))) == owners


@pytest.mark.parametrize("cell", ["@a,@b", "é @a and  @b", "é, @a, ~@b~", "Ü (@a + é)"])
def test_owners_remember_where_they_stand(cell: str) -> None:
    for owner in read_owners(written(cell)):
        start, end = (offset - 10 for offset in owner.span)
        assert cell.encode()[start:end].decode() == owner


@given(st.text(st.sampled_from("@ab,; &+()![]~*_`é\\and"), max_size=30))
def test_owners_of_any_cell_lie_in_it(cell: str) -> None:
    whole = written(cell).span
    for owner in read_owners(written(cell)):
        assert owner
        assert whole.start <= owner.span.start < owner.span.end <= whole.end
        if owner != HELP_WANTED:
            start, end = (offset - 10 for offset in owner.span)
            assert cell.encode()[start:end].decode() == owner


@given(st.text(st.sampled_from("@ab, &+()~*and"), max_size=30))
def test_no_user_of_a_cell_is_lost(cell: str) -> None:
    assert list(filter(is_person, read_owners(written(cell)))) == people_in(written(cell))

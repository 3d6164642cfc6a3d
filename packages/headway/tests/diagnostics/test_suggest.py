from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.diagnostics import fold, likely, meant, one_of

KNOWN = ["Other tracking issues", "Tracking issue", "Status", "Point of contact"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Other tacking issues", "Other tracking issues"),
        ("tracking  ISSUE", "Tracking issue"),
        ("Statsu", "Status"),
        ("status:", "Status"),
        ("Pont of contact", "Point of contact"),
        ("Colour", None),
        ("", None),
        ("S", None),
    ],
)
def test_the_likely_name(name: str, expected: str | None) -> None:
    assert likely(name, KNOWN) == expected


def test_a_name_in_another_letter_case_wins_over_a_nearer_looking_one() -> None:
    assert likely("LANG", ["lang-ops", "lang", "Lang2"]) == "lang"


def test_nothing_is_likely_among_nothing() -> None:
    assert likely("Status", []) is None


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_what_is_likely_is_known(name: str, known: list[str]) -> None:
    found = likely(name, known)
    assert found is None or found in known
    if fold(name) in map(fold, known):
        assert found is not None
        assert fold(found) == fold(name)


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("complier", ["compilers", "compiler"], "compiler"),
        ("lang-doc", ["lang", "lang-docs", "lang-dogs"], "lang-docs"),
        ("abcdefgx", ["abcdefgy", "abcdefgz"], "abcdefgy"),
        ("abcdefgh", ["abxyzfgh"], None),
    ],
)
def test_of_several_near_names_the_nearest_counts(
    name: str, known: list[str], expected: str | None
) -> None:
    assert likely(name, known) == expected


@given(st.sampled_from(KNOWN), st.data())
def test_one_slip_inside_a_name_leaves_it_likely(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2))
    slips = {
        "add": name[:at] + "x" + name[at:],
        "drop": name[:at] + name[at + 1 :],
        "change": name[:at] + "x" + name[at + 1 :],
        "swap": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    }
    written = slips[data.draw(st.sampled_from(sorted(slips)))]
    assert likely(written, KNOWN) == name


def test_a_help_line() -> None:
    assert meant("Statsu", KNOWN) == "did you mean `Status`?"
    assert meant("Colour", KNOWN) is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], ""), (["a"], "`a`"), (["a", "b"], "`a` or `b`"), (["a", "b", "c"], "`a`, `b` or `c`")],
)
def test_a_list_of_names(names: list[str], expected: str) -> None:
    assert one_of(names) == expected

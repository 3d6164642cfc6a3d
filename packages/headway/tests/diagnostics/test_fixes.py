from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.diagnostics import Diagnostic, Edit, Fix, Severity, apply, choose
from headway.text import Span


def fixing(start: int, end: int, *, safe: bool = True, code: str = "META001") -> Diagnostic:
    fix = Fix(f"{code} {start}", (Edit(Span(start, end), "new"),), safe=safe)
    return Diagnostic(code, Severity.ERROR, "", "a.md", Span(start, end), fix=fix)


def test_edits_are_applied_in_any_order() -> None:
    edits = [Edit(Span(4, 5), "é"), Edit(Span(0, 1), ""), Edit(Span(2, 2), "++")]
    assert apply(b"abcdef", edits) == "b++cdéf".encode()


def test_nothing_to_apply() -> None:
    assert apply(b"\xff\0", []) == b"\xff\0"


@pytest.mark.parametrize(
    ("one", "other"), [((0, 3), (2, 4)), ((0, 4), (1, 2)), ((0, 2), (0, 2)), ((0, 2), (1, 1))]
)
def test_edits_that_overlap_are_refused(one: tuple[int, int], other: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply(b"abcdef", [Edit(Span(*one), "x"), Edit(Span(*other), "y")])


@given(st.binary(max_size=30), st.lists(st.integers(0, 30), max_size=8))
def test_bytes_outside_the_edits_stay(data: bytes, cuts: list[int]) -> None:
    places = sorted(min(cut, len(data)) for cut in cuts)
    spans = [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False) if a < b]
    changed = apply(data, [Edit(span, "|") for span in reversed(spans)])
    kept = [
        data[a:b]
        for a, b in zip(
            [0, *(s.end for s in spans)], [*(s.start for s in spans), len(data)], strict=True
        )
    ]
    assert changed == b"|".join(kept)


def test_only_safe_fixes_are_chosen_unless_all_are_wanted() -> None:
    found = [
        fixing(0, 1),
        fixing(5, 6, safe=False),
        Diagnostic("X", Severity.HINT, "", "a", Span(0, 0)),
    ]
    assert [fix.message for fix in choose(found, unsafe=False)] == ["META001 0"]
    assert [fix.message for fix in choose(found, unsafe=True)] == ["META001 0", "META001 5"]


@pytest.mark.parametrize("other", [(2, 6), (3, 4), (4, 4), (4, 8)])
def test_of_fixes_that_touch_the_earlier_is_chosen(other: tuple[int, int]) -> None:
    found = [fixing(*other, code="META002"), fixing(1, 4)]
    assert [fix.message for fix in choose(found, unsafe=False)] == ["META001 1"]


def test_a_fix_is_chosen_whole_or_not_at_all() -> None:
    both = Fix("both", (Edit(Span(0, 1), "a"), Edit(Span(8, 9), "b")), safe=True)
    found = [fixing(0, 1), Diagnostic("META002", Severity.ERROR, "", "a.md", Span(8, 9), fix=both)]
    assert [fix.message for fix in choose(found, unsafe=False)] == ["META001 0"]


def test_what_is_chosen_can_be_applied() -> None:
    found = [fixing(start, start + 3) for start in range(0, 20, 2)]
    edits = [edit for fix in choose(found, unsafe=False) for edit in fix.edits]
    assert len(edits) == 5
    assert apply(b"x" * 30, edits).count(b"new") == 5

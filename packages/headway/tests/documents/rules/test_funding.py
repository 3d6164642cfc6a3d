"""What is told of funding and help wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[..., list[str]]

FUNDING = (
    "# T\n\n## Funding\n\n| Purpose | Cost | Funded | Sponsor(s) |\n|---|---|---|---|\n"
    "| Work | {cost} | {state} | |\n"
)


def about(told: list[str], word: str) -> list[str]:
    return [line.partition(" ")[2] for line in told if f" {word}" in line]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("$5K", []),
        ("Ask", []),
        ("", ["FUND001: a blank cost is read as `TBD`"]),
        ("cheap", ["FUND001: the cost `cheap` is read as `TBD`"]),
    ],
)
def test_costs(told: Tell, cost: str, expected: list[str]) -> None:
    assert about(told(FUNDING.format(cost=cost, state="No")), "FUND") == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("Full", []),
        ("By Us", []),
        ("", ["FUND002: a blank state is read as `No`"]),
        ("Yes", ["FUND002: the state `Yes` is read as `No`"]),
    ],
)
def test_states(told: Tell, state: str, expected: list[str]) -> None:
    assert about(told(FUNDING.format(cost="TBD", state=state)), "FUND") == expected


def test_a_row_that_says_nothing_is_not_told(told: Tell) -> None:
    text = FUNDING.format(cost="TBD", state="No") + "| | | | |\n"
    assert about(told(text), "FUND") == []


def test_a_row_that_ends_early_has_blanks(told: Tell) -> None:
    text = FUNDING.format(cost="TBD", state="No") + "| More |\n"
    assert len(about(told(text), "FUND")) == 2


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| Needs | Contributor |", ["HELP002: `Needs: Contributor` without"]),
        ("| Needs | contributor |", ["HELP002: `Needs: contributor` without"]),
        ("| Help wanted | Yes |", ["HELP002: `Help wanted: Yes` without"]),
        ("| Help wanted | @ana knows more |", ["HELP002: `Help wanted: @ana knows more` without"]),
        ("| Help wanted | No |", []),
        ("| Help wanted | |", []),
        ("| Needs | Patience |", []),
    ],
)
def test_flags_without_a_section(told: Tell, row: str, expected: list[str]) -> None:
    text = f"# T\n\n| Metadata | |\n|---|---|\n{row}\n"
    section = "\n## Help wanted\n\n| Task | Experience level | Time investment |\n|---|---|---|\n"
    found = about(told(f"{text}\n## Team asks\n"), "HELP")
    assert found == [f"{line} a section `Help wanted`" for line in expected]
    assert about(told(f"{text}{section}| Test | none | an hour |\n"), "HELP") == []

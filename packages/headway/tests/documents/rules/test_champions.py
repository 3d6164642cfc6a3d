"""What is told of champions beside asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[..., list[str]]

HEAD = """\
# A goal

| Metadata | |
|---|---|
| Point of contact | @ana |
| Status | Proposed |
| [lang] champion | @bo |
| [types] champion | @cy |

## Summary

Words.

"""
COLUMNS = "| Team | Support level | Notes |\n|---|---|---|\n"
LANG = "| [lang] | Large | |\n"
TYPES = "| [types] | Large | |\n"


def codes(told: Tell, asks: str) -> list[str]:
    """The codes of what is told of a goal with some asks."""
    return [line.split()[1].rstrip(":") for line in told(f"{HEAD}## Team asks\n\n{asks}")]


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        (COLUMNS + LANG + TYPES, []),
        (COLUMNS + LANG, ["ASK002"]),
        (COLUMNS + LANG + "| [types] | | |\n", ["ASK002"]),
        (f"{COLUMNS}{LANG}\n{TYPES}", ["TABLE003"]),
        (f"{COLUMNS}{LANG}\n* And also:\n{COLUMNS}{TYPES}", ["TABLE005"]),
        (f"{COLUMNS}{LANG}\n{COLUMNS[:-5]}\n{TYPES}", ["TABLE006"]),
        (f"{COLUMNS}{LANG}\nWords.\n\n| a | b |\n|---|---|\n| [types] | |\n", ["ASK009", "ASK011"]),
        (COLUMNS, ["ASK008"]),
        ("", ["ASK008"]),
    ],
)
def test_a_champion_without_an_ask_is_told_unless_the_ask_is_told_as_lost(
    told: Tell, asks: str, expected: list[str]
) -> None:
    found = codes(told, asks)
    assert "ASK002" in found if "ASK002" in expected else "ASK002" not in found
    assert set(expected) <= set(found)


def test_rows_that_are_lost_elsewhere_ask_nothing(told: Tell) -> None:
    lost = "## Motivation\n\n| a |\n|---|\n| b |\n\n| [types] |\n"
    found = codes(told, f"{COLUMNS}{LANG}\n{lost}")
    assert {"TABLE003", "ASK002"} <= set(found)

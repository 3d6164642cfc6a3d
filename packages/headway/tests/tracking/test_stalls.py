"""What waits, against timelines that a person has labelled: precision and recall of each kind."""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from headway.tracking.stalls.find import stalls
from headway.tracking.stalls.model import Kind
from stalled import scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.tracking.stalls.model import Stall

TODAY = "2026-03-02"
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "timelines.toml").read_text("utf-8")
)["case"]
FEWEST_CASES = 60
# What is found must be true, and what is true must be found: in all, and of each kind.
LEAST = 0.9
LEAST_OF_A_KIND = 0.65


class Scored(NamedTuple):
    """The cases in which something of a kind was found, and in which it should have been."""

    found: set[str]
    true: set[str]

    @property
    def precision(self) -> float:
        return len(self.found & self.true) / len(self.found) if self.found else 1

    @property
    def recall(self) -> float:
        return len(self.found & self.true) / len(self.true) if self.true else 1


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], list[str]]:
    """What the rules see in a case, in the words of its labels."""

    def look(case: dict[str, Any]) -> list[str]:
        today = dt.date.fromisoformat(case.get("today", TODAY))
        return [_words(stall) for stall in stalls(scene(case, today, tmp_path_factory))]

    return look


def _words(stall: Stall) -> str:
    return f"{stall.kind} {', '.join(map(str, stall.next))} since {stall.since}"


def _report(scored: dict[str, Scored]) -> Iterator[str]:
    for kind, score in sorted(scored.items()):
        precision = f"precision {score.precision:.2f} of {len(score.found)}"
        yield f"{kind:<15} {precision:<20} recall {score.recall:.2f} of {len(score.true)}\n"


def names(case: dict[str, Any]) -> str:
    name: str = case["name"]
    return name


def _is_whole(case: dict[str, Any]) -> bool:
    """Whether all of a case is known of each day: no text edited, each label with its event."""
    return not any(text in case["timeline"] for text in ("proposes", "carries", "[x]"))


@pytest.mark.parametrize("case", [one for one in CASES if "wrong" not in one], ids=names)
def test_what_waits_is_seen_as_labelled(
    case: dict[str, Any], look: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert look(case) == case["expected"]


@pytest.mark.parametrize("case", [one for one in CASES if "wrong" in one], ids=names)
def test_what_is_known_to_be_seen_wrongly_is_so_still(
    case: dict[str, Any], look: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert look(case) != case["expected"], f"this is right now; remove: {case['wrong']}"


def test_precision_and_recall(look: Callable[[dict[str, Any]], list[str]]) -> None:
    scored: dict[str, Scored] = defaultdict(lambda: Scored(set(), set()))
    for case in CASES:
        for words in look(case):
            for kind in ("all", words.split()[0]):
                scored[kind].found.add(f"{case['name']}: {words}")
        for words in case["expected"]:
            for kind in ("all", words.split()[0]):
                scored[kind].true.add(f"{case['name']}: {words}")
    sys.stdout.writelines(_report(scored))  # shown with -s
    assert len(CASES) >= FEWEST_CASES
    assert scored.keys() == {"all", *Kind}
    assert min(scored["all"].precision, scored["all"].recall) >= LEAST
    assert all(min(one.precision, one.recall) >= LEAST_OF_A_KIND for one in scored.values())


@pytest.mark.parametrize("case", [one for one in CASES if _is_whole(one)], ids=names)
def test_what_happened_later_changes_nothing(
    case: dict[str, Any], look: Callable[[dict[str, Any]], list[str]]
) -> None:
    lines = case["timeline"].strip().splitlines()
    for number, line in enumerate(lines, 1):
        day = {"today": line.split()[0]}
        so_far = [one for one in lines if one.split()[0] <= day["today"]]
        cut = {**case, **day, "timeline": "\n".join(so_far)}
        assert look({**case, **day}) == look(cut), f"on the day of line {number}"


def test_names_of_cases_are_their_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)

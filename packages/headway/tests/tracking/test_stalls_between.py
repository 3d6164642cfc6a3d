"""What began to wait within a month and what came to an end, against labelled timelines."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from headway.activity.moments import Span
from headway.activity.store import open_store
from headway.program.load import Options, load
from headway.tracking.stalls.between import Between, between
from headway.tracking.stalls.find import stalls
from headway.tracking.stalls.model import Kind
from headway.tracking.stalls.reading import read_scene, read_scenes
from headway.tracking.stalls.resolved import How
from stalled import scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "ends.toml").read_text("utf-8")
)["case"]
BEFORE, LAST = dt.date(2026, 2, 28), dt.date(2026, 3, 31)


def seen(case: dict[str, Any], folders: pytest.TempPathFactory, last: dt.date = LAST) -> Between:
    return between(scene(case, BEFORE, folders), scene(case, last, folders))


def names(case: dict[str, Any]) -> str:
    name: str = case["name"]
    return name


@pytest.mark.parametrize("case", CASES, ids=names)
def test_a_month_is_told_as_labelled(
    case: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = seen(case, tmp_path_factory)
    assert [one.kind for one in found.new] == case.get("new", [])
    assert [one.kind for one in found.waiting] == case.get("waiting", [])
    ended = [f"{one.stall.kind} {one.words}" for one in found.resolved]
    assert ended == case.get("resolved", [])


@pytest.mark.parametrize("case", CASES, ids=names)
def test_between_a_day_and_itself_nothing_changes(
    case: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = seen(case, tmp_path_factory, BEFORE)
    assert (found.new, found.resolved) == ((), ())


@pytest.mark.parametrize("case", CASES, ids=names)
def test_what_happened_after_the_last_day_changes_nothing(
    case: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As in a case that ends on that day."""
    if any(word in case["timeline"] for word in ("proposes", "[ ]")):
        return  # known only as they are now
    days = sorted({line.split()[0] for line in case["timeline"].split("\n") if line})
    for last in map(dt.date.fromisoformat, days):
        if last > BEFORE:
            lines = [one for one in case["timeline"].split("\n") if one[:10] <= str(last)]
            cut = {**case, "timeline": "\n".join(lines)}
            assert seen(case, tmp_path_factory, last) == seen(cut, tmp_path_factory, last)


def test_the_cases_have_every_kind_and_every_way() -> None:
    told = {words for case in CASES for words in case.get("resolved", [])}
    kinds = {words.split()[0] for words in told}
    assert kinds == {*Kind} - {Kind.CHAMPION}
    elsewhere = {How.OVER, How.UNKNOWN}
    assert {how for how in How if any(f" {how}" in words for words in told)} == {*How} - elsewhere


def test_a_period_that_is_over(tmp_path_factory: pytest.TempPathFactory) -> None:
    case = {
        "goal": {"period": "2025h2", "continued": True},
        "timeline": "2025-07-05 ana opens tracking issue",
    }
    before, after = (
        scene(case, day, tmp_path_factory) for day in (dt.date(2025, 12, 15), dt.date(2026, 1, 9))
    )
    ended = between(before, after).resolved
    assert [(one.stall.subject, one.words) for one in ended] == [
        ("2025h2/bees", "its period is over")
    ]


def test_the_example_in_a_month(
    run: Callable[..., Result], examples: Path, tmp_path: Path, kept: Callable[[str, str], None]
) -> None:
    root, store = examples / "lumen", tmp_path / "activity.db"
    for source in (("github", root / "activity"), ("calendar",)):
        assert run("-C", root, "import", *source, "--database", store).exit_code == 0
    program = load(root, Options(offline=True, today=dt.date(2026, 5, 20))).program
    with open_store(str(store)) as opened:
        before, after = read_scenes(
            program, opened, Span(dt.date(2026, 4, 1), dt.date(2026, 4, 30))
        )
        assert after == read_scene(program, opened, dt.date(2026, 4, 30))
        ahead = read_scenes(program, opened, Span(dt.date(2026, 5, 1), dt.date(2026, 5, 31)))
    found = between(before, after)
    assert {*found.new, *found.waiting} == {*stalls(after)}
    lines = [f"new: {one.kind} {one.subject}" for one in found.new]
    lines += [f"waiting: {one.kind} {one.subject}" for one in found.waiting]
    lines += [
        f"{one.stall.kind} {one.stall.subject}: {one.words} ({one.url})" for one in found.resolved
    ]
    kept("stalls-between.txt", "".join(f"{line}\n" for line in lines))
    assert ahead[1].today == program.today

"""The real goals repository, as its data stands beside this one."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import jsonschema
import pytest

from headway.diagnostics import Severity
from headway.documents.values import Form
from headway.program.export.csv import render
from headway.program.export.json import all_periods, schema
from headway.program.export.tables import TABLES
from headway.program.load import Loaded, Options, load
from headway.program.mend import mend

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def loaded(corpus: Path) -> Loaded:
    options = Options(team_data=corpus / "team", today=TODAY, offline=True)
    return load(corpus / "rust-goals", options)


def test_every_error_is_a_true_one(loaded: Loaded) -> None:
    errors = [d for d in loaded.report.diagnostics if d.severity is Severity.ERROR]
    assert Counter(error.code for error in errors) == {
        "LINK001": 12,
        "PERS001": 4,
        "REF003": 21,
        "TABLE003": 1,
        "TABLE005": 1,
    }


def test_safe_fixes_bring_no_new_diagnostic(loaded: Loaded, corpus: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(corpus / "rust-goals", tmp_path / "goals")
    options = Options(team_data=corpus / "team", today=TODAY, offline=True)
    mended = mend(copy, options, unsafe=False)
    mended.write()
    again = load(copy, options)
    assert mended.count > 20
    assert told(again) <= told(loaded)
    assert not any(d.fix and d.fix.safe for d in again.report.diagnostics)


def test_all_fixes_bring_to_light_only_what_lost_tables_hold(
    loaded: Loaded, corpus: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(corpus / "rust-goals", tmp_path / "goals")
    options = Options(team_data=corpus / "team", today=TODAY, offline=True)
    new = told(mend(copy, options, unsafe=True).loaded) - told(loaded)
    lost = {d.file for d in loaded.report.diagnostics if d.code in {"TABLE003", "TABLE005"}}
    assert {file for _, file, _ in new} <= lost


def told(loaded: Loaded) -> Counter[tuple[str, str, str]]:
    """What a report says, wherever in a file."""
    return Counter((d.code, d.file, d.message) for d in loaded.report.diagnostics)


def test_goals_by_period_and_status(loaded: Loaded) -> None:
    assert {
        period.name: Counter(str(goal.status) for goal in period.goals)
        for period in loaded.program.periods
    } == {
        "2024h2": {"Accepted": 26, "Not accepted": 5},
        "2025h1": {"Accepted": 40, "Not accepted": 2},
        "2025h2": {"Proposed": 41, "Not accepted": 1},
        "2026": {"Accepted": 68, "Not accepted": 1},
    }


def test_the_form_follows_the_period(loaded: Loaded) -> None:
    for period in loaded.program.periods:
        expected = Form.PRESENT if period.name == "2026" else Form.OLDER
        assert {goal.form for goal in period.goals} == {expected}


def test_figures_of_what_goals_say(loaded: Loaded) -> None:
    # Asks, champions, tasks, roadmaps.
    assert {
        period.name: (
            sum(len(goal.asks) for goal in period.goals),
            sum(len(goal.champions) for goal in period.goals),
            sum(len(goal.all_tasks) for goal in period.goals),
            len(period.roadmaps),
        )
        for period in loaded.program.periods
    } == {
        "2024h2": (73, 0, 93, 0),
        "2025h1": (154, 0, 214, 0),
        "2025h2": (147, 68, 106, 0),
        "2026": (185, 99, 284, 8),
    }


@pytest.mark.parametrize("name", ["2025h2", "2026"])
def test_asks_and_champions_are_those_that_the_existing_tool_reads(
    loaded: Loaded, corpus: Path, name: str
) -> None:
    period = loaded.program.period(name)
    assert period is not None
    goals = {goal.file: goal for goal in period.goals}
    with (corpus / f"golden/champions-{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(goals)
    for row in rows:
        goal = goals[row["URL"].partition("/main/")[2]]
        cells = {key.strip("[]"): cell for key, cell in row.items() if key.startswith("[")}
        asked = {team for team, cell in cells.items() if cell != "-"}
        assert {str(ask.team) for ask in goal.asks} == asked, goal.file
        champions = {str(team): str(c) for team, c in goal.champions.items() if team in asked and c}
        assert champions == {team: cells[team] for team in asked if cells[team] != "!"}, goal.file


def test_every_goal_has_who_answers_for_it(loaded: Loaded) -> None:
    assert all(goal.title and goal.point_of_contact for goal in loaded.program.goals())


def test_values_stand_where_they_say(loaded: Loaded) -> None:
    for goal in loaded.program.goals():
        data = loaded.report.source(goal.file).data
        for text in (goal.title, goal.point_of_contact, goal.tracking_issue, *goal.champions):
            if text is not None:
                assert data[slice(*text.span)].decode() == text, goal.file


def test_the_export_follows_the_schema(loaded: Loaded) -> None:
    jsonschema.validate(all_periods(loaded.program.periods), schema())
    for table in TABLES:
        assert render(table, loaded.program.periods).startswith(",".join(table.header))


def test_without_team_data_nothing_of_teams_is_told(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    bare = load(corpus / "rust-goals", Options(today=TODAY, offline=True))
    assert not [d for d in bare.report.diagnostics if d.code.startswith("TEAM")]
    (skipped,) = bare.report.summary.skipped
    assert "teams and people" in skipped

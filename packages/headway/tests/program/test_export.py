from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from headway.documents.goal import GOAL
from headway.program.export.csv import render
from headway.program.export.json import all_periods, one_period, schema
from headway.program.export.tables import TABLES, table
from headway.program.load import Options, load

if TYPE_CHECKING:
    from headway.program.model import Program

Make = Callable[[Mapping[str, str]], Path]


@pytest.fixture(scope="module")
def program(lumen: Path) -> Program:
    return load(lumen, Options(offline=True)).program


@pytest.fixture(scope="module")
def exported(program: Program) -> Any:
    period = program.period("2026")
    assert period is not None
    return json.loads(json.dumps(one_period(period)))


def goal_of(exported: Any, name: str) -> Any:
    (goal,) = [goal for goal in exported["goals"] if goal["id"] == name]
    return goal


def test_both_shapes_follow_the_schema(program: Program, exported: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(exported, schema())
    jsonschema.validate(json.loads(json.dumps(all_periods(program.periods))), schema())


def test_the_schema_refuses_other_shapes(exported: Any) -> None:
    goal = {**exported["goals"][0], "status": "Maybe"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**exported, "goals": [goal]}, schema())


def test_one_period_is_one_object(exported: Any) -> None:
    assert (exported["version"], exported["period"]) == (1, "2026")
    assert [goal["id"] for goal in exported["goals"]] == sorted(g["id"] for g in exported["goals"])
    assert len(exported["goals"]) == 12
    assert all(tuple(goal) == GOAL.fields for goal in exported["goals"])
    statuses = [goal["status"] for goal in exported["goals"]]
    assert statuses.count("Not accepted") == 1
    roadmap = next(r for r in exported["roadmaps"] if r["id"] == "roadmap-fast-feedback")
    assert roadmap["goals"] == ["glow-watch", "incremental-check", "simulated-boards"]
    assert roadmap["application_areas"]


def test_all_periods_are_a_list(program: Program, exported: Any) -> None:
    found = json.loads(json.dumps(all_periods(program.periods)))
    assert [period["period"] for period in found["periods"]] == ["2025h2", "2026"]
    assert found["periods"][1] == {k: v for k, v in exported.items() if k != "version"}


def test_a_goal_of_the_present_form(exported: Any) -> None:
    goal = goal_of(exported, "board-packs")
    assert goal["file"] == "src/2026/board-packs.md"
    assert goal["tracking_issue"] == "lumen-lang/goals#32"
    assert goal["champions"] == {"embedded": "@ravi-deshmukh", "registry": "@kit-halloran"}
    assert goal["asks"][2] == {
        "team": "docs",
        "level": "Small",
        "kind": None,
        "notes": None,
        "task": None,
    }
    assert (goal["tasks"], goal["size"], goal["what_and_why"]) == ([], "Large", None)
    first = goal["subgoals"][0]
    assert first["title"] == "Packs, signed and pinned"
    assert first["tasks"][1] == {
        "task": "Signatures and pinning in `glow`",
        "owners": ["@kit-halloran", "@pell-grady"],
        "notes": None,
    }
    assert goal["funding"][1] == {
        "purpose": "Allowance for board maintainers",
        "cost": "Ask",
        "funded": "No",
        "sponsors": None,
    }


def test_a_goal_of_the_older_form(program: Program) -> None:
    period = program.period("2025h2")
    assert period is not None
    goal = goal_of(one_period(period), "stream-syntax")
    assert goal["size"] is None
    assert goal["roadmaps"] == ["Everything flows"]
    assert [subgoal["title"] for subgoal in goal["subgoals"]] == [
        "Writing and joining streams",
        "Scheduling streams in ember",
    ]
    assert goal["asks"][0] == {
        "team": "lang",
        "level": None,
        "kind": "RFC decision",
        "notes": "![Complete][] [RFC #44]",
        "task": "Writing and joining streams",
    }
    assert goal["tasks"] == []


WITH_SUBGOALS = """\
# A

| Metadata | |
|---|---|
| Roadmap | Whole |

### Work items over the next year

#### First

#### Second

| Metadata | |
|---|---|
| Roadmap | Part |
| Roadmap | [Other][] |
| Roadmap | Part |
"""


def test_roadmaps_of_subgoals_are_a_table(make: Make) -> None:
    periods = load(make({"src/2026/a.md": WITH_SUBGOALS})).program.periods
    assert render(table("subgoal_roadmaps"), periods) == (
        "period,goal,subgoal,name\r\n2026,a,1,Part\r\n2026,a,1,Other\r\n"
    )
    assert render(table("goal_roadmaps"), periods) == (
        "period,goal,name\r\n2026,a,Whole\r\n2026,a,Part\r\n2026,a,Other\r\n"
    )


UNKNOWN_LEVEL = """\
# A

| Metadata | |
|---|---|
| Status | Proposed |

## Team asks

| Team | Support level | Notes |
|---|---|---|
| [lang] | Medum | Review |
"""


def test_an_ask_of_an_unknown_level_is_exported_as_written(make: Make) -> None:
    (period,) = load(make({"src/2026/a.md": UNKNOWN_LEVEL})).program.periods
    found = json.loads(json.dumps(one_period(period)))
    jsonschema.validate(found, schema())
    (ask,) = found["goals"][0]["asks"]
    assert (ask["team"], ask["level"], ask["notes"]) == ("lang", "Medum", "Review")
    assert found["goals"][0]["size"] is None
    assert list(table("asks").rows(period)) == [
        ("2026", "a", 0, "lang", "Medum", None, "Review", None)
    ]


def test_csv_reads_back_as_the_table(program: Program) -> None:
    for one in TABLES:
        rows = list(csv.reader(io.StringIO(render(one, program.periods), newline=""), strict=True))
        assert rows[0] == list(one.header)
        assert rows[1:] == [
            ["" if value is None else str(value) for value in row]
            for period in program.periods
            for row in one.rows(period)
        ]


QUOTING = """\
# Say "hi", twice

| Metadata | |
|---|---|
| Status | Proposed |

## Summary

One "line",
then another.
"""


def test_csv_is_as_rfc_4180_has_it(make: Make) -> None:
    root = make({"src/2026/a.md": QUOTING})
    text = render(table("goals"), load(root).program.periods)
    head, body = text.split("\r\n", 1)
    assert head == (
        "period,id,file,title,short_title,status,point_of_contact,tracking_issue,size,"
        "zulip_channel,funding_contact,timespan,cadence,what_and_why,summary"
    )
    assert body == (
        '2026,a,src/2026/a.md,"Say ""hi"", twice",,Proposed,,,,,,,,,'
        '"One ""line"",\nthen another."\r\n'
    )

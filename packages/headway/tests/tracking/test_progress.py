from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from headway.activity.records import Comment, Count, Issue
from headway.cli import main
from headway.program.load import Options, load
from headway.tracking.progress import progress
from tracked import activity, at, comment, issue

if TYPE_CHECKING:
    from pathlib import Path

    from headway.program.model import Program
    from headway.tracking.progress import Progress

GOAL = """# Faster bees

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | Accepted |
| Tracking issue | [org/goals#{number}] |

## Summary

Faster.
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """One goal in two periods, in the same issue under a former name, and one without an issue."""
    settings = '[program]\nrepository = "org/plan"\nformer-repositories = ["org/goals"]\n'
    (tmp_path / "headway.toml").write_text(settings, "utf-8")
    for period, number in (("2025h2", 1), ("2026", 1)):
        (tmp_path / "src" / period).mkdir(parents=True)
        (tmp_path / "src" / period / "bees.md").write_text(GOAL.format(number=number), "utf-8")
    return load(tmp_path, Options(offline=True)).program


def measured(
    program: Program,
    *records: Issue | Comment | Count,
    today: str = "2026-03-01",
    period: str = "2026",
) -> Progress:
    chosen = program.period(period)
    assert chosen is not None
    (found,) = progress(chosen, program, activity(*records), dt.date.fromisoformat(today))
    return found


def how_far(found: Progress) -> tuple[str, int, int]:
    return found.standing, found.done, found.total


SEE_ALSO = "| See also | {} |\n| --- | --- |\n\n"
CLOSED: dict[str, Any] = {"state": "closed", "closed_at": at("2026-02-01")}


def test_an_issue_that_is_not_stored_is_unknown(program: Program) -> None:
    assert how_far(measured(program)) == ("unknown", 0, 0)


def test_boxes_are_counted(program: Program) -> None:
    assert how_far(measured(program, issue(1, "* [x] a\n* [ ] b\n"))) == ("open", 1, 2)


def test_an_issue_without_boxes_is_one_thing_to_do(program: Program) -> None:
    assert how_far(measured(program, issue(1))) == ("open", 0, 1)
    assert how_far(measured(program, issue(1, **CLOSED))) == ("completed", 1, 1)


def test_a_closed_issue_with_open_boxes_will_not_complete(program: Program) -> None:
    assert how_far(measured(program, issue(1, "* [ ] a\n", **CLOSED))) == ("incomplete", 0, 1)
    assert how_far(measured(program, issue(1, "* [x] a\n", **CLOSED))) == ("completed", 1, 1)


def test_issues_that_are_pointed_to_count_once_and_circles_end(program: Program) -> None:
    records = (
        issue(1, SEE_ALSO.format("org/plan#2, org/plan#3, org/plan#2") + "* [x] a\n"),
        issue(2, SEE_ALSO.format("org/plan#1, org/plan#2, org/plan#4") + "* [ ] b\n"),
        issue(3, **CLOSED),
        issue(4, SEE_ALSO.format("org/plan#1")),
    )
    # a, b, the closed issue 3, and issue 4, which points only to what is counted already
    assert how_far(measured(program, *records)) == ("open", 2, 4)


def test_an_issue_that_is_pointed_to_and_not_stored_is_told(program: Program) -> None:
    found = measured(program, issue(1, SEE_ALSO.format("org/other#9") + "* [x] a\n"))
    assert how_far(found) == ("open", 1, 1)
    assert found.notes == ("org/other#9 is not counted: it is not in the store",)


def test_what_is_not_counted_is_told(program: Program) -> None:
    body = "| Tracked issues | [org/plan bees](x) |\n| --- | --- |\n\n> * [x] old\n"
    assert measured(program, issue(1, body)).notes == (
        "org/plan#1 tracks a search, which is not counted",
        "boxes not counted, in folds, quotes or code of org/plan#1: 1",
    )


def test_a_past_day_knows_nothing_of_later_ones(program: Program) -> None:
    records = (
        issue(1, "* [x] a\n", updated_at=at("2026-02-20"), **CLOSED),
        comment(1, "2026-01-10"),
        comment(2, "2026-01-31"),
        comment(3, "2026-02-01"),
    )
    found = measured(program, *records, today="2026-01-31")
    assert found.standing == "open"
    assert found.notes == ("the boxes of org/plan#1 are known only as they are now",)
    assert found.updates == 2
    assert found.last_update is not None
    assert found.last_update.url.endswith("#issuecomment-2")
    assert found.days_since == 0
    assert measured(program, *records, today="2026-02-20").notes == ()
    assert how_far(measured(program, *records, today="2025-06-30")) == ("unknown", 0, 0)


def test_a_past_day_takes_what_was_recorded_by_then(program: Program) -> None:
    counts = [Count("org/plan", 1, dt.date(2026, month, 1), month, 9) for month in (1, 2, 3)]
    now = issue(1, "* [x] a\n", updated_at=at("2026-04-01"))
    records: list[Issue | Count] = [now, *counts]
    found = measured(program, *records, today="2026-02-27")
    assert how_far(found) == ("open", 2, 9)
    assert found.notes == ("org/plan#1 as recorded on 2026-02-01",)
    assert how_far(measured(program, *records, today="2026-04-01")) == ("open", 1, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"bot": True},
        {"minimized": True},
        {"body": "👍"},
        {"body": "+1"},
        {"body": " "},
        {"body": "The text.\n\n<!-- headway: continues in 2026 -->"},
    ],
)
def test_what_is_no_update(program: Program, fields: dict[str, Any]) -> None:
    records = (issue(1), comment(1, "2026-02-01"), comment(2, "2026-02-02")._replace(**fields))
    found = measured(program, *records)
    assert found.updates == 1
    assert found.days_since == 28


def test_an_update_belongs_to_the_period_it_was_written_in(program: Program) -> None:
    days = ("2025-06-30", "2025-12-31", "2026-01-01")
    records: list[Issue | Comment] = [issue(1)]
    records += (comment(n, day) for n, day in enumerate(days, 1))
    for period, number in (("2025h2", 2), ("2026", 3)):
        found = measured(program, *records, period=period)
        assert found.updates == 1
        assert found.last_update is not None
        assert found.last_update.url.endswith(f"-{number}")


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> list[str]:
    """Options for a store that holds the example's activity."""
    options = ["--offline", "--database", str(tmp_path / "activity.db")]
    folder = examples / "lumen"
    args = ["import", "github", str(folder / "activity"), str(folder), *options]
    assert CliRunner().invoke(main, args).exit_code == 0
    return [str(folder), *options]


def test_the_example_shows_how_far_its_goals_are(lumen: list[str]) -> None:
    result = CliRunner().invoke(main, ["progress", *lumen, "--today", "2026-05-15", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["version"], document["today"]) == (1, "2026-05-15")
    goals = {one["id"]: one for one in document["goals"]}
    assert {name: f"{one['done']}/{one['total']}" for name, one in goals.items()} == {
        "board-packs": "1/6",
        "friendlier-diagnostics": "0/1",
        "glow-watch": "2/6",
        "incremental-check": "4/8",
        "notebook-kernel": "0/0",
        "over-the-air-updates": "0/0",
        "region-memory": "2/5",
        "replayable-pipelines": "0/4",
        "simulated-boards": "1/4",
        "stream-core": "3/7",
        "units-of-measure": "1/4",
    }
    assert goals["notebook-kernel"]["standing"] == "no issue"
    assert goals["simulated-boards"]["last_update"]["day"] == "2026-02-24"  # the bot wrote since
    assert goals["incremental-check"]["last_update"]["author"] == "nadia-elbaz"  # not the thumb
    assert goals["simulated-boards"]["days_since"] == 80


def test_a_closed_goal_is_shown_as_completed(lumen: list[str]) -> None:
    args = ["progress", *lumen, "--period", "2025h2", "--today", "2026-05-15"]
    lines = CliRunner().invoke(main, args).stdout.splitlines()
    (mirrors,) = [line.split() for line in lines if line.startswith("shelf-mirrors")]
    assert mirrors == ["shelf-mirrors", "6/6", "completed", "5", "2025-12-12", "154"]


def test_without_a_store_it_is_said_how_to_fill_one(tmp_path: Path) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    (tmp_path / "src/2026/bees.md").write_text(GOAL.format(number=1), "utf-8")
    before = sorted(tmp_path.iterdir())
    for options in ([], ["--database", str(tmp_path / "absent.db")]):
        result = CliRunner().invoke(main, ["progress", str(tmp_path), "--offline", *options])
        assert result.exit_code == 2
        assert "headway import github DIR" in result.stderr
        assert sorted(tmp_path.iterdir()) == before


def test_real_goals_are_as_far_as_the_post_of_december_says(corpus: Path, tmp_path: Path) -> None:
    options = [str(corpus / "rust-goals"), "--offline", "--database", str(tmp_path / "a.db")]
    CliRunner().invoke(main, ["import", "github", str(corpus / "activity"), *options])
    args = ["progress", *options, "--period", "2025h2", "--today", "2025-12-16", "--json"]
    goals = json.loads(CliRunner().invoke(main, args).stdout)["goals"]
    ours = {int(one["url"].rpartition("/")[2]): (one["done"], one["total"]) for one in goals}
    post = (corpus / "posts/Project-Goals-2025-November-Update.md").read_text("utf-8")
    bar = r'#(\d+)\)</a>(?:(?!goals#).)*?<progress value="(\d+)" max="(\d+)"'
    bars = [tuple(map(int, found)) for found in re.findall(bar, post, re.DOTALL)]
    assert len(bars) == 37
    assert [(number, done, total) for number, done, total in bars] == [
        (number, *ours[number]) for number, _, _ in bars
    ]

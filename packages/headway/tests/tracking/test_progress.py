from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from headway.activity.records import Comment, Count, Issue, QueryCount
from headway.cli import main
from headway.program.load import Options, load
from headway.tracking.change import Change
from headway.tracking.counting import counts_now
from headway.tracking.progress import progress
from tracked import activity, at, comment, event, issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.activity.records import Record
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
    *records: Record,
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
        "boxes not counted, in folds, quotes or code of org/plan#1: 1",
        "the search `org/plan bees` of org/plan#1 is not counted: the store has no answer to it",
    )


def test_what_a_tracked_search_found_by_that_day_is_counted(program: Program) -> None:
    body = "| Tracked issues | [org/goals bees](x) |\n| --- | --- |\n\n* [x] a\n"
    counts = [
        QueryCount("org/plan", "bees", dt.date(2026, month, 1), 4, month) for month in (1, 2, 4)
    ]
    found = measured(program, issue(1, body), *counts, today="2026-03-01")
    assert how_far(found) == ("open", 3, 7)
    assert found.notes == ("the search `org/plan bees` of org/plan#1 as counted on 2026-02-01",)
    assert how_far(measured(program, issue(1, body), *counts, today="2025-12-31")) == ("open", 1, 1)


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
    assert len(found.updates) == 2
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
    assert len(found.updates) == 1
    assert found.days_since == 28


def test_an_update_belongs_to_the_period_it_was_written_in(program: Program) -> None:
    days = ("2025-06-30", "2025-12-31", "2026-01-01")
    records: list[Issue | Comment] = [issue(1)]
    records += (comment(n, day) for n, day in enumerate(days, 1))
    for period, number in (("2025h2", 2), ("2026", 3)):
        found = measured(program, *records, period=period)
        assert len(found.updates) == 1
        assert found.last_update is not None
        assert found.last_update.url.endswith(f"-{number}")


# --- signals and changes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "today", "sign", "reason"),
    [
        ((), "2026-03-01", "unknown", "org/plan#1 is not in the store on that day"),
        (
            (issue(1, "* [x] a\n* [ ] b\n", **CLOSED),),
            "2026-03-01",
            "closed",
            "its issue was closed on 2026-02-01, with 1 of 2 done",
        ),
        ((issue(1, **CLOSED),), "2026-03-01", "closed", "its issue was closed on 2026-02-01"),
        (
            (issue(1, "* [x] a\n"),),
            "2026-03-01",
            "all ticked",
            "all 1 are done, and its issue is open",
        ),
        (
            (issue(1),),
            "2026-01-20",
            "new",
            "nothing told in this period; the next update is due by 2026-02-12 14:00 UTC",
        ),
        (
            (issue(1),),
            "2026-03-01",
            "silent",
            "nothing told in this period; 1 cycle without an update",
        ),
        (
            (issue(1), comment(1, "2026-02-27")),
            "2026-02-28",
            "fresh",
            "last told of yesterday",
        ),
        (
            (issue(1), comment(1, "2026-01-20")),
            "2026-03-01",
            "fresh",
            "last told of 40 days ago; the next update is due by 2026-03-12 14:00 UTC",
        ),
        (
            (issue(1), comment(1, "2026-01-20")),
            "2026-05-01",
            "stale",
            "last told of 101 days ago; 2 cycles without an update",
        ),
    ],
)
def test_a_signal_gives_its_reason(
    program: Program, records: tuple[Record, ...], today: str, sign: str, reason: str
) -> None:
    assert measured(program, *records, today=today).signal == (sign, reason)


def test_a_period_that_is_over_is_no_longer_waited_for(program: Program) -> None:
    found = measured(program, issue(1), comment(1, "2025-07-25"), period="2025h2")
    assert found.signal == ("over", "its period is over; 1 of 6 cycles had an update")


def test_health_is_stated_and_the_signal_computed(program: Program) -> None:
    told = comment(1, "2026-01-20", "Status: on track", updated_at=at("2026-04-30"))
    found = measured(program, issue(1), told, today="2026-04-01")
    assert found.health is not None
    assert (found.health.state, found.signal.sign) == ("on track", "stale")
    assert found.notes == ("the update of 2026-01-20 that states its health was changed since",)
    assert measured(program, issue(1), told, period="2025h2").health is None


def test_what_changed_since_a_day(program: Program) -> None:
    records = (
        issue(1, "* [x] a\n* [x] b\n", updated_at=at("2026-03-01"), **CLOSED),
        Count("org/plan", 1, dt.date(2026, 1, 1), 0, 2),
        comment(1, "2026-01-10", "Status: at risk"),
        comment(2, "2026-02-01", "Status: done"),
    )
    before, middle, now = (
        measured(program, *records, today=day) for day in ("2026-01-11", "2026-01-31", "2026-03-01")
    )
    change = Change(before, now)
    assert (change.done_more, change.states) == (2, ("at risk", "done"))
    assert [one.day for one in change.new_updates] == [dt.date(2026, 2, 1)]
    assert change.is_change
    assert not Change(before, middle).is_change


def test_boxes_that_are_known_only_as_now_show_no_change(program: Program) -> None:
    later = issue(1, "* [x] a\n", updated_at=at("2026-03-01"))
    before, now = (measured(program, later, today=day) for day in ("2026-01-11", "2026-03-01"))
    assert Change(before, now).done_more is None
    assert not Change(before, now).is_change


def test_boxes_can_be_kept_for_later_days(program: Program) -> None:
    then = issue(1, "* [ ] a\n", updated_at=at("2026-01-11"))
    kept = counts_now(activity(then))
    assert kept == [Count("org/plan", 1, dt.date(2026, 1, 11), 0, 1)]
    ticked = issue(1, "* [x] a\n", updated_at=at("2026-01-11"))
    assert counts_now(activity(ticked, *kept)) == kept
    now = issue(1, "* [x] a\n", updated_at=at("2026-03-01"))
    assert how_far(measured(program, now, *kept, today="2026-02-01")) == ("open", 0, 1)


def test_an_issue_that_was_opened_again_was_completed_in_between(program: Program) -> None:
    closing = (event("closed", "2026-01-10"), event("reopened", "2026-02-10"))
    for today, standing in (
        ("2026-01-09", "open"),
        ("2026-01-10", "completed"),
        ("2026-02-10", "open"),
    ):
        assert measured(program, issue(1), *closing, today=today).standing == standing


# --- what counts as an update ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "counted"),
    [
        ("", {"ana", "bo", "cy", "robo"}),
        ("by = 'owners'", {"ana", "bo"}),
        ("by = 'point-of-contact'", {"ana"}),
        ("bots = ['Robo']", {"ana", "bo", "cy"}),
        ("least-letters = 5", {"ana", "robo"}),
        ("ignore = ['^/poll', 'robot']", {"ana", "bo", "cy"}),
    ],
)
def test_what_counts_as_an_update_is_a_setting(
    tmp_path: Path, program: Program, settings: str, counted: set[str]
) -> None:
    with (tmp_path / "headway.toml").open("a", encoding="utf-8") as file:
        file.write(f"[updates]\n{settings}\n")
    program = load(tmp_path, Options(offline=True)).program
    bodies = {"ana": "It parses.", "bo": "Yes.", "cy": "No", "robo": "I am a ROBOT"}
    told = [
        comment(number, "2026-01-20", body, author=author)
        for number, (author, body) in enumerate(bodies.items())
    ]
    found = measured(program, issue(1, assignees=("Bo",)), *told)
    assert {one.author for one in found.updates} == counted


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


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("progress.txt", []),
        ("progress-since.txt", ["--since", "2026-04-15"]),
        ("progress-goal.txt", ["--goal", "region-memory", "--since", "2026-04-15"]),
        ("progress.json", ["--json", "--since", "2026-04-15"]),
    ],
)
def test_progress_is_shown(
    lumen: list[str],
    monkeypatch: pytest.MonkeyPatch,
    kept: Callable[[str, str], None],
    name: str,
    options: list[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(main, ["progress", *lumen, "--today", "2026-05-15", *options])
    assert (result.exit_code, result.stderr) == (0, "")
    assert (
        name.endswith("json") or "goal" in name or max(map(len, result.stdout.splitlines())) <= 80
    )
    kept(name, result.stdout)


def test_without_a_period_it_is_the_one_that_ran_on_that_day(lumen: list[str]) -> None:
    result = CliRunner().invoke(main, ["progress", *lumen, "--today", "2025-11-30", "--json"])
    assert {goal["period"] for goal in json.loads(result.stdout)["goals"]} == {"2025h2"}


def test_settings_that_do_not_count_are_told(tmp_path: Path) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    (tmp_path / "headway.toml").write_text('[cadence]\nweeks = "four"\nhour = 99\n', "utf-8")
    result = CliRunner().invoke(main, ["lineage", str(tmp_path), "--offline"])
    assert result.exit_code == 0
    assert "2 mistakes in headway.toml" in result.stderr
    assert "headway.toml, so" not in CliRunner().invoke(main, ["check", str(tmp_path)]).stderr


def test_a_closed_goal_is_shown_as_completed(lumen: list[str]) -> None:
    args = ["progress", *lumen, "--period", "2025h2", "--today", "2026-05-15"]
    lines = CliRunner().invoke(main, args).stdout.splitlines()
    (mirrors,) = [line.split() for line in lines if line.startswith("shelf-mirrors")]
    assert mirrors == [
        *("shelf-mirrors", "6/6", "done", "closed", "2025-12-12", "154", "4", "of", "5")
    ]


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

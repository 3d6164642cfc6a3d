"""How a period ended: outcomes with what tells them, asks, what slipped, and figures."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from headway.activity.minutes import read_minutes
from headway.pages.shelf import Abroad, Shelf
from headway.program.load import Options, load
from headway.reporting.decided import Decided
from headway.reporting.period.asks import AskEnding, AskState, Sources, ask_endings
from headway.reporting.period.report import period_report
from headway.text import Source
from reported import Said, comments_in, stands
from tracked import activity, comment, issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.activity.records import Record
    from headway.program.model import Program
    from headway.reporting.period.report import PeriodReport

TODAY = dt.date(2026, 3, 1)
GOAL = """# Faster bees

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | Accepted |
| Tracking issue | [org/plan#1] |

## Summary

Bees, but faster.

## Ownership and team asks

| Task | Owner(s) or team(s) | Notes |
| --- | --- | --- |
| {ask} | ![Team][] [{team}] | {notes} |
"""
SIGNOFF = """# Faster bees

## Sign-off

| Date | Team | By | Verdict | Note |
| --- | --- | --- | --- | --- |
| 2025-06-03 | [lang] | @bo | {verdict} | |
"""


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Program]:
    """A program with one goal in one period or in several, which ask a team for one thing."""

    def make(
        ask: str = "RFC decision",
        team: str = "lang",
        notes: str = "",
        verdict: str = "",
        periods: tuple[str, ...] = ("2025h2",),
    ) -> Program:
        (tmp_path / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
        for period in periods:
            file = tmp_path / f"src/{period}/bees.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(GOAL.format(ask=ask, team=team, notes=notes), "utf-8")
        if verdict:
            record = tmp_path / "signoff/2025h2/bees.md"
            record.parent.mkdir(parents=True)
            record.write_text(SIGNOFF.format(verdict=verdict), "utf-8")
        return load(tmp_path, Options(offline=True, today=TODAY)).program

    return make


def asked(program: Program, body: str = "", minutes: str = "", today: dt.date = TODAY) -> AskEnding:
    """What became of the one ask of the earliest period's goal."""
    period = program.periods[0]
    (goal,) = period.goals
    source = Source("minutes/2025-09-01.md", minutes.encode())
    decided = Decided([read_minutes(source, "lang")]).about(goal, period.start, period.end)
    place = Abroad(Shelf(program), period)
    happened = activity(issue(1, body))
    (found,) = ask_endings(goal, period, Sources(place, happened, decided, today))
    return found


def reported(program: Program, *records: Record, today: dt.date = TODAY) -> PeriodReport:
    return period_report(program.periods[0], program, activity(*records), (), today)


# --- what was asked of teams ----------------------------------------------------------------------


def test_without_a_source_nobody_knows_of_an_ask(made: Callable[..., Program]) -> None:
    found = asked(made())
    assert (found.state, found.why, found.where) == (AskState.UNKNOWN, "", "")


def test_a_badge_in_the_row_says_that_an_ask_is_met(made: Callable[..., Program]) -> None:
    found = asked(made(notes="![Complete][] in March"))
    assert (found.state, found.why) == (AskState.MET, "its row in the document says so")


@pytest.mark.parametrize(
    ("box", "state"),
    [
        ("* [x] RFC decision (lang)", AskState.MET),
        ("1. [X] `RFC` decision ([lang](https://example.org) ![Team][])", AskState.MET),
        ("- [x] RFC decision", AskState.MET),
        ("* [ ] RFC decision (lang)", AskState.UNKNOWN),
        ("* [x] RFC decision (compiler)", AskState.UNKNOWN),
        ("* [x] RFC decision (lang-docs)", AskState.UNKNOWN),
        ("* [x] Write the RFC (lang)", AskState.UNKNOWN),
        ("* [x] RFC decisions of others (lang-docs)", AskState.UNKNOWN),
        ("<details>\n\n* [x] RFC decision (lang)\n\n</details>", AskState.UNKNOWN),
    ],
)
def test_a_ticked_box_with_the_name_of_an_ask_says_that_it_is_met(
    box: str, state: AskState, made: Callable[..., Program]
) -> None:
    assert asked(made(), f"## Tasks\n\n{box}\n").state is state


@pytest.mark.parametrize(
    ("title", "state"),
    [("Tasks of 2025H2", AskState.MET), ("Tasks of 2025H1", AskState.UNKNOWN)],
)
def test_boxes_of_an_earlier_period_are_in_the_fold_with_its_name(
    title: str, state: AskState, made: Callable[..., Program]
) -> None:
    body = (
        "* [x] RFC decision (compiler)\n\n"
        f"<details>\n<summary>{title}</summary>\n\n* [x] RFC decision (lang)\n\n</details>\n"
    )
    assert asked(made(periods=("2025h2", "2026")), body).state is state


def test_boxes_of_a_later_day_are_marked(made: Callable[..., Program]) -> None:
    found = asked(made(), "* [x] RFC decision (lang)\n", today=dt.date(2025, 7, 1))
    assert found.why == "its box is ticked, as the issue's text is now"


@pytest.mark.parametrize(
    ("ask", "said", "state"),
    [
        ("RFC decision", "Decision: RFC 12 is accepted.", AskState.MET),
        ("Stabilization decision", "Decision: we stabilize this in May.", AskState.MET),
        ("RFC decision", "Decision: bees may have four wings.", AskState.UNKNOWN),
        ("RFC decision", "The RFC was discussed.", AskState.UNKNOWN),
        ("Design session", "Decision: one design session is enough.", AskState.UNKNOWN),
    ],
)
def test_minutes_answer_an_ask_for_the_decision_that_they_have(
    ask: str, said: str, state: AskState, made: Callable[..., Program]
) -> None:
    minutes = f"# Language meeting 2025-09-01\n\n## Faster bees\n\n{said}\n"
    assert asked(made(ask), minutes=minutes).state is state


@pytest.mark.parametrize("heading", ["## Slower bees", "## Faster bees at last, or not"])
def test_minutes_of_another_goal_answer_nothing(heading: str, made: Callable[..., Program]) -> None:
    minutes = f"# Language meeting 2025-09-01\n\n{heading}\n\nDecision: the RFC is accepted.\n"
    found = asked(made(), minutes=minutes).state
    assert (found is AskState.MET) == ("Faster bees" in heading)


@pytest.mark.parametrize(
    ("verdict", "today", "state"),
    [
        ("yes", TODAY, AskState.AGREED),
        ("no", TODAY, AskState.OBJECTED),
        ("concern", TODAY, AskState.OBJECTED),
        ("yes", dt.date(2025, 6, 2), AskState.UNKNOWN),
    ],
)
def test_a_signoff_is_an_agreement_and_not_more(
    verdict: str, today: dt.date, state: AskState, made: Callable[..., Program]
) -> None:
    assert asked(made(verdict=verdict), today=today).state is state


# --- goals ----------------------------------------------------------------------------------------


def test_what_a_goal_goes_on_as_counts_only_once_that_has_begun(
    made: Callable[..., Program],
) -> None:
    program = made(periods=("2025h2", "2026"))
    (early,) = reported(program, issue(1), today=dt.date(2025, 12, 31)).goals
    (late,) = reported(program, issue(1), today=dt.date(2026, 1, 1)).goals
    assert (early.outcome, early.after) == (None, ())
    assert (late.outcome, [one.goal for one in late.after]) == ("continued", ["2026/bees"])
    assert (early.slipped, late.slipped) == (False, True)


def test_who_called_a_goal_done_is_quoted_and_not_told_in_our_words(
    made: Callable[..., Program],
) -> None:
    done = comment(1, "2025-11-03", "The wings were merged.\n\nStatus: done")
    later = comment(2, "2025-12-01", "A new sting was merged.", author="bo")
    (found,) = reported(made(), issue(1), done, later).goals
    assert found.why == "its point of contact called it done on 2025-11-03"
    assert [one.text for one in found.quotes] == ["The wings were merged."]


def test_a_lineage_is_counted_in_periods(made: Callable[..., Program]) -> None:
    program = made(periods=("2025h1", "2025h2", "2026"))
    last = period_report(program.periods[2], program, activity(issue(1)), (), TODAY)
    assert [one.periods for one in last.goals] == [3]


def test_a_period_of_which_nothing_is_stored_has_no_figures_of_updates(
    made: Callable[..., Program],
) -> None:
    program = made(periods=("2025h2",))
    (empty,) = reported(program, issue(1)).figures
    (full,) = reported(program, issue(1), comment(1, "2025-08-01", "One two three.")).figures
    assert (empty.told, empty.updates, empty.words, empty.per_goal_and_month) == (None,) * 4
    assert (full.told, full.updates, full.words, full.per_goal_and_month) == (1, 1, 3, 0.17)


# --- the command ----------------------------------------------------------------------------------


def test_the_report_of_the_example(
    in_example: Callable[..., str], kept: Callable[[str, str], None]
) -> None:
    kept("period-report-2025h2.md", in_example("period-report", "2025h2"))


def test_a_period_that_runs_is_told_as_it_stands(
    in_example: Callable[..., str], kept: Callable[[str, str], None]
) -> None:
    kept("period-report-2026.md", in_example("period-report", "2026"))


def test_the_report_as_json(in_example: Callable[..., str]) -> None:
    told = json.loads(in_example("period-report", "2025h2", "--json"))
    assert list(told) == [
        *("version", "today", "period", "first", "last", "over"),
        *("figures", "goals", "teams"),
    ]
    goals = {one["id"]: one for one in told["goals"]}
    mirrors = goals["2025h2/shelf-mirrors"]
    assert (mirrors["outcome"], mirrors["stated_by_contact"]) == ("completed", True)
    assert {ask["state"] for ask in mirrors["asks"]} == {"met"}
    assert goals["2025h2/playground-boards"]["by"] == "sofia-quispe"


def test_it_is_written_to_a_file(in_example: Callable[..., str], tmp_path: Path) -> None:
    assert in_example("period-report", "2025h2", "-o", tmp_path / "report.md") == ""
    assert (tmp_path / "report.md").read_text("utf-8") == in_example("period-report", "2025h2")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("period-report", "2025h3"), "did you mean `2025h2`?"),
        (("period-report", "2026", "--today", "2025-10-01"), "has not begun on 2025-10-01"),
    ],
)
def test_used_wrongly(args: tuple[str, ...], told: str, in_example: Callable[..., str]) -> None:
    assert told in in_example(*args, code=2)


@pytest.fixture(scope="module")
def said(corpus: Path) -> dict[str, Said]:
    return comments_in(corpus / "activity")


@pytest.mark.parametrize("period", ["2024h2", "2025h1", "2025h2", "2026"])
def test_quotes_about_a_real_period_stand_in_their_comments(
    period: str, corpus: Path, in_example: Callable[..., str], said: dict[str, Said]
) -> None:
    program = corpus / "rust-goals"
    options = ("--team-data", corpus / "team", "--today", "2026-06-30")
    in_example("import", "github", corpus / "activity", program)
    report = in_example("period-report", period, program, *options)
    assert bool(stands(report, said, "rust-lang/goals")) == (period in {"2025h1", "2025h2"})

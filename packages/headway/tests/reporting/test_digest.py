"""What changed for an audience, and the story of one goal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from headway.activity.minutes import read_minutes
from headway.activity.moments import Span
from headway.errors import UnknownNameError
from headway.program.load import Options, load
from headway.reporting.decided import Decided
from headway.reporting.digest.audience import Audience, Kind, audience, name_in, part_in
from headway.reporting.digest.digest import digest
from headway.reporting.digest.entries import Days
from headway.reporting.digest.story import months, story
from headway.reporting.summary import WORDS
from headway.text import Source
from tracked import activity, comment, issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.activity.records import Record
    from headway.program.model import Program

AUTUMN = Span(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
TEAMS = ("lang", "types", "opsem")
GOAL = """# Faster bees

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | Accepted |
| Tracking issue | [org/plan#1] |
| [lang] champion | @bo |

## Summary

Bees, but faster.

## Ownership and team asks

| Task | Owner(s) or team(s) | Notes |
| --- | --- | --- |
| Design session | ![Team][] [lang] | |
| Wings | @cy | |
"""


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Program]:
    """A program with the same goal, in the same issue, in some periods."""

    def make(*periods: str) -> Program:
        (tmp_path / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
        teams = "".join(f'[teams.{key}]\nmembers = ["dee"]\n' for key in TEAMS)
        (tmp_path / "teams.toml").write_text(teams, "utf-8")
        for period in periods:
            file = tmp_path / f"src/{period}/bees.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(GOAL, "utf-8")
        return load(tmp_path, Options(offline=True, today=dt.date(2026, 6, 1))).program

    return make


def days(program: Program, *records: Record, span: Span = AUTUMN, minutes: str = "") -> Days:
    source = Source("minutes/lang.md", minutes.encode())
    found = [read_minutes(source, "lang")] if minutes else []
    return Days(program, activity(issue(1), *records), span, Decided(found))


# --- for whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "parts"),
    [
        (Kind.TEAM, "lang", ["asked: Design session", "championed by it"]),
        (Kind.CHAMPION, "@bo", ["champion for lang"]),
        (Kind.PERSON, "@bo", ["champion for lang"]),
        (Kind.PERSON, "@ana", ["point of contact"]),
        (Kind.PERSON, "cy", ["owns a task"]),
    ],
)
def test_why_a_goal_is_for_an_audience(
    kind: Kind, name: str, parts: list[str], made: Callable[..., Program]
) -> None:
    program = made("2025h2")
    (period,) = program.periods
    (goal,) = period.goals
    assert part_in(audience(kind, name, program), goal, period) == parts


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        (Kind.TEAM, "lnag", "lang"),
        (Kind.CHAMPION, "@boo", "@bo"),
        (Kind.PERSON, "anna", "@ana"),
    ],
)
def test_an_audience_that_nobody_knows(
    kind: Kind, name: str, meant: str, made: Callable[..., Program]
) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean `{meant}`"):
        audience(kind, name, made("2025h2"))


@pytest.mark.parametrize(
    ("kind", "text", "named"),
    [
        (Kind.TEAM, "We ask T-lang for an opinion.", True),
        (Kind.TEAM, "The lang team has to decide.", True),
        (Kind.TEAM, "The Lang-team has to decide.", True),
        (Kind.TEAM, "Waiting for [org/lang](https://github.com/orgs/org/teams/lang).", True),
        (Kind.TEAM, "The language is fine.", False),
        (Kind.TEAM, "This goes into lang items.", False),
        (Kind.TEAM, "The lang-docs team has to decide.", False),
        (Kind.TEAM, "Waiting for T-lang-docs.", False),
        (Kind.PERSON, "We wait for [bo](https://github.com/bo).", True),
        (Kind.PERSON, "We wait for [Bo Okafor](https://github.com/Bo).", True),
        (Kind.PERSON, "See [it](https://github.com/bo/bees).", False),
        (Kind.PERSON, "We wait for bo-jack, at https://bo.example.", False),
    ],
)
def test_sentences_that_name_an_audience(
    kind: Kind, text: str, *, named: bool, made: Callable[..., Program]
) -> None:
    whom = Audience(kind, "lang" if kind is Kind.TEAM else "@bo")
    pattern = name_in(whom, made("2025h2"))
    assert pattern is not None
    assert bool(pattern.search(text)) == named


# --- what is told ---------------------------------------------------------------------------------


def test_what_is_asked_of_an_audience_comes_first_and_takes_words_of_the_summary(
    made: Callable[..., Program],
) -> None:
    long = " ".join(["The wings were merged and they are"] + ["very"] * 60 + ["fast."])
    told = comment(1, "2025-11-03", f"{long} The sting was merged. The lang team must decide.")
    (found,) = digest(Audience(Kind.TEAM, "lang"), days(made("2025h2"), told)).entries
    assert [one.text for one in found.named] == ["The lang team must decide."]
    shown = [one.text for one in found.section.summary.shown]
    assert "The lang team must decide." not in shown
    assert sum(one.words for one in (*found.named, *found.section.summary.shown)) <= WORDS


def test_a_goal_of_others_is_told_where_its_news_name_the_audience(
    made: Callable[..., Program],
) -> None:
    program = made("2025h2")
    told = comment(1, "2025-11-03", "The types team must decide. The wings were merged.")
    (found,) = digest(Audience(Kind.TEAM, "types"), days(program, told)).entries
    assert found.why == ("named in an update",)
    assert digest(Audience(Kind.TEAM, "opsem"), days(program, told)).entries == ()


def test_only_their_own_goals_are_told_to_champions(made: Callable[..., Program]) -> None:
    told = days(made("2025h2"), comment(1, "2025-11-03", "We wait for @cy. The wings merged."))
    assert digest(Audience(Kind.CHAMPION, "@cy"), told).entries == ()
    assert digest(Audience(Kind.PERSON, "@cy"), told).entries != ()


def test_a_goal_without_news_is_a_row_of_the_last_period_only(
    made: Callable[..., Program],
) -> None:
    program = made("2025h2", "2026")
    spring = Span(dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    found = digest(Audience(Kind.TEAM, "lang"), days(program, span=spring))
    assert (found.entries, [one.period for one in found.quiet]) == ((), ["2026"])


MINUTES = """# Language meeting {day}

## Faster bees

Decision: bees may have four wings.

## Slower bees

Decision: no.
"""


@pytest.mark.parametrize(("day", "period"), [("2025-11-04", "2025h2"), ("2026-01-20", "2026")])
def test_a_decision_is_told_once_of_goals_in_one_issue(
    day: str, period: str, made: Callable[..., Program]
) -> None:
    program = made("2025h2", "2026")
    minutes = MINUTES.format(day=day).replace("## Faster bees", "## org/plan#1")
    minutes = minutes.replace("bees may", "@bo's bees may")
    both = Span(dt.date(2025, 10, 1), dt.date(2026, 2, 1))
    found = digest(Audience(Kind.TEAM, "lang"), days(program, span=both, minutes=minutes))
    told = [(one.period, d.text) for one in found.entries for d in one.decisions]
    assert told == [(period, "bo's bees may have four wings.")]


def test_minutes_of_a_team_bring_it_goals_of_others(made: Callable[..., Program]) -> None:
    program = made("2025h2")
    source = Source("minutes/types.md", MINUTES.format(day="2025-11-04").encode())
    decided = Decided([read_minutes(source, "types")])
    known = days(program)._replace(decided=decided)
    (found,) = digest(Audience(Kind.TEAM, "types"), known).entries
    assert (found.why, len(found.decisions)) == (("in its minutes",), 1)
    assert digest(Audience(Kind.TEAM, "opsem"), known).entries == ()


# --- the story of a goal --------------------------------------------------------------------------


def test_months_are_those_of_the_calendar() -> None:
    span = Span(dt.date(2025, 12, 30), dt.date(2026, 2, 1))
    assert [(str(one.first), str(one.last)) for one in months(span)] == [
        ("2025-12-30", "2025-12-31"),
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-01"),
    ]


def test_a_story_goes_through_the_periods(made: Callable[..., Program]) -> None:
    program = made("2025h1", "2025h2", "2026")
    told = [
        comment(1, "2025-03-03", "The wings were merged."),
        comment(2, "2025-11-03", "The sting was merged."),
        comment(3, "2026-02-03", "The legs were merged."),
    ]
    span = Span(dt.date(2025, 1, 1), dt.date(2026, 3, 1))
    found = story(program.periods[1].goals[0], days(program, *told, span=span))
    assert [
        (part.period, part.outcome, [str(one.month) for one in part.chapters])
        for part in found.parts
    ] == [
        ("2025h1", "continued", ["2025-03-01"]),
        ("2025h2", "continued", ["2025-11-01"]),
        ("2026", None, ["2026-02-01"]),
    ]


def test_a_story_of_some_days_knows_nothing_of_later_ones(made: Callable[..., Program]) -> None:
    program = made("2025h2", "2026")
    late = comment(1, "2026-02-03", "The legs were merged.")
    (part,) = story(program.periods[0].goals[0], days(program, late)).parts
    assert (part.period, part.outcome, part.chapters) == ("2025h2", None, ())


def test_a_story_of_some_days_is_found_by_a_later_goal(made: Callable[..., Program]) -> None:
    program = made("2025h2", "2026")
    early = comment(1, "2025-11-03", "The sting was merged.")
    span = Span(dt.date(2025, 11, 1), dt.date(2025, 11, 30))
    (part,) = story(program.periods[1].goals[0], days(program, early, span=span)).parts
    assert (part.period, len(part.chapters)) == ("2025h2", 1)

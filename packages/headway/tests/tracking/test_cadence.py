from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.program.config_cadence import CadenceSettings
from headway.program.load import Options, load
from headway.tracking.cadence import cadence, cycle_of, duty, meets, whole_cycles
from headway.tracking.history import is_closed, labels_on
from headway.tracking.updates import Update
from tracked import activity, at, comment, event, issue

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.records import Record
    from headway.program.model import Program
    from headway.tracking.cadence import Duty

GOAL = """# Faster bees

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | Accepted |
| Tracking issue | [org/plan#1] |
"""
SETTINGS = """
[program]
repository = "org/plan"
[cadence.labels]
R-every-week = 1
R-every-2-weeks = 2
R-every-4-weeks = 4
"""
LABELS = {"R-every-week": 1, "R-every-2-weeks": 2, "R-every-4-weeks": 4}
WEEK = dt.timedelta(weeks=1)
DAYS = st.dates(dt.date(1971, 1, 1), dt.date(2200, 1, 1))
WEEKS = st.integers(1, 52)
RHYTHMS = st.tuples(st.integers(0, 6), st.integers(0, 23)).map(
    lambda rhythm: CadenceSettings(weekday=rhythm[0], hour=rhythm[1])
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A goal in two periods, tracked by the same issue."""
    (tmp_path / "headway.toml").write_text(SETTINGS, "utf-8")
    for period in ("2025h2", "2026"):
        (tmp_path / "src" / period).mkdir(parents=True)
        (tmp_path / "src" / period / "bees.md").write_text(GOAL, "utf-8")
    return load(tmp_path, Options(offline=True)).program


# --- cycles ---------------------------------------------------------------------------------------


@given(DAYS, WEEKS, RHYTHMS)
def test_a_cycle_holds_its_day_and_begins_on_the_weekday(
    today: dt.date, weeks: int, settings: CadenceSettings
) -> None:
    cycle = cycle_of(today, weeks, settings)
    assert cycle.start <= today < cycle.next
    assert cycle.next - cycle.start == weeks * WEEK
    assert cycle.start.weekday() == cycle.next.weekday() == settings.weekday
    assert cycle.deadline.date() == cycle.next
    assert (cycle.deadline.hour, cycle.deadline.tzinfo) == (settings.hour, dt.UTC)


@given(DAYS, DAYS, WEEKS, RHYTHMS)
def test_cycles_follow_each_other_and_are_those_of_their_days(
    one: dt.date, other: dt.date, weeks: int, settings: CadenceSettings
) -> None:
    first, last = sorted((one, other))
    found = [*whole_cycles(first, last, weeks, settings)]
    assert all(cycle == cycle_of(cycle.start, weeks, settings) for cycle in found)
    assert all(before.next == after.start for before, after in pairwise(found))
    if found:
        assert first <= found[0].start < first + weeks * WEEK
        assert last - weeks * WEEK < found[-1].next <= last
    else:
        assert last - first < 2 * weeks * WEEK


@given(DAYS, st.integers(1, 12), st.integers(1, 4), RHYTHMS)
def test_longer_cycles_begin_where_shorter_ones_do(
    today: dt.date, weeks: int, times: int, settings: CadenceSettings
) -> None:
    longer = cycle_of(today, weeks * times, settings)
    assert cycle_of(longer.start, weeks, settings).start == longer.start


@pytest.mark.parametrize(
    ("today", "weeks", "start", "deadline"),
    [
        # weeks since Thursday 1970-01-01: 2931 on 2026-03-05
        ("2026-03-05", 1, "2026-03-05", "2026-03-12T14:00+00:00"),
        ("2026-03-04", 1, "2026-02-26", "2026-03-05T14:00+00:00"),
        ("2026-03-05", 2, "2026-02-26", "2026-03-12T14:00+00:00"),
        ("2026-03-05", 4, "2026-02-12", "2026-03-12T14:00+00:00"),
    ],
)
def test_cycles_are_those_of_the_reminder_job(
    today: str, weeks: int, start: str, deadline: str
) -> None:
    cycle = cycle_of(day(today), weeks, CadenceSettings())
    assert (cycle.start, cycle.deadline) == (day(start), dt.datetime.fromisoformat(deadline))


@given(DAYS, st.integers(0, 23), WEEKS, RHYTHMS)
def test_an_update_is_of_the_cycle_of_its_day_and_of_one_before_its_deadline(
    today: dt.date, hour: int, weeks: int, settings: CadenceSettings
) -> None:
    update = Update(at(str(today), hour), "ana", "", "On track.")
    now = cycle_of(update.day, weeks, settings)
    before = cycle_of(now.start - dt.timedelta(days=1), weeks, settings)
    assert meets(update, now)
    assert meets(update, before) == (update.day == now.start and update.at.hour < settings.hour)
    assert not meets(update, cycle_of(now.next, weeks, settings))


# --- labels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ((), (4, "default", ())),
        (("R-every-week",), (1, "label R-every-week", ())),
        (
            ("R-every-4-weeks", "R-every-2-weeks"),
            (2, "label R-every-2-weeks", ("R-every-2-weeks", "R-every-4-weeks")),
        ),
    ],
)
def test_the_shortest_cadence_counts_and_labels_that_differ_conflict(
    program: Program, labels: tuple[str, ...], expected: tuple[int, str, tuple[str, ...]]
) -> None:
    settings = CadenceSettings(labels=LABELS)
    (goal, *_) = program.goals()
    found = cadence(goal, issue(1, labels=labels), (), settings, day("2026-01-01"))
    assert found == (*expected, False)


@pytest.mark.parametrize(
    ("said", "labels", "expected"),
    [
        ("every week", (), (1, "its document", ())),
        ("Every 3 weeks", (), (3, "its document", ())),
        ("every 2 weeks", ("R-every-2-weeks",), (2, "its document", ())),
        (
            "every 8 weeks",
            ("R-every-week",),
            (8, "its document", ("its document", "R-every-week")),
        ),
        ("monthly", ("R-every-week",), (1, "label R-every-week", ())),
        ("every 0 weeks", (), (4, "default", ())),
        ("every 53 weeks", (), (4, "default", ())),
    ],
)
def test_what_a_document_says_counts_before_labels(
    program: Program, said: str, labels: tuple[str, ...], expected: tuple[int, str, tuple[str, ...]]
) -> None:
    text = GOAL.replace("| Status |", f"| Updates | {said} |\n| Status |")
    (program.root / "src/2026/bees.md").write_text(text, "utf-8")
    (*_, goal) = load(program.root, Options(offline=True)).program.goals()
    settings = CadenceSettings(labels=LABELS)
    found = cadence(goal, issue(1, labels=labels), (), settings, day("2026-01-01"))
    assert found[:3] == expected


CHANGES = (
    event("labeled", "2026-01-05", "R-every-week"),
    event("unlabeled", "2026-02-05", "R-every-week"),
    event("labeled", "2026-02-05", "R-every-2-weeks", hour=13),
)


@pytest.mark.parametrize(
    ("today", "weeks"), [("2026-01-04", 4), ("2026-01-05", 1), ("2026-02-04", 1), ("2026-02-05", 2)]
)
def test_labels_of_a_past_day_come_from_events(program: Program, today: str, weeks: int) -> None:
    now = issue(1, labels=("R-every-2-weeks",), updated_at=at("2026-03-01"))
    (goal, *_) = program.goals()
    found = cadence(goal, now, CHANGES, CadenceSettings(labels=LABELS), day(today))
    assert (found.weeks, found.as_now) == (weeks, False)


def test_without_events_present_labels_are_marked_as_such(program: Program) -> None:
    now = issue(1, labels=("R-every-week",), updated_at=at("2026-03-01"))
    settings = CadenceSettings(labels=LABELS)
    (goal, *_) = program.goals()
    assert cadence(goal, now, (), settings, day("2026-02-28")).as_now
    assert not cadence(goal, now, (), settings, day("2026-03-01")).as_now


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc")), max_size=12), st.integers(0, 12))
def test_undoing_later_changes_gives_the_labels_of_any_day(
    tries: list[tuple[bool, str]], until: int
) -> None:
    """Only changes that change something are events, as on GitHub."""
    labels: set[str] = set()
    events, then = [], frozenset[str]()
    for number, (add, label) in enumerate(tries):
        if number == until:
            then = frozenset(labels)
        if add == (label in labels):
            continue
        (labels.add if add else labels.discard)(label)
        kind = "labeled" if add else "unlabeled"
        events.append(event(kind, f"2026-01-{number + 1:02}", label))
    if until >= len(tries):
        then = frozenset(labels)
    now = issue(1, labels=tuple(sorted(labels)), updated_at=at("2026-02-01"))
    last = day("2026-01-01") + dt.timedelta(days=until - 1)
    assert labels_on(now, events, last).names == then


@pytest.mark.parametrize(
    ("today", "closed"),
    [("2026-01-31", False), ("2026-02-01", True), ("2026-02-09", True), ("2026-02-10", False)],
)
def test_an_issue_that_was_opened_again_was_closed_in_between(today: str, closed: bool) -> None:  # noqa: FBT001
    events = (event("closed", "2026-02-01"), event("reopened", "2026-02-10"))
    assert is_closed(issue(1), events, day(today)) is closed
    assert is_closed(issue(1), events[1:], day(today)) is (today < "2026-02-10")


# --- what a goal owes -----------------------------------------------------------------------------


def owed(program: Program, *records: Record, today: str, period: str = "2026") -> Duty | None:
    chosen = program.period(period)
    assert chosen is not None
    return duty(chosen.goals[0], chosen, program, activity(*records), day(today))


def said(found: Duty | None) -> tuple[str, int, int, int]:
    assert found is not None
    return found.owing, len(found.met), len(found.expected), found.missed


WEEKLY: dict[str, Any] = {"labels": ("R-every-week",)}


def test_nothing_is_known_without_the_issue(program: Program) -> None:
    assert owed(program, today="2026-03-01") is None
    assert owed(program, issue(1), today="2025-06-30", period="2025h2") is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # cycles of a week begin on 2026-01-01, 01-08, 01-15, 01-22 …; updates on 01-10 and 01-15
        ("2026-01-01", ("due", 0, 0, 0)),
        ("2026-01-08", ("overdue", 0, 1, 1)),
        ("2026-01-10", ("updated", 0, 1, 0)),
        ("2026-01-15", ("updated", 1, 2, 0)),
        ("2026-01-22", ("due", 2, 3, 0)),
        ("2026-01-28", ("due", 2, 3, 0)),
        ("2026-01-29", ("overdue", 2, 4, 1)),
        ("2026-02-12", ("overdue", 2, 6, 3)),
    ],
)
def test_what_is_owed_week_by_week(
    program: Program, today: str, expected: tuple[str, int, int, int]
) -> None:
    told = (comment(1, "2026-01-10"), comment(2, "2026-01-15"))
    assert said(owed(program, issue(1, **WEEKLY), *told, today=today)) == expected


def test_what_is_told_before_a_deadline_is_in_time(program: Program) -> None:
    """The deadline of the week from 2026-01-01 is 2026-01-08 at 14:00."""
    for hour, missed in ((13, 0), (14, 1)):
        told = comment(1, "2026-01-08", created_at=at("2026-01-08", hour))
        found = owed(program, issue(1, **WEEKLY), told, today="2026-01-15")
        assert found is not None
        assert len(found.expected) - len(found.met) == missed


def test_overdue_since_the_first_deadline_missed(program: Program) -> None:
    found = owed(program, issue(1, **WEEKLY), comment(1, "2026-01-10"), today="2026-02-12")
    assert found is not None
    assert found.missed == 4
    assert found.overdue_since == dt.datetime.fromisoformat("2026-01-22T14:00+00:00")
    assert found.cycle.deadline == dt.datetime.fromisoformat("2026-02-19T14:00+00:00")


def test_a_bot_meets_no_cycle(program: Program) -> None:
    bot = comment(1, "2026-01-10", bot=True)
    found = owed(program, issue(1, **WEEKLY), bot, today="2026-01-15")
    assert said(found) == ("overdue", 0, 2, 2)


@pytest.mark.parametrize(
    ("today", "owing"),
    [("2026-02-02", "in grace"), ("2026-02-08", "in grace"), ("2026-02-09", "due")],
)
def test_a_new_goal_has_grace(program: Program, today: str, owing: str) -> None:
    new = issue(1, created_at=at("2026-02-02"), **WEEKLY)
    assert said(owed(program, new, today=today)) == (owing, 0, 0, 0)


def test_nothing_is_owed_once_an_issue_is_closed(program: Program) -> None:
    closed = issue(1, state="closed", closed_at=at("2026-01-20"), **WEEKLY)
    assert said(owed(program, closed, today="2026-01-19")) == ("overdue", 0, 2, 2)
    assert said(owed(program, closed, today="2026-03-01")) == ("nothing", 0, 2, 0)


def test_a_period_is_owed_for_until_a_later_one_begins(program: Program) -> None:
    records = (issue(1), comment(1, "2025-07-25"), comment(2, "2026-01-02"))
    # whole cycles of four weeks: from 2025-07-03, 07-31, 08-28, 09-25, 10-23 and 11-20
    found = owed(program, *records, today="2026-03-01", period="2025h2")
    assert said(found) == ("nothing", 1, 6, 0)
    assert said(owed(program, *records, today="2026-03-01")) == ("overdue", 0, 1, 1)

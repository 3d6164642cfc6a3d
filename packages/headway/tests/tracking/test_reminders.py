"""Who is written to of which goals, and what is told of all of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from headway.activity.records import Reminder
from headway.activity.snapshot import read_activity
from headway.activity.store import open_store
from headway.forge.model import IssueName
from headway.program.config_remind import Channel
from headway.program.load import Options, load
from headway.tracking.reminders.letters import write_letters
from headway.tracking.reminders.owed import survey
from headway.tracking.reminders.report import make_report
from headway.tracking.reminders.report_json import facts
from headway.tracking.reminders.report_text import PLAIN, fitting, in_chat, lines
from headway.tracking.reminders.words import text_of
from tracked import PLAN, at, comment, issue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from headway.program.model import Program
    from headway.tracking.reminders.letters import Letter, Mailbag
    from headway.tracking.reminders.owed import Survey
    from headway.tracking.reminders.report import Report

GOAL = """# {title}

| Metadata | |
| --- | --- |
| Point of contact | {contact} |
| Status | Accepted |
| Tracking issue | [org/plan#{number}] |
| [lang] champion | @cleo |

## Summary

Faster.
"""
SETTINGS = """
[program]
name = "Bee goals"
repository = "org/plan"
[cadence.labels]
weekly = 1
slowly = 4
[remind]
managers = ["mo"]
"""
TEAMS = """
[teams.lang]
members = ["ana", "bo", "cleo", "mo", "nobody-on-zulip"]
[people]
ana = "Ana Lind"
[zulip]
ana = 501
bo = 502
cleo = 503
mo = 504
"""
# In cycles of four weeks from 2026-02-12, and of one from 2026-02-26.
TODAY = dt.date(2026, 3, 1)
OLD: dict[str, Any] = {"created_at": at("2025-12-01")}
BOTH: dict[str, Any] = {"assignees": ("ana", "bo"), **OLD}


class Day(NamedTuple):
    program: Program
    survey: Survey
    bag: Mailbag
    report: Report

    @property
    def letters(self) -> dict[str, list[str]]:
        return {one.name: [goal.title for goal in one.goals] for one in self.bag.letters}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three goals: bees of Ana, ants of Bo, and a hive that looks for an owner."""
    (tmp_path / "headway.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "teams.toml").write_text(TEAMS, "utf-8")
    folder = tmp_path / "src/2026"
    folder.mkdir(parents=True)
    for number, (title, contact) in enumerate(
        (("Bees", "@ana"), ("Ants", "@bo"), ("Hive", "![Help wanted][]")), 1
    ):
        text = GOAL.format(title=title, contact=contact, number=number)
        (folder / f"{title.lower()}.md").write_text(text, "utf-8")
    return tmp_path


def on(
    root: Path,
    *records: Any,
    sent: Iterable[Reminder] = (),
    channel: Channel = Channel.ZULIP,
    today: dt.date = TODAY,
) -> Day:
    program = load(root, Options(offline=True, today=today)).program
    period = program.period("2026")
    assert period is not None
    with open_store(":memory:") as store:
        store.put(records)
        names = [IssueName(PLAN, number) for number in (1, 2, 3)]
        activity = read_activity(store, names)
    found = survey(period, program, activity, today)
    bag = write_letters(found, program, channel, sent)
    return Day(program, found, bag, make_report(found, bag, program.config.remind, today))


def reminded(
    day: Day, *, before: dt.timedelta = dt.timedelta(0), sent: bool = True
) -> list[Reminder]:
    """The records of a day's letters."""
    return [
        Reminder(
            letter.marker,
            letter.people,
            (letter.cycle - before).isoformat(),
            tuple(one.goal for one in letter.goals),
            letter.channel,
            at("2026-02-26"),
            at("2026-02-26") if sent else None,
        )
        for letter in day.bag.letters
    ]


def test_a_person_gets_one_letter_of_all_that_they_owe(root: Path) -> None:
    day = on(root, issue(1, **OLD), issue(2, **BOTH))
    assert day.letters == {"@ana": ["Ants", "Bees"], "@bo": ["Ants"]}
    assert [one.account for one in day.bag.letters] == [501, 502]
    assert day.report.several == tuple(one for one in day.survey.standings if one.title == "Ants")
    assert day.survey.unknown == ("hive",)


def test_assignees_own_a_goal_before_its_document_is_asked(root: Path) -> None:
    day = on(root, issue(1, assignees=("bo",), **OLD), issue(3, assignees=("cleo",), **OLD))
    assert day.letters == {"@bo": ["Bees"], "@cleo": ["Hive"]}


def test_a_goal_that_is_told_of_owes_nothing(root: Path) -> None:
    assert on(root, issue(1, **OLD), comment(1, "2026-02-12")).letters == {}
    assert on(root, issue(1, **OLD), comment(1, "2026-02-11")).letters == {"@ana": ["Bees"]}
    assert on(root, issue(1, created_at=at("2026-02-27"))).letters == {}


def test_a_goal_that_its_point_of_contact_calls_paused_owes_nothing(root: Path) -> None:
    paused = comment(1, "2026-01-10", "Status: paused")
    day = on(root, issue(1, **OLD), paused)
    assert day.letters == {}
    assert [(one.due, one.nothing) for one in day.report.cadences] == [(0, 1)]
    again = comment(2, "2026-01-11", "Status: on track")
    assert on(root, issue(1, **OLD), paused, again).letters == {"@ana": ["Bees"]}
    other = paused._replace(author="cleo")
    assert on(root, issue(1, **OLD), other).letters == {"@ana": ["Bees"]}


def test_nobody_is_reminded_of_a_closed_issue_whatever_was_told_after(root: Path) -> None:
    closed = issue(1, state="closed", closed_at=at("2026-01-05"), **OLD)
    assert on(root, closed, comment(1, "2026-01-10")).letters == {}


def test_whom_no_letter_reaches(root: Path) -> None:
    day = on(
        root,
        issue(1, assignees=("nobody-on-zulip",), **OLD),
        issue(2, assignees=("stranger",), **OLD),
        issue(3, **OLD),
    )
    assert day.letters == {}
    assert [login for login, _ in day.report.no_account] == ["nobody-on-zulip"]
    assert [login for login, _ in day.report.not_listed] == ["stranger"]
    assert [one.title for one in day.report.no_owner] == ["Hive"]
    texts = on(root, issue(2, assignees=("stranger",), **OLD), channel=Channel.TEXT)
    assert texts.letters == {"@stranger": ["Ants"]}


def test_nobody_is_told_twice_in_a_cycle(root: Path) -> None:
    records = issue(1, **OLD), issue(2, **BOTH)
    first = on(root, *records)
    again = on(root, *records, sent=reminded(first))
    assert again.letters == {}
    assert again.report.told == ("ana", "bo")
    for channel in Channel:
        assert on(root, *records, sent=reminded(first), channel=channel).letters == {}
    assert on(root, *records, sent=reminded(first, sent=False)).letters == first.letters
    next_cycle = on(root, *records, sent=reminded(first), today=dt.date(2026, 3, 12))
    assert next_cycle.letters == first.letters
    assert {one.marker for one in first.bag.letters}.isdisjoint(
        one.marker for one in next_cycle.bag.letters
    )


def test_the_shortest_cycle_decides_and_a_slow_goal_alone_waits_for_its_own(root: Path) -> None:
    both = issue(1, labels=("weekly",), **OLD), issue(2, assignees=("ana",), **OLD)
    first = on(root, *both, today=dt.date(2026, 2, 12))
    assert first.letters == {"@ana": ["Bees", "Ants"]}
    week = on(root, *both, sent=reminded(first), today=dt.date(2026, 2, 19))
    assert sorted(week.letters["@ana"]) == ["Ants", "Bees"]
    told = on(
        root, *both, comment(1, "2026-02-19"), sent=reminded(first), today=dt.date(2026, 2, 20)
    )
    assert told.letters == {}


def test_what_comes_due_after_the_letter_is_told_with_the_next(root: Path) -> None:
    first = on(root, issue(1, **OLD))
    later = on(root, issue(1, **OLD), issue(2, assignees=("ana",), **OLD), sent=reminded(first))
    assert later.letters == {}
    ((login, (goal,)),) = later.report.later
    assert (login, goal.title) == ("ana", "Ants")


def test_a_comment_names_all_owners_once(root: Path) -> None:
    day = on(root, issue(2, **BOTH), channel=Channel.GITHUB)
    (letter,) = day.bag.letters
    assert letter.people == ("ana", "bo")
    text = text_of(letter, day.program)
    assert text.startswith("@ana, @bo: an update on this goal is awaited.")
    assert text.endswith("<!-- headway: reminder 2026-02-12 2026/ants -->")
    told = [reminded(on(root, issue(2, **BOTH)))[0]]  # Ana was told on Zulip
    (rest,) = on(root, issue(2, **BOTH), channel=Channel.GITHUB, sent=told).bag.letters
    assert rest.people == ("bo",)


def test_a_reminder_is_no_update(root: Path) -> None:
    day = on(root, issue(1, **OLD), channel=Channel.GITHUB)
    (letter,) = day.bag.letters
    written = comment(1, "2026-02-20", text_of(letter, day.program), author="mo")
    assert on(root, issue(1, **OLD), written).letters == {"@ana": ["Bees"]}


def late(root: Path) -> Day:
    """Since autumn nothing was told of bees; ants are told of in time, hive has two labels."""
    (root / "src/2025h2").mkdir()
    bees = (root / "src/2026/bees.md").read_text("utf-8")
    (root / "src/2025h2/bees.md").write_text(bees, "utf-8")
    old: dict[str, Any] = {"created_at": at("2025-08-01")}
    return on(
        root,
        issue(1, labels=("weekly",), **old),
        issue(2, **OLD),
        issue(3, labels=("slowly", "weekly"), assignees=("cleo",), **OLD),
        comment(1, "2026-02-01"),
        comment(2, "2026-02-28", number=2),
    )


def test_who_hears_of_what_is_late(root: Path) -> None:
    day = late(root)
    assert [(one.title, one.duty.missed) for one in day.report.escalated] == [
        ("Hive", 8),
        ("Bees", 3),
    ]
    assert [one.duty.cadence.conflict for one in day.report.conflicts] == [("weekly", "slowly")]


def test_the_report_in_a_terminal_and_in_chat(root: Path, kept: Any) -> None:
    day = late(root)
    shown = in_chat(day.program.directory)
    kept("remind-report.txt", "\n".join([*lines(day.report, PLAIN), ""]))
    kept("remind-report.md", "\n".join([*lines(day.report, shown), ""]))


def test_nobody_is_pinged_by_a_report(root: Path) -> None:
    day = late(root)
    text = "\n".join(lines(day.report, in_chat(day.program.directory)))
    assert "@_**|501**" in text
    assert "@" not in text.replace("@_**|", "")


def test_a_report_fits_into_a_message_and_tells_what_is_left_out() -> None:
    text = fitting(["first", *("x" * 99 for _ in range(300))])
    assert len(text) < 10_000
    assert text.endswith("206 more lines: see `headway remind`")
    assert fitting(["one", "two"]) == "one\ntwo"


def test_the_letters_as_they_are_read(root: Path, kept: Any) -> None:
    records = (
        issue(1, labels=("weekly",), **OLD),
        issue(2, assignees=("ana",), **OLD),
        comment(1, "2026-01-30"),
    )
    for channel in Channel:
        day = on(root, *records, channel=channel)
        texts = [text_of(letter, day.program) for letter in day.bag.letters]
        kept(f"remind-{channel}.md", "\n\n---\n\n".join(texts) + "\n")


def test_marks_differ_and_stand_in_their_texts(root: Path) -> None:
    records = issue(1, **OLD), issue(2, **BOTH)
    for channel in (Channel.ZULIP, Channel.GITHUB):
        day = on(root, *records, channel=channel)
        letters: tuple[Letter, ...] = day.bag.letters
        assert len({one.marker for one in letters}) == len(letters) == 2
        assert all(one.marker in text_of(one, day.program) for one in letters)


def test_the_facts_are_json(root: Path) -> None:
    told = json.loads(json.dumps(facts(late(root).report)))
    assert [one["goal"] for one in told["escalated"]] == ["2026/hive", "2026/bees"]
    assert told["cadences"][0] == {
        "weeks": 1,
        "due": 2,
        "updated": 0,
        "in_grace": 0,
        "nothing": 0,
        "next": "2026-03-05",
    }

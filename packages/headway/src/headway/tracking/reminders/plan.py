"""The plan that sends a day's reminders."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from headway.activity.records import Reminder
from headway.forge.chat import Direct, Topic
from headway.forge.chat_actions import SendMessage
from headway.forge.plan import Plan, Step
from headway.forge.tracker_actions import AddComment
from headway.program.config_remind import Channel
from headway.tracking.cadence import cycle_of
from headway.tracking.reminders.actions import HandOver, PostReport, Remind
from headway.tracking.reminders.words import day, missed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.forge.plan import Action
    from headway.program.model import Program
    from headway.tracking.reminders.letters import Letter
    from headway.tracking.reminders.report import Report

# A clock may be wrong, and a cycle begins in the course of a day.
_EARLIER = dt.timedelta(days=1)


def plan_reminders(
    report: Report, program: Program, now: dt.datetime, sent: Iterable[Reminder], *, post: bool
) -> Plan:
    """A step for each letter, and with `post` one that posts the report where settings say.

    The report is posted once in a week, the shortest cycle there can be; `sent` tells whether.
    """
    steps = [
        Step(letter.name, _remind(letter, program, now), _reason(letter))
        for letter in report.letters
    ]
    topic = program.config.remind.report
    if post and topic:
        posting = _report(report, program, Topic(topic.stream, topic.topic), now)
        if not any(one.sent_at and one.marker == posting.reminder.marker for one in sent):
            why = "those who run the program should know whom it does not reach"
            steps.append(Step("report", posting, why))
    return Plan(f"Reminders of {report.period} on {day(report.today)}", tuple(steps))


def _remind(letter: Letter, program: Program, now: dt.datetime) -> Remind:
    goals = tuple(one.goal for one in letter.goals)
    cycle, channel = letter.cycle.isoformat(), letter.channel.value
    record = Reminder(letter.marker, letter.people, cycle, goals, channel, now)
    return Remind(record, _message(letter, text_of(letter, program)))


def _message(letter: Letter, text: str) -> Action:
    if letter.channel is Channel.GITHUB:
        return AddComment(letter.goals[0].issue, text, letter.marker)
    to = f"@{letter.people[0]}"
    if letter.channel is Channel.TEXT or letter.account is None:
        return HandOver(to, text)
    return SendMessage(Direct(letter.account), to, text, letter.marker, _since(letter.cycle))


def _reason(letter: Letter) -> str:
    """What is owed, of several goals that which is owed for longest."""
    several = len(letter.goals) > 1
    owed = f"{len(letter.goals)} goals owe an update" if several else "an update is due"
    most = max(one.duty.missed for one in letter.goals)
    return f"{owed}, {'up to ' if several else ''}{missed(most)}" if most else owed


def _report(report: Report, program: Program, topic: Topic, now: dt.datetime) -> Remind:
    week = cycle_of(report.today, 1, program.config.cadence)
    name = program.config.repository or program.config.name or "goals"
    marker = f"*{name}, report of reminders {week.start}*"
    message = SendMessage(topic, str(topic), "", marker, _since(week.start))
    record = Reminder(marker, (), week.start.isoformat(), (), Channel.ZULIP.value, now)
    return Remind(record, PostReport(message, report, program.directory))


def _since(start: dt.date) -> dt.datetime:
    return dt.datetime.combine(start, dt.time(), dt.UTC) - _EARLIER

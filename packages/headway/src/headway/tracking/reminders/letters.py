"""Who is written to, of which goals, and what was written before.

A person gets one message for all that they owe. It is for the cycle that began last among those of
the goals: so one whose goals are told of every week and every four weeks hears once a week at most,
and only where a goal is among them of which they were not told in its own cycle.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from headway.forge.tracker_actions import marker as hidden
from headway.program.config_remind import Channel

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from headway.activity.records import Reminder
    from headway.program.model import Program
    from headway.tracking.reminders.owed import Standing, Survey


class Letter(NamedTuple):
    """A message to be sent: to one person of all that they owe, or on one goal's issue.

    `account` is the person's on Zulip. `marker` is a part of the text, and no other message's.
    """

    people: tuple[str, ...]
    cycle: dt.date
    goals: tuple[Standing, ...]
    channel: Channel
    marker: str
    account: int | None = None

    @property
    def name(self) -> str:
        """What tells it from the other letters of a day."""
        return self.goals[0].goal if self.channel is Channel.GITHUB else f"@{self.people[0]}"


class Mailbag(NamedTuple):
    """The letters of a day, and what there are none for.

    `told` are the people who were told of all they owe. `later` are those who owe something that
    came due after the message of the cycle, with the goals: they hear of it with the next one.
    `no_account` and `not_listed` are people of whom no account, or nothing at all, is known.
    """

    letters: tuple[Letter, ...]
    told: tuple[str, ...] = ()
    later: tuple[tuple[str, tuple[Standing, ...]], ...] = ()
    no_account: tuple[tuple[str, tuple[Standing, ...]], ...] = ()
    not_listed: tuple[tuple[str, tuple[Standing, ...]], ...] = ()


def write_letters(
    found: Survey, program: Program, channel: Channel, sent: Iterable[Reminder]
) -> Mailbag:
    """The letters that a day asks for, where `sent` are those that were meant to be sent before."""
    past = [one for one in sent if one.sent_at]
    owing = [one for one in found.standings if one.owes]
    if channel is Channel.GITHUB:
        return _comments(owing, past)
    return _messages(owing, program, channel, past)


def _comments(owing: Iterable[Standing], past: list[Reminder]) -> Mailbag:
    letters = []
    for one in owing:
        people = tuple(login for login in one.owners if not _was_told(login, one, past))
        start = one.duty.cycle.start
        mark = hidden(f"reminder {start} {one.goal}")
        if people and not any(reminder.marker == mark for reminder in past):
            letters.append(Letter(people, start, (one,), Channel.GITHUB, mark))
    return Mailbag(tuple(letters))


def _messages(
    owing: Iterable[Standing], program: Program, channel: Channel, past: list[Reminder]
) -> Mailbag:
    letters, told = [], []
    sorts: dict[str, list[tuple[str, tuple[Standing, ...]]]] = defaultdict(list)
    for login, goals in sorted(_by_owner(owing).items(), key=lambda one: one[0].casefold()):
        untold = tuple(one for one in goals if not _was_told(login, one, past))
        start = max(one.duty.cycle.start for one in goals)
        mark = _shown(login, start, program)
        person = program.directory.person(login) if program.directory else None
        if not untold:
            told.append(login)
        elif any(reminder.marker == mark for reminder in past):
            sorts["later"].append((login, untold))
        elif channel is Channel.ZULIP and person is None:
            sorts["not_listed"].append((login, goals))
        elif channel is Channel.ZULIP and person and person.zulip is None:
            sorts["no_account"].append((login, goals))
        else:
            account = person.zulip if person else None
            letters.append(Letter((login,), start, goals, channel, mark, account))
    found = {name: tuple(several) for name, several in sorts.items()}
    return Mailbag(tuple(letters), tuple(told), **found)


def _by_owner(owing: Iterable[Standing]) -> dict[str, tuple[Standing, ...]]:
    """What each person owes, longest overdue first."""
    goals: dict[str, list[Standing]] = defaultdict(list)
    for one in sorted(owing, key=_since):
        for login in one.owners:
            goals[login].append(one)
    return {login: tuple(several) for login, several in goals.items()}


def _since(one: Standing) -> tuple[dt.datetime, str]:
    """The deadline that was missed first, else the one to come."""
    return one.duty.overdue_since or one.duty.cycle.deadline, one.goal


def _was_told(login: str, one: Standing, past: Iterable[Reminder]) -> bool:
    """Whether a person was told of a goal in its present cycle, through whatever channel."""
    start = one.duty.cycle.start.isoformat()
    return any(
        start <= reminder.period and one.goal in reminder.goals and login in reminder.people
        for reminder in past
    )


def _shown(login: str, start: dt.date, program: Program) -> str:
    """The mark of a message in chat, which hides nothing from its readers."""
    name = program.config.repository or program.config.name or "goals"
    return f"*{name}, reminder {start} for {login}*"

"""What a day's reminders come to, for the program managers: whom they reach, and whom not."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.cadence import Owing
from headway.tracking.reminders.owed import OWING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from headway.program.config_remind import RemindSettings
    from headway.tracking.reminders.letters import Letter, Mailbag
    from headway.tracking.reminders.owed import Standing, Survey

    # People, each with the goals that they owe an update on.
    PeopleGoals = tuple[tuple[str, tuple[Standing, ...]], ...]


class Cadence(NamedTuple):
    """How the goals stand that are told of every so many weeks; `next` begins the next cycle."""

    weeks: int
    due: int
    updated: int
    in_grace: int
    nothing: int
    next: dt.date


class Report(NamedTuple):
    """A day's reminders.

    `several` are goals with more than one owner, each of whom is written to. `escalated` missed so
    many deadlines in a row that champions and `managers` should know. The rest is as in `Mailbag`
    and `Survey`.
    """

    today: dt.date
    period: str
    goals: int
    cadences: tuple[Cadence, ...]
    letters: tuple[Letter, ...]
    told: tuple[str, ...]
    later: PeopleGoals
    no_owner: tuple[Standing, ...]
    several: tuple[Standing, ...]
    no_account: PeopleGoals
    not_listed: PeopleGoals
    conflicts: tuple[Standing, ...]
    escalated: tuple[Standing, ...]
    managers: tuple[str, ...]
    unknown: tuple[str, ...]


def make_report(found: Survey, bag: Mailbag, settings: RemindSettings, today: dt.date) -> Report:
    """What is to be told of a day's letters, and of the goals for which there are none."""
    owing = [one for one in found.standings if one.owes]
    late = [one for one in owing if one.duty.missed >= settings.escalate_after]
    return Report(
        today=today,
        period=found.period,
        goals=len(found.standings),
        cadences=tuple(_cadences(found.standings)),
        letters=bag.letters,
        told=bag.told,
        later=bag.later,
        no_owner=tuple(one for one in owing if not one.owners),
        several=tuple(one for one in owing if len(one.owners) > 1),
        no_account=bag.no_account,
        not_listed=bag.not_listed,
        conflicts=tuple(one for one in found.standings if one.duty.cadence.conflict),
        escalated=tuple(sorted(late, key=lambda one: (-one.duty.missed, one.goal))),
        managers=settings.managers,
        unknown=found.unknown,
    )


def _cadences(standings: Iterable[Standing]) -> list[Cadence]:
    by_weeks: dict[int, list[Standing]] = defaultdict(list)
    for one in standings:
        by_weeks[one.duty.cadence.weeks].append(one)
    return [_cadence(weeks, several) for weeks, several in sorted(by_weeks.items())]


def _cadence(weeks: int, several: list[Standing]) -> Cadence:
    counts = Counter(one.owing for one in several)
    return Cadence(
        weeks,
        sum(counts[owing] for owing in OWING),
        counts[Owing.UPDATED],
        counts[Owing.GRACE],
        counts[Owing.NOTHING],
        several[0].duty.cycle.next,
    )

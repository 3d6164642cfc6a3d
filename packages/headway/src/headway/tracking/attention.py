"""The one page of what needs somebody: a list of sections, each a function of what is known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Status
from headway.documents.values import people_in
from headway.tracking.cadence import Owing
from headway.tracking.progress import progress
from headway.tracking.stalls.find import too_long, waiting
from headway.tracking.stalls.model import Kind
from headway.tracking.stalls.shown import acting
from headway.tracking.updates import points_of_contact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.documents.values import Goal
    from headway.program.board.values import Item as BoardItem
    from headway.program.model import Program
    from headway.tracking.meetings import Meeting
    from headway.tracking.progress import Progress
    from headway.tracking.stalls.model import Scene, Stall
    from headway.tracking.whom import Whom

_WEEK = dt.timedelta(days=7)
# What has a section of its own is not told again among what is stuck.
_OWN_SECTION = (Kind.UPDATE, Kind.DECISION, Kind.CONCERN, Kind.CHAMPION)


class Item(NamedTuple):
    """One thing: what it is about, what is to be known of it, since or until when, and where."""

    subject: str
    title: str
    told: str
    day: dt.date | None
    link: str | None


class Section(NamedTuple):
    """Things of one kind; `name` is for machines, `title` for people."""

    name: str
    title: str
    items: tuple[Item, ...]


class View(NamedTuple):
    """What sections look at; for everybody where `whom` is None.

    `waiting` is whatever waits, `stuck` what waits for too long; `goals` are those of the present
    period with how far they are.
    """

    scene: Scene
    whom: Whom | None
    waiting: tuple[Stall, ...]
    stuck: tuple[Stall, ...]
    goals: tuple[tuple[Goal, Progress], ...]

    @property
    def program(self) -> Program:
        """The program."""
        return self.scene.program

    def is_for(self, stall: Stall) -> bool:
        """Whether something waits for whom the page is."""
        return self.whom is None or bool(acting(stall, self.whom))

    def is_person(self, login: str | None) -> bool:
        """Whether somebody is whom the page is for, or on that team."""
        return self.whom is None or (login is not None and self.whom.acts_as(login))


def attention(scene: Scene, whom: Whom | None) -> list[Section]:
    """The sections in which something is told."""
    begun = [one for one in scene.program.periods if one.start <= scene.today]
    goals = [
        pair
        for period in begun[-1:]
        for pair in zip(
            period.listed,
            progress(period, scene.program, scene.followed.activity, scene.today),
            strict=True,
        )
    ]
    every = waiting(scene)
    view = View(scene, whom, tuple(every), tuple(too_long(every, scene)), tuple(goals))
    sections = (
        Section(name, title, tuple(found(view))) for name, (title, found) in SECTIONS.items()
    )
    return [one for one in sections if one.items]


def _due(view: View) -> Iterator[Item]:
    """Updates that are due or overdue from points of contact, the longest overdue first."""
    found: list[Item] = []
    for goal, one in view.goals:
        if any(map(view.is_person, points_of_contact(goal))):
            found += _owed(one)
    return iter(sorted(found, key=lambda item: (item.day or dt.date.max, item.subject)))


def _owed(one: Progress) -> Iterator[Item]:
    duty = one.duty
    if duty is None or one.owing not in {Owing.DUE, Owing.OVERDUE}:
        return
    last = f"last told of on {one.last_update.day}" if one.last_update else "never told of yet"
    contact = one.point_of_contact or "nobody"
    if duty.owing is Owing.OVERDUE and duty.overdue_since:
        day = duty.overdue_since.date()
        told = f"{contact} owes an update since {day}; {last}"
    else:
        day = duty.cycle.deadline.date()
        told = f"{contact} owes an update by {day:%a} {day}; {last}"
    yield Item(f"{one.period}/{one.id}", one.title, told, day, one.url)


def _stuck(view: View) -> Iterator[Item]:
    """What waits for too long, but for what other sections tell."""
    kinds = (one for one in view.stuck if one.kind not in _OWN_SECTION)
    return map(_waiting, filter(view.is_for, kinds))


def _decisions(view: View) -> Iterator[Item]:
    """Polls with names to be ticked, and concerns to be answered or resolved, however new."""
    kinds = (one for one in view.waiting if one.kind in {Kind.DECISION, Kind.CONCERN})
    return map(_waiting, filter(view.is_for, kinds))


def _asks(view: View) -> Iterator[Item]:
    """Medium and Large asks without a champion."""
    kinds = (one for one in view.waiting if one.kind is Kind.CHAMPION)
    return map(_waiting, filter(view.is_for, kinds))


def _waiting(one: Stall) -> Item:
    actors = ", ".join(map(str, one.next))
    return Item(one.subject, one.title, f"{actors}: {one.reason}", one.since, one.evidence)


def _board(view: View) -> Iterator[Item]:
    """What somebody owns on the board and is not done; for everybody what is nearly due."""
    board = view.program.board
    if board is None:
        return iter(())
    open_ = [one for one in board.items if not (one.archived or board.is_done(one))]
    soon = view.scene.today + _WEEK
    mine = [
        one
        for one in open_
        if (one.owner and view.whom and _owns(view.whom, one.owner))
        or (view.whom is None and one.deadline and one.deadline.day <= soon)
    ]
    return map(_card, sorted(mine, key=_by_deadline))


def _owns(whom: Whom, owner: str) -> bool:
    return whom.acts_for(owner) if whom.is_team else whom.acts_as(owner)


def _by_deadline(item: BoardItem) -> tuple[dt.date, str, float]:
    return (item.deadline.day if item.deadline else dt.date.max, item.column, item.rank)


def _card(item: BoardItem) -> Item:
    owner = f"{item.owner}, " if item.owner else ""
    due = f", due {item.deadline.day}" if item.deadline else ""
    day = item.deadline.day if item.deadline else None
    return Item(item.issue or item.id, item.title, f"{owner}{item.column}{due}", day, None)


def _meetings(view: View) -> Iterator[Item]:
    """Meetings of the next days that somebody attends, or a team holds."""
    last = view.scene.today + _WEEK
    for one in view.scene.followed.meetings:
        day = one.occurrence.starts_at.date()
        held = one.occurrence.status != Status.CANCELLED
        if held and view.scene.today <= day < last and _attends(view.whom, one):
            when = f"{one.occurrence.start:%a %Y-%m-%d}"
            if not one.occurrence.all_day:
                when = f"{one.occurrence.start:%a %Y-%m-%d %H:%M} {one.occurrence.zone}"
            yield Item(one.team or one.occurrence.organizer, one.occurrence.title, when, day, None)


def _attends(whom: Whom | None, meeting: Meeting) -> bool:
    if whom is None:
        return True
    if whom.is_team:
        return meeting.team is not None and whom.acts_for(meeting.team)
    return any(map(whom.acts_as, meeting.people))


def _championed(view: View) -> Iterator[Item]:
    """Goals that somebody champions, or that have a champion on a team, with how they are doing."""
    for goal, one in view.goals:
        if view.whom and _champions(view.whom, goal):
            stated = f"{one.health.state} ({one.health.day})" if one.health else "health not stated"
            last = f"last told of on {one.last_update.day}" if one.last_update else "never told of"
            told = f"{stated}; {one.signal.sign}, {last}"
            yield Item(f"{one.period}/{one.id}", one.title, told, None, one.url)


def _champions(whom: Whom, goal: Goal) -> bool:
    stated = [(team, who) for team, who in goal.champions.items() if who]
    if whom.is_team:
        return any(whom.acts_for(team) for team, _ in stated)
    return any(whom.acts_as(one) for _, who in stated for one in people_in(who))


# In the order of the page; another section is a line here and a function.
SECTIONS: dict[str, tuple[str, Callable[[View], Iterator[Item]]]] = {
    "due": ("Updates due", _due),
    "decisions": ("Decisions to make", _decisions),
    "stuck": ("Stuck", _stuck),
    "asks": ("Asks without a champion", _asks),
    "board": ("On the board", _board),
    "meetings": ("Meetings this week", _meetings),
    "goals": ("Goals championed", _championed),
}

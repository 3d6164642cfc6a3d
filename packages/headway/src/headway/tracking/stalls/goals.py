"""Goals: updates that are missing, champions and help that are wanted, issues that differ."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  # a dataclass-like needs it
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Level, people_in
from headway.pages import facts
from headway.planning.champions import champions
from headway.tracking.cadence import Owing
from headway.tracking.health import State
from headway.tracking.history import closed_on
from headway.tracking.progress import Progress, Standing, progress
from headway.tracking.stalls.model import Actor, Kind, Stall
from headway.tracking.stalls.thread import by_person
from headway.tracking.updates import continued_by, tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.activity.records import Comment, Issue
    from headway.documents.values import Goal
    from headway.forge.model import IssueName
    from headway.program.model import Period
    from headway.tracking.stalls.model import Scene

_NEEDED = (Level.MEDIUM, Level.LARGE)
_CLOSED = (Standing.COMPLETED, Standing.INCOMPLETE)


class _Case(NamedTuple):
    """A goal of a period, as it was on the day."""

    goal: Goal
    period: Period
    found: Progress | None
    name: IssueName | None
    issue: Issue | None
    scene: Scene

    def waits(
        self,
        kind: Kind,
        since: dt.date,
        reason: str,
        *,
        evidence: str | None = None,
        actors: tuple[Actor, ...] = (),
    ) -> Stall:
        days = (self.scene.today - since).days
        return Stall(
            kind=kind,
            subject=f"{self.goal.period}/{self.goal.id}",
            title=self.goal.title or self.goal.id,
            next=actors or self.contacts,
            since=since,
            days=days,
            waited=days,
            reason=reason,
            evidence=evidence or (self.issue.url if self.issue else self.goal.file),
            teams=tuple(facts.teams(self.goal)),
        )

    @property
    def contacts(self) -> tuple[Actor, ...]:
        """The point of contact, else the program managers."""
        named = self.goal.point_of_contact
        people = map(Actor.person, people_in(named)) if named else ()
        return tuple(people) or self.managers

    @property
    def managers(self) -> tuple[Actor, ...]:
        """The program managers, as the settings name them."""
        named = self.scene.program.config.remind.managers
        return tuple(map(Actor.person, named)) or (Actor.managers(),)

    @property
    def begun(self) -> dt.date:
        """The first day on which something could have happened to the goal in its period."""
        made = self.issue.created_at.date() if self.issue else self.period.start
        return max(self.period.start, made)

    @property
    def comments(self) -> list[Comment]:
        """What people wrote on the tracking issue since then."""
        every = self.scene.followed.activity.comments.get(self.name, ()) if self.name else ()
        return [
            one
            for one in every
            if self.begun <= one.created_at.date() <= self.scene.today
            and not one.minimized
            and by_person(one, self.scene)
        ]

    @property
    def closed_on(self) -> dt.date | None:
        """When the tracking issue was closed, if it is known and closed."""
        events = self.scene.followed.activity.events.get(self.name, ()) if self.name else ()
        return closed_on(self.issue, events, self.scene.today) if self.issue else None

    @property
    def is_open(self) -> bool:
        """Whether the tracking issue is known and open."""
        return self.issue is not None and self.closed_on is None

    @property
    def is_shared(self) -> bool:
        """Whether a goal that is listed has the same tracking issue."""
        program = self.scene.program
        return any(
            goal.listed and tracking_issue(goal, program) == self.name for goal in program.goals()
        )


def goal_stalls(scene: Scene) -> Iterator[Stall]:
    """What waits on goals of the present period, and on open issues of earlier ones."""
    begun = [period for period in scene.program.periods if period.start <= scene.today]
    for period, following in pairwise(begun):
        for case in _cases(period, scene):
            yield from _left_open(case, following)
    for period in begun[-1:]:
        yield from _unchampioned(period, scene)
        for case in _cases(period, scene):
            yield from _silent(case)
            yield from _help_wanted(case)
            yield from _otherwise(case)


def _cases(period: Period, scene: Scene) -> Iterator[_Case]:
    activity = scene.followed.activity
    found = {one.id: one for one in progress(period, scene.program, activity, scene.today)}
    for goal in period.goals:
        name = tracking_issue(goal, scene.program)
        issue = activity.issues.get(name) if name else None
        known = issue if issue and issue.created_at < scene.end else None
        yield _Case(goal, period, found.get(goal.id), name, known, scene)


def _silent(case: _Case) -> Iterator[Stall]:
    """A goal without the updates that it owes; `waited` counts those missed in a row.

    One that its point of contact calls paused owes none.
    """
    found = case.found
    owed = found.duty if found else None
    if found is None or owed is None or found.owing is not Owing.OVERDUE:
        return
    last = found.last_update
    since = last.day if last else case.begun
    told = f"last told of on {since}" if last else f"never told of since {since}"
    weeks = "week" if owed.cadence.weeks == 1 else f"{owed.cadence.weeks} weeks"
    missing = "1 is" if owed.missed == 1 else f"{owed.missed} are"
    reason = f"{told}; of the updates due every {weeks}, {missing} missing"
    evidence = last.url if last else None
    yield case.waits(Kind.UPDATE, since, reason, evidence=evidence)._replace(waited=owed.missed)


def _unchampioned(period: Period, scene: Scene) -> Iterator[Stall]:
    """Medium and Large asks for which nobody on the team stands."""
    for line in champions(period).lines:
        case = _Case(line.goal, period, None, None, None, scene)
        for team, cell in line.cells.items():
            if line.goal.listed and cell.unchampioned and cell.level in _NEEDED:
                yield case.waits(
                    Kind.CHAMPION,
                    period.start,
                    f"a {cell.level} ask of {team} without a champion, since the period began",
                    evidence=line.goal.file,
                    actors=(Actor.team(team),),
                )._replace(what=team, notes=("what a goal asks is known only as it is now",))


def _help_wanted(case: _Case) -> Iterator[Stall]:
    """A goal that looks for help, and nobody but its own people has written on its issue since."""
    wanted = case.found.help_wanted if case.found else ()
    if not wanted or not case.is_open:
        return
    asked = max((one.day for one in wanted if one.day), default=case.begun)
    own = {person.casefold() for person in facts.involved(case.goal)}
    came = [one for one in case.comments if f"@{one.author}".casefold() not in own]
    since = max([asked, *(one.created_at.date() for one in came)])
    reason = f"help is wanted, and nobody else has written on its issue since {since}"
    evidence = next((one.url for one in wanted if one.url), case.goal.file)
    yield case.waits(Kind.HELP_WANTED, since, reason, evidence=evidence)


def _otherwise(case: _Case) -> Iterator[Stall]:
    """A tracking issue that says otherwise than its goal."""
    found = case.found
    if found is None:
        if case.goal.status and case.is_open and not case.is_shared:
            reason = "the goal is not accepted, and its tracking issue is open"
            yield case.waits(Kind.TRACKING_ISSUE, case.begun, reason)
    elif found.standing is Standing.OPEN:
        yield from _done_and_open(case, found)
    elif found.standing in _CLOSED:
        yield from _closed(case, found)


def _closed(case: _Case, found: Progress) -> Iterator[Stall]:
    dropped = case.issue is not None and case.issue.state_reason == "not_planned"
    if not (dropped or found.standing is Standing.INCOMPLETE):
        return
    closed = case.closed_on
    status = case.goal.status or "in force"
    how = "as not planned" if dropped else f"with {found.done} of {found.total} done"
    if closed:
        reason = f"its tracking issue was closed {how} on {closed}, and the goal is {status}"
        yield case.waits(Kind.TRACKING_ISSUE, closed, reason)


def _done_and_open(case: _Case, found: Progress) -> Iterator[Stall]:
    if found.health and found.health.state is State.DONE:
        health = found.health
        said = f"on {health.day} (\u201c{health.words}\u201d)"
        reason = f"its point of contact called it done {said}, and its issue is still open"
        yield case.waits(Kind.TRACKING_ISSUE, health.day, reason, evidence=health.url)
    elif found.done == found.total:
        done = _all_done_since(case, found)
        if done:
            reason = f"{found.done} of {found.total} are done, by {done}, and its issue is open"
            yield case.waits(Kind.TRACKING_ISSUE, done, reason)


def _left_open(case: _Case, following: Period) -> Iterator[Stall]:
    """An issue that is open though its goal's period is over and no later goal has the issue."""
    if case.is_open and not continued_by(
        case.goal, case.period, case.scene.program, case.scene.today
    ):
        reason = f"{case.period.name} is over, no later goal has its tracking issue, and it is open"
        yield case.waits(Kind.TRACKING_ISSUE, following.start, reason, actors=case.managers)


def _all_done_since(case: _Case, found: Progress) -> dt.date | None:
    """By when all was done: as somebody recorded it, else by the last change of the issue."""
    counts = case.scene.followed.activity.counts.get(case.name, ()) if case.name else ()
    complete = [one.day for one in counts if one.done == one.total == found.total]
    if complete and complete[0] <= case.scene.today:
        return complete[0]
    changed = case.issue.updated_at if case.issue else None
    return changed.date() if changed and changed < case.scene.end else None

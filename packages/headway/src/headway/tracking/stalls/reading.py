"""What is read of a store to see what waits: goals' issues, and what is open and may be waiting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from headway.activity.moments import Span
from headway.activity.open_issues import Search, open_issues
from headway.activity.records import Issue
from headway.activity.snapshot import name_of, read_activity
from headway.tracking.boxes import see_also
from headway.tracking.reading import meetings_in
from headway.tracking.stalls.labels import loose
from headway.tracking.stalls.model import Followed, Scene, end_of
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from headway.activity.store import Store
    from headway.forge.model import IssueName
    from headway.program.model import Program

_FORMS = ("nominated", "finished")
_BACK = dt.timedelta(days=365)
_AHEAD = dt.timedelta(weeks=4)


def read_scenes(program: Program, store: Store, days: Span) -> tuple[Scene, Scene]:
    """What may have been waiting before some days and at their end, or today if that is earlier.

    Raises:
        StoreFailedError: the database does not answer.
    """
    before, last = days.first - dt.timedelta(days=1), min(days.last, program.today)
    return read_scene(program, store, before), read_scene(program, store, last)


def read_scene(program: Program, store: Store, today: dt.date) -> Scene:
    """What the store knows by the end of a day of what may be waiting.

    Of all issues and pull requests that it holds, only those are read that goals have and point to,
    and those that were open then and are pull requests, have a label that counts, or have a poll.

    Raises:
        StoreFailedError: the database does not answer.
    """

    def mentions(issue: Issue) -> list[IssueName]:
        return see_also(issue.body, program.config.present_name)

    settings = program.config.stalls
    search = Search(
        pull_requests=True,
        labels=[form for name in _FORMS for form in loose(settings.forms(name))],
        authors=settings.decision_bots,
    )
    found = {name_of(issue) for issue in open_issues(store, end_of(today), search)}
    goals = set(filter(None, (tracking_issue(goal, program) for goal in program.goals())))
    pointed = {name for issue in store.on(Issue, goals) for name in mentions(issue)}
    activity = read_activity(store, found | goals | pointed, mentions)
    days = Span(today - _BACK, today + _AHEAD)
    held = tuple(meetings_in(days, program, store))
    followed = Followed(activity, tuple(sorted(found | pointed)), held)
    return Scene(program, followed, today)

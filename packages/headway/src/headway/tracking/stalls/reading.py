"""What is read of a store to see what waits: goals' issues, and what is open and may be waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.activity.open_issues import Search, open_issues
from headway.activity.records import Issue, Meeting
from headway.activity.snapshot import name_of, read_activity
from headway.tracking.boxes import see_also
from headway.tracking.stalls.labels import loose
from headway.tracking.stalls.model import Followed, Scene, Slot, end_of
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from headway.activity.store import Store
    from headway.forge.model import IssueName
    from headway.program.model import Program

_FORMS = ("nominated", "finished")


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
    followed = Followed(activity, tuple(sorted(found | pointed)), _by_team(store.find(Meeting)))
    return Scene(program, followed, today)


def _by_team(meetings: Iterable[Meeting]) -> dict[str, tuple[Slot, ...]]:
    by_team: dict[str, list[Slot]] = {}
    for one in meetings:
        slot = Slot(one.starts_at, one.ends_at, held=not one.cancelled)
        if one.team:
            by_team.setdefault(one.team.casefold(), []).append(slot)
    return {team: tuple(sorted(slots)) for team, slots in by_team.items()}

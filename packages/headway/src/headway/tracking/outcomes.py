"""What became of a goal in its period, and what tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.program.outcomes import Outcome
from headway.tracking.health import State
from headway.tracking.history import closed_on
from headway.tracking.kinship import How
from headway.tracking.progress import Standing, progress_of
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.tracking.kinship import Kin
    from headway.tracking.progress import Progress

_NOT_PLANNED = "not_planned"
_ENDED = (Standing.COMPLETED, Standing.INCOMPLETE)


class Judged(NamedTuple):
    """What became of a goal; None as long as that is open, or where it is not known.

    `why` tells what it is taken from, with a link if there is one. `by` is who recorded it in the
    ledger, in place of what would be told otherwise. `likely` marks a guess.
    """

    outcome: Outcome | None
    why: str
    url: str | None = None
    by: str | None = None
    likely: bool = False


class Judge(NamedTuple):
    """Who tells what became of goals by a day; `merged` are the files of those that are several."""

    program: Program
    activity: Activity
    today: dt.date
    merged: Collection[str]

    def judged(self, goal: Goal, period: Period, successors: Sequence[Kin]) -> Judged:
        """What became of a goal of a period, and of what it is told.

        What a person recorded counts first; then what its point of contact stated; then that a
        goal has its issue; then that the issue was closed, or that a goal goes on with it
        otherwise; and at last what is done when the period is over.
        """
        entry = self.program.outcomes.get((period.name, goal.id))
        if entry and entry.by:
            return Judged(entry.outcome, entry.note or "as recorded", by=entry.by)
        one = progress_of(goal, period, self.program, self.activity, self.today)
        in_issue = [kin for kin in successors if kin.how is How.ISSUE]
        return (
            _completed(one)
            or _gone_on(in_issue, self.merged, one.url)
            or self._closed(goal, period, one)
            or _gone_on(successors, self.merged, None)
            or _left(one, period, self.today)
        )

    def _closed(self, goal: Goal, period: Period, one: Progress) -> Judged | None:
        """What an issue tells that was closed since the period began."""
        name = tracking_issue(goal, self.program)
        issue = self.activity.issues.get(name) if name else None
        if name is None or issue is None or one.standing not in _ENDED:
            return None
        closed = closed_on(issue, self.activity.events.get(name, ()), self.today)
        if closed is None or closed < period.start:
            return None
        if issue.state_reason == _NOT_PLANNED:
            return Judged(Outcome.NOT_COMPLETED, f"{one.signal.reason}; as not planned", one.url)
        if one.standing is Standing.COMPLETED:
            return Judged(Outcome.COMPLETED, one.signal.reason, one.url)
        outcome = Outcome.PARTIAL if one.done else Outcome.NOT_COMPLETED
        return Judged(outcome, one.signal.reason, one.url)


def _completed(one: Progress) -> Judged | None:
    if one.health and one.health.state is State.DONE:
        why = f"@{one.health.author} on {one.health.day}: {one.health.words}"
        return Judged(Outcome.COMPLETED, why, one.health.url)
    return None


def _gone_on(successors: Sequence[Kin], merged: Collection[str], url: str | None) -> Judged | None:
    """What goes on with a goal; `url` is where its issue is, if they have that in common."""
    for kin in successors:
        after = f"{kin.after.period}/{kin.after.id}"
        if kin.replaces or (kin.how is not How.ISSUE and kin.after.file in merged):
            return Judged(Outcome.SUPERSEDED, f"{after} takes its place: {kin.why}")
        if kin.how is How.ISSUE:
            return Judged(Outcome.CONTINUED, f"{after} has the same issue, {kin.why}", url)
        likely = kin.how is How.LIKELY
        return Judged(Outcome.CONTINUED, f"{after} goes on with it: {kin.why}", likely=likely)
    return None


def _left(one: Progress, period: Period, today: dt.date) -> Judged:
    """What is told of a goal that nothing goes on with."""
    if today <= period.end:
        return Judged(None, f"its period runs until {period.end}")
    if not one.total:
        return Judged(None, f"not known: {one.signal.reason}")
    outcome = Outcome.PARTIAL if one.done else Outcome.NOT_COMPLETED
    as_now = " as its boxes are now" if one.boxes_as_now else ""
    why = f"{one.done} of {one.total} done{as_now}, and no later goal goes on with it"
    return Judged(outcome, why, one.url)

"""How much of a tracking issue is done: its boxes, its searches, and the issues it points to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Count
from headway.tracking.boxes import count_boxes, searches, see_also
from headway.tracking.history import is_closed

if TYPE_CHECKING:
    import datetime as dt

    from headway.activity.records import Issue, Search
    from headway.activity.snapshot import Activity
    from headway.forge.model import IssueName
    from headway.program.model import Program


class Tally(NamedTuple):
    """How much is done, and of how much.

    `as_now` marks what is known only as it is now; `notes` tell that, and what was not counted.
    """

    done: int
    total: int
    as_now: bool = False
    notes: tuple[str, ...] = ()

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.done + other.done,
            self.total + other.total,
            self.as_now or other.as_now,
            (*self.notes, *other.notes),
        )


def tally(name: IssueName, program: Program, activity: Activity, today: dt.date) -> Tally:
    """Count what belongs to an issue, each issue that it points to once.

    An issue that is pointed to and has nothing to count is one thing to do.
    """
    return _Counting(program, activity, today).below(name, {name})


def issue_on(name: IssueName, activity: Activity, today: dt.date) -> Issue | None:
    """An issue, if it was there at the end of a day."""
    issue = activity.issues.get(name)
    return issue if issue and issue.created_at.date() <= today else None


def counts_now(activity: Activity) -> list[Count]:
    """The boxes of issues as their texts are now, as records that later days can look back on.

    They are of the day on which the issue was last changed; what was recorded of that day stays.
    """
    found = []
    for name, issue in activity.issues.items():
        boxes = count_boxes(issue.body)
        if not boxes.total or issue.updated_at is None:
            continue
        now = Count(
            issue.repository, issue.number, issue.updated_at.date(), boxes.done, boxes.total
        )
        recorded = activity.counts.get(name, ())
        found.append(next((count for count in recorded if count.day == now.day), now))
    return found


class _Counting(NamedTuple):
    program: Program
    activity: Activity
    today: dt.date

    def below(self, name: IssueName, seen: set[IssueName]) -> Tally:
        """An issue with those that it points to and that were not seen."""
        issue = self.activity.issues[name]
        sum_ = self._boxes(name, issue).plus(self._searches(name, issue))
        for other in see_also(issue.body, self.program.config.present_name):
            if other not in seen:
                seen.add(other)
                sum_ = sum_.plus(self._pointed_to(other, seen))
        return sum_

    def _pointed_to(self, name: IssueName, seen: set[IssueName]) -> Tally:
        issue = issue_on(name, self.activity, self.today)
        if issue is None:
            return Tally(0, 0, notes=(f"{name} is not counted: it is not in the store",))
        found = self.below(name, seen)
        if found.total:
            return found
        closed = is_closed(issue, self.activity.events.get(name, ()), self.today)
        return found._replace(done=int(closed), total=1)

    def _boxes(self, name: IssueName, issue: Issue) -> Tally:
        boxes = count_boxes(issue.body)
        recorded = [one for one in self.activity.counts.get(name, ()) if one.day <= self.today]
        notes = []
        as_now = False
        if issue.updated_at is None or issue.updated_at.date() > self.today:
            if recorded:
                last = max(recorded, key=lambda one: one.day)
                note = f"{name} as recorded on {last.day}"
                return Tally(last.done, last.total, notes=(note,))
            if boxes.total:
                notes.append(f"the boxes of {name} are known only as they are now")
                as_now = True
        if boxes.elsewhere > 0:
            where = f"in folds, quotes or code of {name}"
            notes.append(f"boxes not counted, {where}: {boxes.elsewhere}")
        return Tally(boxes.done, boxes.total, as_now, tuple(notes))

    def _searches(self, name: IssueName, issue: Issue) -> Tally:
        found = Tally(0, 0)
        for search in searches(issue.body, self.program.config.present_name):
            found = found.plus(self._search(name, search))
        return found

    def _search(self, name: IssueName, search: Search) -> Tally:
        words = f"the search `{search.repository} {search.query}` of {name}"
        counts = [one for one in self.activity.found.get(search, ()) if one.day <= self.today]
        if not counts:
            return Tally(0, 0, notes=(f"{words} is not counted: the store has no answer to it",))
        last = counts[-1]
        note = f"{words} as counted on {last.day}"
        return Tally(last.closed, last.closed + last.open, notes=(note,))

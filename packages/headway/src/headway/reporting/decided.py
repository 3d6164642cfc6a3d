"""What minutes say was decided about a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.tracking.decisions import Kind, decisions
from headway.tracking.mentions import namer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from headway.activity.minutes import Minutes
    from headway.documents.values import Goal
    from headway.tracking.decisions import Record


class Decided:
    """The decisions of some minutes, each with the words of the section that it stands in."""

    def __init__(self, minutes: Iterable[Minutes]) -> None:
        """Find all that was decided."""
        self._found = [
            (record, _section(one, record.section))
            for one in minutes
            for record in decisions([one])
            if record.kind is Kind.DECISION
        ]

    def about(
        self, goal: Goal, first: dt.date, last: dt.date, begin: dt.date | None = None
    ) -> list[Record]:
        """What was decided between two days in sections that name a goal, in order of days.

        A section speaks of a goal by its heading, or by any passage in it. Before `begin` the name
        of the tracking issue does not count: the issue may have been that of an earlier goal.
        """
        name_in = namer(goal)
        found = []
        for record, words in self._found:
            if record.day and first <= record.day <= last:
                names = {name_in(text) for text in words} - {None}
                if begin and record.day < begin:
                    names.discard(goal.tracking_issue)
                if names:
                    found.append(record)
        return sorted(found, key=lambda one: (str(one.day), one.file, one.line))


def _section(minutes: Minutes, name: str) -> list[str]:
    return [name, *(one.text for one in minutes.passages if one.section == name)]

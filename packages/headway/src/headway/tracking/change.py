"""What changed of a goal between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.progress import Standing

if TYPE_CHECKING:
    from headway.tracking.health import State
    from headway.tracking.progress import Progress
    from headway.tracking.updates import Update


class Change(NamedTuple):
    """A goal at the end of a day, and now.

    `boxes_known` says whether both counts are of their own day; where not, they cannot be compared.
    """

    before: Progress
    now: Progress

    @property
    def boxes_known(self) -> bool:
        """Whether the counts of both days can be compared."""
        counted = (Standing.OPEN, Standing.COMPLETED, Standing.INCOMPLETE)
        return self.before.standing in counted and not self.before.boxes_as_now

    @property
    def done_more(self) -> int | None:
        """How many more are done; None where that is not known."""
        return self.now.done - self.before.done if self.boxes_known else None

    @property
    def states(self) -> tuple[State | None, State | None]:
        """The state of health that was stated, before and now."""
        before, now = self.before.health, self.now.health
        return before.state if before else None, now.state if now else None

    @property
    def new_updates(self) -> tuple[Update, ...]:
        """The updates since."""
        return tuple(one for one in self.now.updates if one.day > self.before.today)

    @property
    def is_change(self) -> bool:
        """Whether anything is other than it was, as far as that is known."""
        before, now = self.before, self.now
        counts = (before.done, before.total) != (now.done, now.total)
        return bool(
            (self.boxes_known and counts)
            or self.states[0] != self.states[1]
            or before.standing != now.standing
            or self.new_updates
        )

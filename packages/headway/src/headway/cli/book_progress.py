"""How far goals are, as the tables of a book show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.pages.progress_cell import Reached
from headway.tracking.progress import Standing, progress
from headway.tracking.reading import activity_of

if TYPE_CHECKING:
    from headway.activity.store import Store
    from headway.program.model import Program
    from headway.tracking.progress import Progress

_COUNTED = (Standing.OPEN, Standing.COMPLETED, Standing.INCOMPLETE)


def reached(program: Program, store: Store) -> dict[str, Reached]:
    """How far all goals of a program are, by their files; those that the store does not know not.

    Raises:
        StoreFailedError: the database does not answer.
    """
    goals = [goal for period in program.periods for goal in period.listed]
    activity = activity_of(goals, program, store)
    return {
        goal.file: _reached(one)
        for period in program.periods
        for goal, one in zip(
            period.listed, progress(period, program, activity, program.today), strict=True
        )
        if one.standing in _COUNTED
    }


def _reached(one: Progress) -> Reached:
    others_boxes = one.continued_in is not None and one.boxes_as_now
    return Reached(
        0 if others_boxes else one.done,
        0 if others_boxes else one.total,
        one.standing is not Standing.OPEN,
        str(one.health.state) if one.health else None,
        one.continued_in,
    )

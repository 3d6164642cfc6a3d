"""What the store knows of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.activity.snapshot import read_activity
from headway.tracking.boxes import see_also
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.activity.snapshot import Activity
    from headway.activity.store import Store
    from headway.documents.values import Goal
    from headway.program.model import Program


def activity_of(goals: Iterable[Goal], program: Program, store: Store) -> Activity:
    """What happened on the tracking issues of goals; of issues that these point to, how they are.

    Raises:
        StoreFailedError: the database does not answer.
    """
    return read_activity(
        store,
        filter(None, (tracking_issue(goal, program) for goal in goals)),
        lambda issue: see_also(issue.body, program.config.present_name),
    )

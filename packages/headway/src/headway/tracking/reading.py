"""What the store knows of goals, and of meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.activity.attendance import Who
from headway.activity.calendar_store import stored_meetings
from headway.activity.snapshot import read_activity
from headway.tracking.board.live import BoardActivity, read_live
from headway.tracking.boxes import see_also
from headway.tracking.counting import counts_now
from headway.tracking.meetings import meetings
from headway.tracking.rules import ACTIVITY_RULES, Happened
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.activity.store import Changes, Store
    from headway.diagnostics import Diagnostic
    from headway.documents.values import Goal
    from headway.program.model import Program
    from headway.tracking.meetings import Meeting


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


def keep_boxes(program: Program, store: Store) -> Changes:
    """Record the boxes of what is tracked as they are now, for later days to look back on.

    Raises:
        StoreFailedError: the database does not answer.
    """
    goals = [goal for period in program.periods for goal in period.listed]
    return store.put(counts_now(activity_of(goals, program, store)))


def meetings_in(span: Span, program: Program, store: Store) -> list[Meeting]:
    """The meetings between two days that were imported, by time, each with its team and people.

    Cancelled ones are among them, as their status says.

    Raises:
        StoreFailedError: the database does not answer.
    """
    return meetings(stored_meetings(store, span), Who(program.directory, program.config.aliases))


def check_activity(program: Program, store: Store) -> Iterator[Diagnostic]:
    """What is wrong between the documents of a program and what happened.

    Raises:
        StoreFailedError: the database does not answer.
    """
    activity = activity_of(program.goals(), program, store)
    board = read_live(program.board, program, store) if program.board else BoardActivity()
    return ACTIVITY_RULES.run("", Happened(program, activity, board))

"""What the store knows of a month, for the program managers' post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.activity.calendar_store import stored_meetings
from headway.activity.moments import Span
from headway.reporting.program_update.board import Boards, board_news
from headway.reporting.program_update.goals import goal_news
from headway.reporting.program_update.meetings import meeting_news
from headway.reporting.program_update.stalls import stall_news
from headway.tracking.board.live import BoardActivity, read_live
from headway.tracking.reading import activity_of
from headway.tracking.stalls.between import between
from headway.tracking.stalls.reading import read_scenes

if TYPE_CHECKING:
    from headway.activity.store import Store
    from headway.program.board.values import Board
    from headway.program.model import Program
    from headway.reporting.program_update.board import BoardNews
    from headway.reporting.program_update.goals import Documents, GoalNews
    from headway.reporting.program_update.meetings import MeetingNews
    from headway.reporting.program_update.stalls import StallNews
    from headway.tracking.minutes_stats import Month

_YEAR = timedelta(days=365)


def goals_of(documents: Documents, store: Store | None, month: Month) -> GoalNews | None:
    """What a month brought for the goals; None where there are no periods."""
    program = documents.after
    if not program.periods:
        return None
    activity = activity_of(program.goals(), program, store) if store else None
    return goal_news(documents, activity, month)


def board_of(documents: Documents, store: Store | None, month: Month) -> BoardNews | None:
    """What became of the items of the board; None where there is no board, or nothing happened."""
    after = documents.after.board
    if after is None:
        return None
    before = documents.before.board if documents.before else None

    def live(board: Board, month: Month) -> BoardActivity:
        today = min(month.last, documents.after.today)
        program = replace(documents.after, today=today)
        return read_live(board, program, store) if store else BoardActivity()

    news = board_news(Boards(after, before, live(after, month), live(after, month.before)), month)
    return None if news.is_empty else news


def stalls_of(program: Program, store: Store | None, month: Month) -> StallNews | None:
    """What stalled in a month and what came to an end; None where nothing is known, or did."""
    if store is None:
        return None
    found = between(*read_scenes(program, store, Span(month.first, month.last)))
    return stall_news(found, program) if found.new or found.resolved else None


def meetings_of(store: Store | None, month: Month) -> MeetingNews | None:
    """What changed about meetings; None where none of the month or the one before are known."""
    span = Span(month.first - _YEAR, month.last + _YEAR)
    news = meeting_news(stored_meetings(store, span) if store else (), month)
    return news if news.held or news.before or news.cancelled else None

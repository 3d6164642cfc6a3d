"""What the program managers' post of a month is made of; the context of its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from headway.reporting.program_update.board import BoardNews
    from headway.reporting.program_update.goals import GoalNews
    from headway.reporting.program_update.links import Links
    from headway.reporting.program_update.meetings import MeetingNews
    from headway.reporting.program_update.spoken import Figures, Topic
    from headway.reporting.program_update.stalls import StallNews
    from headway.tracking.minutes_stats import Month


class Missing(NamedTuple):
    """A section of which nothing is known, why that is so, and what would change it."""

    section: str
    why: str


class ProgramUpdate(NamedTuple):
    """The facts of a month, section by section; None where nothing is known of a section.

    `missing` tells which sections these are.
    """

    program: str
    month: Month
    goals: GoalNews | None = None
    board: BoardNews | None = None
    stalls: StallNews | None = None
    meetings: MeetingNews | None = None
    decisions: tuple[Topic, ...] | None = None
    links: Links | None = None
    stats: Figures | None = None
    missing: tuple[Missing, ...] = ()

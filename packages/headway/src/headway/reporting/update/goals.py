"""What there is to tell of one goal."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Level
from headway.pages import markdown
from headway.pages.shelf import Abroad, Shelf
from headway.reporting.bodies import fit
from headway.reporting.people import champions, people, person
from headway.reporting.summary import Summary, summary
from headway.reporting.update.model import Row, Section, Told
from headway.reporting.update.states import changes, state_of, was_completed
from headway.tracking.progress import progress_of
from headway.tracking.updates import points_of_contact, tracking_issue

if TYPE_CHECKING:
    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.pages.shelf import Place
    from headway.program.model import Period, Program
    from headway.tracking.progress import Progress
    from headway.tracking.updates import Update

LEVEL = 3  # of the headings that goals have in a post
_BLANK = re.compile(r"\A(?:[^\S\n]*\n)+")  # lines; white space before words may mean code
_NOTHING = Summary((), (), own=False)


class View(NamedTuple):
    """What a post is about: a period of a program, what happened, and the days of the post."""

    program: Program
    period: Period
    activity: Activity
    span: Span

    @property
    def day(self) -> dt.date:
        """The day of which the post tells how goals are: its last one, or today before that."""
        return min(self.span.last, self.program.today)

    @property
    def place(self) -> Place:
        """Where the post stands: outside the book."""
        return Abroad(Shelf(self.program), self.period)

    def repository(self, goal: Goal) -> str:
        """What a bare `#12` in the updates of a goal belongs to."""
        name = tracking_issue(goal, self.program)
        return str(name.repository) if name else ""


class Standing(NamedTuple):
    """How a goal was before the days of a post, how it was on the last, and what was told then."""

    before: Progress
    now: Progress
    told: tuple[Update, ...]


def standing(goal: Goal, view: View) -> Standing:
    """How a goal stood, by what had happened on each day."""
    span = view.span
    before, now = (
        progress_of(goal, view.period, view.program, view.activity, day)
        for day in (span.first - dt.timedelta(days=1), view.day)
    )
    told = (one for one in now.updates if span.start <= one.at < span.end)
    return Standing(before, now, tuple(told))


def row(goal: Goal, found: Standing, place: Place) -> Row:
    """A goal as the index shows it."""
    last = found.now.last_update
    return Row(
        id=goal.id,
        title=markdown.unlinked(place.quote(goal.name, goal.file)),
        url=place.to(goal.file),
        issue=found.now.issue,
        issue_url=found.now.url,
        state=state_of(found.now),
        last_update=last.day if last else None,
        is_news=bool(found.told),
    )


def section(goal: Goal, found: Standing, shown: Row, view: View) -> Section:
    """The section of a goal that was told of."""
    repository = view.repository(goal)
    summed = summary(found.told, points_of_contact(goal), view.span, repository=repository)
    return Section(
        goal=shown,
        contacts=people(goal.point_of_contact, view.program),
        champions=champions(goal, view.program),
        changes=tuple(changes(found.before, found.now)),
        summary=summed or _NOTHING,
        comments=tuple(_told(one, repository, view.program) for one in found.told),
        importance=_importance(goal, found),
    )


def _told(update: Update, repository: str, program: Program) -> Told:
    author = person(update.author, program) if update.author else None
    text = fit(update.body, update.url, repository, LEVEL)
    return Told(author, update.day, update.url, _BLANK.sub("", text).rstrip())


def _importance(goal: Goal, found: Standing) -> int:
    """How much a goal has before others, in the measure of what sentences are ranked by."""
    stated = state_of(found.now)
    return (
        3 * was_completed(found.before, found.now)
        + 2 * (not stated.computed and stated != state_of(found.before))
        + 2 * bool(goal.all_roadmaps)
        + 1 * bool(goal.highlights)
        + 1 * (goal.size is Level.LARGE)
    )

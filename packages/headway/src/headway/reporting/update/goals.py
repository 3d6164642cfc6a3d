"""What there is to tell of one goal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from headway.pages import markdown
from headway.pages.shelf import Abroad, Shelf
from headway.reporting.bodies import fit
from headway.reporting.people import champions, people, person
from headway.reporting.summary import Summary, summary
from headway.reporting.update.model import Row, Section, Told
from headway.reporting.update.states import state_of
from headway.tracking.progress import progress_of
from headway.tracking.updates import points_of_contact, tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.pages.shelf import Place
    from headway.program.model import Period, Program
    from headway.tracking.progress import Progress
    from headway.tracking.updates import Update

LEVEL = 3  # of the headings that goals have in a post
_NOTHING = Summary((), (), own=False)


class View(NamedTuple):
    """What a post is about: a period of a program, what happened, and the days of the post."""

    program: Program
    period: Period
    activity: Activity
    span: Span

    @property
    def place(self) -> Place:
        """Where the post stands: outside the book."""
        return Abroad(Shelf(self.program), self.period)


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
        for day in (span.first - dt.timedelta(days=1), span.last)
    )
    told = (update for update in now.updates if span.start <= update.at < span.end)
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


def section(goal: Goal, shown: Row, told: Iterable[Update], view: View) -> Section:
    """The section of a goal that was told of."""
    name = tracking_issue(goal, view.program)
    repository = str(name.repository) if name else ""
    fitted = [one._replace(body=fit(one.body, one.url, repository, LEVEL)) for one in told]
    return Section(
        goal=shown,
        contacts=people(goal.point_of_contact, view.program),
        champions=champions(goal, view.program),
        changes=(),
        summary=summary(fitted, points_of_contact(goal), view.span) or _NOTHING,
        comments=tuple(_told(one, view.program) for one in fitted),
    )


def _told(update: Update, program: Program) -> Told:
    author = person(update.author, program) if update.author else None
    return Told(author, update.day, update.url, update.body.strip())

"""How one goal of a period ended: what became of it, what tells that, and its last words."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.moments import Span
from headway.pages.markdown import unlinked
from headway.program.outcomes import Outcome
from headway.reporting.people import named, people, person
from headway.reporting.summary import summary
from headway.tracking.kinship import How
from headway.tracking.updates import points_of_contact, tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.documents.values import Goal
    from headway.pages.shelf import Place
    from headway.program.model import Program
    from headway.reporting.people import Person
    from headway.reporting.period.asks import AskEnding
    from headway.reporting.summary import Quote
    from headway.tracking.kinship import Kin
    from headway.tracking.lineage import Stage
    from headway.tracking.outcomes import Judged
    from headway.tracking.progress import Progress

WORDS = 50
_LAST = dt.timedelta(days=30)
_SLIPPED = (Outcome.CONTINUED, Outcome.PARTIAL, Outcome.NOT_COMPLETED)


class Relative(NamedTuple):
    """A goal of another period that a goal goes on with, or that goes on with it."""

    goal: str
    period: str
    title: str
    page: str
    how: How
    why: str

    @property
    def likely(self) -> bool:
        """Whether that is a guess."""
        return self.how is How.LIKELY


class Ending(NamedTuple):
    """How a goal ended.

    `page` is its page in the book. `why` tells what `outcome` is taken from, with `evidence`, an
    address, where there is one. `by` is who recorded it by hand, `stated` says that its point of
    contact called it done, and `likely` marks a guess. `periods` counts the periods of its lineage
    up to this one. `quotes` are the last words on it.
    """

    goal: str
    title: str
    page: str
    contacts: tuple[Person, ...]
    outcome: Outcome | None
    why: str
    evidence: str | None
    by: Person | None
    stated: bool
    likely: bool
    progress: Progress
    periods: int
    before: tuple[Relative, ...]
    after: tuple[Relative, ...]
    asks: tuple[AskEnding, ...]
    quotes: tuple[Quote, ...]

    @property
    def slipped(self) -> bool:
        """Whether the period ended before the goal did."""
        return self.outcome in _SLIPPED

    @property
    def done(self) -> str:
        """How much of its tracking issue was done; a `*` marks boxes known only as they are now."""
        one = self.progress
        return f"{one.done}/{one.total}{'*' if one.boxes_as_now else ''}" if one.total else "-"

    @property
    def health(self) -> str | None:
        """The state that its point of contact stated last, if there is one."""
        return self.progress.health.state.value if self.progress.health else None

    @property
    def last_update(self) -> dt.date | None:
        """The day of the last update of its period."""
        last = self.progress.last_update
        return last.day if last else None


def ending(
    stage: Stage, one: Progress, periods: int, asks: Iterable[AskEnding], place: Place
) -> Ending:
    """How the goal of a stage ended, given how far it was."""
    goal, judged = stage.goal, stage.judged
    program = place.shelf.program
    return Ending(
        goal=f"{goal.period}/{goal.id}",
        title=_title(goal, place),
        page=place.to(goal.file),
        contacts=people(goal.point_of_contact, program),
        outcome=judged.outcome,
        why=named(_why(judged, one), program),
        evidence=judged.url,
        by=person(judged.by, program) if judged.by else None,
        stated=_is_stated(judged, one),
        likely=judged.likely,
        progress=one,
        periods=periods,
        before=tuple(_relative(kin.before, kin, place) for kin in stage.before),
        after=tuple(_relative(kin.after, kin, place) for kin in stage.after),
        asks=tuple(asks),
        quotes=_last_words(goal, judged, one, program),
    )


def generations(stages: Iterable[Stage]) -> dict[str, int]:
    """Through how many goals each goal's lineage leads up to itself, by file: 1 for a new one."""
    before = {one.goal.file: [kin.before.file for kin in one.before] for one in stages}

    @cache
    def length(file: str) -> int:
        return 1 + max(map(length, before.get(file, ())), default=0)

    return {file: length(file) for file in before}


def _title(goal: Goal, place: Place) -> str:
    return unlinked(place.quote(goal.name, goal.file)) if goal.title else goal.id


def _relative(goal: Goal, kin: Kin, place: Place) -> Relative:
    return Relative(
        goal=f"{goal.period}/{goal.id}",
        period=goal.period,
        title=_title(goal, place),
        page=place.to(goal.file),
        how=kin.how,
        why=named(kin.why, place.shelf.program),
    )


def _why(judged: Judged, one: Progress) -> str:
    """What an outcome is told of, without the words that a point of contact states it in.

    Those are a quote, which stands by itself.
    """
    if _is_stated(judged, one) and one.health:
        return f"its point of contact called it done on {one.health.day}"
    return judged.why


def _is_stated(judged: Judged, one: Progress) -> bool:
    """Whether it is the point of contact who tells that a goal is done."""
    stated = one.health is not None and judged.url == one.health.url and not judged.by
    return stated and judged.outcome is Outcome.COMPLETED


def _last_words(goal: Goal, judged: Judged, one: Progress, program: Program) -> tuple[Quote, ...]:
    """What was told last of a goal; of one that is done, what was told up to when that was said."""
    name = tracking_issue(goal, program)
    if name is None or not one.updates:
        return ()
    last = one.health.day if one.health and _is_stated(judged, one) else one.updates[-1].day
    days = Span(last - _LAST, last)
    contacts = points_of_contact(goal)
    found = summary(one.updates, contacts, days, WORDS, repository=str(name.repository))
    return found.shown if found else ()

"""What a month brought for goals: slates, what teams said to them, and what was told of them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from headway.activity.moments import Span
from headway.pages import linking, markdown
from headway.pages.shelf import Abroad, Shelf
from headway.planning.signoff_status import status
from headway.reporting.document_changes import Kind, document_changes
from headway.reporting.update.goals import View, standing
from headway.reporting.update.states import was_completed
from headway.tracking.progress import Standing
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.pages.shelf import Place
    from headway.program.model import Period, Program
    from headway.reporting.document_changes import DocumentChange
    from headway.tracking.minutes_stats import Month

_NO_STATUS = "no status"
_RFC = re.compile(r"(?i)RFC *#?(\d+)")
_UNKNOWN = (Standing.NO_ISSUE, Standing.UNKNOWN)
_RFC_PAGE = re.compile(r"/rfcs/(?:pull|issues)/(\d+)")


class GoalLink(NamedTuple):
    """A goal under its short title, with its page in the book, and what is to say of it."""

    title: str
    url: str
    note: str = ""


class Counted(NamedTuple):
    """How many there are of something."""

    name: str
    number: int


class Rfc(NamedTuple):
    """The RFC that adopts a period's goals, as the period's own page names it."""

    name: str
    url: str


class SignedOff(NamedTuple):
    """How many goals of those that ask something of teams all these teams agreed to.

    `before` is how many at the end of the month before, `said` how often somebody said something in
    the month. Who speaks for a team is known only as it is now.
    """

    complete: int
    goals: int
    before: int
    said: int


class Slate(NamedTuple):
    """The goals of a period at the end of the month.

    `goals` are those that lists show, `statuses` how many have which status, `continued` how many
    of them go on in a tracking issue of an earlier period. `before` is how many goals there were
    when the month began, `new` are those since then, `changed` those of another status, `gone` the
    titles of those whose document is gone; `edits` counts what else changed in documents, by kind.
    All of that is unknown where no earlier documents are.
    """

    period: str
    url: str
    goals: int
    roadmaps: int
    statuses: tuple[Counted, ...]
    continued: int
    rfc: Rfc | None
    signed_off: SignedOff | None
    before: int | None = None
    new: tuple[GoalLink, ...] = ()
    changed: tuple[GoalLink, ...] = ()
    gone: tuple[str, ...] = ()
    edits: tuple[Counted, ...] = ()


class Told(NamedTuple):
    """What was told of the goals of the period that ran in the month.

    Of its `goals`, `told` have an update in the month: `updates` in all. `unknown` have no tracking
    issue that is known. `completed` were completed in it, `help_wanted` look for help since then.
    """

    period: str
    goals: int
    told: int
    updates: int
    unknown: int
    completed: tuple[GoalLink, ...]
    help_wanted: tuple[GoalLink, ...]


class GoalNews(NamedTuple):
    """What a month brought for the goals: `told` is None where nothing is known of what happened.

    Slates are of the period that ran and of later ones that had documents. `as_now` marks documents
    that are known only as they are now, after the month.
    """

    slates: tuple[Slate, ...]
    told: Told | None
    as_now: bool


class Documents(NamedTuple):
    """A program's documents: at the end of a month, and before it if that is known.

    `as_now` says that of the end of the month they are not known, and these are the present ones.
    """

    after: Program
    before: Program | None = None
    as_now: bool = False


def goal_news(documents: Documents, activity: Activity | None, month: Month) -> GoalNews:
    """What a month brought for the goals, by documents and by what happened if that is known."""
    program = replace(documents.after, today=min(month.last, documents.after.today))
    begun = [one for one in program.periods if one.start <= month.last]
    later = [one for one in program.periods if one.start > month.last and one.goals]
    shown = (*begun[-1:], *later)
    slates = [_slate(one, program, month) for one in shown]
    if documents.before:
        changes = document_changes(documents.before, program)
        slates = [_compared(one, documents.before, changes, program) for one in slates]
    told = _told(begun[-1], program, activity, month) if begun and activity else None
    return GoalNews(tuple(slates), told, documents.as_now)


def _slate(period: Period, program: Program, month: Month) -> Slate:
    listed = period.listed
    return Slate(
        period.name,
        Abroad(Shelf(program), period).to(f"{period.folder}/README.md"),
        len(listed),
        len(period.roadmaps),
        tuple(_statuses(listed)),
        sum(_is_continued(goal, period, program) for goal in listed),
        _rfc(period, program),
        _signed_off(period, program, month),
    )


def _statuses(listed: Iterable[Goal]) -> Iterator[Counted]:
    """How many goals have which status, the most first."""
    counts = Counter(str(goal.status or _NO_STATUS) for goal in listed)
    return (Counted(*one) for one in counts.most_common())


def _compared(
    found: Slate, before: Program, changes: Iterable[DocumentChange], program: Program
) -> Slate:
    """A slate with what is other than in an earlier state of the program."""
    earlier, period = before.period(found.period), program.period(found.period)
    place = Abroad(Shelf(program), period)
    by_kind: dict[Kind, list[DocumentChange]] = {}
    for one in changes:
        if one.goal.period == found.period:
            by_kind.setdefault(one.kind, []).append(one)
    return found._replace(
        before=len(earlier.listed) if earlier else 0,
        new=tuple(_link(one.goal, place) for one in by_kind.pop(Kind.NEW, ())),
        changed=tuple(
            _link(one.goal, place, f"{one.before or _NO_STATUS} → {one.after or _NO_STATUS}")
            for one in by_kind.pop(Kind.STATUS, ())
        ),
        gone=tuple(one.goal.name for one in by_kind.pop(Kind.GONE, ())),
        edits=tuple(Counted(kind.value, len(several)) for kind, several in by_kind.items()),
    )


def _link(goal: Goal, place: Place, note: str = "") -> GoalLink:
    title = markdown.unlinked(place.quote(goal.name, goal.file))
    return GoalLink(title, place.to(goal.file), note)


def _is_continued(goal: Goal, period: Period, program: Program) -> bool:
    name = tracking_issue(goal, program)
    earlier = (one for one in program.periods if one.start < period.start)
    return name is not None and any(
        tracking_issue(other, program) == name for one in earlier for other in one.listed
    )


def _rfc(period: Period, program: Program) -> Rfc | None:
    """The RFC that a period's page names first."""
    page = program.pages_by_file.get(f"{period.folder}/README.md")
    if page is None:
        return None
    named = [(one.span.start, one.label, one.destination) for one in page.links if not one.image]
    named += [
        (one.span.start, one.label, linking.destination(one.label, program) or "")
        for one in page.undefined
    ]
    for _, label, url in sorted(named):
        number = _RFC.search(label) or _RFC_PAGE.search(url)
        if number and url:
            return Rfc(f"RFC #{number[1]}", url)
    return None


def _signed_off(period: Period, program: Program, month: Month) -> SignedOff | None:
    """How far teams agreed; None where nobody ever said anything."""
    said = [
        statement
        for one in program.signoffs
        if one.period == period.name
        for statement in one.statements
    ]
    if not any(one.day and one.day <= month.last for one in said):
        return None
    now = status(program, [period])
    earlier = replace(program, today=month.first - timedelta(days=1))
    return SignedOff(
        sum(one.complete for one in now.goals),
        len(now.goals),
        sum(one.complete for one in status(earlier, [period]).goals),
        sum(one.day in month for one in said),
    )


def _told(period: Period, program: Program, activity: Activity, month: Month) -> Told:
    view = View(program, period, activity, Span(month.first, program.today))
    found = [(goal, standing(goal, view)) for goal in period.listed]
    completed = (goal for goal, one in found if was_completed(one.before, one.now))
    looking = (goal for goal, one in found if one.now.help_wanted and not one.before.help_wanted)
    return Told(
        period.name,
        len(found),
        sum(bool(one.told) for _, one in found),
        sum(len(one.told) for _, one in found),
        sum(one.now.standing in _UNKNOWN for _, one in found),
        tuple(_links(completed, view.place)),
        tuple(_links(looking, view.place)),
    )


def _links(goals: Iterable[Goal], place: Place) -> Iterator[GoalLink]:
    return (_link(goal, place) for goal in goals)

"""What a post pulls out to its top: help wanted, what is blocked, and what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.values import Written, issue_urls_in, issues_in
from headway.pages import markdown
from headway.reporting.bodies import fit
from headway.reporting.news import News
from headway.reporting.people import person
from headway.reporting.summary import quotes
from headway.reporting.update.model import Passage, Waiting
from headway.text import Span
from headway.tracking.boxes import see_also
from headway.tracking.help_wanted import asked_for, says_nobody
from headway.tracking.passages import plain
from headway.tracking.stalls.model import ActorKind, Kind
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.reporting.summary import Quote
    from headway.reporting.update.goals import Standing, View
    from headway.reporting.update.model import Row
    from headway.tracking.stalls.model import Actor, Stall
    from headway.tracking.updates import Update

_BLOCKED = "block"
_MOST = 2  # sentences under a label that are quoted
_MOST_ACTORS = 3
_TELLS_NOTHING = (News.PROCESS, News.NOTHING)
# What waits for a decision, a review or an answer; the rest is about the goal, and has its row.
_KINDS = (
    *(Kind.DECISION, Kind.CONCERN, Kind.NOMINATION, Kind.FINAL_COMMENT),
    *(Kind.REVIEW, Kind.PULL_REQUEST),
)


def help_wanted(goal: Goal, found: Standing, shown: Row, view: View) -> Passage | None:
    """Whom a goal looks for on the last day, whenever it said so."""
    wanted = found.now.help_wanted
    if not wanted:
        return None
    url = next((one.url for one in wanted if one.url), None)
    told = next((one for one in found.now.updates if one.url == url), None)
    rows = [view.place.quote(row.task, goal.file) for row in goal.help_wanted if row.task]
    by_document = rows or [one.text for one in wanted if not one.url]
    return Passage(
        goal=shown,
        day=told.day if told else None,
        url=url,
        quotes=tuple(_asked(told, view.repository(goal))) if told else (),
        tasks=tuple(markdown.cell(task) for task in by_document if task),
    )


def blocked(goal: Goal, found: Standing, shown: Row, view: View) -> Passage | None:
    """What was said last, in the days of the post, to block a goal."""
    for update in reversed(found.told):
        told = tuple(_blockers(update, view.repository(goal)))
        if told:
            return Passage(shown, update.day, update.url, told, ())
    return None


def waiting(
    stalls: Iterable[Stall], goals: Iterable[tuple[Goal, Standing, Row]], view: View
) -> Iterator[Waiting]:
    """What of some stalls is about issues that goals have to do with, the longest first."""
    concerned: dict[str, Row] = {}
    for goal, found, row in goals:
        for name in _named(goal, found, view):
            concerned.setdefault(name.casefold(), row)
    for stall in sorted(stalls, key=lambda one: (one.since, one.subject)):
        about = concerned.get(stall.subject.casefold())
        if about and stall.kind in _KINDS:
            yield Waiting(
                goal=about,
                subject=stall.subject,
                title=markdown.literal(stall.title),
                url=stall.evidence,
                actors=tuple(_actors(stall.next, view)),
                since=stall.since,
                reason=fit(stall.reason, stall.evidence, stall.subject.partition("#")[0], 0),
            )


def _asked(update: Update, repository: str) -> list[Quote]:
    """The first sentences that an update has under `Help wanted`."""
    asked = _flat(asked_for(update.body) or "")
    found = [quote for one, quote in quotes(update, repository) if _flat(plain(one.text)) in asked]
    return found[:_MOST]


def _blockers(update: Update, repository: str) -> list[Quote]:
    """The first sentences that an update has under a label for blockers, unless there are none."""
    under = [(one, quote) for one, quote in quotes(update, repository) if _BLOCKED in one.label]
    found = [(one, quote) for one, quote in under if one.news not in _TELLS_NOTHING]
    if not found or says_nobody(plain(found[0][0].text)):
        return []
    return [quote for _, quote in found[:_MOST]]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _named(goal: Goal, found: Standing, view: View) -> Iterator[str]:
    """The issues that a goal is tracked by, that its issue points to, and that its news links."""
    name = tracking_issue(goal, view.program)
    issue = view.activity.issues.get(name) if name else None
    if name and issue:
        yield str(name)
        yield from map(str, see_also(issue.body, view.program.config.present_name))
    for update in found.told:
        body = Written(update.body, Span(0, 0))
        yield from map(view.program.config.present_issue, (*issues_in(body), *issue_urls_in(body)))


def _actors(actors: Iterable[Actor], view: View) -> Iterator[str]:
    names = [
        person(one.name, view.program).name if one.kind is ActorKind.PERSON else str(one)
        for one in actors
    ]
    yield from names[:_MOST_ACTORS]
    if len(names) > _MOST_ACTORS:
        yield f"{len(names) - _MOST_ACTORS} more"

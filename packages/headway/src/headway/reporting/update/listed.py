"""What a post pulls out to its top of what was said of goals: help wanted, and what blocks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.pages import markdown
from headway.reporting.news import News
from headway.reporting.summary import quotes
from headway.reporting.update.model import Passage
from headway.tracking.health import State
from headway.tracking.help_wanted import asked_for, says_nobody
from headway.tracking.passages import plain

if TYPE_CHECKING:
    from headway.documents.values import Goal
    from headway.reporting.summary import Quote
    from headway.reporting.update.goals import Standing, View
    from headway.reporting.update.model import Row
    from headway.tracking.updates import Update

_BLOCKED = "block"
_MOST = 2  # sentences under a label that are quoted
_TELLS_NOTHING = (News.PROCESS, News.NOTHING)


def help_wanted(goal: Goal, found: Standing, shown: Row, view: View) -> Passage | None:
    """Whom a goal looks for on the last day: quoted if asked in the days of the post."""
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
        quotes=tuple(_asked(told, view.repository(goal))) if told in found.told and told else (),
        tasks=tuple(markdown.cell(task) for task in by_document if task),
    )


def blocked(goal: Goal, found: Standing, shown: Row, view: View) -> Passage | None:
    """What blocks a goal: as it says of itself, however long ago, or in the days of the post."""
    repository = view.repository(goal)
    health = found.now.health
    if health and health.state is State.BLOCKED:
        told = next(one for one in found.now.updates if one.url == health.url)
        why = _blockers(told, repository) or _why(told, repository)
        return Passage(shown, told.day, told.url, tuple(why), ())
    for told in reversed(found.told):
        why = _blockers(told, repository)
        if why:
            return Passage(shown, told.day, told.url, tuple(why), ())
    return None


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


def _why(update: Update, repository: str) -> list[Quote]:
    """What an update that calls its goal blocked says beside that, the blocker itself first."""
    told = [quote for one, quote in quotes(update, repository) if one.alone]
    best = sorted(told, key=lambda quote: (quote.news is not News.BLOCKER, quote.number))[:_MOST]
    return sorted(best, key=lambda quote: quote.number)


def _flat(text: str) -> str:
    return " ".join(text.split())

"""What became of the goals of an earlier slate: the period before, or the same at a revision."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import fold
from headway.planning.asked import Asked, asked_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.documents.values import Goal
    from headway.program.config import Config
    from headway.program.model import Period

_DESTINATION = re.compile(r"\]\(([^()\s]+?)(?:\.md|\.html)(?:#[^()\s]*)?\)")


class Earlier(NamedTuple):
    """An earlier slate to compare with; `name` is its period or revision.

    `same` tells that it is this period as it was, so that words of documents can be compared.
    """

    name: str
    goals: tuple[Goal, ...]
    same: bool = False


class Change(NamedTuple):
    """What is other about an ask than in an earlier slate; no `before` where the goal is new."""

    before: Asked | None
    words: tuple[str, ...]

    @property
    def kind(self) -> str:
        """`new` for a new goal, `unchanged`, else `changed`."""
        if self.before is None:
            return "new"
        return "changed" if self.words else "unchanged"


class Ended(NamedTuple):
    """An ask of an earlier slate that is gone; `goal` is what continues its goal, if any."""

    before: Asked
    goal: Goal | None


def predecessors(goals: Iterable[Goal], earlier: Earlier, config: Config) -> dict[str, Goal]:
    """For each goal that continues one of an earlier slate, by file: that one.

    Surer evidence counts first: the same tracking issue, the same file name, the same title, then
    a link in the row `See also`. No goal continues two, and none is continued twice.
    """
    found: dict[str, Goal] = {}
    left = {goal.file: goal for goal in earlier.goals}
    waiting = list(goals)
    for keys in _evidence(config):
        known = {key: goal for goal in left.values() for key in islice(keys(goal), 1)}
        for goal in list(waiting):
            before = next((known[key] for key in keys(goal) if key in known), None)
            if before is not None and before.file in left:
                found[goal.file] = left.pop(before.file)
                waiting.remove(goal)
    return found


def change(now: Asked, before: Goal | None, earlier: Earlier) -> Change:
    """What is other about an ask than in the goal that it continues."""
    if before is None:
        return Change(None, ())
    nothing = Asked(before, now.team, None, None, ())
    old = next(iter(asked_of([before], now.team)), nothing)
    return Change(old, tuple(_words(now, old, earlier)))


def ended(
    period: Period, team: str, earlier: Earlier, continued: dict[str, Goal]
) -> Iterator[Ended]:
    """The asks of a team in an earlier slate that no goal of a period has any more."""
    after = {before.file: file for file, before in continued.items()}
    goals = {goal.file: goal for goal in period.listed}
    asking = {one.goal.file for one in asked_of(period.listed, team) if one.asks}
    for old in asked_of((goal for goal in earlier.goals if goal.listed), team):
        file = after.get(old.goal.file)
        if old.asks and file not in asking:
            yield Ended(old, goals.get(file) if file else None)


def _evidence(config: Config) -> list[Callable[[Goal], Iterator[str]]]:
    """Ways to tell a goal by: its own key first, then those of goals that it continues."""

    def issue(goal: Goal) -> Iterator[str]:
        if goal.tracking_issue:
            own = config.same_repository(goal.tracking_issue.repository)
            repository = "" if own else goal.tracking_issue.repository.casefold()
            yield f"{repository}#{goal.tracking_issue.number}"

    def name(goal: Goal) -> Iterator[str]:
        yield fold(goal.id)

    def title(goal: Goal) -> Iterator[str]:
        if goal.title:
            yield fold(goal.title)

    def link(goal: Goal) -> Iterator[str]:
        yield f"{goal.period}/{goal.id}"
        for path in _DESTINATION.findall(goal.see_also or ""):
            yield "/".join(posixpath.normpath(path).split("/")[-2:])

    return [issue, name, title, link]


def _words(now: Asked, old: Asked, earlier: Earlier) -> Iterator[str]:
    """The differences, each in a few words."""
    if not old.goal.listed:
        yield "the goal was not accepted"
    elif earlier.same and now.goal.status != old.goal.status:
        yield f"the goal was {old.goal.status or 'without a status'}"
    if now.asks and not old.asks:
        yield "it did not ask this team"
    elif now.level and old.level and now.level != old.level:
        way = "raised" if now.level.rank > old.level.rank else "lowered"
        yield f"level {way} from {old.level}"
    elif now.level and not old.level:
        kinds = dict.fromkeys(ask.kind for ask in old.asks if ask.kind)
        yield f"it asked for: {', '.join(kinds)}"
    elif earlier.same and _texts(now) != _texts(old):
        yield "other notes"
    if _other(now.champion, old.champion) and old.asks:
        yield f"champion was {old.champion}" if old.champion else "there was no champion"
    if _other(now.goal.point_of_contact, old.goal.point_of_contact):
        contact = old.goal.point_of_contact
        yield f"point of contact was {contact}" if contact else "there was no point of contact"


def _texts(asked: Asked) -> list[tuple[str | None, str | None]]:
    return [(ask.task, ask.notes) for ask in asked.asks]


def _other(one: str | None, other: str | None) -> bool:
    return fold(one or "") != fold(other or "")

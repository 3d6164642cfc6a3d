"""What changed in the documents of goals from one state of a program to a later one."""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import fold
from headway.documents.values import Status
from headway.pages import facts
from headway.pages.markdown import unlinked
from headway.planning.since import Earlier, predecessors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from headway.documents.values import Goal, Task
    from headway.program.model import Program

_ALIKE = 0.6  # of the letters of two texts, from where on one is the other in new words


class Kind(StrEnum):
    """What of a goal can change."""

    NEW = "new"
    GONE = "gone"
    TITLE = "title"
    STATUS = "status"
    CONTACT = "point of contact"
    ISSUE = "tracking issue"
    CHAMPION = "champion"
    ASK = "ask"
    OWNER = "task owner"
    TASK = "task"
    DONE = "task done"


class DocumentChange(NamedTuple):
    """One thing that is other about a goal.

    `goal` is as the later state has it; where it is gone, as the earlier one had it. `subject` is
    the team of an ask or champion, else empty. `before` and `after` are what the documents say,
    without links; None where they say nothing.
    """

    kind: Kind
    goal: Goal
    subject: str = ""
    before: str | None = None
    after: str | None = None

    @property
    def dropped(self) -> bool:
        """Whether lists show the goal no longer: its document is gone, or it was not accepted."""
        refused = self.kind is Kind.STATUS and self.after == Status.NOT_ACCEPTED.value
        return refused or self.kind is Kind.GONE

    @property
    def words(self) -> str:
        """The change in a few words, without the goal's name."""
        if self.kind in {Kind.NEW, Kind.GONE}:
            return f"{self.kind}, {self.after or self.before or 'without a status'}"
        link = {Kind.CHAMPION: " for ", Kind.ASK: " of "}.get(self.kind, "")
        name = f"{self.kind}{link}{self.subject}"
        if self.before is None:
            return f"{name if self.kind is Kind.DONE else f'new {name}'}: {self.after}"
        if self.after is None:
            return f"{name} gone: {self.before}"
        return f"{name}: {self.after} (was {self.before})"


def document_changes(before: Program, after: Program) -> tuple[DocumentChange, ...]:
    """What is other in a later state of a program, by period and title of goals.

    A goal whose file was renamed is known again by its tracking issue or title.
    """
    names = sorted({period.name for program in (before, after) for period in program.periods})
    return tuple(change for name in names for change in _of_period(name, before, after))


def _of_period(name: str, before: Program, after: Program) -> Iterator[DocumentChange]:
    old, new = (_goals(program, name) for program in (before, after))
    known = predecessors(new, Earlier(name, old, same=True), after.config)
    for goal in facts.by_title(new):
        if goal.file in known:
            yield from _of_goal(known[goal.file], goal)
        else:
            yield DocumentChange(Kind.NEW, goal, after=goal.status)
    continued = {goal.file for goal in known.values()}
    for goal in facts.by_title(old):
        if goal.file not in continued:
            yield DocumentChange(Kind.GONE, goal, before=goal.status)


def _goals(program: Program, name: str) -> tuple[Goal, ...]:
    period = program.period(name)
    return period.goals if period else ()


def _of_goal(before: Goal, after: Goal) -> Iterator[DocumentChange]:
    for kind, read in _READERS.items():
        old, new = read(before), read(after)
        for name in sorted({*old, *new}):
            was, now = (_plain(texts.get(name)) for texts in (old, new))
            if fold(was or "") != fold(now or ""):
                yield DocumentChange(kind, after, name, was, now)
    yield from _owners(before, after)
    yield from _tasks(before, after)


def _champions(goal: Goal) -> dict[str, str | None]:
    return {team.casefold(): who for team, who in facts.champions(goal)}


def _asks(goal: Goal) -> dict[str, str | None]:
    """What each team is asked: a level, or in the older form what for."""
    return {team.casefold(): _asked(goal, team) for team in facts.teams(goal)}


def _asked(goal: Goal, team: str) -> str:
    kinds = dict.fromkeys(ask.kind for ask in facts.asks_of(goal, team) if ask.kind)
    return facts.level(goal, team) or ", ".join(kinds) or "no level"


# What a goal says under some names, by what it is; without a name, one thing.
_READERS: Mapping[Kind, Callable[[Goal], Mapping[str, str | None]]] = {
    Kind.TITLE: lambda goal: {"": goal.title},
    Kind.STATUS: lambda goal: {"": goal.status},
    Kind.CONTACT: lambda goal: {"": goal.point_of_contact},
    Kind.ISSUE: lambda goal: {"": goal.tracking_issue},
    Kind.CHAMPION: _champions,
    Kind.ASK: _asks,
}


def _owners(before: Goal, after: Goal) -> Iterator[DocumentChange]:
    """People who began or ceased to own tasks."""
    old, new = ({who.casefold(): str(who) for who in one.task_owners} for one in (before, after))
    for key in sorted(old.keys() ^ new.keys()):
        yield DocumentChange(Kind.OWNER, after, before=old.get(key), after=new.get(key))


def _tasks(before: Goal, after: Goal) -> Iterator[DocumentChange]:
    """Tasks that are new, done, told in other words, or gone."""
    old, new = ({_key(task): task for task in goal.all_tasks} for goal in (before, after))
    same = {key: key for key in new if key in old} | _reworded(old, new)
    for key, task in new.items():
        was, text = old.get(same.get(key, "")), _plain(task.task)
        if was is None:
            yield DocumentChange(Kind.TASK, after, after=text)
        elif task.done and not was.done:
            yield DocumentChange(Kind.DONE, after, after=text)
        elif same[key] != key:
            yield DocumentChange(Kind.TASK, after, before=_plain(was.task), after=text)
    for key, task in old.items():
        if key not in same.values():
            yield DocumentChange(Kind.TASK, after, before=_plain(task.task))


def _reworded(old: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Of the texts that only one side has: for a new one the old one that it is most like."""
    left, found = [key for key in old if key not in set(new)], {}
    for key in (key for key in new if key not in set(old)):
        alike = {one: SequenceMatcher(None, one, key).ratio() for one in left}
        best = max(alike, key=alike.__getitem__, default="")
        if alike.get(best, 0) >= _ALIKE:
            left.remove(best)
            found[key] = best
    return found


def _key(task: Task) -> str:
    return fold(_plain(task.task) or "")


def _plain(text: str | None) -> str | None:
    """A text on one line, without links and without being struck out."""
    return " ".join(unlinked(text).replace("~~", "").split()) if text else None

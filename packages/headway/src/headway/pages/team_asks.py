"""The tables of what is asked of each team, in both forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.values import Form, Level
from headway.pages import facts, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.documents.values import Ask, Goal
    from headway.pages.shelf import Place
    from headway.program.config import AskKind

_LONG = 22
_VALID_ASKS = "valid_team_asks"


class _Notes:
    """The notes of one table: short ones stay in their cells, long ones go below it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.below: list[str] = []

    def cell(self, note: str, goal: Goal) -> str:
        text = self.place.quote(note, goal.file)
        if len(text) <= _LONG:
            return text
        number = len(self.below) + 1
        source = markdown.link("from here", self.place.to(goal.file))
        self.below.append(f"\\*{number}: {text} ({source})")
        return f"\\*{number}"

    def under(self, table: str) -> str:
        return "\n\n".join([table, *self.below])


def team_asks(place: Place, found: Iterable[Goal]) -> str:
    """A section for each team that is asked: by the older form first, then by the present one."""
    goals = list(found)
    older = [goal for goal in goals if goal.form is Form.OLDER]
    present = [goal for goal in goals if goal.form is Form.PRESENT]
    tables = [
        *((team, _older(place, older, team)) for team in _teams(older)),
        *((team, _present(place, present, team)) for team in _teams(present)),
    ]
    return "\n\n".join(f"#### {team} team\n\n{text}" for team, text in tables)


def valid_asks(asks: Mapping[str, AskKind]) -> str:
    """The asks that goals of the older form may name, and what each means."""
    return markdown.table(
        ("Ask", "aka", "Description"),
        ((f'"{ask.name}"', ask.short, ask.about) for ask in asks.values()),
    )


def _teams(goals: Iterable[Goal]) -> list[str]:
    return sorted({team for goal in goals for team in facts.teams(goal)})


def _present(place: Place, goals: Iterable[Goal], team: str) -> str:
    notes = _Notes(place)
    shown: set[str] = set()
    rows = []
    for goal, ask in _lines(goals, team):
        name = "" if goal.file in shown else place.goal(goal)
        subgoal = _subgoal(place, goal, [ask])
        if subgoal and name:
            rows.append((name, "", "", ""))
        shown.add(goal.file)
        champion = facts.champion(goal, team) or ""
        level = place.quote(ask.level or "", goal.file)
        rows.append((subgoal or name, level, champion, notes.cell(ask.notes or "", goal)))
    return notes.under(markdown.table(("Goal", "Level", "Champion", "Notes"), rows))


def _lines(goals: Iterable[Goal], team: str) -> Iterator[tuple[Goal, Ask]]:
    """The asks of a team: goals by the most they ask, each followed by its subgoals' asks."""
    asked = {goal.file: [ask for ask in facts.asks_of(goal, team) if ask.level] for goal in goals}
    for goal in sorted(facts.by_title(goals), key=lambda goal: -_rank(asked[goal.file])):
        for ask in sorted(asked[goal.file], key=lambda ask: (ask.task is not None, -_rank([ask]))):
            yield goal, ask


def _rank(asks: Iterable[Ask]) -> int:
    level = Level.largest(asks)
    return level.rank if level else -1


def _older(place: Place, goals: Iterable[Goal], team: str) -> str:
    config = place.shelf.program.config
    asked = {ask.kind for goal in goals for ask in facts.asks_of(goal, team)}
    kinds = [kind for kind in config.asks.values() if kind.name in asked and not kind.elide]
    notes = _Notes(place)
    rows: list[tuple[str, ...]] = []
    for goal in sorted(goals, key=lambda goal: (goal.name, goal.file)):
        asks = facts.asks_of(goal, team)
        tasks = {ask.task or "" for ask in asks}
        for task in sorted({"", *tasks}) if tasks else ():
            own = [ask for ask in asks if (ask.task or "") == task]
            cells = (_answer(notes, goal, own, kind) for kind in kinds)
            rows.append((_subgoal(place, goal, own) or place.goal(goal, short=True), *cells))
    header = ("Goal", *(f"[{kind.short}][{_VALID_ASKS}]" for kind in kinds))
    return notes.under(markdown.table(header, rows))


def _subgoal(place: Place, goal: Goal, asks: Iterable[Ask]) -> str | None:
    """How a row names the subgoal that some asks belong to; None for a goal's own."""
    task = next((ask.task for ask in asks), None)
    return f"↳ {markdown.unlinked(place.quote(task, goal.file))}" if task else None


def _answer(notes: _Notes, goal: Goal, asks: Iterable[Ask], kind: AskKind) -> str:
    """What the cell of one ask says: its notes, else that it is asked."""
    return " ".join(
        notes.cell(ask.notes, goal) if ask.notes else "✅" for ask in asks if ask.kind == kind.name
    )

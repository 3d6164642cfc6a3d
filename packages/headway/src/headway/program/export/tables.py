"""A program as tables with keys: the shape of the CSV and SQLite exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.values import Status
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.documents.values import Goal, Roadmap, Task
    from headway.program.model import Period

Entry = str | int | None
Row = tuple[Entry, ...]


class Table(Value):
    """A table: its columns with SQLite types, its keys, and how a period fills it.

    `references` maps columns to the table whose primary key they hold.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    primary_key: tuple[str, ...]
    references: tuple[tuple[tuple[str, ...], str], ...]
    rows: Callable[[Period], Iterable[Row]]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(name for name, _ in self.columns)


_GOAL = (("period", "TEXT NOT NULL"), ("goal", "TEXT NOT NULL"))
_POSITION = ("position", "INTEGER NOT NULL")
_OF_GOAL = ((("period", "goal"), "goals"),)
_DOCUMENT = (
    ("period", "TEXT NOT NULL"),
    ("id", "TEXT NOT NULL"),
    ("file", "TEXT NOT NULL UNIQUE"),
)
_STATUS = f"TEXT CHECK (status IN ({', '.join(repr(str(status)) for status in Status)}))"


def _text(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, "TEXT") for name in names)


def _documents(
    name: str,
    documents: Callable[[Period], Iterable[Goal | Roadmap]],
    columns: tuple[tuple[str, str], ...],
) -> Table:
    """A table with a row a document; its columns are the document's attributes."""
    header = (*_DOCUMENT, *columns)

    def rows(period: Period) -> Iterator[Row]:
        for document in documents(period):
            yield tuple(getattr(document, column) for column, _ in header)

    return Table(name, header, ("period", "id"), ((("period",), "periods"),), rows)


def _names(name: str, column: str, names: Callable[[Goal], Iterable[str]]) -> Table:
    """A table with a row for each of a goal's names, which come once each."""

    def rows(period: Period) -> Iterator[Row]:
        for goal in period.goals:
            for one in dict.fromkeys(names(goal)):
                yield period.name, goal.id, one

    columns = (*_GOAL, (column, "TEXT NOT NULL"))
    return Table(name, columns, ("period", "goal", column), _OF_GOAL, rows)


def _numbered(
    name: str,
    items: Callable[[Goal], Iterable[object]],
    columns: tuple[tuple[str, str], ...],
) -> Table:
    """A table with a row for each of a goal's items; its columns are the item's attributes."""

    def rows(period: Period) -> Iterator[Row]:
        for goal in period.goals:
            for position, item in enumerate(items(goal)):
                values = (getattr(item, column) for column, _ in columns)
                yield (period.name, goal.id, position, *values)

    return Table(name, (*_GOAL, _POSITION, *columns), _NUMBERED, _OF_GOAL, rows)


def _areas(period: Period) -> Iterator[Row]:
    for roadmap in period.roadmaps:
        for area in dict.fromkeys(roadmap.application_areas):
            yield period.name, roadmap.id, area


def _champions(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for team, champion in goal.champions.items():
            yield period.name, goal.id, team, champion


def _subgoal_roadmaps(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, subgoal in enumerate(goal.subgoals):
            for name in dict.fromkeys(subgoal.roadmaps):
                yield period.name, goal.id, position, name


def _positioned(goal: Goal) -> Iterator[tuple[int, int | None, Task]]:
    """The tasks of a goal, numbered, each with the number of its subgoal."""
    tasks = [(None, task) for task in goal.tasks]
    numbered = [
        *tasks,
        *((number, task) for number, sub in enumerate(goal.subgoals) for task in sub.tasks),
    ]
    for position, (subgoal, task) in enumerate(numbered):
        yield position, subgoal, task


def _tasks(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, subgoal, task in _positioned(goal):
            yield period.name, goal.id, position, subgoal, task.task, task.notes


def _owners(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, _, task in _positioned(goal):
            for owner in dict.fromkeys(task.owners):
                yield period.name, goal.id, position, owner


_NUMBERED = ("period", "goal", "position")

TABLES = (
    Table("periods", (("name", "TEXT NOT NULL"),), ("name",), (), lambda p: [(p.name,)]),
    _documents(
        "goals",
        lambda period: period.goals,
        (
            *_text("title", "short_title"),
            ("status", _STATUS),
            *_text("point_of_contact", "tracking_issue", "size", "zulip_channel"),
            *_text("funding_contact", "timespan", "cadence", "what_and_why", "summary"),
        ),
    ),
    _documents(
        "roadmaps",
        lambda period: period.roadmaps,
        _text("title", "short_title", "point_of_contact", "what_and_why", "summary"),
    ),
    Table(
        "roadmap_areas",
        (("period", "TEXT NOT NULL"), ("roadmap", "TEXT NOT NULL"), ("area", "TEXT NOT NULL")),
        ("period", "roadmap", "area"),
        ((("period", "roadmap"), "roadmaps"),),
        _areas,
    ),
    _names("goal_roadmaps", "name", lambda goal: goal.all_roadmaps),
    _names("goal_highlights", "name", lambda goal: goal.highlights),
    _names("goal_needs", "name", lambda goal: goal.needs),
    _names("goal_issues", "issue", lambda goal: goal.other_tracking_issues),
    Table(
        "champions",
        (*_GOAL, ("team", "TEXT NOT NULL"), ("champion", "TEXT")),
        ("period", "goal", "team"),
        _OF_GOAL,
        _champions,
    ),
    _numbered(
        "asks",
        lambda goal: goal.asks,
        (("team", "TEXT NOT NULL"), *_text("level", "kind", "notes", "task")),
    ),
    _numbered(
        "subgoals",
        lambda goal: goal.subgoals,
        (("title", "TEXT NOT NULL"), *_text("timespan", "what_and_why")),
    ),
    Table(
        "subgoal_roadmaps",
        (*_GOAL, ("subgoal", "INTEGER NOT NULL"), ("name", "TEXT NOT NULL")),
        ("period", "goal", "subgoal", "name"),
        ((("period", "goal", "subgoal"), "subgoals"),),
        _subgoal_roadmaps,
    ),
    Table(
        "tasks",
        (
            *_GOAL,
            _POSITION,
            ("subgoal", "INTEGER"),
            ("task", "TEXT NOT NULL"),
            ("notes", "TEXT"),
        ),
        _NUMBERED,
        (*_OF_GOAL, (("period", "goal", "subgoal"), "subgoals")),
        _tasks,
    ),
    Table(
        "task_owners",
        (*_GOAL, ("task", "INTEGER NOT NULL"), ("owner", "TEXT NOT NULL")),
        ("period", "goal", "task", "owner"),
        ((("period", "goal", "task"), "tasks"),),
        _owners,
    ),
    _numbered("funding", lambda goal: goal.funding, _text("purpose", "cost", "funded", "sponsors")),
    _numbered(
        "help_wanted",
        lambda goal: goal.help_wanted,
        _text("task", "experience_level", "time_investment"),
    ),
)


def table(name: str) -> Table:
    """A table by name."""
    return next(table for table in TABLES if table.name == name)

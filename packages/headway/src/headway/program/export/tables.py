"""A program as tables with keys: the shape of the CSV and SQLite exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.documents.values import Goal, Task
    from headway.program.model import Period

Value = str | int | None
Row = tuple[Value, ...]


class Table(NamedTuple):
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


def _text(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, "TEXT") for name in names)


def _goals(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        yield (
            period.name,
            goal.id,
            goal.file,
            goal.title,
            goal.short_title,
            goal.status,
            goal.point_of_contact,
            goal.tracking_issue,
            goal.size,
            goal.zulip_channel,
            goal.funding_contact,
            goal.timespan,
            goal.what_and_why,
            goal.summary,
        )


def _roadmaps(period: Period) -> Iterator[Row]:
    for roadmap in period.roadmaps:
        yield (
            period.name,
            roadmap.id,
            roadmap.file,
            roadmap.title,
            roadmap.short_title,
            roadmap.point_of_contact,
            roadmap.what_and_why,
            roadmap.summary,
        )


def _areas(period: Period) -> Iterator[Row]:
    for roadmap in period.roadmaps:
        for area in dict.fromkeys(roadmap.application_areas):
            yield period.name, roadmap.id, area


def _listed(names: Callable[[Goal], Iterable[str]]) -> Callable[[Period], Iterator[Row]]:
    def rows(period: Period) -> Iterator[Row]:
        for goal in period.goals:
            for name in dict.fromkeys(names(goal)):
                yield period.name, goal.id, name

    return rows


def _champions(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for team, champion in goal.champions.items():
            yield period.name, goal.id, team, champion


def _asks(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, ask in enumerate(goal.asks):
            yield (
                period.name,
                goal.id,
                position,
                ask.team,
                ask.level,
                ask.kind,
                ask.notes,
                ask.task,
            )


def _subgoals(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, subgoal in enumerate(goal.subgoals):
            yield (
                period.name,
                goal.id,
                position,
                subgoal.title,
                subgoal.timespan,
                subgoal.what_and_why,
            )


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


def _funding(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, item in enumerate(goal.funding):
            yield (
                period.name,
                goal.id,
                position,
                item.purpose,
                item.cost,
                item.funded,
                item.sponsors,
            )


def _help_wanted(period: Period) -> Iterator[Row]:
    for goal in period.goals:
        for position, item in enumerate(goal.help_wanted):
            yield (
                period.name,
                goal.id,
                position,
                item.task,
                item.experience_level,
                item.time_investment,
            )


_NUMBERED = ("period", "goal", "position")

TABLES = (
    Table("periods", (("name", "TEXT NOT NULL"),), ("name",), (), lambda p: [(p.name,)]),
    Table(
        "goals",
        (
            ("period", "TEXT NOT NULL"),
            ("id", "TEXT NOT NULL"),
            ("file", "TEXT NOT NULL UNIQUE"),
            *_text("title", "short_title"),
            ("status", f"TEXT CHECK (status IN ({', '.join(repr(str(s)) for s in Status)}))"),
            *_text("point_of_contact", "tracking_issue", "size", "zulip_channel"),
            *_text("funding_contact", "timespan", "what_and_why", "summary"),
        ),
        ("period", "id"),
        ((("period",), "periods"),),
        _goals,
    ),
    Table(
        "roadmaps",
        (
            ("period", "TEXT NOT NULL"),
            ("id", "TEXT NOT NULL"),
            ("file", "TEXT NOT NULL UNIQUE"),
            *_text("title", "short_title", "point_of_contact", "what_and_why", "summary"),
        ),
        ("period", "id"),
        ((("period",), "periods"),),
        _roadmaps,
    ),
    Table(
        "roadmap_areas",
        (("period", "TEXT NOT NULL"), ("roadmap", "TEXT NOT NULL"), ("area", "TEXT NOT NULL")),
        ("period", "roadmap", "area"),
        ((("period", "roadmap"), "roadmaps"),),
        _areas,
    ),
    Table(
        "goal_roadmaps",
        (*_GOAL, ("name", "TEXT NOT NULL")),
        ("period", "goal", "name"),
        _OF_GOAL,
        _listed(lambda goal: goal.all_roadmaps),
    ),
    Table(
        "goal_highlights",
        (*_GOAL, ("name", "TEXT NOT NULL")),
        ("period", "goal", "name"),
        _OF_GOAL,
        _listed(lambda goal: goal.highlights),
    ),
    Table(
        "goal_needs",
        (*_GOAL, ("name", "TEXT NOT NULL")),
        ("period", "goal", "name"),
        _OF_GOAL,
        _listed(lambda goal: goal.needs),
    ),
    Table(
        "goal_issues",
        (*_GOAL, ("issue", "TEXT NOT NULL")),
        ("period", "goal", "issue"),
        _OF_GOAL,
        _listed(lambda goal: goal.other_tracking_issues),
    ),
    Table(
        "champions",
        (*_GOAL, ("team", "TEXT NOT NULL"), ("champion", "TEXT")),
        ("period", "goal", "team"),
        _OF_GOAL,
        _champions,
    ),
    Table(
        "asks",
        (*_GOAL, _POSITION, ("team", "TEXT NOT NULL"), *_text("level", "kind", "notes", "task")),
        _NUMBERED,
        _OF_GOAL,
        _asks,
    ),
    Table(
        "subgoals",
        (*_GOAL, _POSITION, ("title", "TEXT NOT NULL"), *_text("timespan", "what_and_why")),
        _NUMBERED,
        _OF_GOAL,
        _subgoals,
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
    Table(
        "funding",
        (*_GOAL, _POSITION, *_text("purpose", "cost", "funded", "sponsors")),
        _NUMBERED,
        _OF_GOAL,
        _funding,
    ),
    Table(
        "help_wanted",
        (*_GOAL, _POSITION, *_text("task", "experience_level", "time_investment")),
        _NUMBERED,
        _OF_GOAL,
        _help_wanted,
    ),
)


def table(name: str) -> Table:
    """A table by name."""
    return next(table for table in TABLES if table.name == name)

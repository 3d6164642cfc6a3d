"""A program as JSON, version 1; `schema` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.goal import GOAL
from headway.documents.kinds import list_of, object_of
from headway.documents.roadmap import ROADMAP
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.documents.kinds import Kind, Schema
    from headway.documents.values import Goal, Roadmap
    from headway.program.model import Period

VERSION = 1

# What values know beside the fields that are exported.
_INTERNAL = frozenset(("span", "text"))


def one_period(period: Period) -> dict[str, Any]:
    """The object of one period."""
    return {"version": VERSION, **_period(period)}


def all_periods(periods: Iterable[Period]) -> dict[str, Any]:
    """The object of several periods."""
    return {"version": VERSION, "periods": [_period(period) for period in periods]}


def goal_object(goal: Goal) -> dict[str, Any]:
    """A goal by its exported fields."""
    return {field.name: _plain(getattr(goal, field.name)) for field in GOAL.exported()}


def roadmap_object(roadmap: Roadmap, period: Period) -> dict[str, Any]:
    """A roadmap by its exported fields."""
    goals = [goal.id for goal in period.goals_of(roadmap)]
    return {
        field.name: goals if field.name == "goals" else _plain(getattr(roadmap, field.name))
        for field in ROADMAP.exported()
    }


def schema() -> Schema:
    """The JSON schema of what `headway export` prints, draft 2020-12."""
    period = {
        "period": {"type": "string"},
        "goals": list_of(_object(GOAL)),
        "roadmaps": list_of(_object(ROADMAP)),
    }
    version = {"version": {"const": VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "headway export",
        "oneOf": [
            object_of({**version, **period}),
            object_of({**version, "periods": list_of(object_of(period))}),
        ],
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "period": period.name,
        "goals": [goal_object(goal) for goal in period.goals],
        "roadmaps": [roadmap_object(roadmap, period) for roadmap in period.roadmaps],
    }


def _object(kind: Kind) -> Schema:
    return object_of(
        {field.name: {"description": field.about, **field.schema} for field in kind.exported()}
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Value):
        names = value.__struct_fields__
        return {name: _plain(getattr(value, name)) for name in names if name not in _INTERNAL}
    return value

"""A plan, and what became of it: for people, and as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from headway.documents.kinds import list_of, object_of
from headway.forge.carry import State
from headway.forge.model import IssueName, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.documents.kinds import Schema
    from headway.forge.carry import Result, StepResult
    from headway.forge.plan import Plan

VERSION = 1


def text(plan: Plan, *, full: bool = False) -> Iterator[str]:
    """The lines of a plan: what would be done and why; in full with texts and diffs."""
    if not plan:
        yield f"{plan.title}: nothing to do"
        return
    count = len(plan.steps)
    yield f"{plan.title}: {count} step{'' if count == 1 else 's'}"
    places = {step.name: place for place, step in enumerate(plan.steps, 1)}
    width = len(str(count))
    for place, step in enumerate(plan.steps, 1):
        after = ", ".join(str(places[name]) for name in step.after)
        yield ""
        yield f"{place:>{width}}. {step.shown.title}{f' (after {after})' if after else ''}"
        margin = " " * (width + 2)
        yield f"{margin}because {step.reason}"
        if full:
            yield from (f"{margin}  {line}".rstrip() for line in step.shown.details())


def line(result: StepResult) -> str:
    """One step that is over, in one line or a few."""
    reason = f": {result.reason}" if result.reason else ""
    return f"{result.state}: {result.step.shown.title}{reason}"


def summary(result: Result) -> str:
    """How many steps came to what."""
    counts = ((state, sum(one.state is state for one in result.results)) for state in State)
    return ", ".join(f"{count} {state}" for state, count in counts if count) or "nothing to do"


def to_json(
    plan: Plan, result: Result | None = None, beside: Mapping[str, Any] | None = None
) -> str:
    """A plan as JSON, with what became of each step when it was carried out.

    `beside` is what a command tells besides its plan.
    """
    states = {one.step.name: one for one in result.results} if result else {}
    steps = []
    for step in plan.steps:
        action = step.shown
        facts = {name: _plain(value) for name, value in action.facts().items()}
        entry: dict[str, Any] = {
            "name": step.name,
            "kind": action.kind,
            "title": action.title,
            "reason": step.reason,
            "after": list(step.after),
            "facts": facts,
        }
        if step.name in states:
            became = states[step.name]
            entry["result"] = {"state": str(became.state), "reason": became.reason}
        steps.append(entry)
    document: dict[str, Any] = {
        "version": VERSION,
        "title": plan.title,
        **(beside or {}),
        "steps": steps,
    }
    if result is not None:
        document["complete"] = result.complete
    return json.dumps(document, indent=2, ensure_ascii=False)


def schema(title: str, beside: Mapping[str, Schema]) -> Schema:
    """The JSON schema of a command's plan, draft 2020-12; `beside` is what it tells besides."""
    text: Schema = {"type": "string"}
    step = object_of(
        {
            "name": text,
            "kind": {**text, "description": "The kind of change, such as `create-issue`."},
            "title": text,
            "reason": text,
            "after": {**list_of(text), "description": "The names of the steps it needs."},
            "facts": {"type": "object", "description": "What the kind of change is made of."},
        }
    )
    step["properties"]["result"] = {
        **object_of({"state": {"enum": [str(state) for state in State]}, "reason": text}),
        "description": "What became of the step; only with --apply.",
    }
    plan = object_of(
        {"version": {"const": VERSION}, "title": text, **beside, "steps": list_of(step)}
    )
    plan["properties"]["complete"] = {
        "type": "boolean",
        "description": "Whether everything is as planned now; only with --apply.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **plan,
        "title": title,
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: names as they are written, records by their fields."""
    if isinstance(value, (Repository, IssueName)):
        return str(value)
    if hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value

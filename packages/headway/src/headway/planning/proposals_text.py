"""Proposed goals as a list for people, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.kinds import list_of, object_of
from headway.forge.model import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.kinds import Schema
    from headway.planning.proposals import AskedTeam, Proposal, ProposedGoal

VERSION = 1


def lines(proposal: Proposal) -> Iterator[str]:
    """A proposal as people read it."""
    draft = " (draft)" if proposal.draft else ""
    yield f"#{proposal.number} {proposal.title}{draft}"
    ages = f"{_days(proposal.age)} old, quiet for {_days(proposal.quiet)}"
    yield f"  by {_user(proposal.author)}, {ages}"
    yield f"  next: {proposal.next_actor}: {proposal.reason}"
    for goal in proposal.goals:
        yield from _goal(goal)
    for said in proposal.feedback:
        teams = f" of {', '.join(said.teams)}" if said.teams else ""
        yield f"  {said.day} {_user(said.author)}{teams} on {' and '.join(said.about)}: {said.line}"
    yield f"  {proposal.url}"
    yield ""


def as_object(found: Iterable[Proposal]) -> dict[str, Any]:
    """The proposals as JSON, version 1; `schema` describes it."""
    return {
        "version": VERSION,
        "proposals": [
            {
                **proposal._asdict(),
                "goals": [
                    {**goal._asdict(), "asks": [ask._asdict() for ask in goal.asks]}
                    for goal in proposal.goals
                ],
                "feedback": [{**one._asdict(), "day": str(one.day)} for one in proposal.feedback],
            }
            for proposal in found
        ],
    }


def schema() -> Schema:
    """The JSON schema of what `headway proposals --json` prints, draft 2020-12."""
    text: Schema = {"type": "string"}
    nullable: Schema = {"type": ["string", "null"]}
    number: Schema = {"type": "integer", "minimum": 0}
    goal = {
        "file": text,
        "change": {"enum": [str(change) for change in Change if change is not Change.DELETED]},
        "title": {**nullable, "description": "Null where the file cannot be read as a goal."},
        "size": nullable,
        "asks": list_of(object_of({"team": text, "level": nullable, "champion": nullable})),
        "counts": {
            "type": "object",
            "additionalProperties": number,
            "description": "How many diagnostics there are of each severity.",
        },
        "diagnostics": list_of(text),
    }
    feedback = {
        "author": text,
        "teams": list_of(text),
        "day": {**text, "format": "date"},
        "about": list_of({"enum": ["champions", "size"]}),
        "line": text,
        "url": text,
    }
    proposal = {
        "number": number,
        "url": text,
        "title": text,
        "author": {**nullable, "description": "Null where the account is gone."},
        "draft": {"type": "boolean"},
        "age": {**number, "description": "In days."},
        "quiet": {**number, "description": "Days since somebody said something."},
        "goals": list_of(object_of(goal)),
        "feedback": list_of(object_of(feedback)),
        "next_actor": text,
        "reason": text,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "headway proposals",
        **object_of({"version": {"const": VERSION}, "proposals": list_of(object_of(proposal))}),
    }


def _goal(goal: ProposedGoal) -> Iterator[str]:
    size = f", {goal.size}" if goal.size else ""
    yield f"  {goal.change} {goal.file}: {goal.title or 'not readable as a goal'}{size}"
    for ask in goal.asks:
        yield f"    asks {ask.team}: {ask.level or 'no level'}, {_champion(ask)}"
    yield from (f"    {line}" for line in goal.diagnostics)


def _champion(ask: AskedTeam) -> str:
    if ask.champion:
        return f"champion {ask.champion}"
    return "no champion yet" if ask.lacks_champion else "no champion needed"


def _user(login: str | None) -> str:
    return f"@{login}" if login else "somebody gone"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"

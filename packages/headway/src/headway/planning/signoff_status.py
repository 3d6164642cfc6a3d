"""Where the sign-off of goals stands: who must still speak, what is open, what is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from headway.documents.kinds import list_of, object_of, table_schema
from headway.documents.signoff import STATEMENTS
from headway.documents.values import Status
from headway.pages import markdown
from headway.program.standing import standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from headway.documents.kinds import Schema
    from headway.documents.values import Goal, Statement
    from headway.program.model import Period, Program
    from headway.program.standing import Standing

VERSION = 1
_MEMBERSHIP = "Who must speak for a team is told by the team directory as it is now."


class GoalState(NamedTuple):
    """A goal with how the teams that it asks stand to it; teams left out were not asked for."""

    goal: Goal
    standings: tuple[Standing, ...]

    @property
    def name(self) -> str:
        """The goal's period and id."""
        return f"{self.goal.period}/{self.goal.id}"

    @property
    def complete(self) -> bool:
        """Whether all teams agreed."""
        return all(standing.complete for standing in self.standings)


class SignoffStatus(NamedTuple):
    """Where the sign-off of some goals stands, as of the end of a day."""

    day: date
    goals: tuple[GoalState, ...]

    def teams(self) -> dict[str, list[tuple[GoalState, Standing]]]:
        """The teams that are asked, by name, each with its standing to each goal."""
        found: dict[str, list[tuple[GoalState, Standing]]] = {}
        for state in self.goals:
            for standing in state.standings:
                found.setdefault(standing.team, []).append((state, standing))
        return dict(sorted(found.items()))


def status(
    program: Program,
    periods: Iterable[Period],
    *,
    team: str | None = None,
    goal: Goal | None = None,
) -> SignoffStatus:
    """Where the sign-off of the listed goals of some periods stands, on the program's day.

    With a team only what it is asked, with a goal only that one.
    """
    chosen = [goal] if goal else [one for period in periods for one in period.listed]
    states = (GoalState(one, standings(program, one)) for one in chosen)
    if team is not None:
        states = (
            GoalState(one, tuple(s for s in found if s.team == team)) for one, found in states
        )
    return SignoffStatus(program.today, tuple(state for state in states if state.standings))


def current_periods(program: Program) -> list[Period]:
    """The periods that have not ended; the last one if all have."""
    current = [period for period in program.periods if period.end >= program.today]
    return current or list(program.periods[-1:])


# --- Markdown -------------------------------------------------------------------------------------


def render(found: SignoffStatus) -> str:
    """The status as Markdown: what is missing by goal, then by team."""
    complete = sum(state.complete for state in found.goals)
    parts = [
        f"# Sign-off on {found.day.isoformat()}",
        f"{complete} of {_count(len(found.goals), 'goal')} complete. {_MEMBERSHIP}",
        "## By goal",
        markdown.table(("Goal", "Status", "Sign-off"), map(_goal_row, found.goals), padded=False),
        "## By team",
        *(part for key, asked in found.teams().items() for part in _team_parts(key, asked)),
    ]
    return "\n\n".join(parts) + "\n"


def _goal_row(state: GoalState) -> tuple[str, str, str]:
    lacking = [
        f"{standing.team}: {text}" for standing in state.standings for text in _lacking(standing)
    ]
    return state.name, state.goal.status or "", "; ".join(lacking) or "complete"


def _lacking(standing: Standing) -> Iterator[str]:
    if standing.missing:
        yield f"waiting for {_people(standing)}"
    for statement in standing.open:
        yield f"{statement.verdict} of {statement.by}"


def _people(standing: Standing) -> str:
    if not standing.waiting_for:
        return "anyone on the team"
    if standing.one_is_enough:
        return f"one of {', '.join(standing.waiting_for)}"
    return ", ".join(standing.waiting_for)


def _team_parts(key: str, asked: Sequence[tuple[GoalState, Standing]]) -> Iterator[str]:
    complete = sum(standing.complete for _, standing in asked)
    yield f"### {key}"
    yield f"{complete} of {_count(len(asked), 'goal')} complete."
    entries = [
        *(
            f"- {state.name} waits for {_people(standing)}"
            for state, standing in asked
            if standing.missing
        ),
        *(
            f"- {state.name}: {_objection(statement)}"
            for state, standing in asked
            for statement in standing.open
        ),
    ]
    if entries:
        yield "\n".join(entries)


def _objection(statement: Statement) -> str:
    note = f": {markdown.unlinked(statement.note)}" if statement.note else ""
    return f"{statement.verdict} of {statement.by} since {statement.date}{note}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# --- JSON -----------------------------------------------------------------------------------------


def as_object(found: SignoffStatus) -> dict[str, Any]:
    """The status as JSON, version 1; `schema` describes it."""
    return {
        "version": VERSION,
        "today": found.day.isoformat(),
        "goals": [
            {
                "goal": state.name,
                "title": state.goal.title and str(state.goal.title),
                "status": state.goal.status and str(state.goal.status),
                "complete": state.complete,
                "teams": list(map(_standing, state.standings)),
            }
            for state in found.goals
        ],
        "teams": [
            {
                "team": key,
                "complete": [state.name for state, one in asked if one.complete],
                "missing": [state.name for state, one in asked if one.missing],
                "open": [state.name for state, one in asked if one.open],
            }
            for key, asked in found.teams().items()
        ],
    }


def schema() -> Schema:
    """The JSON schema of what `headway signoff status --json` prints, draft 2020-12."""
    text: Schema = {"type": "string"}
    flag: Schema = {"type": "boolean"}
    statements = table_schema(STATEMENTS)
    standing = {
        "team": text,
        "complete": flag,
        "missing": flag,
        "required": list_of(text),
        "one_is_enough": flag,
        "waiting_for": list_of(text),
        "open": statements,
        "said": statements,
    }
    goal: dict[str, Schema] = {
        "goal": text,
        "title": {"type": ["string", "null"]},
        "status": {"enum": [*Status, None]},
        "complete": flag,
        "teams": list_of(object_of(standing)),
    }
    team = {
        "team": text,
        "complete": list_of(text),
        "missing": list_of(text),
        "open": list_of(text),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "headway signoff status",
        **object_of(
            {
                "version": {"const": VERSION},
                "today": text,
                "goals": list_of(object_of(goal)),
                "teams": list_of(object_of(team)),
            }
        ),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "team": standing.team,
        "complete": standing.complete,
        "missing": standing.missing,
        "required": list(standing.required),
        "one_is_enough": standing.one_is_enough,
        "waiting_for": list(standing.waiting_for),
        "open": list(map(_statement, standing.open)),
        "said": list(map(_statement, standing.said)),
    }


def _statement(statement: Statement) -> dict[str, str | None]:
    values = ((column.field, getattr(statement, column.field)) for column in STATEMENTS.columns)
    return {name: None if value is None else str(value) for name, value in values}

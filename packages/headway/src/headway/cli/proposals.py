"""`headway proposals`: the goals that pull requests propose."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from headway.cli.forges import github, repository_of, tell
from headway.cli.options import path_argument, program_options, read_program
from headway.planning.proposals import proposals as find_proposals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headway.planning.proposals import Proposal, ProposedGoal

_VERSION = 1


@click.command()
@path_argument
@program_options
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def proposals(*, path: Path, as_json: bool, **options: Any) -> None:
    """List the open pull requests that add or change a goal, the oldest first.

    For each: who proposes it, the teams it asks, its size, the diagnostics at its head, what was
    said of size and champions, its age, and who acts next.
    """
    program = read_program(path, **options).program
    with closing(github()) as forge:
        found = list(find_proposals(program, forge, repository_of(program), tell))
    if as_json:
        document = {"version": _VERSION, "proposals": [_object(one) for one in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for proposal in found:
        for line in _lines(proposal):
            click.echo(line)
    click.echo(f"{len(found)} proposal{'' if len(found) == 1 else 's'}", err=True)


def _lines(proposal: Proposal) -> Iterator[str]:
    draft = " (draft)" if proposal.draft else ""
    yield f"#{proposal.number} {proposal.title}{draft}"
    ages = f"{_days(proposal.age)} old, quiet for {_days(proposal.quiet)}"
    yield f"  by {_user(proposal.author)}, {ages}"
    yield f"  next: {proposal.next_actor}: {proposal.reason}"
    for goal in proposal.goals:
        yield from _goal_lines(goal)
    for said in proposal.feedback:
        teams = f" of {', '.join(said.teams)}" if said.teams else ""
        yield f"  {said.day} {_user(said.author)}{teams} on {' and '.join(said.about)}: {said.line}"
    yield f"  {proposal.url}"
    yield ""


def _goal_lines(goal: ProposedGoal) -> Iterator[str]:
    size = f", {goal.size}" if goal.size else ""
    yield f"  {goal.change} {goal.file}: {goal.title or 'not readable as a goal'}{size}"
    for ask in goal.asks:
        lack = "no champion yet" if ask.lacks_champion else "no champion needed"
        champion = f"champion {ask.champion}" if ask.champion else lack
        yield f"    asks {ask.team}: {ask.level or 'older form'}, {champion}"
    yield from (f"    {line}" for line in goal.diagnostics)


def _object(proposal: Proposal) -> dict[str, Any]:
    return {
        **proposal._asdict(),
        "goals": [
            {**goal._asdict(), "asks": [ask._asdict() for ask in goal.asks]}
            for goal in proposal.goals
        ],
        "feedback": [{**one._asdict(), "day": str(one.day)} for one in proposal.feedback],
    }


def _user(login: str | None) -> str:
    return f"@{login}" if login else "somebody gone"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"

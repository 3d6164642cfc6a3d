"""`headway lineage`: goals through the periods, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.errors import NoStoreError
from headway.activity.snapshot import Activity
from headway.cli import lineage_text
from headway.cli.changes import Asked, carry_out
from headway.cli.options import (
    echo_json,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.stores import database_option, filled_store_of
from headway.program.query import find_goal, find_period
from headway.tracking.ledger import draft as drafted
from headway.tracking.lineage import by_period, lineages
from headway.tracking.reading import activity_of

if TYPE_CHECKING:
    from headway.program.model import Program
    from headway.tracking.kinship import Kin
    from headway.tracking.lineage import Lineage, PeriodOutcomes, Stage

_VERSION = 1


@click.command()
@click.argument("goal", required=False)
@path_argument
@program_options
@database_option
@click.option("--period", metavar="NAME", help="Only of goals of this period.")
@click.option("--draft", is_flag=True, help="Draft entries of outcomes.toml for ended periods.")
@click.option("--apply", is_flag=True, help="Write the drafts; without it, show them.")
@json_option
def lineage(
    *,
    goal: str | None,
    path: Path,
    database: str | None,
    period: str | None,
    draft: bool,
    apply: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show each goal through the periods, and what became of it in each.

    Goals belong together by their tracking issue, by what a later document says of an earlier goal,
    or likely by title and owner. With GOAL, everything that is known of that one and what tells it.
    An argument that is a folder is PATH. What a person recorded in outcomes.toml counts first;
    --draft prepares entries for it.
    """
    if goal and Path(goal).is_dir():
        path, goal = Path(goal), None
    if apply and not draft:
        msg = "--apply writes drafts, and goes with --draft"
        raise click.UsageError(msg)
    program = read_program(path, **options).program
    everything = lineages(program, _activity(program, database), program.today)
    found = _wanted(everything, program, goal, period)
    if draft:
        stages = [
            stage
            for one in found
            for stage in one.stages
            if period is None or stage.goal.period.casefold() == period.casefold()
        ]
        change = drafted(program, stages, program.today)
        carry_out(program.root, [change] if change else [], Asked(apply, as_json), facts={})
        return
    if as_json:
        document = {
            "version": _VERSION,
            "today": str(program.today),
            "periods": [_period(one) for one in by_period(everything, program)],
            "lineages": [_lineage(one) for one in found],
        }
        echo_json(document)
        return
    if goal:
        lines = lineage_text.details(found)
    else:
        names = [one.name for one in program.periods if one.start <= program.today]
        lines = lineage_text.overview(found, names, by_period(everything, program), width())
    for line in lines:
        click.echo(line)


def _activity(program: Program, database: str | None) -> Activity:
    """What happened, as far as it is stored; the documents alone tell something as well."""
    goals = [goal for period in program.periods for goal in period.listed]
    try:
        with filled_store_of(program, database) as store:
            return activity_of(goals, program, store)
    except NoStoreError:
        click.echo("without a store, outcomes are known by documents alone", err=True)
        return Activity()


def _wanted(
    found: list[Lineage], program: Program, goal: str | None, period: str | None
) -> list[Lineage]:
    """The lineages of a goal, or with a goal in a period.

    Raises:
        UnknownNameError: the program has none of that name.
    """
    if goal:
        file = find_goal(program, goal, period).file
        return [one for one in found if any(file == stage.goal.file for stage in one.stages)]
    if period:
        name = find_period(program, period).name
        return [one for one in found if one.in_period(name)]
    return found


def _period(one: PeriodOutcomes) -> dict[str, Any]:
    outcomes = {str(outcome or "open"): count for outcome, count in one.outcomes.items()}
    return {"period": one.period, "goals": one.goals, "reused": one.reused, "outcomes": outcomes}


def _lineage(one: Lineage) -> dict[str, Any]:
    return {"name": one.name, "goals": [_stage(stage) for stage in one.stages]}


def _stage(stage: Stage) -> dict[str, Any]:
    goal = stage.goal
    return {
        "period": goal.period,
        "id": goal.id,
        "title": goal.title or goal.id,
        "file": goal.file,
        "issue": goal.tracking_issue,
        **stage.judged._asdict(),
        "continues": [_kin(kin, kin.before.period, kin.before.id) for kin in stage.before],
        "continued_by": [_kin(kin, kin.after.period, kin.after.id) for kin in stage.after],
    }


def _kin(kin: Kin, period: str, name: str) -> dict[str, Any]:
    return {"period": period, "id": name, "how": kin.how, "why": kin.why}

"""Showing a plan, and carrying it out with `--apply`.

Beside `changes`, which is for commands that write files alone: a diff is all there is to say of
those, and what a person reviews or feeds to `patch`. A plan for a tracker is a list of steps that
have no diff, each with its reason. Both are carried out by `forge.carry`, step by step.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from headway.cli.options import json_option
from headway.forge import render
from headway.forge.carry import apply

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.forge.carry import Result, StepResult
    from headway.forge.plan import Plan, World

F = TypeVar("F", bound="Callable[..., Any]")


def plan_options(command: F) -> F:
    """`--apply`, `--full` and `--json`, as every command has them that plans a change."""
    for option in (
        json_option,
        click.option("--full", is_flag=True, help="Show texts and diffs of the plan as well."),
        click.option("--apply", is_flag=True, help="Carry the plan out; without it, show it."),
    ):
        command = option(command)
    return command


def show_or_apply(
    plan: Plan, world: World, *, apply: bool, full: bool, as_json: bool, facts: Any = None
) -> None:
    """Show a plan, or carry it out and tell of each step.

    Exits with 1 when it could not be carried out in full, or was interrupted. `facts` stand beside
    the plan in JSON.
    """
    result = _carry_out(plan, world) if apply and plan else None
    if as_json:
        click.echo(render.to_json(plan, result, facts))
    elif result is None:
        for line in render.text(plan, full=full):
            click.echo(line)
    if result is not None:
        click.echo(render.summary(result), err=True)
        if not result.complete:
            sys.exit(result.exit_code)
    elif plan and not as_json:
        click.echo("\nnothing is changed yet; --apply carries this out", err=True)


def _carry_out(plan: Plan, world: World) -> Result:
    def tell(result: StepResult) -> None:
        click.echo(render.line(result), err=True)

    try:
        return apply(plan, world, tell)
    except KeyboardInterrupt:
        click.echo(
            "\nheadway: interrupted; what is told as done stays done\n"
            "Run the same command again: it looks first, and does only what is missing.",
            err=True,
        )
        sys.exit(1)

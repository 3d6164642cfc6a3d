"""`headway issues`: the tracking issues of a period."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from headway.cli.forges import github, repository_of, tell
from headway.cli.options import path_argument, program_options, read_program
from headway.cli.plans import plan_options, show_or_apply
from headway.forge.plan import World
from headway.planning.issues import shown
from headway.planning.issues.plan import plan_issues
from headway.planning.issues.tracker import read_tracker
from headway.program.query import find_period

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("period")
@path_argument
@program_options
@plan_options
def issues(
    *,
    period: str,
    path: Path,
    apply: bool,
    full: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Plan what GitHub lacks of the tracking issues of PERIOD, and carry it out with --apply.

    The tracker is read as it is now. An accepted goal without an issue gets one, and its document
    the number; labels, text, people and milestone of the others are brought up to their
    documents. Nothing that people added is taken away: no label, no tick, no text. Where issue and
    document disagree otherwise, that is told. Running it again plans nothing. Exits with 1 when a
    goal had to be left out, such as one of two that name the same issue.

    The token is that of GITHUB_TOKEN, or of `gh auth login`; to apply, it needs the permission
    Issues: write.
    """
    program = read_program(path, **options).program
    found = find_period(program, period)
    with github(offline=options["offline"]) as forge:
        tracker = read_tracker(forge, repository_of(program), program, found, tell)
        planned = plan_issues(program, found, tracker)
        for line in () if as_json else shown.lines(planned):
            click.echo(line)
        show_or_apply(
            planned.plan,
            World(program.root, forge),
            apply=apply,
            full=full,
            as_json=as_json,
            facts=shown.facts(found.name, planned),
        )
    if planned.refused:
        sys.exit(1)

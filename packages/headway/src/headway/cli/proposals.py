"""`headway proposals`: the goals that pull requests propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.forges import github, repository_of, tell
from headway.cli.options import echo_json, json_option, path_argument, program_options, read_program
from headway.planning import proposals_text
from headway.planning.proposals import proposals as find_proposals

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@path_argument
@program_options
@json_option
def proposals(*, path: Path, as_json: bool, **options: Any) -> None:
    """List the open pull requests that add or change a goal, the oldest first.

    For each: who proposes it, the teams it asks, its size, the diagnostics at its head, what was
    said of size and champions, its age, and who acts next. Nothing is changed.

    The token is that of GITHUB_TOKEN, or of `gh auth login`; it needs the permissions
    Pull requests: read and Contents: read.
    """
    program = read_program(path, **options).program
    with github(offline=options["offline"]) as forge:
        found = list(find_proposals(program, forge, repository_of(program), tell))
    if as_json:
        echo_json(proposals_text.as_object(found))
        return
    for proposal in found:
        for line in proposals_text.lines(proposal):
            click.echo(line)
    click.echo(f"{len(found)} proposal{'' if len(found) == 1 else 's'}", err=True)

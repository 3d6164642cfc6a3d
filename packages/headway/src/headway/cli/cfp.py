"""`headway cfp`: the pages of a new period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import path_argument, program_options, read_program
from headway.planning.cfp import scaffold

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("period")
@path_argument
@program_options
@change_options
def cfp(*, period: str, path: Path, apply: bool, as_json: bool, **options: Any) -> None:
    """Make the pages of PERIOD, such as 2027 or 2027h1, and lead to them.

    The pages are made from src/admin/samples of the program at PATH, or from Headway's own texts.
    What is there already is left alone, so that a second run has nothing to do. The changes are
    shown as a diff; --apply writes them.
    """
    program = read_program(path, **options).program
    changes = scaffold(program, period)
    carry_out(program.root, changes, Asked(apply, as_json), facts={"period": period})

"""`headway attention`: the one page of what needs somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    echo_json,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.stores import database_option, filled_store_of
from headway.tracking.whom import read_whom

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@path_argument
@program_options
@database_option
@click.option("--for", "name", metavar="WHOM", help="The page of @LOGIN, or of a TEAM.")
@json_option
def attention(
    *, path: Path, database: str | None, name: str | None, as_json: bool, **options: Any
) -> None:
    """Show what needs a person or a team: the one page of what the other commands tell.

    That is updates that are due, decisions to make, what is stuck and whose turn it is, asks
    without a champion, what they own on the board, their meetings this week, and the goals that
    they champion. Who has nothing of it sees one line. Only the store and the documents are read.
    """
    from headway.tracking import attention_text
    from headway.tracking.attention import attention as look
    from headway.tracking.stalls.reading import read_scene

    program = read_program(path, **options).program
    whom = read_whom(name, program) if name is not None else None
    with filled_store_of(program, database) as store:
        scene = read_scene(program, store, program.today)
    found = look(scene, whom)
    if as_json:
        document = attention_text.as_object(found, whom, program.today)
        echo_json(document)
        return
    for line in attention_text.lines(found, whom, program.today, width()):
        click.echo(line)

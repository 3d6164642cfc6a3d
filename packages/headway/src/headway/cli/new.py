"""`headway new`: a document from the declaration of its kind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import path_argument, program_options, read_program
from headway.documents.goal import GOAL
from headway.documents.known import KINDS
from headway.planning.new import continued_goal, new_document

if TYPE_CHECKING:
    from headway.forge.file_actions import FileChange

_KINDS = {kind.name: kind for kind in reversed(KINDS) if kind.folder is None}


@click.command()
@click.argument("kind", type=click.Choice(list(_KINDS)))
@click.argument("title", required=False)
@path_argument
@program_options
@click.option("--period", metavar="NAME", help="In this period; the latest without it.")
@click.option("--from", "origin", metavar="GOAL", help="Continue this goal of an earlier period.")
@change_options
def new(  # a command's options
    *,
    kind: str,
    title: str | None,
    path: Path,
    period: str | None,
    origin: str | None,
    apply: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Start a goal or roadmap called TITLE in the program at PATH.

    The document has the rows and sections that matter, and lacks only what its author must say.
    With --from it carries over what still holds of the earlier goal, and tells what it leaves
    out; without TITLE it keeps the earlier one, and an argument that is a folder is PATH. The
    document is shown; --apply writes it.

    \b
    headway new goal "Check in a blink" --apply
    headway new goal --from 2026/incremental-check --period 2027
    """  # noqa: D301  # click wants the character
    if title is None and origin is None:
        msg = "a new document needs a TITLE, or a GOAL that it continues (--from)"
        raise click.UsageError(msg)
    if origin is not None and kind != GOAL.name:
        msg = "--from continues a goal, and the new document is none"
        raise click.UsageError(msg)
    if origin is not None and title is not None and Path(title).is_dir():
        path, title = Path(title), None
    program = read_program(path, **options).program
    if origin is not None:
        draft = continued_goal(program, origin, title, period)
    else:
        draft = new_document(program, _KINDS[kind], title or "", period)
    left_out = [one._asdict() for one in draft.left_out]
    carry_out(
        program.root,
        [draft.change],
        Asked(apply, as_json),
        facts={"file": draft.change.file, "left_out": left_out},
        show=_shown,
    )
    if not as_json:
        for one in draft.left_out:
            click.echo(f"left out: {one.what}: {one.why}", err=True)


def _shown(change: FileChange) -> str:
    """A new document with its path above it, rather than a diff in which every line is new."""
    return f"{change.file}\n\n{change.after.decode()}"

"""Showing what a command would write into files, and writing it with `--apply`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from headway.cli.options import echo_json, json_option
from headway.forge.carry import apply
from headway.forge.plan import Plan, World
from headway.forge.render import line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from headway.forge.carry import Result, StepResult
    from headway.forge.file_actions import FileChange

F = TypeVar("F", bound="Callable[..., Any]")

_VERSION = 1


class Asked(NamedTuple):
    """What is to happen with changes: whether they are written, and how they are shown."""

    apply: bool
    as_json: bool


def change_options(command: F) -> F:
    """`--apply` and `--json`, gathered by `Asked`."""
    for option in (
        json_option,
        click.option("--apply", is_flag=True, help="Write the changes; without it, show them."),
    ):
        command = option(command)
    return command


def carry_out(
    root: Path,
    changes: Sequence[FileChange],
    asked: Asked,
    *,
    facts: Mapping[str, Any],
    show: Callable[[FileChange], str] = lambda change: "".join(change.diff()),
) -> None:
    """Show changes, or write them and tell which; as JSON with `facts` beside them.

    Exits with 1 when one could not be written: a file is not what it was when it was read.
    """
    result = _written(root, changes) if asked.apply else None
    if asked.as_json:
        echo_json(_object(changes, asked, facts))
    if result is not None and not result.complete:
        sys.exit(result.exit_code)
    if asked.as_json:
        return
    for change in changes if not asked.apply else ():
        click.echo(show(change), nl=False)
    if not changes:
        click.echo("nothing to do: everything is there", err=True)
    elif not asked.apply:
        files = "1 file" if len(changes) == 1 else f"{len(changes)} files"
        click.echo(f"nothing is written yet; --apply writes {files}", err=True)


def _written(root: Path, changes: Sequence[FileChange]) -> Result:
    """Write the changes, and tell of each step on standard error."""

    def tell(done: StepResult) -> None:
        click.echo(line(done), err=True)

    plan = Plan("files", tuple(change.step() for change in changes))
    return apply(plan, World(root), tell)


def _object(
    changes: Sequence[FileChange], asked: Asked, facts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "applied": asked.apply,
        **facts,
        "changes": [
            {
                "file": change.file,
                "new": change.before is None,
                "reason": change.reason,
                "diff": "".join(change.diff()),
            }
            for change in changes
        ],
    }

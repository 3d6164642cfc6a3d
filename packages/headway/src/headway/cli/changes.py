"""Showing what a command would write into files, and writing it with `--apply`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from headway.documents.change import FileChange, apply_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

F = TypeVar("F", bound="Callable[..., Any]")

_VERSION = 1


class Asked(NamedTuple):
    """What is to happen with changes: whether they are written, and how they are shown."""

    apply: bool
    as_json: bool


def change_options(command: F) -> F:
    """`--apply` and `--json`, gathered by `Asked`."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON."),
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

    Raises:
        FileChangedError: a file is not what it was when it was read; nothing is written.
    """
    if asked.apply:
        apply_changes(root, changes)
    if asked.as_json:
        click.echo(json.dumps(_object(changes, asked, facts), ensure_ascii=False, indent=2))
        return
    for change in changes:
        if asked.apply:
            click.echo(f"wrote {change.file}", err=True)
        else:
            click.echo(show(change), nl=False)
    if not changes:
        click.echo("nothing to do: everything is there", err=True)
    elif not asked.apply:
        files = "1 file" if len(changes) == 1 else f"{len(changes)} files"
        click.echo(f"nothing is written yet; --apply writes {files}", err=True)


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

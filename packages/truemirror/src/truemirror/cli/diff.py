"""`truemirror diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from truemirror.cli.options import config_option, json_option

if TYPE_CHECKING:
    from pathlib import Path

    from truemirror.store.mirror import Generation, Mirror
    from truemirror.store.tree import Change


@click.command
@click.argument("old", type=int, required=False)
@click.argument("new", type=int, required=False)
@config_option
@json_option
def diff(*, old: int | None, new: int | None, config_file: Path, as_json: bool) -> None:
    """Tell what changed from generation OLD to generation NEW.

    NEW is the one that readers see unless it is given, and OLD the one before that. A line begins
    with + for a file that is new, with - for one that is gone, and with ~ for one with other bytes.
    With --json there is one object to a line.
    """
    from msgspec.json import encode

    from truemirror.cli.workshop import open_workshop

    mirror = open_workshop(config_file, reading=True).mirror
    before, after = _asked(mirror, old, new)
    for change in mirror.trees.difference(before, after.tree):
        click.echo(encode(_facts(change)) if as_json else _line(change))


def _asked(mirror: Mirror, old: int | None, new: int | None) -> tuple[str, Generation]:
    """The trees that are meant; that before the first generation is empty."""
    from truemirror.store.mirror import NoGenerationError
    from truemirror.store.tree import EMPTY

    after = mirror.current() if new is None else mirror.generation(new)
    if after is None:
        raise NoGenerationError(None)
    if old is not None:
        return mirror.generation(old).tree, after
    earlier = [one.tree for one in mirror.generations() if one.number < after.number]
    return (earlier[-1] if earlier else EMPTY), after


def _line(change: Change) -> str:
    from truemirror.config.sizes import Size

    content = change.after or change.before
    sign = "~" if change.before and change.after else "+" if change.after else "-"
    return f"{sign} {change.path} ({Size(content.size) if content else ''})"


def _facts(change: Change) -> dict[str, Any]:
    return {
        "version": 1,
        "path": change.path,
        "before": change.before._asdict() if change.before else None,
        "after": change.after._asdict() if change.after else None,
    }

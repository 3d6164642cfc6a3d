"""`truemirror prune`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from truemirror.cli.options import Number, config_option, json_option
from truemirror.cli.telling import counted

if TYPE_CHECKING:
    from pathlib import Path

    from truemirror.store.prune import Plan


@click.command
@config_option
@click.option("--keep", type=click.IntRange(min=1), help="How many generations to leave, at least.")
@click.option(
    "--grace",
    type=Number(min=0, max=36_500),
    metavar="DAYS",
    help="Leave what was needed, or came, in so many days as well.",
)
@click.option("--apply", is_flag=True, help="Do it; without this it is only told.")
@json_option
def prune(
    *, config_file: Path, keep: int | None, grace: float | None, apply: bool, as_json: bool
) -> None:
    """Let go of what no generation that is kept needs, nor the next one.

    Without --apply this only tells what would go, and writes nothing. Those who read the mirror
    meanwhile are not disturbed; no sync may run, or the exit code is 3. Without options the
    settings say what is kept.
    """
    from msgspec.json import encode

    from truemirror.cli.workshop import now, open_workshop
    from truemirror.store.prune import Keep, carry_out, plan
    from truemirror.sync.counts import Counts

    workshop = open_workshop(config_file, reading=not apply)
    table = workshop.config.mirror
    days = dt.timedelta(days=table.grace if grace is None else grace)
    with workshop.intake(Counts()) if apply else workshop.look(Counts()) as intake:
        pending = intake.journal.pending()
        what = plan(workshop.mirror, pending, Keep(keep or table.keep, days), now())
        if apply:
            carry_out(workshop.mirror, what)
    click.echo(encode(_facts(what, applied=apply)) if as_json else _told(what, applied=apply))


def _told(what: Plan, *, applied: bool) -> str:
    from truemirror.config.sizes import Size

    if not (what.generations or what.files or what.plain):
        return f"nothing to let go of: {_stay(what.kept)}"
    parts = [_numbers(what.generations)] if what.generations else []
    parts.append(f"{counted(len(what.files), 'file')} ({Size(what.size)})")
    if what.plain:
        parts.append(counted(len(what.plain), "plain folder"))
    gone = f"{', '.join(parts)} {'went' if applied else 'would go'}; {_stay(what.kept)}"
    return gone if applied else f"{gone}\nadd --apply to let them go"


def _stay(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return "nothing is published yet"
    return f"{_numbers(numbers)} {'stays' if len(numbers) == 1 else 'stay'}"


def _numbers(numbers: tuple[int, ...]) -> str:
    return f"generation{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def _facts(what: Plan, *, applied: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "applied": applied,
        "kept": what.kept,
        "generations": what.generations,
        "files": len(what.files),
        "bytes": what.size,
        "plain": len(what.plain),
    }

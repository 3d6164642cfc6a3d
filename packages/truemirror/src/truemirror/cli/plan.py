"""`truemirror plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from truemirror.cli.options import config_option, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from truemirror.sync.survey import Amount, Plan

_MOST = 20  # lines of a list


@click.command
@config_option
@json_option
def plan(config_file: Path, as_json: bool) -> None:  # noqa: FBT001  # an option
    """Tell what a sync would fetch, keep and remove; nothing is written.

    Manifests and index files are read. Upstream is asked for the sizes of archives of toolchains,
    and for those of a sample of crates: sizes that come of that are estimates.
    """
    tell_plan(config_file, as_json=as_json)


def tell_plan(config_file: Path, *, as_json: bool) -> None:
    """Tell what a sync would do; the exit code is 1 where something cannot be had."""
    from truemirror.cli.progress import shown
    from truemirror.cli.workshop import open_workshop
    from truemirror.sync import main
    from truemirror.sync.counts import Counts

    workshop, counts = open_workshop(config_file, reading=True), Counts()
    with (
        workshop.look(counts) as intake,
        workshop.fetcher(counts) as fetcher,
        shown(counts, wanted=not as_json),
    ):
        found = main.plan(workshop.config, intake, fetcher)
    if as_json:
        from msgspec.json import encode

        click.echo(encode(_facts(found)))
    else:
        for line in _lines(found):
            click.echo(line)
    sys.exit(1 if found.delayed else 0)


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "version": 1,
        **plan._asdict(),
        "delayed": [one._asdict() for one in plan.delayed],
        "remarks": [{"bundle": name, **one._asdict()} for name, one in plan.remarks],
    }


def _lines(plan: Plan) -> Iterator[str]:
    yield f"fetch   {_told(plan.fetched)}"
    yield f"keep    {_told(plan.kept)}"
    yield f"remove  {_told(plan.removed)}"
    yield from _table("by target", plan.targets)
    yield from _table("by channel and crate", plan.bundles)
    if plan.dropped:
        yield ""
        yield "no longer wanted:"
        yield from (f"  {name}" for name in plan.dropped[:_MOST])
        yield from _more(len(plan.dropped))
    yield from (f"{name}: {remark.text}" for name, remark in plan.remarks)
    yield from (f"{one.bundle} cannot be had: {one.reason}" for one in plan.delayed)


def _table(title: str, amounts: Mapping[str, Amount]) -> Iterator[str]:
    """The largest of some amounts."""
    if not amounts:
        return
    yield ""
    yield f"{title}:"
    largest = sorted(amounts.items(), key=lambda one: (-one[1].size, one[0]))[:_MOST]
    width = max(len(name) for name, _ in largest)
    yield from (f"  {name:<{width}}  {_told(amount)}" for name, amount in largest)
    yield from _more(len(amounts))


def _more(count: int) -> Iterator[str]:
    if count > _MOST:
        yield f"  and {count - _MOST:,} more; --json has them all"


def _told(amount: Amount) -> str:
    from truemirror.config.sizes import Size

    files = f"{amount.files:,} file" + ("" if amount.files == 1 else "s")
    if not amount.estimated:
        return f"{files:>14}  {Size(amount.size)}"
    of = "" if amount.estimated == amount.files else f" (sizes of {amount.estimated:,} estimated)"
    return f"{files:>14}  about {Size(amount.size)}{of}"

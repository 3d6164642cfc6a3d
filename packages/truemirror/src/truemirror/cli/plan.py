"""`truemirror plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from truemirror.cli.options import config_option, json_option
from truemirror.cli.telling import MOST, counted, few, more

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from truemirror.sync.counts import Counts
    from truemirror.sync.survey import Amount, Plan


@click.command
@config_option
@json_option
def plan(config_file: Path, as_json: bool) -> None:  # noqa: FBT001  # an option
    """Tell what a sync would fetch, keep and remove; nothing is written.

    What is kept stays as it is; a file that gets other bytes is among what is fetched, or among
    what is added without fetching, as its bytes are here already or come with another file.

    Manifests and index files are read. Upstream is asked for the sizes of archives of toolchains,
    and for those of a sample of crates: sizes that come of that are estimates. The exit code is 1
    where something cannot be had, and 3 where upstream cannot be reached.
    """
    tell_plan(config_file, as_json=as_json)


def tell_plan(config_file: Path, *, as_json: bool) -> None:
    """Tell what a sync would do; the exit code tells if something cannot be had."""
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

        click.echo(encode(_facts(found, reached=counts.is_reached)))
    else:
        for line in _lines(found) if counts.is_reached else _unreached(found):
            click.echo(line)
    sys.exit(exit_code(found.delayed, counts))


def exit_code(delayed: Sequence[object], counts: Counts) -> int:
    """3 where upstream did not answer at all, 1 where something cannot be had, else 0."""
    return 0 if not delayed else 1 if counts.is_reached else 3


def _facts(plan: Plan, *, reached: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "reached": reached,
        **plan._asdict(),
        "delayed": [one._asdict() for one in plan.delayed],
        "remarks": [{"bundle": name, **one._asdict()} for name, one in plan.remarks],
    }


def _lines(plan: Plan) -> Iterator[str]:
    yield f"fetch   {_told(plan.fetched)}"
    if plan.added.files:
        yield f"add     {_told(plan.added)}, without fetching"
    yield f"keep    {_told(plan.kept)}"
    yield f"remove  {_told(plan.removed)}"
    yield from _table("by target", plan.targets)
    yield from _table("by channel and crate", plan.bundles)
    if plan.dropped:
        yield ""
        yield "no longer wanted:"
        yield from few([f"  {name}" for name in plan.dropped])
    yield from few([f"{name}: {remark.text}" for name, remark in plan.remarks])
    yield from _delayed(plan)


def _unreached(plan: Plan) -> Iterator[str]:
    yield from _delayed(plan)
    yield "upstream cannot be reached, so what a sync would do is not known"


def _delayed(plan: Plan) -> Iterator[str]:
    return few([f"{one.bundle} cannot be had: {one.reason}" for one in plan.delayed])


def _table(title: str, amounts: Mapping[str, Amount]) -> Iterator[str]:
    """The largest of some amounts."""
    if not amounts:
        return
    yield ""
    yield f"{title}:"
    largest = sorted(amounts.items(), key=lambda one: (-one[1].size, one[0]))[:MOST]
    width = max(len(name) for name, _ in largest)
    yield from (f"  {name:<{width}}  {_told(amount)}" for name, amount in largest)
    yield from more(len(amounts))


def _told(amount: Amount) -> str:
    from truemirror.config.sizes import Size

    files = counted(amount.files, "file")
    if not amount.estimated:
        return f"{files:>14}  {Size(amount.size)}"
    of = "" if amount.estimated == amount.files else f" (sizes of {amount.estimated:,} estimated)"
    return f"{files:>14}  about {Size(amount.size)}{of}"

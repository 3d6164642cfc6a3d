"""`truemirror traffic`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from truemirror.cli.options import config_option, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from truemirror.serve.traffic import Amount, Count

_DAYS = 7


@click.command
@click.option(
    "--since",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day, such as 2026-05-01. Without it, a week is told.",
)
@config_option
@json_option
def traffic(since: dt.datetime | None, config_file: Path, as_json: bool) -> None:  # noqa: FBT001  # an option
    """Tell how much was asked for, by day and class.

    Requests are counted by all servers of this machine that share the folder `mirror.work`, and
    saved once a minute; days are those of UTC, and kept for 400 of them. Bytes are those of bodies.
    With --json, requests are also told apart by the status of their answers.
    """
    from truemirror.cli.workshop import COUNTS, now, open_workshop
    from truemirror.serve.traffic import read_traffic

    first = since.date() if since else now().date() - dt.timedelta(days=_DAYS - 1)
    counts = read_traffic(open_workshop(config_file, reading=True).work / COUNTS, first)
    if as_json:
        from msgspec.json import encode

        click.echo(encode({"version": 1, "since": first, "counts": [*map(_facts, counts)]}))
        return
    for line in _lines(counts, first):
        click.echo(line)


def _facts(count: Count) -> dict[str, Any]:
    return {**count.key._asdict(), **count.amount._asdict()}


def _lines(counts: list[Count], first: dt.date) -> Iterator[str]:
    """A line for each class of each day, and one for all of its classes."""
    from truemirror.serve.traffic import Amount

    if not counts:
        yield f"nothing was asked for since {first}"
        return
    days: dict[str, dict[str, Amount]] = {}
    for (day, kind, _), amount in counts:
        kinds = days.setdefault(day, {"all": Amount()})
        kinds[kind] = kinds.get(kind, Amount()).plus(amount)
        kinds["all"] = kinds["all"].plus(amount)
    yield f"{'day':<10}  {'class':<8}  {'requests':>13}  {'sent':>8}"
    for day, kinds in days.items():
        for kind, amount in sorted(kinds.items(), key=lambda one: (one[0] == "all", one[0])):
            yield _line(day, kind, amount)


def _line(day: str, kind: str, amount: Amount) -> str:
    from truemirror.config.sizes import Size

    return f"{day}  {kind:<8}  {amount.requests:>13,}  {Size(amount.bytes)!s:>8}"

"""What imports share: putting records in behind a bar, and telling what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headway.cli.bars import Bars
from headway.cli.options import echo_json, width
from headway.cli.table import aligned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.activity.records import Record
    from headway.activity.store import Changes, Store

_VERSION = 1


def put(store: Store, name: str, records: Sequence[Record]) -> Changes:
    """Put records in behind a bar on standard error, where somebody looks at that."""
    with Bars() as bars:
        return store.put(records, lambda done: bars(name, done, len(records)))


def show(
    changes: Mapping[str, Changes],
    problems: Sequence[tuple[str, str]],
    where: str,
    *,
    as_json: bool,
) -> None:
    """Tell what became of the records of each kind, and what was bad, with its place."""
    if as_json:
        document = {
            "version": _VERSION,
            "store": where,
            "records": {name: change._asdict() for name, change in changes.items()},
            "problems": [{"place": place, "message": message} for place, message in problems],
        }
        echo_json(document)
        return
    for place, message in problems:
        click.echo(f"headway: {place}: {message}", err=True)
    rows = [(name, *map(str, change)) for name, change in changes.items() if any(change)]
    for line in aligned(("", "New", "Changed", "Same", "Removed"), rows, width()):
        click.echo(line)

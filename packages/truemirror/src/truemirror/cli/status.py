"""`truemirror status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from truemirror.cli.options import config_option, json_option
from truemirror.cli.telling import few, moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from truemirror.store.mirror import Generation
    from truemirror.store.report import Part, Report


@click.command
@config_option
@json_option
def status(config_file: Path, as_json: bool) -> None:  # noqa: FBT001  # an option
    """Tell what the mirror has and what it lacks, as the last sync left it."""
    from truemirror.cli.workshop import now, open_workshop
    from truemirror.store.report import read_report

    mirror = open_workshop(config_file, reading=True).mirror
    generation, report = mirror.current(), read_report(mirror.place)
    if as_json:
        from msgspec.json import encode

        facts = {"version": 1, "generation": generation, "report": report}
        click.echo(encode(facts))
        return
    for line in _lines(generation, report, now()):
        click.echo(line)


def _lines(generation: Generation | None, report: Report | None, now: dt.datetime) -> Iterator[str]:
    if generation is None:
        yield "nothing is published yet"
    else:
        yield f"generation {generation.number}, published {_ago(generation.made_at, now)}"
    if report is None:
        if generation:
            yield "how far it is behind is not known: the next sync will tell"
        return
    good = _ago(report.good_at, now) if report.good_at else "never"
    yield f"last sync {_ago(report.synced_at, now)}, last one without delays {good}"
    yield ""
    rows = [("", "whole", "upstream (UTC)", "here (UTC)", "lag"), *map(_row, report.parts)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
    if report.faults:
        yield ""
    yield from few(
        [
            f"{one.bundle} is delayed since {moment(one.since)}: {one.reason}"
            for one in report.faults
        ]
    )


def _row(part: Part) -> tuple[str, ...]:
    whole = f"{part.whole:,} of {part.wanted:,}"
    times = (_time(one) if one else "?" for one in (part.upstream_at, part.ours_at))
    return (part.name, whole, *times, "?" if part.lag is None else _lag(part.lag))


def _lag(lag: dt.timedelta) -> str:
    if not lag:
        return "none"
    hours = lag.seconds // 3600
    return f"{lag.days} d {hours} h" if lag.days else f"{hours} h {lag.seconds // 60 % 60} min"


def _time(time: dt.datetime) -> str:
    return moment(time).removesuffix(" UTC")


def _ago(time: dt.datetime, now: dt.datetime) -> str:
    from truemirror.serve.page import length

    return f"{moment(time)} ({length(now - time)} ago)"

"""`truemirror sync`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from truemirror.cli.options import config_option, json_option
from truemirror.cli.telling import few, moment

if TYPE_CHECKING:
    from pathlib import Path

    from truemirror.sync.counts import Counts
    from truemirror.sync.main import Report


@click.command
@config_option
@click.option("-q", "--quiet", is_flag=True, help="Tell only what is new and what is delayed.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, as `plan` does.")
@click.option(
    "--take-over",
    is_flag=True,
    help="Have a mirror in a bucket belong to this work folder, whose journal begins anew.",
)
@json_option
def sync(*, config_file: Path, quiet: bool, dry_run: bool, take_over: bool, as_json: bool) -> None:
    """Bring the mirror to where upstream is, and publish that in one step.

    Readers see the last generation until then. What cannot be had whole stays as it was, is told,
    and is tried again by the next sync; the exit code is 1 then, and 3 where upstream cannot be
    reached or another truemirror is at work on the mirror. A sync that was interrupted or killed is
    gone on with by the next one.

    A mirror in a bucket belongs to the work folder that first synced it, and only that one changes
    it. Where that is lost, or another machine is to go on, --take-over has it belong to this one;
    no sync may run elsewhere then. Once is enough.
    """
    from truemirror.cli.plan import exit_code, tell_plan
    from truemirror.cli.progress import shown
    from truemirror.cli.workshop import open_workshop
    from truemirror.sync import main
    from truemirror.sync.counts import Counts

    if dry_run:
        tell_plan(config_file, as_json=as_json)
        return
    workshop, counts = open_workshop(config_file), Counts()
    with (
        workshop.intake(counts, take_over=take_over) as intake,
        workshop.fetcher(counts) as fetcher,
        shown(counts, wanted=not (quiet or as_json)),
    ):
        report = main.sync(workshop.config, intake, fetcher)
    if as_json:
        from msgspec.json import encode

        click.echo(encode(_facts(report, counts)))
    else:
        _tell(report, counts, quiet=quiet)
    sys.exit(exit_code(report.delayed, counts))


def _facts(report: Report, counts: Counts) -> dict[str, Any]:
    return {
        "version": 1,
        "reached": counts.is_reached,
        "generation": report.generation,
        "is_new": report.is_new,
        "taken": report.taken,
        "dropped": report.dropped,
        "delayed": [one._asdict() for one in report.delayed],
        "remarks": [
            {"bundle": name, **one._asdict(), "is_new": (name, one) in report.noticed}
            for name, one in report.remarks
        ],
        "bytes": counts.size,
    }


def _tell(report: Report, counts: Counts, *, quiet: bool) -> None:
    told = [one for one in report.remarks if not quiet or one in report.noticed]
    remarks = [f"{name}: {remark.text}" for name, remark in told]
    delayed = [
        f"{one.bundle} is delayed since {moment(one.since)}: {one.reason}" for one in report.delayed
    ]
    for line in (*few(remarks), *few(delayed)):
        click.echo(line)
    if not quiet:
        click.echo(_summary(report, counts))


def _summary(report: Report, counts: Counts) -> str:
    from truemirror.config.sizes import Size

    changed = f"{len(report.taken):,} taken, {len(report.dropped):,} dropped"
    delayed = f", {len(report.delayed):,} delayed" if report.delayed else ""
    if report.generation is None:
        news = "published nothing, as nothing of what is wanted came"
    else:
        generation = f"generation {report.generation.number}"
        news = f"published {generation}" if report.is_new else f"nothing new: {generation} stays"
    reached = "" if counts.is_reached else "upstream cannot be reached; "
    return f"{reached}{news} ({changed}{delayed}; {Size(counts.size)} came)"

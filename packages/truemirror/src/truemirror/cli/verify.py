"""`truemirror verify`."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from truemirror.cli.options import Number, config_option, json_option
from truemirror.cli.telling import counted
from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from pathlib import Path

    from truemirror.cli.workshop import Workshop
    from truemirror.store.defects import Checked, Defect
    from truemirror.store.verify import Sample


class _Found(NamedTuple):
    """What is wrong, and how much was looked at."""

    defects: list[Defect]
    checked: Checked


@click.command
@config_option
@click.option(
    "--sample",
    type=Number(0, 100),
    default=100.0,
    metavar="PERCENT",
    help="Read so many of the files; of the others see whether they are there. All by default.",
)
@click.option("--seed", default=0, show_default=True, help="Which sample: the same for the same.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many check at once: as many as there are cores by default.",
)
@click.option("--repair", is_flag=True, help="Mend what is damaged; no sync may run then.")
@json_option
def verify(
    *,
    config_file: Path,
    sample: float,
    seed: int,
    jobs: int | None,
    repair: bool,
    as_json: bool,
) -> None:
    """Check that every byte of the mirror is what it was, and what upstream promised.

    Read are all files of all generations that are kept, against their sha256 and size. Of what is
    published, checksums, channel manifests and the index are held against the files that they tell
    of, and plain folders against what they are made of. The exit code is 1 if something is wrong,
    or nothing is published.

    With --repair, files are fetched again if upstream still has the same bytes, directories are
    made of what the journal knows, and plain folders are linked again. What cannot be mended so is
    told, and the next sync reads it anew. No sync may run meanwhile, or the exit code is 3.
    """
    from truemirror.cli.workshop import open_workshop
    from truemirror.store.defects import What
    from truemirror.store.verify import Sample

    workshop = open_workshop(config_file, reading=not repair)
    drawn = Sample(sample / 100, seed)
    found = _find(workshop, drawn, jobs, quiet=as_json)
    mended, again = 0, repair
    while again and found.defects:
        try:
            left = _mend(workshop, found.defects)
        except (TruemirrorError, OSError):
            _tell(found, mended, as_json=as_json)
            raise
        mended += len(found.defects) - len(left)
        # What a directory leads to could not be looked at before.
        again = any(one.what is What.DIRECTORY and one not in left for one in found.defects)
        found = found._replace(defects=left)
        if again:
            found = _find(workshop, drawn, jobs, quiet=as_json)
    _tell(found, mended, as_json=as_json)
    sys.exit(1 if found.defects or not found.checked.files else 0)


def _find(workshop: Workshop, sample: Sample, jobs: int | None, *, quiet: bool) -> _Found:
    from truemirror.cli.progress import changing
    from truemirror.store.defects import Checked
    from truemirror.store.place import Folder
    from truemirror.store.plain import PlainTrees, shown_by
    from truemirror.store.promises import Wanted
    from truemirror.store.verify import verify

    mirror, table = workshop.mirror, workshop.config.toolchains
    wanted = Wanted(table.selection, table.server) if table else Wanted()
    checked = Checked()
    found = verify(mirror, sample, jobs, checked, wanted)
    with changing(lambda _: _counted(checked), wanted=not quiet):
        defects = sorted(found)
        if isinstance(mirror.place, Folder):
            defects += PlainTrees(mirror.place).defects(shown_by(mirror))
    return _Found(defects, checked)


def _mend(workshop: Workshop, defects: list[Defect]) -> list[Defect]:
    """Mend defects, and have the next sync look after those that are left."""
    from truemirror.store.repair import repair
    from truemirror.sync.counts import Counts
    from truemirror.sync.refetch import refetch

    counts = Counts()
    with workshop.intake(counts) as intake, workshop.fetcher(counts) as fetcher:
        again = partial(refetch, workshop.config, fetcher, intake.partial)
        left = repair(workshop.mirror, defects, again, intake.journal.everything)
        for one in left:
            for bundle in intake.journal.holders(one.path):
                intake.fail(bundle, f"{one.path}: {one.reason}")
    return left


def _tell(found: _Found, mended: int, *, as_json: bool) -> None:
    from msgspec.json import encode

    from truemirror.store.defects import What

    if as_json:
        click.echo(encode(_facts(found, mended)))
        return
    for one in found.defects:
        what = "" if one.what in {What.FILE, What.PROMISE} else f"{one.what} "
        click.echo(f"{what}{one.path} {one.reason}")
    right = "all as it ought to be" if found.checked.files else "nothing is published yet"
    wrong = f"{len(found.defects):,} wrong" if found.defects else right
    click.echo(f"{_counted(found.checked)}: {wrong}{f', {mended:,} mended' if mended else ''}")
    absent = found.checked.versions - found.checked.present
    if absent:
        click.echo(f"the index lists {counted(absent, 'version')} without an archive here")


def _counted(checked: Checked) -> str:
    from truemirror.config.sizes import Size

    return f"{counted(checked.files, 'file')}, {Size(checked.bytes)} read"


def _facts(found: _Found, mended: int) -> dict[str, Any]:
    return {
        "version": 1,
        "files": found.checked.files,
        "bytes": found.checked.bytes,
        "mended": mended,
        "listed": found.checked.versions,
        "present": found.checked.present,
        "defects": [
            {"what": one.what, "path": one.path, "reason": one.reason} for one in found.defects
        ],
    }

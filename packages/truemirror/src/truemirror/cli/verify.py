"""`truemirror verify`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from truemirror.cli.options import config_option, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from truemirror.config.values import Config
    from truemirror.store.defects import Defect
    from truemirror.store.mirror import Mirror
    from truemirror.store.verify import Checked


@click.command
@config_option
@click.option(
    "--sample",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    default=100,
    help="Read only so much of the files; of the others, look at their length.",
)
@click.option("--seed", type=int, default=0, metavar="NUMBER", help="Another one, another sample.")
@json_option
def verify(config_file: Path, sample: float, seed: int, as_json: bool) -> None:  # noqa: FBT001  # options
    """Check every byte of the mirror, and what its files say of each other.

    The files of all generations have to be there with the sha256 that the mirror knows them by. In
    the one that readers see, a `.sha256` has to be of the file beside it, and archives have to be
    what manifests and index lines promise. Nothing is changed. The exit code is 1 where something
    is wrong.
    """
    from truemirror.cli.workshop import open_workshop
    from truemirror.store.verify import Checked, Sample
    from truemirror.store.verify import verify as every_byte

    workshop, checked = open_workshop(config_file), Checked()
    defects = [*every_byte(workshop.mirror, Sample(sample / 100, seed), checked=checked)]
    defects += _broken(workshop.config, workshop.mirror)
    if as_json:
        from msgspec.json import encode

        found = [{"what": one.what, "path": one.path, "reason": one.reason} for one in defects]
        facts = {"version": 1, "files": checked.files, "bytes": checked.bytes, "defects": found}
        click.echo(encode(facts))
    else:
        _tell(defects, checked)
    sys.exit(1 if defects else 0)


def _broken(config: Config, mirror: Mirror) -> Iterator[Defect]:
    """The promises of the published tree that are not kept."""
    from truemirror.store.promises import Listed, Promises, Wanted
    from truemirror.upstream.manifests import PUBLIC

    current, table = mirror.current(), config.toolchains
    if current:
        wanted = Wanted(server=table.server if table else PUBLIC)
        yield from Promises(mirror, current.tree, wanted, Listed()).broken()


def _tell(defects: list[Defect], checked: Checked) -> None:
    from truemirror.config.sizes import Size

    for one in defects:
        click.echo(f"{one.path} {one.reason}")
    found = f"{len(defects):,} wrong" if defects else "all as it ought to be"
    click.echo(f"{checked.files:,} files, {Size(checked.bytes)} read: {found}")

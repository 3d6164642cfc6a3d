"""`truemirror serve`."""

from __future__ import annotations

from contextlib import suppress
from signal import SIG_DFL, SIGTERM, signal
from typing import TYPE_CHECKING

import click

from truemirror.cli.options import config_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command
@config_option
@click.option("--host", metavar="ADDRESS", help="Listen there, whatever the settings say.")
@click.option("--port", type=click.IntRange(0, 65535), help="The same for the port; 0 for any.")
def serve(config_file: Path, host: str | None, port: int | None) -> None:
    """Serve the mirror to unmodified rustup and cargo, until it is told to end.

    What a sync publishes is seen at once. `/status` is a page about the mirror, `/status.json` the
    same for programs, and `/metrics` is for Prometheus. Some requests are logged, each as a line of
    JSON; all are counted by day in traffic.db in the folder `mirror.work`. Nothing is kept of who
    asked. How it serves is said in the table `serve` of the settings.
    """
    from msgspec.structs import replace

    from truemirror.cli.workshop import COUNTS, open_workshop
    from truemirror.errors import MissingExtraError
    from truemirror.store.mirror import POINTER

    try:
        from truemirror.serve.logs import set_up
        from truemirror.serve.main import prepare
    except ModuleNotFoundError as error:
        raise MissingExtraError(error.name, "serve") from error

    workshop = open_workshop(config_file)
    workshop.mirror.place.read(POINTER)  # which fails now, and not for every client, if it does
    table = workshop.config.serve
    table = replace(table, host=host or table.host, port=table.port if port is None else port)
    set_up()
    serving = prepare(workshop.mirror, table, workshop.work / COUNTS)
    with suppress(OSError):  # nobody may take what it says
        click.echo(f"serving {workshop.mirror.place.url} at {serving.address} (Ctrl-C ends it)")
    signal(SIGTERM, SIG_DFL)  # a server ends in an order of its own, and only then by this
    serving.run()

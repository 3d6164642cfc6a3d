"""`headway import zulip`: messages of a chat from files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from headway.activity.zulip_files import read_messages
from headway.cli.chats import NoSiteError, login_on_zulip
from headway.cli.imported import put, show
from headway.cli.options import json_option, path_argument, program_options, read_program
from headway.cli.stores import database_option, store_of
from headway.forge.zulip_account import plain_site


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@path_argument
@program_options
@database_option
@click.option("--site", metavar="URL", help="The address of the Zulip that the messages are from.")
@json_option
def zulip(
    *,
    file: Path,
    path: Path,
    database: str | None,
    site: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Import messages from FILE: an export of a Zulip, as a folder or an archive, or JSON.

    JSON has the shape in which Zulip's `GET /messages` answers when it is asked for Markdown.
    Messages outside public streams are left out. What cannot be read is told with its place, the
    rest is imported, and the exit code is 1.
    """
    from headway.activity.store import Changes

    program = read_program(path, **options).program
    address = site or program.config.zulip.site
    if address is None:
        raise NoSiteError
    changes, problems, private = Changes(), [], 0
    with store_of(program, database) as store:
        for found in read_messages(file, plain_site(address), login_on_zulip(program)):
            changes = changes.plus(put(store, "messages", found.messages))
            problems += [(one.place, one.message) for one in found.problems]
            private += found.private
    if private:
        click.echo(f"headway: {private} messages are left out: they are not public", err=True)
    show({"messages": changes}, problems, store.where, as_json=as_json)
    sys.exit(bool(problems))

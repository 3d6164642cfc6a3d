"""`truemirror init`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from truemirror.cli.options import config_option
from truemirror.config.contact import NOBODY, is_contact

if TYPE_CHECKING:
    from pathlib import Path


@click.command
@config_option
@click.option(
    "--contact",
    default=NOBODY,
    metavar="ADDRESS",
    help="A mail address or web page where upstream's operators reach you.",
)
def init(config_file: Path, contact: str) -> None:
    """Write a commented truemirror.toml to begin with.

    It is for the stable toolchain on one host; all other settings are there, explained.
    """
    from truemirror.config.read import ConfigError
    from truemirror.config.template import template

    if contact != NOBODY and not is_contact(contact):
        message = f"{contact!r} is no mail address or web page, in ASCII and of one line"
        raise click.BadParameter(message, param_hint="--contact")
    try:
        with config_file.open("x", encoding="utf-8") as file:
            file.write(template(contact))
    except FileExistsError as error:
        raise ConfigError(config_file, "is there already, and was left as it is") from error
    first = "set `upstream.contact` in it, then " if contact == NOBODY else ""
    click.echo(f"wrote {config_file}; {first}see what it comes to with `truemirror plan`")

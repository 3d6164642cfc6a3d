"""The command line."""

from __future__ import annotations

import click


@click.group()
@click.version_option(package_name="truemirror", message="%(prog)s %(version)s")
def main() -> None:
    """Copy what a language project ships, and prove that a copy is the original.

    Truemirror will mirror toolchains and packages for unmodified clients such as rustup and cargo,
    and let anyone verify what a mirror serves. Nothing of that is there yet: there are no commands.
    """

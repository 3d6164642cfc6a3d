"""The store of what happened, as commands use it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from headway.activity.errors import NoStoreError
from headway.activity.place import default_address, file_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.activity.store import Store
    from headway.program.model import Program

F = TypeVar("F", bound="Callable[..., Any]")


def database_option(command: F) -> F:
    """`--database`, as `database`."""
    return click.option(
        "--database",
        envvar="HEADWAY_DATABASE",
        metavar="URL",
        help="Where what happened is stored: a path, or `postgresql://USER@HOST/NAME`. Without it: "
        "`.headway/activity.db` in the program.",
    )(command)


def store_of(program: Program, database: str | None) -> Store:
    """The store of a program, made where there is none.

    Raises:
        StoreError: what is there cannot be used.
        NotWritableError: the folder for it cannot be made.
    """
    from headway.activity.store import open_store

    return open_store(database or default_address(program.root))


def filled_store_of(program: Program, database: str | None) -> Store:
    """The store of a program, for what only reads it.

    Raises:
        NoStoreError: there is no file where the program's own or the named one would be.
        StoreError: what is there cannot be used.
    """
    file = Path(database or file_of(program.root))
    if "://" not in str(database) and not file.exists():
        raise NoStoreError(file)
    return store_of(program, database)

"""`headway import`: filling the store of what happened from files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.github_files import read_folder
from headway.activity.json_values import BadInputError
from headway.activity.records import Issue
from headway.cli.import_zulip import zulip
from headway.cli.imported import put, show
from headway.cli.options import path_argument, program_options, read_program
from headway.cli.stores import database_option, store_of
from headway.forge.model import IssueName, Repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.activity.github_files import Imported
    from headway.activity.records import Record
    from headway.activity.store import Store


@click.group(name="import")
def import_() -> None:
    """Fill the store of what happened from files.

    Each import may be run again and again, on newer files or the same: what the store has already
    is left alone.
    """


import_.add_command(zulip)


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@path_argument
@program_options
@database_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def github(
    *, folder: Path, path: Path, database: str | None, as_json: bool, **options: Any
) -> None:
    """Import issues and comments from FOLDER: `issues.json`, `comments.json`, or both.

    They have the shape in which GitHub's REST API lists them. What cannot be read is told with its
    place, the rest is imported, and the exit code is 1.
    """
    program = read_program(path, **options).program
    found = read_folder(folder, program.config.present_name)
    with store_of(program, database) as store:
        kinds: dict[str, Sequence[Record]] = {
            "repositories": found.repositories,
            "issues": found.issues,
            "comments": found.comments,
            "counts": found.counts,
        }
        changes = {name: put(store, name, records) for name, records in kinds.items()}
        problems = [*found.problems, *_strays(store, found)]
    told = [(one.place, one.message) for one in problems]
    show(changes, told, store.where, as_json=as_json)
    sys.exit(bool(problems))


def _strays(store: Store, found: Imported) -> list[BadInputError]:
    """The issues that have comments in the files, and are neither there nor in the store."""
    names = {
        IssueName(Repository(*one.repository.split("/")), one.number) for one in found.comments
    }
    known = {(issue.repository, issue.number) for issue in store.on(Issue, names)}
    strays = sorted(name for name in names if (str(name.repository), name.number) not in known)
    message = "has comments, and is not known itself; they are kept until it comes"
    return [BadInputError(str(name), message) for name in strays]

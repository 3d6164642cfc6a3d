"""`headway import`: filling the store of what happened from files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.github_files import read_folder
from headway.activity.json_values import BadInputError
from headway.activity.records import Issue
from headway.activity.snapshot import name_of
from headway.cli.import_meetings import calendar, minutes
from headway.cli.import_zulip import zulip
from headway.cli.imported import put, show
from headway.cli.options import json_option, path_argument, program_options, read_program
from headway.cli.stores import database_option, store_of
from headway.tracking.reading import keep_boxes

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


import_.add_command(minutes)
import_.add_command(calendar)
import_.add_command(zulip)


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@path_argument
@program_options
@database_option
@json_option
def github(
    *, folder: Path, path: Path, database: str | None, as_json: bool, **options: Any
) -> None:
    """Import what GitHub tells of issues from FOLDER, whichever of the files are there.

    They are issues.json, comments.json, review_comments.json, reviews.json and events.json, in the
    shape in which GitHub's REST API lists them. What cannot be read is told with its place, the
    rest is imported, and the exit code is 1.
    """
    program = read_program(path, **options).program
    found = read_folder(folder, program.config.present_name)
    with store_of(program, database) as store:
        kinds: dict[str, Sequence[Record]] = {
            "repositories": found.repositories,
            "issues": found.issues,
            "comments": found.comments,
            "reviews": found.reviews,
            "events": found.events,
            "counts": found.counts,
        }
        changes = {name: put(store, name, records) for name, records in kinds.items()}
        changes["counts"] = changes["counts"].plus(keep_boxes(program, store))
        problems = [*found.problems, *_strays(store, found)]
    told = [(one.place, one.message) for one in problems]
    show(changes, told, store.where, as_json=as_json)
    sys.exit(bool(problems))


def _strays(store: Store, found: Imported) -> list[BadInputError]:
    """The issues that the files tell something of, and that are neither there nor in the store."""
    names = {name_of(one) for one in found.on_issues}
    known = {name_of(issue) for issue in store.on(Issue, names)}
    message = "has comments, reviews or events, and is not known itself; they are kept until it is"
    return [BadInputError(str(name), message) for name in sorted(names - known)]

"""`headway import`: filling the store of what happened from files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.activity.github_files import read_folder
from headway.activity.json_values import BadInputError
from headway.activity.records import Issue
from headway.activity.snapshot import name_of
from headway.cli.options import path_argument, program_options, read_program
from headway.cli.stores import database_option, store_of
from headway.cli.table import aligned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.activity.github_files import Imported
    from headway.activity.records import Record
    from headway.activity.store import Changes, Store

_VERSION = 1


@click.group(name="import")
def import_() -> None:
    """Fill the store of what happened from files.

    Each import may be run again and again, on newer files or the same: what the store has already
    is left alone.
    """


@import_.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@path_argument
@program_options
@database_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
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
        changes = {name: _put(store, name, records) for name, records in kinds.items()}
        problems = [*found.problems, *_strays(store, found)]
    _show(changes, problems, store.where, as_json=as_json)
    sys.exit(bool(problems))


def _put(store: Store, name: str, records: Sequence[Record]) -> Changes:
    """Put records in behind a bar on standard error, where somebody looks at that."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(records), label=name, file=sys.stderr, hidden=hidden) as bar:
        return store.put(records, lambda done: bar.update(done - bar.pos))


def _strays(store: Store, found: Imported) -> list[BadInputError]:
    """The issues that the files tell something of, and that are neither there nor in the store."""
    names = {name_of(one) for one in found.on_issues}
    known = {name_of(issue) for issue in store.on(Issue, names)}
    message = "has comments, reviews or events, and is not known itself; they are kept until it is"
    return [BadInputError(str(name), message) for name in sorted(names - known)]


def _show(
    changes: dict[str, Changes], problems: list[BadInputError], where: str, *, as_json: bool
) -> None:
    if as_json:
        document = {
            "version": _VERSION,
            "store": where,
            "records": {name: change._asdict() for name, change in changes.items()},
            "problems": [{"place": one.place, "message": one.message} for one in problems],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for problem in problems:
        click.echo(f"headway: {problem}", err=True)
    rows = [(name, *map(str, change)) for name, change in changes.items() if any(change)]
    for line in aligned(("", "New", "Changed", "Same"), rows, 80):
        click.echo(line)

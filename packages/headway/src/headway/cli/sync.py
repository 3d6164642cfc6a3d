"""`headway sync`: reading GitHub and Zulip into the store of what happened."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from headway.cli.bars import Bars
from headway.cli.chats import follow, topics_of
from headway.cli.forges import github, repository_of
from headway.cli.options import (
    echo_json,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.stores import database_option, store_of
from headway.cli.table import aligned
from headway.tracking.followed import followed
from headway.tracking.reading import keep_boxes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from headway.activity.sync.run import Outcome
    from headway.activity.sync.wanted import Wanted
    from headway.forge.chat import Topic

_VERSION = 1


@click.command()
@path_argument
@program_options
@database_option
@click.option("--list", "listing", is_flag=True, help="List what is followed; read nothing.")
@json_option
def sync(*, path: Path, database: str | None, listing: bool, as_json: bool, **options: Any) -> None:
    """Read what is new on GitHub, and in topics of Zulip, into the store.

    That is all of the goals' repository and of what `[[watch]]` in headway.toml names, and every
    issue or pull request that a goal or its tracking issue names: with comments, reviews, labels
    put on and taken off, and the like; and the messages of the topics that `[zulip]` there names.
    The first run reads all of it. It may be interrupted; the
    next one goes on there. What cannot be read is told, the rest is read, and the exit code is 1.

    The token is that of GITHUB_TOKEN, or of `gh auth login`; for what is public it needs no
    permissions.
    """
    program = read_program(path, **options).program
    wanted, topics = followed(program, repository_of(program)), topics_of(program)
    if listing:
        _list(wanted, topics, as_json=as_json)
        return
    from headway.activity.sync.main import sync as read_all

    with github(offline=options["offline"]) as forge, store_of(program, database) as store:
        try:
            with Bars() as bars:
                outcome = read_all(forge, store, wanted, bars)
                outcome.changes["counts"] = keep_boxes(program, store)
                if topics:
                    found = follow(program, store, bars, offline=options["offline"])
                    outcome.changes["messages"] = found.changes
                    outcome.problems.update(dict.fromkeys(found.problems))
        except KeyboardInterrupt:
            click.echo("\nheadway: interrupted; the same command goes on from here", err=True)
            sys.exit(1)
        _show(outcome, store.where, as_json=as_json)
    sys.exit(_exit_code(outcome))


def _exit_code(outcome: Outcome) -> int:
    incomplete = bool(outcome.problems or outcome.stopped)
    return 3 if incomplete and not outcome.reached else int(incomplete)


def _list(wanted: Wanted, topics: Sequence[Topic], *, as_json: bool) -> None:
    named = Counter(str(one.repository) for one in wanted.elsewhere(wanted.names | wanted.roots))
    if as_json:
        document = {
            "version": _VERSION,
            "repositories": [str(one) for one in wanted.repositories],
            "labelled": [
                {"repository": str(one.repository), "labels": list(one.labels)}
                for one in wanted.labelled
            ],
            "queries": list(wanted.queries),
            "named": dict(sorted(named.items())),
            "topics": [topic._asdict() for topic in topics],
        }
        echo_json(document)
        return
    rows = [(str(one), "all of it") for one in wanted.repositories]
    rows += [(str(one.repository), f"what has {', '.join(one.labels)}") for one in wanted.labelled]
    rows += [("search", query) for query in wanted.queries]
    rows += [(name, f"{count} by name") for name, count in sorted(named.items())]
    rows += [(str(topic), "its messages") for topic in topics]
    for line in aligned(("Where", "What"), rows, width()):
        click.echo(line)


def _show(outcome: Outcome, where: str, *, as_json: bool) -> None:
    problems = [*outcome.problems, *([str(outcome.stopped)] if outcome.stopped else ())]
    if as_json:
        document = {
            "version": _VERSION,
            "store": where,
            "complete": not problems,
            "records": {name: one._asdict() for name, one in outcome.changes.items()},
            "problems": problems,
            "notes": list(outcome.notes),
        }
        echo_json(document)
        return
    for line in (*outcome.notes, *problems):
        click.echo(f"headway: {line}", err=True)
    rows = [
        (name, str(one.new), str(one.changed))
        for name, one in sorted(outcome.changes.items())
        if one.new or one.changed
    ]
    if rows:
        for line in aligned(("", "New", "Changed"), rows, width()):
            click.echo(line)
    elif not problems:
        click.echo("nothing new")

"""`headway goals` and `headway show`: asking a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    echo_json,
    json_option,
    path_argument,
    program_options,
    read_program,
    width,
)
from headway.cli.table import aligned
from headway.diagnostics import printable
from headway.documents.values import Goal, Level, Status
from headway.program.export.json import goal_object, roadmap_object
from headway.program.query import Filter, find
from headway.program.query import goals as find_goals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headway.documents.values import Roadmap


@click.command()
@path_argument
@program_options
@click.option("--period", metavar="NAME", help="Of this period, such as 2026.")
@click.option("--status", metavar="STATUS", help=f"With this status: {', '.join(Status)}.")
@click.option("--team", metavar="TEAM", help="That ask this team, or have a champion on it.")
@click.option("--champion", metavar="USER", help="Championed by this user.")
@click.option("--person", metavar="USER", help="That name this user in any role.")
@click.option("--roadmap", metavar="NAME", help="On this roadmap, by its short title.")
@click.option("--area", metavar="NAME", help="On a roadmap of this application area.")
@click.option("--size", metavar="SIZE", help=f"Of this size: {', '.join(Level)}.")
@click.option("--needs", metavar="NEED", help="That look for funding, or for a contributor.")
@click.option("--text", metavar="WORDS", help="With these words in title, summary or what and why.")
@json_option
def goals(*, path: Path, as_json: bool, **given: Any) -> None:
    """List the goals of the program at PATH; filters combine.

    Letter case does not count in names, nor do brackets around them. A name that nothing in the
    program has is refused.
    """
    options = {name: given.pop(name) for name in ("team_data", "offline", "today")}
    loaded = read_program(path, **options)
    found = list(find_goals(loaded.program, Filter(**given)))
    if as_json:
        entries = [{"period": period.name, **goal_object(goal)} for period, goal in found]
        echo_json(entries)
        return
    if not found:
        click.echo("no goal meets all of that", err=True)
        return
    header = ("Period", "Goal", "Status", "Size", "Point of contact", "Title")
    rows = [
        (
            period.name,
            goal.id,
            goal.status or "",
            goal.size or "",
            goal.point_of_contact or "",
            goal.title or "",
        )
        for period, goal in found
    ]
    for line in aligned(header, rows, width()):
        click.echo(line)
    click.echo(f"{len(found)} goal{'' if len(found) == 1 else 's'}", err=True)


@click.command()
@click.argument("goal")
@path_argument
@program_options
@click.option("--period", metavar="NAME", help="Of this period; the latest without it.")
@json_option
def show(*, goal: str, path: Path, period: str | None, as_json: bool, **options: Any) -> None:
    """Print the facts of GOAL, a goal or roadmap by file name, `period/name` or title."""
    program = read_program(path, **options).program
    document = find(program, goal, period)
    found = program.period(document.period)
    assert found is not None  # noqa: S101  # the document was found in it
    if as_json:
        facts = (
            goal_object(document) if isinstance(document, Goal) else roadmap_object(document, found)
        )
        echo_json({"period": found.name, **facts})
        return
    facts = goal_object(document) if isinstance(document, Goal) else roadmap_object(document, found)
    title = facts.pop("title") or document.id
    for text in (title, "", *_facts(document, facts)):
        for line in text.split("\n"):
            click.echo(printable(line))


def _facts(document: Goal | Roadmap, facts: dict[str, Any]) -> Iterator[str]:
    long = {
        name: facts.pop(name, None)
        for name in ("summary", "asks", "tasks", "subgoals", "funding", "help_wanted")
    }
    rows = [("Period", document.period)]
    for name, value in facts.items():
        text = _text(value)
        if text:
            rows.append((name.replace("_", " ").capitalize(), text))
    label = max(len(name) for name, _ in rows)
    for name, text in rows:
        yield f"{name.ljust(label)}  {text}"
    if long["summary"]:
        yield f"\n{long['summary']}"
    for name in ("asks", "tasks", "subgoals", "funding", "help_wanted"):
        if long[name]:
            yield f"\n{name.replace('_', ' ').capitalize()}"
            yield from _entries(long[name])


def _entries(entries: list[dict[str, Any]]) -> Iterator[str]:
    names = [name for name in entries[0] if any(entry[name] for entry in entries)]
    header = [name.replace("_", " ").capitalize() for name in names]
    rows = [[_text(entry[name]) for name in names] for entry in entries]
    yield from aligned(header, rows, width())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {entry or 'nobody yet'}" for key, entry in value.items())
    if isinstance(value, list):
        return ", ".join(entry["task"] if isinstance(entry, dict) else entry for entry in value)
    return fold_lines(value or "")


def fold_lines(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())

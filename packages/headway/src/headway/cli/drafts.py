"""Working on a draft: `headway update --continue` and `--verify`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from headway.cli import drafts_text
from headway.cli.changes import carry_out
from headway.cli.options import echo_json, width, write_output
from headway.diagnostics import printable
from headway.forge.file_actions import FileChange
from headway.reporting.continuing import continued
from headway.reporting.marks import BadDraftError, read_draft
from headway.reporting.sources import sources
from headway.reporting.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.activity.store import Store
    from headway.cli.changes import Asked
    from headway.reporting.continuing import Change
    from headway.reporting.marks import Draft
    from headway.reporting.verifying import Proof

    Fresh = Callable[["Made"], str]

F = TypeVar("F", bound="Callable[..., Any]")

_VERSION = 1
_SAYS = "that works on the draft in FILE, which says from what it was made"
_MAKING = ("first", "end", "period", "words", "output")  # options that only make a draft


class Made(NamedTuple):
    """From what a draft was made."""

    first: dt.date
    end: dt.date
    period: str
    words: int


def draft_options(command: F) -> F:
    """`--continue`, `--verify` and `--apply`."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--apply", is_flag=True, help="Write the draft that --continue shows."),
        click.option(
            "--verify",
            "verified",
            type=file,
            metavar="FILE",
            help="Prove the draft in this file: its quotations, figures and states.",
        ),
        click.option(
            "--continue",
            "draft",
            type=file,
            metavar="FILE",
            help="Bring the draft in this file up to date, and keep what its editor wrote.",
        ),
    ):
        command = option(command)
    return command


def refuse_options(ctx: click.Context) -> None:
    """Refuse options that would do nothing."""
    given = {
        str(option.name): option.opts[-1]
        for option in ctx.command.params
        if ctx.get_parameter_source(str(option.name)) is click.core.ParameterSource.COMMANDLINE
    }
    if "apply" in given and "draft" not in given:
        msg = "--apply writes what --continue shows; a new draft is written by -o"
        raise click.UsageError(msg)
    for work, idle in (("verified", (*_MAKING, "draft", "target")), ("draft", _MAKING)):
        for name in idle:
            if work in given and name in given:
                msg = f"{given[name]} does not go with {given[work]}: {_SAYS}"
                raise click.UsageError(msg)


def continue_draft(file: Path, fresh: Fresh, asked: Asked, target: Path | None) -> None:
    """Show how a draft of the monthly update goes on, or write it: into its file, or another.

    `fresh` makes a draft from what this one was made from.

    Raises:
        BadDraftError: it is no draft, or its marks are damaged.
    """
    go_on(file, lambda draft: fresh(_made(draft, file)), asked, target)


def go_on(file: Path, anew: Callable[[Draft], str], asked: Asked, target: Path | None) -> None:
    """Show how a draft of any report goes on, or write it: into its file, or another.

    `anew` makes the draft that this one would be if it were made now.

    Raises:
        BadDraftError: it is no draft, or its marks are damaged.
    """
    seen, text = _read(file)
    draft = read_draft(text, str(file))
    result = continued(draft, read_draft(anew(draft)))
    if not asked.as_json:
        for line in drafts_text.news(file, result.changes):
            click.echo(printable(line), err=True)
    if target is not None:
        write_output(result.text, target)
        return
    after = result.text.encode()
    changes = [FileChange(file.name, seen, after, "there is news")] if seen != after else []
    facts = {"file": str(file), "news": [*map(_as_object, result.changes)]}
    carry_out(file.resolve().parent, changes, asked, facts=facts)


def verify_draft(file: Path, fresh: Fresh, store: Store, *, as_json: bool) -> None:
    """Tell what of a draft cannot be proved, and exit with 1 when something is wrong.

    Raises:
        BadDraftError: it is no draft, or its marks are damaged.
        StoreFailedError: the database does not answer.
    """
    text = _read(file)[1]
    draft = read_draft(text, str(file))
    anew = fresh(_made(draft, file))
    proof = verify(draft, read_draft(anew), sources(f"{text}\n{anew}", store))
    if as_json:
        document = {"version": _VERSION, "file": str(file), **_proof(proof)}
        echo_json(document)
    else:
        for line in drafts_text.told(file, proof, width()):
            click.echo(printable(line))
        if proof.outdated:
            told = f"`headway update --continue {file}` brings up to date what nobody touched"
            click.echo(told, err=True)
    if not proof.holds:
        sys.exit(1)


def _read(file: Path) -> tuple[bytes, str]:
    data = file.read_bytes()
    try:
        return data, data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = "this is not UTF-8: save the file as UTF-8"
        raise BadDraftError(str(file), line, problem) from error


def _made(draft: Draft, file: Path) -> Made:
    said = draft.parameters
    try:
        first, end = (dt.date.fromisoformat(said[name]) for name in ("from", "to"))
        return Made(first, end, str(said["period"]), int(said["words"]))
    except (KeyError, TypeError, ValueError) as error:
        line = draft.before.count("\n") + 1
        problem = "`headway:update` does not say from which days, period and words it was made"
        raise BadDraftError(
            str(file), line, f"{problem}; take the line from an earlier copy"
        ) from error


def _as_object(one: Change) -> dict[str, Any]:
    return {"what": one.what, "block": one.name, "line": one.line, "lines": [*one.lines]}


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "holds": proof.holds,
        "proved": {
            "quotations": proof.quotations,
            "comments": proof.comments,
            "lines": proof.facts,
        },
        "findings": [one._asdict() for one in proof.findings],
    }

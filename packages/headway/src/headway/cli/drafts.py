"""Working on a draft: `headway update --continue` and `--verify`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import carry_out
from headway.cli.options import width, write_output
from headway.diagnostics import printable
from headway.forge.file_actions import FileChange
from headway.reporting.continuing import What, continued
from headway.reporting.marks import BadDraftError, read_draft
from headway.reporting.sources import sources
from headway.reporting.verifying import Verdict, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from headway.activity.store import Store
    from headway.cli.changes import Asked
    from headway.reporting.continuing import Change
    from headway.reporting.verifying import Finding, Proof

    Fresh = Callable[[Mapping[str, Any]], str]

_VERSION = 1
_INDENT = "    "
_TOLD = {
    What.REFRESHED: "is brought up to date",
    What.ADDED: "is new",
    What.DROPPED: "is gone: there is no news of it any more",
    What.TOUCHED: "was changed by you and stays as it is, but there is news of it",
    What.OUTDATED: "was changed by you and stays, but Headway would no longer write it",
    What.REMOVED: "was removed by you and stays so, but there is news of it",
}
_TO_TAKE = (What.TOUCHED, What.REMOVED)


def continue_draft(file: Path, fresh: Fresh, asked: Asked, target: Path | None) -> None:
    """Show how a draft goes on, or write it: into its file, or into another.

    `fresh` makes a draft from the parameters of this one.

    Raises:
        BadDraftError: it is no draft, or its marks are damaged.
    """
    seen, text = _read(file)
    draft = read_draft(text, str(file))
    result = continued(draft, read_draft(fresh(draft.parameters)))
    if target is not None:
        write_output(result.text, target)
    if not asked.as_json:
        for line in _news(file, result.changes):
            click.echo(printable(line), err=True)
    if target is None or asked.as_json:
        after = result.text.encode()
        change = FileChange(file.name, seen, after, "there is news")
        changes = [change] if seen != after and target is None else []
        facts = {"file": str(target or file), "news": [*map(_as_object, result.changes)]}
        carry_out(file.resolve().parent, changes, asked, facts=facts)


def verify_draft(file: Path, fresh: Fresh, store: Store, *, as_json: bool) -> None:
    """Tell what of a draft cannot be proved, and exit with 1 when something is wrong.

    Raises:
        BadDraftError: it is no draft, or its marks are damaged.
        StoreFailedError: the database does not answer.
    """
    text = _read(file)[1]
    draft = read_draft(text, str(file))
    anew = fresh(draft.parameters)
    proof = verify(draft, read_draft(anew), sources(f"{text}\n{anew}", store))
    if as_json:
        document = {"version": _VERSION, "file": str(file), **_proof(proof)}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in _told(file, proof):
            click.echo(printable(line))
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


def _news(file: Path, changes: tuple[Change, ...]) -> Iterator[str]:
    """What is new, with the lines that an editor may want to take."""
    for one in changes:
        where = f"{file}:{one.line}" if one.line else str(file)
        take = one.what in _TO_TAKE
        more = "" if one.lines or not take else ", in what is collapsed"
        yield f"{where}: {one.name} {_TOLD[one.what]}{more}{':' * bool(take and one.lines)}"
        if take:
            yield from (f"{_INDENT}{line}" for line in one.lines)


def _as_object(one: Change) -> dict[str, Any]:
    return {"what": one.what, "block": one.name, "line": one.line, "lines": [*one.lines]}


def _told(file: Path, proof: Proof) -> Iterator[str]:
    """What was found, and at last how much of everything there is."""
    for one in proof.findings:
        if one.verdict is Verdict.OWN:
            yield _cut(f"{file}:{one.line}: your own: {one.text}")
        else:
            yield from _mistake(file, one)
    numbers = [sum(one.verdict is verdict for one in proof.findings) for verdict in Verdict]
    proved = (
        f"{proof.quotations} quotations, {proof.comments} whole comments, {proof.facts} other lines"
    )
    wrong, unknown, own = numbers
    yield f"proved: {proved}; wrong: {wrong}; not to be known: {unknown}; your own: {own}"


def _mistake(file: Path, one: Finding) -> Iterator[str]:
    yield f"{file}:{one.line}: {one.verdict}: {one.reason}"
    yield f"{_INDENT}it says:   {one.text}"
    if one.expected is not None:
        yield f"{_INDENT}should be: {one.expected}"


def _cut(line: str) -> str:
    return line if len(line) <= width() else f"{line[: width() - 1]}…"


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

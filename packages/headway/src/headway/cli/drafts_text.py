"""What is told of work on a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.continuing import What
from headway.reporting.verifying import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from headway.reporting.continuing import Change
    from headway.reporting.verifying import Finding, Proof

_INDENT = "    "
_DONE = {
    What.REFRESHED: "brought up to date",
    What.ADDED: "new",
    What.DROPPED: "dropped, because there is no news of them any more",
}
_TO_TAKE = {
    What.TOUCHED: "was changed by you and stays so, but there is news of it",
    What.OUTDATED: "was changed by you and stays, but Headway would not write it any more",
    What.REMOVED: "was removed by you and stays so, but there is news of it",
}


def news(file: Path, changes: Sequence[Change]) -> Iterator[str]:
    """What is new, with the lines that an editor may want to take."""
    for what, told in _DONE.items():
        names = [one.name for one in changes if one.what is what]
        if names:
            yield f"{told}: {', '.join(names)}"
    for one in changes:
        if one.what in _TO_TAKE:
            where = f"{file}:{one.line}" if one.line else str(file)
            yield f"{where}: {one.name} {_TO_TAKE[one.what]}{':' * bool(one.lines)}"
            yield from (f"{_INDENT}{line}" for line in one.lines)


def told(file: Path, proof: Proof, width: int) -> Iterator[str]:
    """What was found, and at last how much of everything there is."""
    for one in proof.findings:
        if one.verdict is Verdict.OWN:
            yield _cut(f"{file}:{one.line}: your own: {one.text}", width)
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


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"

"""Where the board and what happened have drifted apart, and what on it is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Severity
from headway.tracking.board.drift import drift
from headway.tracking.rules.books import ACTIVITY_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.diagnostics import Finding
    from headway.tracking.rules.books import Happened

rule = ACTIVITY_RULES.rule


@rule("BOARD007", Severity.HINT)
def late_item(happened: Happened) -> Iterator[Finding]:
    """An item of the board is past its deadline, and stands in no column of what is done.

    Either something is owed, or the board says something that nobody goes by any more.

    Wrong:

        deadline = 2026-05-04   (and today is 1 June)

    Right:

        deadline = 2026-06-15
    """
    return _drifted("BOARD007", happened)


@rule("BOARD008", Severity.WARNING, fixes=True)
def closed_issue(happened: Happened) -> Iterator[Finding]:
    """The issue of an item is closed or merged, and the item stands where work goes on.

    Whoever plans by the board plans for something that is over.

    Wrong:

        issue = "lumen-lang/goals#7"   (closed)
        column = "doing"

    Right:

        issue = "lumen-lang/goals#7"   (closed)
        column = "done"
    """
    return _drifted("BOARD008", happened)


@rule("BOARD009", Severity.WARNING)
def open_issue(happened: Happened) -> Iterator[Finding]:
    """The issue of an item is open, and the item stands in a column of what is done.

    One of them is wrong, and nobody looks at either any more.

    Wrong:

        issue = "lumen-lang/goals#7"   (open)
        column = "done"

    Right:

        issue = "lumen-lang/goals#7"   (open)
        column = "doing"
    """
    return _drifted("BOARD009", happened)


@rule("BOARD010", Severity.HINT)
def unknown_item(happened: Happened) -> Iterator[Finding]:
    """An item names an issue that the store lacks, though it follows the issue's repository.

    The number is wrong, or the store is older than the issue. How the item stands is not known.

    Wrong:

        issue = "lumen-lang/goals#7000"

    Right:

        issue = "lumen-lang/goals#7"
    """
    return _drifted("BOARD010", happened)


def _drifted(code: str, happened: Happened) -> Iterator[Finding]:
    return (one.finding for one in drift(happened.program, happened.board) if one.code == code)

"""What changed in a program's documents, as commands ask its git repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headway.errors import NoHistoryError
from headway.program.revisions import programs_around
from headway.reporting.document_changes import document_changes

if TYPE_CHECKING:
    from headway.activity.moments import Span
    from headway.program.model import Program
    from headway.reporting.document_changes import DocumentChange


def document_changes_in(program: Program, days: Span) -> tuple[DocumentChange, ...] | None:
    """What changed within some days; where git does not know, None, and standard error says why."""
    try:
        before, after = programs_around(program.root, days.start, days.end)
    except NoHistoryError as error:
        click.echo(f"headway: changes of documents are left out: {error}", err=True)
        return None
    return document_changes(before, after)

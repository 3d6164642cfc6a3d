"""What changed in the documents of a period's goals, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.pages import markdown
from headway.reporting.bodies import fit
from headway.reporting.update.model import ChangedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.documents.values import Goal
    from headway.reporting.document_changes import DocumentChange
    from headway.reporting.update.goals import View
    from headway.reporting.update.model import Row


def changed(
    changes: Iterable[DocumentChange], rows: Mapping[str, Row], view: View
) -> Iterator[ChangedDocument]:
    """What changed, goal by goal; of goals of other periods nothing."""
    by_goal: dict[str, tuple[Goal, list[str]]] = {}
    for one in changes:
        if one.goal.period == view.period.name:
            words = fit(one.words, "", view.program.config.repository or "", 0)
            by_goal.setdefault(one.goal.id, (one.goal, []))[1].append(words)
    for goal, told in by_goal.values():
        row = rows.get(goal.id)
        title = row.title if row else markdown.literal(goal.name)
        yield ChangedDocument(title, row.url if row else None, tuple(told))

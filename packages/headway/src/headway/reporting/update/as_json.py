"""A post's values as JSON, under the names that they have in templates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from headway.activity.moments import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.reporting.update.model import UpdateReport
    from headway.reporting.update.render import Message

VERSION = 1


def report_object(report: UpdateReport) -> dict[str, Any]:
    """A report as JSON, version 1."""
    return {"version": VERSION, **_plain(report)}


def messages_object(messages: Iterable[Message]) -> dict[str, Any]:
    """Messages as JSON, version 1."""
    return {"version": VERSION, "messages": [_plain(one) for one in messages]}


def _plain(value: Any) -> Any:
    """A value as JSON has it; a range of days by its first day and the day after its last."""
    if isinstance(value, Span):
        return {"from": str(value.first), "to": str(value.last + dt.timedelta(days=1))}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: _plain(one) for name, one in zip(value._fields, value, strict=True)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value

"""The facts of a month as a draft, by its template, and as JSON."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from headway.reporting import marks
from headway.reporting.program_update.spoken import short
from headway.tracking.minutes_stats import Month

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headway.reporting.program_update.model import ProgramUpdate
    from headway.reporting.templates import Templates

VERSION = 1
_GAPS = re.compile(r"\n{3,}")


def to_markdown(
    update: ProgramUpdate, templates: Templates, parameters: Mapping[str, Any] | None = None
) -> str:
    """The draft, with its blocks between marks; `parameters` are what it is made from.

    Beside `update`, a template has `block`, to be called around a part with its name; `short`,
    which writes a number of words as posts do; and `moment`, which writes a time.

    Raises:
        BadTemplateError: a template cannot be read, or asks for something that there is not.
    """
    front = templates.render("program-update-front-matter.md", update=update)
    body = templates.render(
        "program-update.md", update=update, block=_marked, short=short, moment=_moment
    )
    return marks.sealed(front, parameters or {}, body)


def to_json(update: ProgramUpdate) -> dict[str, Any]:
    """The facts as a JSON object, under the names that templates have for them."""
    return {"version": VERSION, **_object(update)}


def _marked(name: str, caller: Callable[[], str]) -> str:
    return marks.block(name, _GAPS.sub("\n\n", caller()))


def _moment(when: date) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else str(when)


def _object(value: Any) -> Any:
    """A value as JSON has it: named tuples as objects, days and months as text."""
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _object(one) for name, one in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_object(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value

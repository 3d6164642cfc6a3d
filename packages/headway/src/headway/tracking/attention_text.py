"""The page of what needs somebody, as text and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from headway.diagnostics import printable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from headway.tracking.attention import Item, Section
    from headway.tracking.whom import Whom

VERSION = 1
_MOST = 10  # of one section are shown as text
_INDENT = "    "


def lines(
    sections: Sequence[Section], whom: Whom | None, today: dt.date, width: int
) -> Iterator[str]:
    """The page as people read it: one line where nothing needs anybody."""
    who = str(whom) if whom else "anybody"
    if not sections:
        yield f"nothing needs {who} on {today}"
        return
    yield f"{who if whom else 'Everybody'}, {today:%A} {today}"
    for section in sections:
        yield ""
        yield f"{section.title} ({len(section.items)})"
        for item in section.items[:_MOST]:
            yield from _item_lines(item, width)
        if len(section.items) > _MOST:
            yield f"  and {len(section.items) - _MOST} more: all of them with --json"


def as_object(sections: Iterable[Section], whom: Whom | None, today: dt.date) -> dict[str, Any]:
    """The page as JSON, version 1."""
    return {
        "version": VERSION,
        "today": str(today),
        "for": str(whom) if whom else None,
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "items": [
                    {**one._asdict(), "day": str(one.day) if one.day else None}
                    for one in section.items
                ],
            }
            for section in sections
        ],
    }


def _item_lines(item: Item, width: int) -> Iterator[str]:
    head = printable(f"  {item.subject}: {item.title}" if item.title else f"  {item.subject}")
    yield head if len(head) <= width else f"{head[: width - 1]}…"
    for line in filter(None, (item.told, item.link)):
        yield from textwrap.wrap(
            printable(line),
            width,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )

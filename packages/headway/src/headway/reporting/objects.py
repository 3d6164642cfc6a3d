"""What reports have in common, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headway.reporting.summary import Quote


def quote(one: Quote) -> dict[str, Any]:
    """A quote with where it stands."""
    return {"text": one.text, "author": one.author, "day": str(one.at.date()), "url": one.url}

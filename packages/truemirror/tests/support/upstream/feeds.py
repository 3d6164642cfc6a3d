"""The feeds in which a registry lists what is new; yanked and deleted versions are not."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from upstream.registry import Change, Registry

_LEAST = 100  # as many entries there are, however old
_PUBLISHING = {"new", "version", "republish"}


def updates_feed(registry: Registry) -> bytes:
    """New versions: those of the last hour, or more if there are few."""
    changes = [one for one in reversed(registry.log) if one.kind in _PUBLISHING]
    fresh = sum(1 for one in changes if (registry.now - one.at).total_seconds() <= 3600)
    return _feed("recent updates", changes[: max(fresh, _LEAST)])


def crates_feed(registry: Registry) -> bytes:
    """New crates."""
    changes = [one for one in reversed(registry.log) if one.kind == "new"]
    return _feed("newest crates", changes[:_LEAST])


def _feed(title: str, changes: Iterable[Change]) -> bytes:
    items = "".join(map(_item, changes))
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:crates="https://crates.io/"><channel>'
        f"<title>crates.io: {escape(title)}</title>{items}</channel></rss>"
    ).encode()


def _item(change: Change) -> str:
    link = f"https://crates.io/crates/{change.name}/{change.number}"
    return (
        f"<item><title>New crate version published: {change.name} v{change.number}</title>"
        f"<link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(change.at)}</pubDate>"
        f"<crates:name>{change.name}</crates:name>"
        f"<crates:version>{change.number}</crates:version></item>"
    )


FEEDS = {"rss/updates.xml": updates_feed, "rss/crates.xml": crates_feed}

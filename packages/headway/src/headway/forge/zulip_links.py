"""Addresses of Zulip's messages, by its own rules (https://zulip.com/api/zulip-urls)."""

from __future__ import annotations

from urllib.parse import quote

_DOTTED = str.maketrans({"%": ".", ".": ".2E", "(": ".28", ")": ".29"})


def message_link(site: str, stream_id: int, stream: str, topic: str, number: int) -> str:
    """The address of a message of a topic."""
    where = f"{stream_id}-{_part(stream.replace(' ', '-'))}/topic/{_part(topic)}"
    return f"{site}/#narrow/channel/{where}/near/{number}"


def direct_link(site: str, user: int, number: int) -> str:
    """The address of a message between an account and whoever looks at it."""
    return f"{site}/#narrow/dm/{user}/near/{number}"


def _part(text: str) -> str:
    return quote(text, safe="*").translate(_DOTTED)

"""What people ask the program for in chat: messages that mention its alias."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from headway.activity.records import Message

_FENCED = r"^(?P<fence>`{3,}|~{3,})(?s:.*?)(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
_NOT_SAID = re.compile(rf"{_FENCED}|^>.*$|`[^`\n]*`", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MENTION = re.compile(r"@_?\*\*([^*|]+)(?:\|\d+)?\*\*|@_?\*([^*]+)\*")
_MARKS = re.compile(r"[*_`#]+|^[-+>\s]+")
_LEFT_OVER = re.compile(r"\(\s*\)|\s*,\s*(?=,)")  # where a mention stood
_LONGEST = 100


class Wish(NamedTuple):
    """An item that somebody wants on the board; `source` tells it from every other."""

    title: str
    link: str
    author: str
    day: dt.date
    source: str


def wishes(messages: Iterable[Message], alias: str) -> Iterator[Wish]:
    """The items that messages want: those that mention the alias, in order of their numbers.

    A mention counts where it pings: `@**alias**`, or `@*alias*` for a group. One that is silent, in
    code or in a quotation does not, so that an answer to a wish is no second one. The title is the
    first line that says anything beside the mention.
    """
    for message in sorted(messages, key=lambda one: one.id):
        own = _NOT_SAID.sub("", message.body)
        if _asks(own, alias):
            title = _title(own, alias) or f"What {message.author} asks in {message.topic}"
            day = message.sent_at.date()
            yield Wish(title, message.url, message.author, day, f"zulip:{message.id}")


def _asks(text: str, alias: str) -> bool:
    return any(
        (mention[1] or mention[2]).strip().casefold() == alias.casefold()
        for mention in _MENTION.finditer(text)
        if not mention[0].startswith("@_")
    )


def _title(text: str, alias: str) -> str:
    """The first line with words, without marks of Markdown, the alias, or what follows 100."""

    def named(mention: re.Match[str]) -> str:
        name: str = (mention[1] or mention[2]).strip()
        return "" if name.casefold() == alias.casefold() else f"@{name}"

    for line in text.splitlines():
        words = _LEFT_OVER.sub("", _LINK.sub(r"\1", _MENTION.sub(named, line)))
        plain = " ".join(_MARKS.sub("", words).split()).strip(" :,;-")
        if any(map(str.isalnum, plain)):
            return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1].rstrip()}…"
    return ""

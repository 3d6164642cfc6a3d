"""Items that people wish for in a chat: messages to the program's alias, each brought in once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.board.adding import New, add
from headway.tracking.wishes import wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.activity.records import Message
    from headway.program.config_zulip import TopicSetting, ZulipSettings

_STREAM = re.compile(r"/(?:channel|stream)/(\d+)")


class Wished(NamedTuple):
    """The bytes of the board with what was wished for, and the ids of the items that are new."""

    data: bytes | None
    new: tuple[str, ...]


def add_wishes(data: bytes | None, messages: Iterable[Message], settings: ZulipSettings) -> Wished:
    """Add the wishes of messages in the topics that the settings name, to the first column.

    Raises:
        UnreadableBoardError: the board is no TOML.
    """
    heard = [one for one in messages if any(_is_in(one, topic) for topic in settings.topics)]
    new = []
    for wish in wishes(heard, settings.alias or ""):
        note = f"Asked by {wish.author} on {wish.day}: {wish.link}"
        added = add(data, New(wish.title, note=note, source=wish.source))
        data = added.data
        new += [added.id] if added.is_new else []
    return Wished(data, tuple(new))


def _is_in(message: Message, topic: TopicSetting) -> bool:
    if message.topic.casefold() != topic.topic.casefold():
        return False
    if isinstance(topic.stream, int):
        number = _STREAM.search(message.url)
        return number is not None and int(number[1]) == topic.stream
    return message.stream.casefold() == topic.stream.casefold()

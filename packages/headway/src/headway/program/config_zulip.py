"""What `headway.toml` says of a program's chat, in `[zulip]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.toml import TomlFile

_SETTINGS = ("site", "topics", "alias")
_TOPIC = "a table with `stream` (its name or number) and `topic`"


class TopicSetting(Value):
    """A topic of a stream, which is given by its name or its number."""

    stream: str | int
    topic: str


class ZulipSettings(Value):
    """Where the program's Zulip is, the topics that are followed there, and the program's alias.

    A message in one of these topics that mentions the alias is a wish for the board.
    """

    site: str | None = None
    topics: tuple[TopicSetting, ...] = ()
    alias: str | None = None


def read_zulip(file: TomlFile) -> ZulipSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "zulip")
    file.known(table, _SETTINGS)
    site: str | None = file.typed(table, "site", str, "a string")
    if site is not None and not site.startswith(("https://", "http://")):
        file.tell(file.find("site"), "`site` must start with `https://`")
        site = None
    return ZulipSettings(
        site.rstrip("/") if site else None,
        tuple(_topics(file, table.get("topics"))),
        file.typed(table, "alias", str, "a string") or None,
    )


def _topics(file: TomlFile, said: Any) -> Iterator[TopicSetting]:
    if said is None:
        return
    if not isinstance(said, list):
        file.tell(file.find("topics"), f"`topics` must be a list, each {_TOPIC}")
        return
    for entry in said:
        topic = read_topic(file, "topics", entry)
        if topic is not None:
            yield topic


def read_topic(file: TomlFile, key: str, entry: Any) -> TopicSetting | None:
    """A topic that a setting names; None where it does not."""
    if isinstance(entry, dict):
        stream, topic = entry.get("stream"), entry.get("topic")
        if stream and type(stream) in {str, int} and topic and isinstance(topic, str):
            file.known(entry, ("stream", "topic"))
            return TopicSetting(stream, topic)
    file.tell(file.find(key), f"a topic in `{key}` must be {_TOPIC}")
    return None

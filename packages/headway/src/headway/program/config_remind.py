"""What `headway.toml` says of reminders, in `[remind]`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from headway.diagnostics import one_of
from headway.program.config_zulip import TopicSetting, read_topic
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.program.toml import TomlFile

_SETTINGS = ("channel", "escalate-after", "managers", "report")
_MOST = 52


class Channel(StrEnum):
    """Where a reminder goes."""

    ZULIP = "zulip"
    GITHUB = "github"
    TEXT = "text"


class RemindSettings(Value):
    """Where reminders go, and who hears of those that do not help.

    After `escalate_after` missed periods in a row a goal's champions and the `managers` (logins of
    the program managers) are named in the report, which can be posted to the topic `report`.
    """

    channel: Channel = Channel.TEXT
    escalate_after: int = 2
    managers: tuple[str, ...] = ()
    report: TopicSetting | None = None


def read_remind(file: TomlFile) -> RemindSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "remind")
    file.known(table, _SETTINGS)
    managers = file.strings(table, "managers") or ()
    said: dict[str, Any] = {
        "channel": _channel(file, table),
        "escalate_after": _after(file, table),
        "managers": tuple(login.removeprefix("@") for login in managers),
        "report": read_topic(file, "report", table["report"]) if "report" in table else None,
    }
    return RemindSettings(**{name: value for name, value in said.items() if value is not None})


def _channel(file: TomlFile, table: Mapping[str, Any]) -> Channel | None:
    name: str | None = file.typed(table, "channel", str, one_of(Channel))
    if name is None or name in set(Channel):
        return None if name is None else Channel(name)
    file.tell(file.find("channel"), f"`channel` must be {one_of(Channel)}")
    return None


def _after(file: TomlFile, table: Mapping[str, Any]) -> int | None:
    value = table.get("escalate-after")
    if value is None or (type(value) is int and 1 <= value <= _MOST):
        return value
    file.tell(file.find("escalate-after"), f"`escalate-after` must be a whole number up to {_MOST}")
    return None

"""The production adapter: Zulip behind the port."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from headway.closing import Closing
from headway.forge.chat import Direct, Message, User
from headway.forge.errors import RefusedError, StrangeAnswerError
from headway.forge.zulip_account import find_account
from headway.forge.zulip_links import direct_link, message_link
from headway.forge.zulip_session import ZULIP, Call, ZulipSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeVar

    from headway.forge.chat import Conversation
    from headway.forge.network import Surroundings

    T = TypeVar("T")

_PAGE = 1000  # what Zulip's documentation asks to stay at
_FEW = 100
_LONGEST = 10_000  # characters; Zulip cuts off the rest without a word


class Zulip(Closing):
    """What `chat.Chat` promises, over a session, which is closed with this."""

    def __init__(self, session: ZulipSession) -> None:
        """Use a session."""
        self._session = session

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    @property
    def site(self) -> str:
        """The address of this Zulip."""
        return self._session.site

    def user(self, number: int) -> User:
        """An account by its number."""
        call = Call("GET", f"/users/{number}", f"read the account {number}")
        return self._understood(call, lambda data: _user(data["user"]))

    def newest(self, where: Conversation) -> Iterator[Message]:
        """The messages of a conversation, newest first, 100 to a request."""
        anchor: dict[str, Any] = {"anchor": "newest"}
        while True:
            page, ends = self._page(where, anchor, before=_FEW, end="found_oldest")
            yield from reversed(page)
            if ends or not page:
                return
            anchor = {"anchor": page[0].id, "include_anchor": False}

    def pages(
        self, where: Conversation, last: int | None, again: int = 0
    ) -> Iterator[list[Message]]:
        """The messages of a conversation after one, oldest first, 1000 to a request."""
        anchor: dict[str, Any] = {"anchor": "oldest" if last is None else last}
        while True:
            page, ends = self._page(where, anchor, again, _PAGE, "found_newest")
            yield page
            if ends or not page:
                return
            anchor, again = {"anchor": page[-1].id, "include_anchor": False}, 0

    def send(self, where: Conversation, text: str) -> int:
        """Write a message; one that Zulip would cut off is not sent."""
        what = f"write to {where}"
        if len(text) > _LONGEST:
            reason = f"it has {len(text)} characters, and Zulip takes {_LONGEST}"
            raise RefusedError(what, [reason], ZULIP)
        fields: dict[str, Any] = (
            {"type": "direct", "to": [where.user]}
            if isinstance(where, Direct)
            else {"type": "stream", "to": json.dumps(where.stream), "topic": where.topic}
        )
        call = Call("POST", "/messages", what, {**fields, "content": text})
        return self._understood(call, lambda data: int(data["id"]))

    def _page(
        self,
        where: Conversation,
        anchor: Mapping[str, Any],
        before: int = 0,
        after: int = 0,
        end: str = "",
    ) -> tuple[list[Message], bool]:
        """Some messages, in order of their numbers, and whether the end is among them."""
        fields = {
            **anchor,
            "num_before": before,
            "num_after": after,
            "narrow": _narrow(where),
            "apply_markdown": False,
        }
        call = Call("GET", "/messages", f"read {where}", fields)

        def decode(data: Mapping[str, Any]) -> tuple[list[Message], bool]:
            found = [_message(self.site, one) for one in data["messages"]]
            return sorted(found, key=lambda one: one.id), bool(data[end])

        return self._understood(call, decode)

    def _understood(self, call: Call, decode: Callable[[Mapping[str, Any]], T]) -> T:
        data = self._session.send(call)
        try:
            return decode(data)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            reason = f"{type(error).__name__} {error}"
            raise StrangeAnswerError(call.what, reason, ZULIP) from error


def open_zulip(site: str | None, around: Surroundings) -> Zulip:
    """Zulip as the account that the environment or `~/.zuliprc` names.

    Raises:
        NoAccountError: neither names one.
        OtherSiteError: it is one of another Zulip than the program's.
    """
    return Zulip(ZulipSession(find_account(site), around))


def _narrow(where: Conversation) -> list[dict[str, Any]]:
    if isinstance(where, Direct):
        return [{"operator": "dm", "operand": [where.user]}]
    return [
        {"operator": "stream", "operand": where.stream},
        {"operator": "topic", "operand": where.topic},
    ]


def _user(data: Mapping[str, Any]) -> User:
    return User(int(data["user_id"]), str(data["full_name"]), bool(data["is_active"]))


def _message(site: str, data: Mapping[str, Any]) -> Message:
    number, author, topic = int(data["id"]), int(data["sender_id"]), str(data["subject"])
    stream = data["display_recipient"] if data["type"] == "stream" else None
    edited = data.get("last_edit_timestamp")
    return Message(
        id=number,
        author_id=author,
        author=str(data["sender_full_name"]),
        body=str(data["content"]),
        url=message_link(site, int(data["stream_id"]), stream, topic, number)
        if stream
        else direct_link(site, author, number),
        sent_at=datetime.fromtimestamp(data["timestamp"], UTC),
        edited_at=datetime.fromtimestamp(edited, UTC) if edited else None,
        stream=stream,
        topic=topic,
    )

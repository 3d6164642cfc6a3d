"""The operations: reading messages and an account, and sending a message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from zulip_simulator.state import Account, Message, State

LONGEST = 10_000
_MOST = 5000


@dataclass
class NoError(Exception):
    """An answer that says no."""

    code: str
    message: str


@dataclass
class Asked:
    """A request, taken apart; whatever it gives must be asked for."""

    state: State
    account: Account
    fields: Mapping[str, str]
    now: float

    def text(self, name: str) -> str:
        if name not in self.fields:
            raise NoError("REQUEST_VARIABLE_MISSING", f"Missing '{name}' argument")
        return self.fields[name]

    def value(self, name: str) -> Any:
        """A field as JSON."""
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise NoError("INVALID_JSON", f"{name} is not valid JSON") from error


def read_messages(asked: Asked) -> dict[str, Any]:
    """The messages around an anchor, by a narrow; in plain Markdown."""
    before, after = asked.value("num_before"), asked.value("num_after")
    if before + after > _MOST:
        raise NoError("BAD_REQUEST", f"Too many messages requested (maximum {_MOST}).")
    assert asked.value("apply_markdown") is False
    matches = _narrow(asked)
    found = [one for _, one in sorted(asked.state.messages.items()) if matches(one)]
    anchor = asked.text("anchor")
    place = {"newest": 2**62, "oldest": 0}.get(anchor) if not anchor.isdigit() else int(anchor)
    if place is None:
        raise NoError("BAD_REQUEST", "Invalid anchor")
    earlier = [one for one in found if one.id < place]
    included = "include_anchor" not in asked.fields or asked.value("include_anchor")
    here = [one for one in found if one.id == place and included]
    later = [one for one in found if one.id > place]
    shown = [*earlier[len(earlier) - min(before, len(earlier)) :], *here, *later[:after]]
    return {
        "messages": [_shown(asked.state, one) for one in shown],
        "anchor": place,
        "found_anchor": bool(here),
        "found_oldest": len(earlier) <= before,
        "found_newest": len(later) <= after,
        "history_limited": False,
    }


def read_user(asked: Asked, number: int) -> dict[str, Any]:
    """An account by its number."""
    found = asked.state.accounts.get(number)
    if found is None:
        raise NoError("BAD_REQUEST", "No such user")
    told = {"user_id": found.id, "full_name": found.name, "email": found.email}
    return {"user": {**told, "is_active": found.active, "is_bot": bool(found.key)}}


def send_message(asked: Asked) -> dict[str, Any]:
    """A message to one person, or to a topic of a stream."""
    kind, to, content = asked.text("type"), asked.value("to"), asked.text("content")
    if not content.strip():
        raise NoError("BAD_REQUEST", "Message must not be empty")
    at = datetime.fromtimestamp(asked.now, UTC)
    kept = content[:LONGEST].strip()
    if kind == "direct":
        (number,) = to
        person = asked.state.accounts.get(number)
        if person is None:
            raise NoError("BAD_REQUEST", f"Invalid user ID {number}")
        if not person.active:
            raise NoError("BAD_REQUEST", f"'{person.name}' is no longer using Zulip.")
        return {"id": asked.state.say(asked.account, kept, to=person, at=at).id}
    assert kind == "stream"
    stream = asked.state.stream(to)
    if stream is None:
        raise NoError("STREAM_DOES_NOT_EXIST", f"Channel '{to}' does not exist")
    topic = asked.text("topic")
    return {"id": asked.state.say(asked.account, kept, stream=stream, topic=topic, at=at).id}


# The fields that Zulip documents, of those that Headway has a use for.
FIELDS = {
    "GET": {"anchor", "include_anchor", "num_before", "num_after", "narrow", "apply_markdown"},
    "POST": {"type", "to", "topic", "content"},
}


def _narrow(asked: Asked) -> Callable[[Message], bool]:
    tests = list(_tests(asked))
    return lambda message: all(test(message) for test in tests)


def _tests(asked: Asked) -> Iterator[Callable[[Message], bool]]:
    for term in asked.value("narrow"):
        operator, operand = term["operator"], term["operand"]
        if operator == "dm":
            between = frozenset({asked.account.id, *operand})
            if not between <= asked.state.accounts.keys():
                raise NoError("BAD_NARROW", "Invalid narrow operator: unknown user")
            yield lambda message, between=between: message.between == between  # type: ignore[misc]
        elif operator == "stream":
            stream = asked.state.stream(operand)
            if stream is None:
                raise NoError("BAD_NARROW", "Invalid narrow operator: unknown channel")
            yield lambda message, stream=stream: message.stream == stream  # type: ignore[misc]
        elif operator == "topic":
            yield lambda message, topic=operand: message.topic == topic  # type: ignore[misc]
        else:
            raise NoError("BAD_NARROW", f"Invalid narrow operator: {operator}")


def _shown(state: State, one: Message) -> dict[str, Any]:
    sender = state.accounts[one.sender]
    body: dict[str, Any] = {
        "id": one.id,
        "type": "private" if one.stream is None else "stream",
        "sender_id": sender.id,
        "sender_full_name": sender.name,
        "sender_email": sender.email,
        "content": one.content,
        "content_type": "text/x-markdown",
        "subject": one.topic,
        "timestamp": int(one.sent_at.timestamp()),
        "display_recipient": [{"id": number} for number in sorted(one.between)],
    }
    if one.stream is not None:
        body |= {"stream_id": one.stream, "display_recipient": state.streams[one.stream]}
    if one.edited_at is not None:
        body["last_edit_timestamp"] = int(one.edited_at.timestamp())
    return body

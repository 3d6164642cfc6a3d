"""What the simulated Zulip holds: plain values that a test sets up and looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Account:
    """Someone who can be written to; a bot has a key."""

    id: int
    name: str
    email: str
    key: str = ""
    active: bool = True


@dataclass
class Message:
    """A message; one of no stream is between the accounts `between`."""

    id: int
    sender: int
    content: str
    sent_at: datetime
    stream: int | None = None
    topic: str = ""
    between: frozenset[int] = frozenset()
    edited_at: datetime | None = None


@dataclass
class State:
    """Accounts and messages by number, streams by number with their names."""

    accounts: dict[int, Account] = field(default_factory=dict)
    streams: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)

    def add_account(self, name: str, key: str = "", number: int | None = None) -> Account:
        number = number or 100 + len(self.accounts)
        email = f"{name.lower().replace(' ', '.')}@zulip.example"
        self.accounts[number] = Account(number, name, email, key)
        return self.accounts[number]

    def add_stream(self, name: str, number: int | None = None) -> int:
        number = number or 10 + len(self.streams)
        self.streams[number] = name
        return number

    def stream(self, named: object) -> int | None:
        """The number of the stream that a request names by its number or its name."""
        if isinstance(named, int):
            return named if named in self.streams else None
        return next((number for number, name in self.streams.items() if name == named), None)

    def say(  # noqa: PLR0913  # all that makes a message
        self,
        sender: Account,
        content: str,
        *,
        to: Account | None = None,
        stream: int | None = None,
        topic: str = "",
        at: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    ) -> Message:
        """A message that somebody sent."""
        number = max(self.messages, default=1000) + 1
        between = frozenset({sender.id, to.id}) if to else frozenset()
        message = Message(number, sender.id, content, at, stream, topic, between)
        self.messages[number] = message
        return message

    def direct(self, one: Account, other: Account) -> list[str]:
        """What was written between two accounts, oldest first."""
        between = frozenset({one.id, other.id})
        return [said.content for said in self.messages.values() if said.between == between]

    def in_topic(self, stream: int, topic: str) -> list[str]:
        """What was written in a topic, oldest first."""
        return [
            said.content
            for said in self.messages.values()
            if said.stream == stream and said.topic == topic
        ]

"""Chat behind a port: conversations, messages and people as values; reads and writes, apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


class Topic(NamedTuple):
    """A topic of a stream, which is given by its name or its number."""

    stream: str | int
    topic: str

    def __str__(self) -> str:
        """The topic as it is written in chat."""
        return f"#{self.stream} > {self.topic}"


class Direct(NamedTuple):
    """What is written between one person, by the number of their account, and whoever asks."""

    user: int

    def __str__(self) -> str:
        """The conversation in words."""
        return f"direct messages with account {self.user}"


Conversation = Topic | Direct


class User(NamedTuple):
    """An account; one that is not active cannot be written to."""

    id: int
    name: str
    active: bool


class Message(NamedTuple):
    """A message in the Markdown it was written in. One between people has neither stream nor topic.

    `edited_at` is when its text was last changed, None where it never was.
    """

    id: int
    author_id: int
    author: str
    body: str
    url: str
    sent_at: datetime
    edited_at: datetime | None
    stream: str | None
    topic: str


class ChatReads(Protocol):
    """Reading. A conversation or account that is not there, or may not be seen, is a ForgeError."""

    @property
    def site(self) -> str:
        """The address that the chat's own addresses begin with."""

    def user(self, number: int) -> User:
        """An account by its number."""

    def newest(self, where: Conversation) -> Iterator[Message]:
        """The messages of a conversation, newest first; read as they are taken."""

    def pages(
        self, where: Conversation, last: int | None, again: int = 0
    ) -> Iterator[list[Message]]:
        """The messages of a conversation after the one with the number `last`, oldest first.

        The first page begins with up to `again` messages before it, and it, which may have been
        edited. Without `last` all are read.
        """


class ChatWrites(Protocol):
    """Writing. An UnknownOutcomeError says that a message may have been taken."""

    def send(self, where: Conversation, text: str) -> int:
        """Write a message, and give its number."""


class Chat(ChatReads, ChatWrites, Protocol):
    """Reading and writing."""

"""Messages as changes of a plan, each known again by a mark in its text.

A conversation is read back and not searched: Zulip's index knows a message only a while after the
message was taken, and it does not hold marks of punctuation as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from headway.forge.plan import Action, Outcome, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from headway.forge.chat import Chat, Conversation
    from headway.forge.plan import World


@dataclass(frozen=True, slots=True)
class SendMessage(Action):
    """A message that a conversation does not have yet; none before `since` is looked at.

    `to` says in words who or what it goes to.
    """

    kind: ClassVar[str] = "send-message"
    where: Conversation
    to: str
    text: str
    marker: str
    since: datetime

    @property
    def title(self) -> str:
        """What it does."""
        return f"write to {self.to} on Zulip"

    def details(self) -> Iterable[str]:
        """The message."""
        return self.text.splitlines()

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is one with the mark."""
        return find_message(chat_of(world), self.where, self.marker, self.since)

    def perform(self, world: World) -> Outcome:
        """Send it."""
        return Outcome(chat_of(world).send(self.where, self.text))


def find_message(chat: Chat, where: Conversation, marker: str, since: datetime) -> Outcome | None:
    """The number of the newest message with a mark, none if it is older than `since`."""
    for message in chat.newest(where):
        if message.sent_at < since:
            break
        if marker in message.body:
            return Outcome(message.id)
    return None


def chat_of(world: World) -> Chat:
    """The chat that a plan with messages is carried out with."""
    if world.chat is None:
        msg = "a plan that writes messages is carried out with a chat"
        raise ValueError(msg)
    return world.chat

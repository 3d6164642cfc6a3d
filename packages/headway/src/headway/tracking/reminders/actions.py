"""Sending once: what is meant to be sent is written down first, and looked for before it is sent.

A reminder ends in one of four ways. It was sent, and the store says so. It was meant to be sent and
nothing more is known: then the conversation tells whether it was, and if not, it is sent once
whoever meant to send it must have given up. It surely was not sent: then it may be sent. Or nothing
was written down: then it was not sent, since that always comes first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from headway.activity.records import Reminder
from headway.errors import HeadwayError
from headway.forge.errors import ForgeError, UnknownOutcomeError
from headway.forge.plan import Action, Outcome, Refusal, World
from headway.tracking.reminders.report_text import fitting, in_chat, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from headway.activity.store import Store
    from headway.forge.chat_actions import SendMessage
    from headway.program.directory import Directory
    from headway.tracking.reminders.report import Report

# Longer than all tries and waits of one message together (see `forge.network.Patience`).
GIVEN_UP = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail(World):
    """The world with a store in which reminders are written down, and a clock."""

    store: Store
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)


class TakenError(HeadwayError):
    """Another run took a reminder on since this one looked."""

    def __init__(self, reminder: Reminder) -> None:
        """Tell which."""
        super().__init__(
            f"another run is sending the reminder for {', '.join(reminder.people)} just now"
        )


@dataclass(frozen=True, slots=True)
class Remind(Action):
    """A message that is sent once for its cycle, whatever happens between here and there."""

    kind: ClassVar[str] = "remind"
    reminder: Reminder
    message: Action

    @property
    def title(self) -> str:
        """What it does."""
        return self.message.title

    def details(self) -> Iterable[str]:
        """The message."""
        return self.message.details()

    def facts(self) -> Mapping[str, Any]:
        """What is written down of it, and its text."""
        written = self.reminder._asdict()
        told = {name: written[name] for name in ("marker", "people", "period", "goals", "channel")}
        return {**told, "text": "\n".join(self.message.details())}

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it was sent, by the store or else by the conversation."""
        known = self._known(world)
        if known and known.sent_at:
            return Outcome(known.marker)
        found = self.message.look(world)
        if isinstance(found, Outcome):
            self._write_down(world, known or self.reminder, sent_at=_mail(world).now())
            return Outcome(self.reminder.marker)
        if found is None and known and not known.failed:
            free = known.intended_at + GIVEN_UP
            if _mail(world).now() < free:
                return Refusal(
                    f"another run meant to send it at {known.intended_at:%H:%M} UTC and may still "
                    f"do so; run this again after {free:%H:%M} UTC"
                )
        return found

    def perform(self, world: World) -> Outcome:
        """Write down that it is meant to be sent, send it, and write down that it was."""
        intent = self._take_on(world)
        try:
            self.message.perform(world)
        except UnknownOutcomeError:
            raise
        except ForgeError as error:
            self._write_down(world, intent, failed=str(error).partition("\n")[0])
            raise
        self._write_down(world, intent, sent_at=_mail(world).now())
        return Outcome(intent.marker)

    def _take_on(self, world: World) -> Reminder:
        """Write the intent down, unless somebody else did since this was looked at.

        Raises:
            TakenError: somebody did.
        """
        mail = _mail(world)
        intent = self.reminder._replace(intended_at=mail.now())
        with mail.store.batch() as batch:
            for known in batch.find(Reminder, marker=intent.marker):
                free = known.failed or known.intended_at + GIVEN_UP <= mail.now()
                if known.sent_at or not free:
                    raise TakenError(known)
            batch.put([intent])
        return intent

    def _known(self, world: World) -> Reminder | None:
        found = _mail(world).store.find(Reminder, marker=self.reminder.marker)
        return found[0] if found else None

    def _write_down(self, world: World, reminder: Reminder, **what: Any) -> None:
        _mail(world).store.put([reminder._replace(**{"failed": None, **what})])


@dataclass(frozen=True, slots=True)
class HandOver(Action):
    """A text that a person passes on; it counts as sent once it is in their hands."""

    kind: ClassVar[str] = "hand-over"
    to: str
    text: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"hand over the text for {self.to}, to be passed on by you"

    def details(self) -> Iterable[str]:
        """The text."""
        return self.text.splitlines()

    def look(self, world: World) -> None:
        """Nothing can be looked at but what was written down."""

    def perform(self, world: World) -> Outcome:  # noqa: ARG002  # it is printed by whoever applies
        """Nothing more: it stands in the plan."""
        return Outcome(self.to)


@dataclass(frozen=True, slots=True)
class PostReport(Action):
    """The report of a day's reminders, with those that failed, which show only when it is sent."""

    kind: ClassVar[str] = "post-report"
    message: SendMessage
    report: Report
    directory: Directory | None

    @property
    def title(self) -> str:
        """What it does."""
        return f"report to {self.message.to}"

    def details(self) -> Iterable[str]:
        """The report as it is before anything was sent."""
        return lines(self.report, in_chat(self.directory))

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it is there."""
        return self.message.look(world)

    def perform(self, world: World) -> Outcome:
        """Send it, with what became of the reminders."""
        shown = in_chat(self.directory)
        text = [*_became(world, self.report), "", *lines(self.report, shown)]
        full = f"{fitting(text)}\n\n{self.message.marker}"
        return replace(self.message, text=full).perform(world)


def _became(world: World, report: Report) -> Iterable[str]:
    """How many reminders were sent, and why others were not."""
    markers = [letter.marker for letter in report.letters]
    known = {one.marker: one for one in _mail(world).store.find(Reminder, marker=markers)}
    sent = sum(bool(one.sent_at) for one in known.values())
    yield f"{sent} of {len(markers)} reminders sent."
    for letter in report.letters:
        one = known.get(letter.marker)
        if one is None or not one.sent_at:
            reason = one.failed if one and one.failed else "it is not known whether it was"
            yield f"- not sent, {letter.name.removeprefix('@')}: {reason}"


def _mail(world: World) -> Mail:
    if not isinstance(world, Mail):
        msg = "reminders are carried out with a store"
        raise TypeError(msg)
    return world

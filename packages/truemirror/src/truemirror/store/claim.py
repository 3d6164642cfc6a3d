"""Whose a mirror in a bucket is: one journal changes it, and the bucket says which.

A lock keeps out what else runs on this machine. A bucket is also there for others, each of which
would have a journal of its own, that knows nothing of what another one did.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads an owner by its annotations
from typing import TYPE_CHECKING

import msgspec

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from truemirror.store.journal import Journal
    from truemirror.store.place import Place

OWNER = "owner.json"
_NAME = "name of the journal"
_TAKE_OVER = "`truemirror sync --take-over`"


class Owner(msgspec.Struct, frozen=True):
    """A journal that may change a mirror, by its name, and where it was when it claimed that."""

    journal: str
    host: str
    work: str
    since: dt.datetime


class OwnedError(TruemirrorError):
    """A mirror belongs to another journal."""

    exit_code = 2

    def __init__(self, url: str, owner: Owner) -> None:
        """Tell whose it is."""
        super().__init__(
            f"{url} belongs to another journal: since {owner.since:%Y-%m-%d %H:%M} to that in "
            f"{owner.work} on {owner.host}. Sync it there; or, if that one is lost or to be used "
            f"no more, let nothing run there and have it belong to this one: {_TAKE_OVER}"
        )


class StrangeError(TruemirrorError):
    """A journal is not about the mirror that it is used with."""

    exit_code = 2

    def __init__(self, url: str, work: str) -> None:
        """Tell which mirror, and where the journal is."""
        super().__init__(
            f"the journal in {work} is not about {url}, which has no {OWNER}: for another mirror, "
            f"name another folder in `mirror.work`; to begin the journal anew: {_TAKE_OVER}"
        )


class Claim:
    """What a journal does to have a mirror for itself."""

    def __init__(self, place: Place, journal: Journal, where: Owner) -> None:
        """Take where the mirror is, and what to tell others of the journal.

        Raises:
            JournalError: the journal cannot be written.
        """
        self._place = place
        name = journal.fact(_NAME)
        if name is None:
            name = where.journal
            with journal.step():
                journal.know(_NAME, name)
        self._us = msgspec.structs.replace(where, journal=name)
        self._is_new = next(journal.names(), None) is None

    def take(self) -> None:
        """Have the mirror, if nobody else has it.

        Raises:
            OwnedError: somebody has.
            StrangeError: nobody has, and the journal is about another mirror.
            PlaceError: the place does not answer, or cannot be written.
        """
        if not self._is_new or not self._place.create(OWNER, self._told()):
            self.check()

    def take_over(self) -> None:
        """Have the mirror, whoever had it.

        Raises:
            PlaceError: the place cannot be written.
        """
        self._place.write(OWNER, self._told())

    def check(self) -> None:
        """See that nobody else has the mirror by now.

        Raises:
            OwnedError: somebody has.
            StrangeError: nobody has it any more.
            PlaceError: the place does not answer.
        """
        owner = self._owner()
        if owner is None:
            raise StrangeError(self._place.url, self._us.work)
        if owner.journal != self._us.journal:
            raise OwnedError(self._place.url, owner)

    def _owner(self) -> Owner | None:
        data = self._place.read(OWNER)
        try:
            return None if data is None else msgspec.json.decode(data, type=Owner)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return None

    def _told(self) -> bytes:
        return msgspec.json.encode(self._us)

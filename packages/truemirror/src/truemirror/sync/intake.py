"""What came whole, on its way into the mirror and the journal, many bundles at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Trouble

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from truemirror.store.journal import Journal, Seen
    from truemirror.store.mirror import Mirror
    from truemirror.store.tree import Content
    from truemirror.upstream.model import Document

_AT_ONCE = 128  # bundles


class Whole(NamedTuple):
    """A bundle of which all is here.

    `fetched` are files on the disk that the mirror does not have yet, by sha256; `contents` says
    what is to stand under which path, None what is to go. `seen` is what upstream served.
    """

    name: str
    documents: Sequence[Document]
    contents: Mapping[str, Content | None]
    fetched: Mapping[str, Path]
    seen: Sequence[Seen]


class Intake:
    """Takes bundles in, together where that saves waiting for the disk.

    Content is in the mirror before the journal says so.
    """

    def __init__(self, mirror: Mirror, journal: Journal, now: Callable[[], dt.datetime]) -> None:
        """Take where content and work are kept, and what tells the time."""
        self.mirror = mirror
        self.journal = journal
        self._now = now
        self._whole: list[Whole] = []
        self.taken = 0

    def take(self, whole: Whole) -> None:
        """Take in a bundle.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        self._whole.append(whole)
        if len(self._whole) >= _AT_ONCE:
            self.flush()

    def fail(self, bundle: str, reason: str) -> None:
        """Record that a bundle stays as it was.

        Raises:
            JournalError: the journal cannot be written.
        """
        with self.journal.step():
            self.journal.fail(Trouble(bundle, reason, self._now()))

    def flush(self) -> None:
        """Have all that was taken in count.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        whole, self._whole = self._whole, []
        fetched = {sha256: file for one in whole for sha256, file in one.fetched.items()}
        self.mirror.adopt({sha256: file for sha256, file in fetched.items() if file.exists()})
        documents = [document for one in whole for document in one.documents]
        contents = self.mirror.put_all(document.data for document in documents)
        paths = (document.path for document in documents)
        with self.journal.step():
            self.journal.pend(zip(paths, contents, strict=True))
            for one in whole:
                self.journal.pend(one.contents.items())
                self.journal.mend(one.name)
                for seen in one.seen:
                    self.journal.see(seen)
        self.taken += len(whole)

"""What came whole, on its way into the mirror and the journal, many bundles at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Taken, Trouble

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from truemirror.store.journal import Journal, Remark, Seen
    from truemirror.store.mirror import Mirror
    from truemirror.store.tree import Content
    from truemirror.sync.counts import Counts
    from truemirror.upstream.model import Document

_AT_ONCE = 128  # bundles


class Whole(NamedTuple):
    """A bundle of which all is here.

    `wish` says what was wanted of it. `contents` says what is to stand under which path beside the
    documents; `fetched` are files on the disk that the mirror does not have yet, by sha256. `seen`
    is what upstream served.
    """

    name: str
    wish: str
    documents: Sequence[Document]
    contents: Mapping[str, Content]
    fetched: Mapping[str, Path]
    seen: Sequence[Seen]
    remarks: Sequence[Remark] = ()


class Intake:
    """Takes bundles in, together where that saves waiting for the disk.

    Content is in the mirror before the journal says so. `partial` is a folder for files on their
    way, on the disk of the mirror where that is a folder.
    """

    def __init__(
        self,
        mirror: Mirror,
        journal: Journal,
        partial: Path,
        now: Callable[[], dt.datetime],
        counts: Counts,
    ) -> None:
        """Take where content and work are kept, and what tells the time."""
        self.mirror = mirror
        self.journal = journal
        self.partial = partial
        self.now = now
        self.counts = counts
        self.taken: list[str] = []
        self._whole: list[Whole] = []

    def take(self, whole: Whole) -> None:
        """Take in a bundle.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        self.counts.settled += 1
        self._whole.append(whole)
        if len(self._whole) >= _AT_ONCE:
            self.flush()

    def fail(self, bundle: str, reason: str) -> None:
        """Record that a bundle stays as it was.

        Raises:
            JournalError: the journal cannot be written.
        """
        self.counts.settled += 1
        with self.journal.step():
            self.journal.fail(Trouble(bundle, reason, self.now()))

    def leave(self, bundle: str) -> None:
        """Record that a bundle is as upstream has it, as it was before.

        Raises:
            JournalError: the journal cannot be written.
        """
        self.counts.settled += 1
        if self.journal.has_trouble(bundle):
            with self.journal.step():
                self.journal.mend(bundle)

    def note(self, bundle: str, remarks: Sequence[Remark]) -> None:
        """Record that a bundle is as upstream has it, with remarks about that.

        Raises:
            JournalError: the journal cannot be written.
        """
        self.leave(bundle)
        known = [remark for _, remark in self.journal.remarks(bundle)]
        if known != sorted(remarks):
            with self.journal.step():
                self.journal.note(bundle, remarks, self.now())

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
        contents = iter(self.mirror.put_all(document.data for document in documents))
        now = self.now()
        with self.journal.step():
            for one in whole:
                paths = (document.path for document in one.documents)
                files = {**one.contents, **dict(zip(paths, contents, strict=False))}
                self.journal.take(Taken(one.name, one.wish, now), files, one.seen)
                for remark in one.remarks:
                    self.journal.remark(one.name, remark, now)
        self.taken += [one.name for one in whole]

"""What came whole, on its way into the mirror and the journal, many bundles at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from truemirror.closing import Closing
from truemirror.store.journal import Taken, Trouble
from truemirror.store.mirror import blob_path
from truemirror.store.tree import Content
from truemirror.sync.bundles import FetchBundle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Container, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from truemirror.store.journal import Journal, Remark, Seen
    from truemirror.store.mirror import Mirror
    from truemirror.sync.bundles import Wanted, Whole
    from truemirror.sync.counts import Counts
    from truemirror.sync.steps import Step

_AT_ONCE = 128  # bundles
_FORGOTTEN = 7 * 86_400  # seconds that a file stays on its way though nobody goes on with it


class Stored(NamedTuple):
    """A bundle whose content is in the mirror, with all its files by path."""

    whole: Whole
    files: Mapping[str, Content]


class Intake(Closing):
    """Takes bundles in, together where that saves waiting for the disk.

    Content is in the mirror before the journal says so. `partial` is a folder for files on their
    way; `strays` are those that earlier syncs left there, as long as nobody goes on with them.
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
        self.strays = {one.name for one in partial.iterdir()} if partial.is_dir() else set[str]()
        self._whole: list[Whole] = []
        self._held: list[Stored] = []
        self._storing: Future[list[Stored]] | None = None
        self._writer = ThreadPoolExecutor(1, "to-mirror")

    def has(self, bundle: str) -> bool:
        """Whether a bundle is here, in some state."""
        return self.journal.taken(bundle) is not None

    def published(self, bundle: str, path: str) -> bytes | None:
        """The bytes of a file of a bundle, as they are here; None where they are not, or damaged.

        Raises:
            PlaceError: the mirror does not answer.
        """
        content = self.journal.files(bundle).get(path)
        data = content and self.mirror.place.read(blob_path(content.sha256))
        return data if data is not None and Content.of(data) == content else None

    def fetch(self, wanted: Wanted) -> Step:
        """What fetches a bundle that is not as upstream has it, and takes it in."""
        return FetchBundle(wanted, self)

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

    def fail(self, bundle: str, reason: str, seen: Sequence[Seen] = ()) -> None:
        """Record that a bundle stays as it was, though upstream serves something newer.

        Raises:
            JournalError: the journal cannot be written.
        """
        self.counts.settled += 1
        with self.journal.step():
            self.journal.fail(Trouble(bundle, reason, self.now(), _made_at(seen)))

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
        """Have all that was stored by now count, and store in the background what came since.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        self._record()
        whole, self._whole = self._whole, []
        self._storing = self._writer.submit(self._store, whole)

    def _store(self, whole: list[Whole]) -> list[Stored]:
        """Bring the content of bundles to the mirror."""
        fetched = {sha256: file for one in whole for sha256, file in one.fetched.items()}
        there = {sha256: file for sha256, file in fetched.items() if file.exists()}
        documents = [document for one in whole for document in one.documents]
        contents = self.mirror.put_all((document.data for document in documents), there)
        known = dict(zip((one.path for one in documents), contents, strict=True))
        return [
            Stored(one, {**one.contents, **{two.path: known[two.path] for two in one.documents}})
            for one in whole
        ]

    def _record(self) -> None:
        """Have what was stored count, but for bundles that do not fit with others."""
        if self._storing is None:
            return
        stored = [*self._held, *self._storing.result()]
        self._storing = None
        fit = fitting(stored, self.journal)
        names, now = [one.whole.name for one in fit], self.now()
        self._held = [one for one in stored if one.whole.name not in names]
        with self.journal.step():
            for whole, files in fit:
                taken = Taken(whole.name, whole.wish, now, _made_at(whole.seen))
                self.journal.take(taken, files, whole.seen)
                for remark in whole.remarks:
                    self.journal.remark(whole.name, remark, now)
        self.taken += names

    def end(self) -> None:
        """Have all count that was taken in; what does not fit with others stays as it was.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        self.flush()
        self._record()
        for one, _ in self._held:
            reason = "has files that are other ones to another bundle, which upstream changes too"
            self.fail(one.name, reason, one.seen)
        self._held.clear()
        for file in map(self.partial.joinpath, self.strays):
            if file.exists() and self.now().timestamp() - file.stat().st_mtime > _FORGOTTEN:
                file.unlink()

    def close(self) -> None:
        """Wait for what is on its way to the mirror."""
        self._writer.shutdown()


def fitting(bundles: Sequence[Stored], journal: Journal) -> list[Stored]:
    """The bundles that can be taken in together, as no two then differ about a file.

    A release may be made again under its name and date: then several channels change at once.
    """
    fit = {one.whole.name: one for one in bundles}
    while True:
        agreed: dict[str, Content] = {}
        for one in reversed(fit.values()):
            agreed.update(one.files)
        misfits = [one for one in fit.values() if _differs(one, agreed, fit, journal)]
        if not misfits:
            return list(fit.values())
        for one in misfits:
            del fit[one.whole.name]


def _differs(
    one: Stored, agreed: Mapping[str, Content], fit: Container[str], journal: Journal
) -> bool:
    """Whether a file is another one to a bundle beside it, or to one that stays as it was."""
    return any(
        agreed[path] != content
        or any(
            other != content and name != one.whole.name and name not in fit
            for name, other in journal.holders(path).items()
        )
        for path, content in one.files.items()
    )


def _made_at(seen: Sequence[Seen]) -> dt.datetime | None:
    return max(filter(None, (one.made_at for one in seen)), default=None)

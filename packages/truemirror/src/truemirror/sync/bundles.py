"""Fetching what a bundle promises."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Remark
from truemirror.store.tree import Content
from truemirror.sync.holes import STATUSES
from truemirror.sync.stock import held
from truemirror.sync.transfer import Failed, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from truemirror.store.journal import Seen
    from truemirror.sync.holes import Holes
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Fetched, Outcome
    from truemirror.upstream.model import Bundle, Document, Entry


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


class Wanted(NamedTuple):
    """A bundle to fetch, what was wanted of it, and what upstream said of its documents.

    Where there may be `holes`, a file that upstream refuses is left out, and told.
    """

    bundle: Bundle
    wish: str
    seen: Sequence[Seen]
    remarks: Sequence[Remark] = ()
    holes: Holes | None = None


class FetchBundle:
    """Fetches the archives or crates of a bundle that the mirror does not have, and takes it in.

    What is on its way is in a file that bears its sha256, and goes on from where an earlier run
    left it.
    """

    def __init__(self, wanted: Wanted, intake: Intake) -> None:
        """Take what is wanted, and into what."""
        self._wanted = wanted
        self._bundle = wanted.bundle
        self._intake = intake
        self._sizes: dict[str, int] = {}

    def requests(self) -> Sequence[Request]:
        """What the mirror does not have."""
        before = self._intake.journal.files(self._bundle.name).values()
        self._sizes.update((one.sha256, one.size) for one in before)
        missing: dict[str, Request] = {}
        for entry in self._bundle.entries:
            if entry.sha256 in self._sizes:
                continue
            size = held(entry, self._intake)
            if size is None:
                into = self._intake.partial / entry.sha256
                self._intake.strays.discard(entry.sha256)
                crate = PurePosixPath(entry.path).stem if entry.path.endswith(".crate") else ""
                missing[entry.sha256] = Request(entry.url, into, entry.sha256, crate=crate)
            else:
                self._sizes[entry.sha256] = size
        return list(missing.values())

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Take the bundle in, if all of it came."""
        lacking = [one for one in outcomes if isinstance(one, Failed)]
        holes = self._wanted.holes
        failed = [one for one in lacking if not holes or one.status not in STATUSES]
        if failed:
            more = f" (and {len(failed) - 1} more)" if failed[1:] else ""
            self._intake.fail(self._bundle.name, failed[0].told + more, self._wanted.seen)
            return ()
        came = {one.sha256: one for one in outcomes if not isinstance(one, Failed)}
        sizes = self._sizes | {sha256: one.size for sha256, one in came.items()}
        entries = [one for one in self._bundle.entries if one.sha256 in sizes]
        remarks = [Remark("hole", one.request.url, one.told) for one in lacking]
        for entry in entries:
            if entry.sha256 in came:
                remarks += _unsafe(entry, came[entry.sha256])
        if not self._intake.mirror.is_near:
            contents = (Content(one.sha256, one.size) for one in came.values())
            self._intake.journal.stock(contents, self._bundle.name)
        whole = Whole(
            self._bundle.name,
            self._wanted.wish,
            self._bundle.documents,
            {one.path: Content(one.sha256, sizes[one.sha256]) for one in entries},
            {sha256: self._intake.partial / sha256 for sha256 in came},
            self._wanted.seen,
            (*self._wanted.remarks, *remarks),
        )
        if holes:
            holes.take(whole, len(outcomes))
        else:
            self._intake.take(whole)
        return ()


def _unsafe(entry: Entry, one: Fetched) -> Iterator[Remark]:
    """What nobody should unpack of an archive, though it is what upstream has."""
    if one.findings:
        found = ", ".join(f"{finding.fault.value}: {finding.what}" for finding in one.findings)
        yield Remark("unsafe", entry.path, f"{entry.url}: {found}")

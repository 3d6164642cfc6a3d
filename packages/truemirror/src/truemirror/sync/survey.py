"""What a sync would do: the same steps, of which none fetches an archive or writes anything."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Trouble
from truemirror.store.tree import Content
from truemirror.sync.holes import STATUSES
from truemirror.sync.intake import Intake
from truemirror.sync.stock import held
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.model import CRATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from truemirror.store.journal import Remark
    from truemirror.sync.bundles import Wanted, Whole
    from truemirror.sync.main import Part
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Outcome
    from truemirror.upstream.model import Document, Entry

_SAMPLE = 256  # archives of crates of which the size is asked for
_TYPICAL = 100_000  # bytes of a file, where nothing is known of any


@dataclass
class Amount:
    """Files, and how many bytes they have; of some that is only estimated."""

    files: int = 0
    size: int = 0
    estimated: int = 0

    def add(self, size: int | None, typical: int = 0) -> None:
        """A file more, of a size or perhaps of the typical one."""
        self.files += 1
        self.size += typical if size is None else size
        self.estimated += int(size is None)


class Plan(NamedTuple):
    """What a sync would do.

    `fetched` is what comes, with the sizes that upstream serves; `bundles` and `targets` say that
    by name. `added` is published anew and does not come, as its bytes are here, or come with
    another file. `kept` is published and stays as it is; `removed` is published, and there is
    nothing at its path any more. `delayed` cannot be had, as far as documents tell.
    """

    fetched: Amount
    bundles: dict[str, Amount]
    targets: dict[str, Amount]
    added: Amount
    kept: Amount
    removed: Amount
    dropped: tuple[str, ...]
    delayed: tuple[Trouble, ...]
    remarks: tuple[tuple[str, Remark], ...]


class _File(NamedTuple):
    """What would be published at a path, and how many bytes of it would come: 0 of what is here.

    None stands for an archive that has to be fetched.
    """

    bundle: str
    target: str
    sha256: str
    size: int | None
    coming: int | None


class _Sample:
    """Some of many files, the same ones whatever order these come in: the first by sha256."""

    def __init__(self) -> None:
        self._ranks: list[int] = []  # negative, so that the last one is at hand

    def take(self, sha256: str) -> bool:
        """Take a file, if it is one of them as far as is known."""
        rank = -int(sha256, 16)
        if len(self._ranks) < _SAMPLE:
            heappush(self._ranks, rank)
            return True
        return heappushpop(self._ranks, rank) != rank

    def has(self, sha256: str) -> bool:
        """Whether a file that was taken is one of them, now that all are known."""
        return -int(sha256, 16) >= self._ranks[0]


class Survey(Intake):
    """Stands where bundles are taken in, and only writes down what they are.

    Sizes that nobody tells are asked for: of all archives of toolchains, and of a sample of crates.
    """

    def __init__(self, intake: Intake) -> None:
        """Take what it stands in for.

        Raises:
            PlaceError: the mirror does not answer.
            BadGenerationError: its pointer is damaged.
        """
        super().__init__(intake.mirror, intake.journal, intake.partial, intake.now, intake.counts)
        self._current = intake.mirror.current()
        self._files: dict[str, _File] = {}  # what comes, or is not as the journal has it
        self._left: set[tuple[str, str]] = set()  # bundles, with paths that they have no more
        self._troubles: list[Trouble] = []
        self._remarks: list[tuple[str, Remark]] = []
        self._planned: set[str] = set()
        self._asked: set[str] = set()
        self._sample = _Sample()
        self._sizes: dict[str, int] = {}
        self._holes: set[str] = set()

    # --- in place of the intake -------------------------------------------------------------------

    def has(self, bundle: str) -> bool:
        """Whether a bundle is here, or would be."""
        return bundle in self._planned or super().has(bundle)

    def fetch(self, wanted: Wanted) -> Step:
        """Write down a bundle; gives what finds out how much there is to fetch of it."""
        name, entries = wanted.bundle.name, wanted.bundle.entries
        before = self._begin(name, wanted.bundle.documents, [one.path for one in entries])
        self._remarks += ((name, one) for one in wanted.remarks)
        sizes = {one.sha256: one.size for one in before.values()}
        asked = []
        for entry in entries:
            size = sizes.get(entry.sha256)
            size = held(entry, self) if size is None else size
            coming = None if size is None else 0
            self._add(before, entry.path, _File(name, entry.target, entry.sha256, size, coming))
            if size is None and self._asks(name, entry):
                asked.append(entry)
        return _Measure(asked, self, may_lack=wanted.holes is not None)

    def take(self, whole: Whole) -> None:
        """Write down a bundle without archives that are to be fetched."""
        self.counts.settled += 1
        before = self._begin(whole.name, whole.documents, whole.contents)
        for path, content in whole.contents.items():
            self._add(before, path, _File(whole.name, "", *content, 0))
        self._remarks += ((whole.name, one) for one in whole.remarks)

    def fail(self, bundle: str, reason: str, seen: Sequence[object] = ()) -> None:  # noqa: ARG002
        """Note that a bundle would stay as it is."""
        self.counts.settled += 1
        self._troubles.append(Trouble(bundle, reason, self.now()))

    def leave(self, bundle: str) -> None:  # noqa: ARG002 - it stays as it is
        """Pass over a bundle of which nothing changes."""
        self.counts.settled += 1

    def note(self, bundle: str, remarks: Iterable[Remark]) -> None:
        """Note remarks about a bundle."""
        self.counts.settled += 1
        self._remarks += ((bundle, one) for one in remarks)

    def _begin(
        self, bundle: str, documents: Iterable[Document], paths: Iterable[str]
    ) -> dict[str, Content]:
        """Write down the documents of a bundle, and what it has no more; gives what it has."""
        self._planned.add(bundle)
        before = self.journal.files(bundle)
        after = set(paths)
        for document in documents:
            after.add(document.path)
            content = Content.of(document.data)
            coming = content.size if document.received is None else document.received
            self._add(before, document.path, _File(bundle, "", *content, coming))
        self._left.update((bundle, path) for path in before.keys() - after)
        return before

    def _add(self, before: Mapping[str, Content], path: str, file: _File) -> None:
        """Write down a file, unless its bundle has it already and nothing of it comes."""
        if file.coming == 0 and before.get(path) == (file.sha256, file.size):
            return
        other = self._files.get(path)
        if other is None or file.bundle < other.bundle:
            self._files[path] = file

    # --- sizes ------------------------------------------------------------------------------------

    def _asks(self, bundle: str, entry: Entry) -> bool:
        """Whether the size of one more archive is asked for."""
        if bundle.startswith(CRATE):
            return self._sample.take(entry.sha256)
        if entry.sha256 in self._asked:
            return False
        self._asked.add(entry.sha256)
        return True

    def measured(self, sizes: Mapping[str, int], holes: Iterable[str]) -> None:
        """Learn sizes of archives of a bundle, by their sha256, and which would be left out."""
        self.counts.settled += 1
        self._sizes.update(sizes)
        self._holes.update(holes)

    def _counts(self, sha256: str) -> bool:
        """Whether an answer counts: not of a crate that the sample has no more."""
        return sha256 in self._asked or self._sample.has(sha256)

    # --- the end ----------------------------------------------------------------------------------

    def plan(self, parts: Iterable[Part], *, sweeps: bool) -> Plan:
        """All that was found out; a sync that `sweeps` lets go of what belongs to no bundle."""
        parts = tuple(parts)
        dropped = [name for name in self.journal.names() if any(one.drops(name) for one in parts)]
        for name in dropped:
            self._left.update((name, path) for path in self.journal.files(name))
        self._leave_out()
        changes = self._changes()
        kept, removed = self._settled(changes, sweeps=sweeps and not self._troubles)
        return Plan(
            *self._amounts(changes),
            kept,
            removed,
            tuple(dropped),
            tuple(sorted(self._troubles)),
            tuple(sorted(self._remarks)),
        )

    def _leave_out(self) -> None:
        """Have nothing at the paths of what upstream lists and does not give."""
        for path, file in [*self._files.items()]:
            if file.coming is None and file.sha256 in self._holes and self._counts(file.sha256):
                del self._files[path]
                self._left.add((file.bundle, path))

    def _changes(self) -> dict[str, _File | Content | None]:
        """What would be at the paths that are not sure to stay as they are; None for nothing."""
        changes: dict[str, _File | Content | None] = dict(self.journal.pending())
        for _, path in self._left:
            holders = self.journal.holders(path)
            if all((one, path) in self._left for one in holders):
                changes[path] = None
        changes.update(self._files)
        return changes

    def _settled(
        self, changes: dict[str, _File | Content | None], *, sweeps: bool
    ) -> tuple[Amount, Amount]:
        """What is kept of what is published, and what is removed.

        What turns out to be no change is taken from the changes.
        """
        kept, removed = Amount(), Amount()
        published = self.mirror.trees.files(self._current.tree) if self._current else ()
        for path, content in published:
            after = changes.get(path, content)
            if path not in changes and sweeps and not self.journal.holders(path):
                after = None
            if after is None:
                removed.add(content.size)
            elif after.sha256 == content.sha256:
                kept.add(content.size)
                changes.pop(path, None)
        return kept, removed

    def _amounts(
        self, changes: Mapping[str, _File | Content | None]
    ) -> tuple[Amount, dict[str, Amount], dict[str, Amount], Amount]:
        """What is fetched, in all and by bundle and target; and what is added beside that."""
        fetched, added = Amount(), Amount()
        bundles, targets = dict[str, Amount](), dict[str, Amount]()
        coming = dict(self._coming())
        sizes = {one: size for one, size in self._sizes.items() if self._counts(one)}
        typical = {is_crate: self._typical(sizes, is_crate=is_crate) for is_crate in (True, False)}
        for file in coming.values():
            size = sizes.get(file.sha256) if file.coming is None else file.coming
            usual = typical[file.bundle.startswith(CRATE)]
            amounts = [fetched, bundles.setdefault(file.bundle, Amount())]
            if file.target:
                amounts.append(targets.setdefault(file.target, Amount()))
            for amount in amounts:
                amount.add(size, usual)
        for path, one in changes.items():
            if one is not None and path not in coming:
                size = sizes.get(one.sha256) if one.size is None else one.size
                added.add(size, typical[path.startswith("crates/")])
        return fetched, dict(sorted(bundles.items())), dict(sorted(targets.items())), added

    def _coming(self) -> Iterator[tuple[str, _File]]:
        """The files that come, of archives with the same bytes one."""
        seen = set()
        for path in sorted(self._files):
            file = self._files[path]
            if file.coming is None and file.sha256 in seen:
                continue
            if file.coming != 0:
                seen.add(file.sha256)
                yield path, file

    def _typical(self, known: Mapping[str, int], *, is_crate: bool) -> int:
        """The mean of the sizes that are known."""
        sizes = [size for one, size in known.items() if (one not in self._asked) is is_crate]
        return round(sum(sizes) / len(sizes)) if sizes else _TYPICAL


class _Measure:
    """Asks for the sizes of archives of a bundle."""

    def __init__(self, asked: Sequence[Entry], survey: Survey, *, may_lack: bool) -> None:
        self._asked = {one.url: one.sha256 for one in asked}
        self._holes = STATUSES if may_lack else frozenset[int]()
        self._survey = survey

    def requests(self) -> Sequence[Request]:
        return [Request(url, head=True) for url in self._asked]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        sizes, holes = dict[str, int](), []
        for one in outcomes:
            sha256 = self._asked[one.request.url]
            if not isinstance(one, Failed):
                sizes[sha256] = one.size
            elif one.status in self._holes:
                holes.append(sha256)
        self._survey.measured(sizes, holes)
        return ()

"""What a sync would do: the same steps, of which none fetches an archive or writes anything."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Trouble
from truemirror.sync.intake import Intake
from truemirror.sync.stock import held
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.model import CRATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.store.journal import Remark
    from truemirror.store.tree import Content
    from truemirror.sync.bundles import Wanted, Whole
    from truemirror.sync.main import Part
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Outcome
    from truemirror.upstream.model import Entry

_SAMPLE = 256  # crates of which the size is asked for
_TYPICAL = 100_000  # bytes of a file, where nothing is known of any


@dataclass
class Amount:
    """Files, and how many bytes they have; of some that is only estimated."""

    files: int = 0
    size: int = 0
    estimated: int = 0

    def add(self, size: int | None, typical: int) -> None:
        """A file more, of a size or perhaps of the typical one."""
        self.files += 1
        self.size += typical if size is None else size
        self.estimated += int(size is None)


class Plan(NamedTuple):
    """What a sync would do.

    `bundles` and `targets` say what would be fetched, by name; `kept` is what is published and
    stays, `removed` what goes from the next generation. `delayed` cannot be had, as far as
    documents tell.
    """

    fetched: Amount
    bundles: dict[str, Amount]
    targets: dict[str, Amount]
    kept: Amount
    removed: Amount
    dropped: tuple[str, ...]
    delayed: tuple[Trouble, ...]
    remarks: tuple[tuple[str, Remark], ...]


class _File(NamedTuple):
    bundle: str
    target: str
    size: int | None
    is_archive: bool


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
        self._files: list[_File] = []
        self._troubles: list[Trouble] = []
        self._remarks: list[tuple[str, Remark]] = []
        self._planned: set[str] = set()
        self._paths: dict[str, set[str]] = {}  # of what changes
        self._counted: set[str] = set()
        self._crates = 0
        self._chance = random.Random(0)  # noqa: S311 - it picks a sample, the same one each time

    # --- in place of the intake -------------------------------------------------------------------

    def has(self, bundle: str) -> bool:
        """Whether a bundle is here, or would be."""
        return bundle in self._planned or super().has(bundle)

    def fetch(self, wanted: Wanted) -> Step:
        """What finds out how much there is to fetch."""
        return _Measure(wanted, self)

    def take(self, whole: Whole) -> None:
        """Count a bundle without archives."""
        self.counts.settled += 1
        self._planned.add(whole.name)
        paths = {document.path for document in whole.documents}
        self._paths[whole.name] = {*whole.contents, *paths}
        for document in whole.documents:
            self._files.append(_File(whole.name, "", len(document.data), is_archive=False))
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

    # --- sizes ------------------------------------------------------------------------------------

    def missing(self, wanted: Wanted) -> Iterator[Entry]:
        """The archives of a bundle that are not here, and not counted yet."""
        here = {one.sha256 for one in self.journal.files(wanted.bundle.name).values()}
        for entry in wanted.bundle.entries:
            if entry.sha256 in here or entry.sha256 in self._counted:
                continue
            if not wanted.bundle.name.startswith(CRATE):
                self._counted.add(entry.sha256)
            if held(entry, self) is None:
                yield entry

    def is_measured(self, wanted: Wanted) -> bool:
        """Whether the size of one more file of a bundle is asked for."""
        if not wanted.bundle.name.startswith(CRATE):
            return True
        self._crates += 1
        return self._chance.random() * self._crates < _SAMPLE

    def measured(self, wanted: Wanted, sizes: Iterable[tuple[Entry, int | None]]) -> None:
        """Count a bundle, with the archives that are missing."""
        bundle = wanted.bundle
        self.counts.settled += 1
        self._planned.add(bundle.name)
        self._paths[bundle.name] = {one.path for one in bundle.documents}
        self._paths[bundle.name].update(one.path for one in bundle.entries)
        for document in bundle.documents:
            self._files.append(_File(bundle.name, "", len(document.data), is_archive=False))
        for entry, size in sizes:
            self._files.append(_File(bundle.name, entry.target, size, is_archive=True))
        self._remarks += ((bundle.name, one) for one in wanted.remarks)

    # --- the end ----------------------------------------------------------------------------------

    def plan(self, parts: Iterable[Part]) -> Plan:
        """All that was found out."""
        parts = tuple(parts)
        dropped = [name for name in self.journal.names() if any(one.drops(name) for one in parts)]
        removed = self._removed(dropped)
        kept = Amount()
        for path, content in self._published():
            if path not in removed:
                kept.add(content.size, 0)
        fetched, bundles, targets = self._amounts()
        gone = Amount(len(removed), sum(removed.values()))
        troubles, remarks = tuple(self._troubles), tuple(self._remarks)
        return Plan(fetched, bundles, targets, kept, gone, tuple(dropped), troubles, remarks)

    def _published(self) -> Iterator[tuple[str, Content]]:
        current = self._current
        return self.mirror.trees.files(current.tree) if current else iter(())

    def _removed(self, dropped: Iterable[str]) -> dict[str, int]:
        """The files that no bundle would have any more, with their sizes."""
        after = {**self._paths, **dict.fromkeys(dropped, frozenset[str]())}
        removed: dict[str, int] = {}
        for bundle, paths in after.items():
            for path, content in self.journal.files(bundle).items():
                holders = self.journal.holders(path)
                if path not in paths and all(path not in after.get(one, {path}) for one in holders):
                    removed[path] = content.size
        return removed

    def _amounts(self) -> tuple[Amount, dict[str, Amount], dict[str, Amount]]:
        typical = {is_crate: self._typical(is_crate=is_crate) for is_crate in (True, False)}
        fetched, bundles, targets = Amount(), dict[str, Amount](), dict[str, Amount]()
        for file in self._files:
            usual = typical[file.bundle.startswith(CRATE)]
            amounts = [fetched, bundles.setdefault(file.bundle, Amount())]
            if file.target:
                amounts.append(targets.setdefault(file.target, Amount()))
            for amount in amounts:
                amount.add(file.size, usual)
        return fetched, bundles, targets

    def _typical(self, *, is_crate: bool) -> int:
        """The mean size of the archives that were measured."""
        sizes = [
            one.size
            for one in self._files
            if one.is_archive and one.size is not None and one.bundle.startswith(CRATE) is is_crate
        ]
        return round(sum(sizes) / len(sizes)) if sizes else _TYPICAL


class _Measure:
    """Asks for the sizes of what is to be fetched of a bundle."""

    def __init__(self, wanted: Wanted, survey: Survey) -> None:
        self._wanted = wanted
        self._survey = survey
        self._missing = list(survey.missing(wanted))
        self._asked = [one for one in self._missing if survey.is_measured(wanted)]

    def requests(self) -> Sequence[Request]:
        return [Request(one.url, head=True) for one in self._asked]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        sizes = {one.request.url: None if isinstance(one, Failed) else one.size for one in outcomes}
        self._survey.measured(self._wanted, ((one, sizes.get(one.url)) for one in self._missing))
        return ()

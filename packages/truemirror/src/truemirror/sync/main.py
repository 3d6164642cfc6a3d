"""A sync: from what upstream has now to the next generation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from truemirror.sync.channels import Channels
from truemirror.sync.crates import Crates, NoCrates
from truemirror.sync.publish import is_strange, publish, recover
from truemirror.sync.record import record
from truemirror.sync.steps import Steps
from truemirror.sync.stock import settling, take_stock
from truemirror.sync.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from truemirror.config.values import Config
    from truemirror.store.journal import Journal, Remark, Trouble
    from truemirror.store.mirror import Generation, Mirror
    from truemirror.sync.fetch import Fetcher
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.survey import Plan


_SWEPT = "all that is published is known"


class Report(NamedTuple):
    """What a sync did.

    `taken` and `dropped` are the bundles that changed; those that did not are not named. `delayed`
    are not as upstream has them now, and `remarks` are about those that are; of these `noticed` are
    not told by the sync before. There is no generation as long as nothing could ever be had.
    """

    generation: Generation | None
    is_new: bool
    taken: tuple[str, ...]
    dropped: tuple[str, ...]
    delayed: tuple[Trouble, ...]
    remarks: tuple[tuple[str, Remark], ...]
    noticed: frozenset[tuple[str, Remark]]


class Part(Protocol):
    """A part of what is mirrored: toolchains, or crates."""

    def steps(self) -> Iterator[Step]:
        """What to begin with."""

    def conclude(self) -> None:
        """Settle what cannot be told before all was read."""

    def finish(self) -> None:
        """Record what was looked at, now that all of it counts."""

    def drops(self, bundle: str) -> bool:
        """Whether a bundle is of this part, and no longer wanted."""


def sync(config: Config, intake: Intake, fetcher: Fetcher) -> Report:
    """Bring a mirror to where upstream is, and publish that.

    What cannot be had delays its bundle, and no other; the report names it.

    Raises:
        PlaceError: the mirror cannot be used.
        JournalError: the journal cannot be used.
        BadTreeError: the last generation is damaged.
        BadGenerationError: as above.
        TruemirrorError: a lock file or project cannot be read.
    """
    mirror, journal = intake.mirror, intake.journal
    if is_strange(mirror, journal):
        recover(mirror, journal)
    parts = _parts(config, intake)
    told = journal.remarks()
    take_stock(intake)
    with settling(intake):
        Steps((step for part in parts for step in part.steps()), intake.counts).run(fetcher)
        for part in parts:
            part.conclude()
        intake.end()
    for part in parts:
        part.finish()
    dropped = tuple(_dropped(parts, journal))
    _sweep(mirror, journal)
    before = generation = mirror.current()
    if before or not journal.troubles() or any(journal.pending()):
        generation = publish(mirror, journal, intake.now())
    remarks = tuple(journal.remarks())
    report = Report(
        generation,
        before != generation,
        tuple(intake.taken),
        dropped,
        tuple(journal.troubles()),
        remarks,
        frozenset(remarks) - frozenset(told),
    )
    record(mirror, journal, intake.now())
    return report


def plan(config: Config, intake: Intake, fetcher: Fetcher) -> Plan:
    """Find out what a sync would do; nothing is written but the copy of a git index.

    Raises:
        PlaceError: the mirror cannot be used.
        JournalError: the journal cannot be used.
        TruemirrorError: a lock file or project cannot be read.
    """
    survey = Survey(intake)
    if is_strange(intake.mirror, intake.journal):
        intake.journal.set_apart()
        recover(intake.mirror, intake.journal)
    parts = _parts(config, survey)
    take_stock(survey)
    Steps((step for part in parts for step in part.steps()), intake.counts).run(fetcher)
    for part in parts:
        part.conclude()
    return survey.plan(parts, sweeps=not intake.journal.fact(_SWEPT))


def _parts(config: Config, intake: Intake) -> tuple[Part, ...]:
    crates = Crates(config.crates, intake) if config.crates else NoCrates()
    return Channels(config.toolchains, intake), crates


def _dropped(parts: Iterable[Part], journal: Journal) -> Iterator[str]:
    """Let go of the bundles that are no longer wanted, and name them."""
    for name in journal.names():
        if any(part.drops(name) for part in parts):
            with journal.step():
                journal.drop(name)
            yield name


def _sweep(mirror: Mirror, journal: Journal) -> None:
    """Let go of what is published and belongs to no bundle, once all of them are known.

    So it is with a journal that was lost and begun anew.
    """
    current = mirror.current()
    if journal.fact(_SWEPT) or journal.troubles():
        return
    files = mirror.trees.files(current.tree) if current else ()
    strays = [path for path, _ in files if not journal.holders(path)]
    with journal.step():
        journal.stray(strays)
        journal.know(_SWEPT, "yes")

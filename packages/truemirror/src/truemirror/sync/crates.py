"""The crates that are wanted: from names, lock files and projects to steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truemirror.config.crates import selection
from truemirror.errors import TruemirrorError
from truemirror.store.journal import Remark
from truemirror.sync.deletions import Deletions
from truemirror.sync.holes import Holes
from truemirror.sync.listing import Listing
from truemirror.sync.registry import ReadCrate, Registry, bundle_of, index_here, index_request
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.closure import Closure, closure
from truemirror.upstream.git_index import GitError
from truemirror.upstream.index import (
    GONE,
    BadConfigError,
    BadIndexError,
    Config,
    Index,
    index_path,
    read_config,
    received_index,
)
from truemirror.upstream.model import CRATE
from truemirror.upstream.names import is_pattern
from truemirror.upstream.selection import Chooser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.config.values import CratesTable
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Outcome

INDEX = "crates index"


class NoListError(TruemirrorError):
    """Crates are wanted by a pattern, and nothing tells which ones there are."""

    exit_code = 2

    def __init__(self, pattern: str) -> None:
        """Tell the pattern."""
        super().__init__(
            f"`crates.names` has the pattern `{pattern}`: to know which crates there are, "
            "`crates.git` has to name the index as a git repository"
        )


class Crates:
    """The crates that are wanted of a registry.

    Which ones those are may be known only once the index files of what projects need are read;
    while it is not, no crate goes, and none is changed that they may be about.
    """

    def __init__(self, table: CratesTable, intake: Intake) -> None:
        """Take what is wanted, and into what.

        Raises:
            NoListError: it takes a list of all crates to know that.
            TruemirrorError: something is no name, or a lock file or project cannot be read.
        """
        patterns = [name for name in table.names if is_pattern(name)]
        if patterns and not table.git:
            raise NoListError(patterns[0])
        self._exact = [name.lower() for name in table.names if name not in patterns]
        for name in self._exact:
            index_path(name)  # which knows what crates are called
        self._table = table
        self._intake = intake
        self._selection = selection(table)
        self._listing = Listing(table.git, intake) if table.git else None
        self._chooser: Chooser | None = None
        self._deletions = Deletions(intake, keeps=table.deleted == "keep")
        self._holes = Holes(intake)

    def steps(self) -> Iterator[Step]:
        """What to begin with."""
        self._intake.counts.bundles += 1
        yield _ReadConfig(self, self._table.index)

    def begin(self, config: Config) -> Iterable[Step]:
        """Find out what is wanted, now that it is known where archives are."""
        if self._selection.projects:
            return (_ReadProjects(self, _Known(config, {}, {})),)
        return self.read(_Known(config, {}, {}), Closure({}, {}))

    def cannot_read(self, reason: str) -> None:
        """Learn that the registry cannot be read now."""
        self._intake.fail(INDEX, reason)

    def closure(self, known: _Known) -> Closure:
        """What projects need, as far as is known."""
        return closure(self._selection.projects, known.files, self._selection.rule)

    def read(self, known: _Known, needed: Closure | None) -> Iterator[Step]:
        """Read the crates that are wanted; None where it is not known what projects need."""
        chooser = Chooser(self._selection, needed or Closure({}, {}))
        if needed:
            self._chooser = chooser
            self._intake.note(INDEX, [Remark("odd", text, text) for text in self._odd(needed)])
        settled = self._deletions, self._holes
        registry = Registry(self._table.index, known.config, chooser, self._intake, *settled)
        for crate, file in self._names(chooser):
            if needed or not self._may_be_needed(crate, chooser):
                yield ReadCrate(crate, registry, known.outcomes.get(crate), file)

    def request(self, crate: str) -> Request:
        """What asks for the index file of a crate."""
        return index_request(self._table.index, crate)

    def here(self, crate: str) -> Index | None:
        """What is known of a crate that upstream does not have; None where it never was here.

        As long as it is here, so is what it needs: it may be upstream that is out of order.
        """
        return index_here(crate, self._intake)

    def fail(self, crate: str, reason: str) -> None:
        """Learn that what a project needs cannot be read."""
        self._intake.fail(bundle_of(crate), reason)

    def _odd(self, needed: Closure) -> Iterator[str]:
        yield from needed.unmet
        for lock in self._selection.locks:
            yield from lock.passed_over
        for project in self._selection.projects:
            yield from project.passed_over

    def _may_be_needed(self, crate: str, chooser: Chooser) -> bool:
        """Whether more may be wanted of a crate than is known now."""
        taken = self._intake.journal.taken(bundle_of(crate))
        return taken is not None and taken.wish != chooser.wish(crate)

    def _names(self, chooser: Chooser) -> Iterator[tuple[str, str | None]]:
        """The crates to look at, each with what git calls its file, if there is a git index."""
        named = sorted(filter(chooser.wants, {*self._exact, *chooser.named}))
        counts, table = self._intake.counts, self._table
        if self._listing:
            by_name = (table.names, table.exclude, self._selection.versions)
            try:
                self._listing.fetch(repr((table.git, table.index, *by_name, table.deleted)))
            except GitError as error:
                self._intake.fail(INDEX, str(error))
            else:
                yield from self._listing.names(chooser, named)
                return
        counts.bundles += len(named)
        for name in named:
            yield name, None

    def conclude(self) -> None:
        """See to crates that are gone, or have holes, now that it is known how many those are."""
        self._deletions.settle()
        self._holes.settle()

    def finish(self) -> None:
        """Record what was looked at, now that all of it counts."""
        if self._listing and self._chooser:
            self._listing.finish()

    def drops(self, bundle: str) -> bool:
        """Whether a bundle is one of these, and no longer wanted."""
        if not bundle.startswith(CRATE) or self._chooser is None:
            return False
        return not self._chooser.wants(bundle.removeprefix(CRATE))


class NoCrates:
    """No crates are wanted."""

    def steps(self) -> Iterator[Step]:
        """Nothing is to do."""
        return iter(())

    def conclude(self) -> None:
        """Nothing is left to settle."""

    def finish(self) -> None:
        """Nothing is left to record."""

    def drops(self, bundle: str) -> bool:
        """Whether a bundle is of crates."""
        return bundle == INDEX or bundle.startswith(CRATE)


class _Known(NamedTuple):
    """What is known of a registry: where archives are, and some index files with how they came."""

    config: Config
    files: dict[str, Index | None]
    outcomes: dict[str, Outcome]


class _ReadConfig:
    """Reads where a registry has its archives."""

    def __init__(self, crates: Crates, address: str) -> None:
        self._crates = crates
        self._url = f"{address.rstrip('/')}/config.json"

    def requests(self) -> Sequence[Request]:
        return (Request(self._url),)

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        (one,) = outcomes
        if isinstance(one, Failed):
            self._crates.cannot_read(one.told)
            return ()
        try:
            config = read_config(self._url, one.data)
        except BadConfigError as error:
            self._crates.cannot_read(str(error))
            return ()
        if config.auth_required:
            self._crates.cannot_read(f"{self._url}: wants a token, which cannot be given")
            return ()
        return self._crates.begin(config)


class _ReadProjects:
    """Reads the index files of what projects need, in rounds, until nothing is unknown."""

    def __init__(self, crates: Crates, known: _Known) -> None:
        self._crates = crates
        self._known = known
        self._closure = crates.closure(known)
        self._unknown = sorted(self._closure.unknown)

    def requests(self) -> Sequence[Request]:
        return [self._crates.request(crate) for crate in self._unknown]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        failed = False
        for crate, one in zip(self._unknown, outcomes, strict=True):
            self._known.outcomes[crate] = one
            reason = self._take(crate, one)
            if reason:
                self._crates.fail(crate, reason)
                failed = True
        if failed:
            return self._crates.read(self._known, None)
        if self._unknown:
            return (_ReadProjects(self._crates, self._known),)
        return self._crates.read(self._known, self._closure)

    def _take(self, crate: str, one: Outcome) -> str:
        """Know the file of a crate, or that there is none; why not, if so."""
        if isinstance(one, Failed):
            if one.status not in GONE:
                return one.told
            self._known.files[crate] = self._crates.here(crate)
            return ""
        try:
            self._known.files[crate] = received_index(crate, one.request.url, one.data)
        except BadIndexError as error:
            return str(error)
        return ""

"""Crates of a registry, one by one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Remark
from truemirror.sync.bundles import Wanted
from truemirror.sync.deletions import Gone
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.git_index import name_of
from truemirror.upstream.history import Happening, events
from truemirror.upstream.index import (
    GONE,
    BadIndexError,
    index_path,
    read_index,
    received_index,
)
from truemirror.upstream.model import CRATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.store.journal import Seen
    from truemirror.sync.deletions import Deletions
    from truemirror.sync.holes import Holes
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Fetched, Outcome
    from truemirror.upstream.index import Config, Index
    from truemirror.upstream.selection import Chooser

_LARGEST = 1 << 26  # bytes of an index file
_TOLD = {Happening.DELETED: "gone", Happening.REPUBLISHED: "republished"}


def bundle_of(crate: str) -> str:
    """What a crate is called where bundles of all kinds are."""
    return f"{CRATE}{crate.lower()}"


class Registry(NamedTuple):
    """What is read from a registry, and into what.

    `address` is that of its index, `config` what that says of where archives are. `deletions` takes
    crates that upstream does not have, and `holes` those of which it refuses archives.
    """

    address: str
    config: Config
    chooser: Chooser
    intake: Intake
    deletions: Deletions
    holes: Holes


class ReadCrate:
    """Reads a crate's file of the index, then fetches the archives that are wanted of it.

    A crate of which nothing changed is left as it is.
    """

    def __init__(
        self,
        crate: str,
        registry: Registry,
        at_hand: Outcome | None = None,
        file: str | None = None,
    ) -> None:
        """Take which one, in lower case.

        Its file may have been read already. Where there is a git index, `file` is what that calls
        it, and empty if it has none.
        """
        self._crate = crate
        self._registry = registry
        self._at_hand = at_hand
        self._file = file
        self._bundle = bundle_of(crate)
        self._wish = registry.chooser.wish(crate)

    def requests(self) -> Sequence[Request]:
        """Its file of the index."""
        if self._at_hand:
            return ()
        request = index_request(self._registry.address, self._crate)
        journal = self._registry.intake.journal
        taken, seen = journal.taken(self._bundle), journal.seen(request.url)
        if seen is None or taken is None or taken.wish != self._wish:
            return (request,)
        if journal.is_unsettled(self._bundle):
            return (request,)
        return (request._replace(etag=seen.etag, modified=seen.modified),)

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Fetch what is wanted of it, if there is something new."""
        one, intake = self._at_hand or outcomes[0], self._registry.intake
        if isinstance(one, Failed):
            if one.status not in GONE:
                intake.fail(self._bundle, one.told)
            elif one.status == HTTPStatus.NOT_FOUND and self._file:
                intake.fail(self._bundle, f"{one.told}, though the git index has it")
            else:
                gone = Gone(self._crate, self._wish, one.status, is_certain=self._file == "")
                self._registry.deletions.add(gone)
            return ()
        if not one.unchanged:
            try:
                return (self._fetch(one),)
            except BadIndexError as error:
                intake.fail(self._bundle, str(error))
                return ()
        seen = intake.journal.seen(one.request.url)
        if seen and self._is_other(seen):
            intake.fail(self._bundle, f"{one.request.url}: is older than the git index has it")
        else:
            intake.leave(self._bundle)
        return ()

    def _is_other(self, seen: Seen) -> bool:
        """Whether the git index knows the file with other bytes, or none at all."""
        return self._file is not None and seen.git != self._file

    def _fetch(self, one: Fetched) -> Step:
        index = received_index(self._crate, one.request.url, one.data)
        choice = self._registry.chooser.choose(index)
        remarks = [Remark("odd", str(number), text) for number, text in enumerate(choice.remarks)]
        seen = one.seen._replace(git=name_of(one.data))
        if self._is_other(seen):
            remarks.append(Remark("lag", "", f"{one.request.url}: is not as the git index has it"))
        bundle = choice.bundle(self._registry.config)
        remarks += self._happened(one.request.url, index)
        wanted = Wanted(bundle, self._wish, [seen], remarks, self._registry.holes)
        return self._registry.intake.fetch(wanted)

    def _happened(self, address: str, after: Index) -> Iterator[Remark]:
        """What upstream took away, or published again, of what is published here.

        Raises:
            BadIndexError: a version is gone where a line cannot be read any more.
        """
        before = index_here(self._crate, self._registry.intake)
        if before is None:
            return
        spoilt = after.remarks if len(after.remarks) > len(before.remarks) else ()
        for event in events(before, after):
            if spoilt and event.happening is Happening.DELETED:
                lost = f"with it {event.name} {event.version} would be gone"
                raise BadIndexError(address, f"{spoilt[0].told}; {lost}")
            if event.happening in _TOLD:
                yield Remark(_TOLD[event.happening], f"{event.name} {event.version}", str(event))


def index_here(crate: str, intake: Intake) -> Index | None:
    """The file of a crate as it is published here; None where it is not.

    Raises:
        PlaceError: the mirror does not answer.
    """
    data = intake.published(bundle_of(crate), f"index/{index_path(crate)}")
    return read_index(crate, data) if data else None


def index_request(address: str, crate: str) -> Request:
    """What asks for a crate's file of an index, whatever is at hand of it."""
    return Request(f"{address.rstrip('/')}/{index_path(crate)}", limit=_LARGEST)

"""Crates that upstream has no more: they go here too, unless that cannot be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.journal import Remark
from truemirror.store.tombstones import STATUSES, tombstone
from truemirror.sync.bundles import Whole
from truemirror.upstream.index import index_path
from truemirror.upstream.model import CRATE, Document

if TYPE_CHECKING:
    from truemirror.sync.intake import Intake

_FEW = 3  # crates that may go at once whatever share of all they are
_SHARE = 4  # of so many crates one may go


class Gone(NamedTuple):
    """A crate for which upstream answers that it is not there, and what was wanted of it.

    It `is_certain` where the git index does not have it either.
    """

    crate: str
    wish: str
    status: int | None
    is_certain: bool

    @property
    def bundle(self) -> str:
        """The bundle of the crate."""
        return f"{CRATE}{self.crate}"

    @property
    def path(self) -> str:
        """Where its index file is published."""
        return f"index/{index_path(self.crate)}"


class Deletions:
    """What is to be done once it is known of all crates which of them are gone.

    Crates are seldom deleted. Where upstream says so of more than a few, and of more than a quarter
    of those that are here, it is upstream that is out of order: they stay, and that is told.
    """

    def __init__(self, intake: Intake, *, keeps: bool) -> None:
        """Take into what, and whether crates that are gone are kept."""
        self._intake = intake
        self._keeps = keeps
        self._gone: list[Gone] = []

    def add(self, gone: Gone) -> None:
        """Take a crate that is gone."""
        self._gone.append(gone)

    def settle(self) -> None:
        """Let the crates go, each with a mark for clients, unless they are to be kept.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        journal = self._intake.journal
        ours = [] if self._keeps else [one for one in self._gone if self._is_doubtful(one)]
        known = sum(1 for _ in journal.names(CRATE)) if len(ours) > _FEW else 0
        doubted = {*ours} if known and len(ours) * _SHARE > known else set()
        for one in self._gone:
            if one in doubted:
                self._doubt(one, f"{len(ours):,} of {known:,}")
            else:
                self._let_go(one)

    def _is_doubtful(self, gone: Gone) -> bool:
        is_here = gone.path in self._intake.journal.files(gone.bundle)
        return is_here and not gone.is_certain

    def _doubt(self, gone: Gone, share: str) -> None:
        reason = (
            f"upstream answers {gone.status} for {share} crates that are here, which can hardly be "
            "meant; those that are really gone may be left out of the settings"
        )
        self._intake.fail(gone.bundle, reason)

    def _let_go(self, gone: Gone) -> None:
        intake = self._intake
        remark = Remark("gone", "", f"upstream answers {gone.status} for {gone.crate}")
        before, files = intake.journal.taken(gone.bundle), intake.journal.files(gone.bundle)
        kept = files if self._keeps else {}
        marks = [gone.status] if gone.status in STATUSES and not kept else []
        paths = [tombstone(one, gone.path) for one in marks]
        is_told = (gone.bundle, remark) in intake.journal.remarks(gone.bundle)
        is_so = before and before.wish == gone.wish and files.keys() == {*kept, *paths}
        if is_told and is_so:
            intake.leave(gone.bundle)
            return
        documents = [Document(path, b"") for path in paths]
        intake.take(Whole(gone.bundle, gone.wish, documents, kept, {}, (), (remark,)))

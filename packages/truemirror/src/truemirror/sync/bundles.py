"""Fetching what a bundle promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.store.tree import Content
from truemirror.sync.intake import Whole
from truemirror.sync.transfer import Failed, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from truemirror.store.journal import Seen
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Outcome
    from truemirror.upstream.model import Bundle


class FetchBundle:
    """Fetches the archives or crates of a bundle that the mirror does not have, and takes it in.

    `partial` is the folder for what is on its way; a file there bears its sha256, and goes on from
    where an earlier run left it.
    """

    def __init__(self, bundle: Bundle, seen: Sequence[Seen], intake: Intake, partial: Path) -> None:
        """Take what is wanted, and what upstream said of its documents."""
        self._bundle = bundle
        self._seen = seen
        self._intake = intake
        self._partial = partial
        self._sizes: dict[str, int] = {}

    def requests(self) -> Sequence[Request]:
        """What the mirror does not have."""
        missing: dict[str, Request] = {}
        for entry in self._bundle.entries:
            size = self._intake.mirror.size(entry.sha256)
            if size is not None:
                self._sizes[entry.sha256] = size
            else:
                into = self._partial / entry.sha256
                missing[entry.sha256] = Request(entry.url, into, entry.sha256)
        return list(missing.values())

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Take the bundle in, if all of it came."""
        failed = [one for one in outcomes if isinstance(one, Failed)]
        if failed:
            reason = f"{failed[0].request.url}: {failed[0].reason}"
            more = f" (and {len(failed) - 1} more)" if failed[1:] else ""
            self._intake.fail(self._bundle.name, reason + more)
            return ()
        came = {one.sha256: one for one in outcomes if not isinstance(one, Failed)}
        sizes = self._sizes | {sha256: one.size for sha256, one in came.items()}
        self._intake.take(
            Whole(
                self._bundle.name,
                self._bundle.documents,
                {one.path: Content(one.sha256, sizes[one.sha256]) for one in self._bundle.entries},
                {sha256: self._partial / sha256 for sha256 in came},
                self._seen,
            )
        )
        return ()

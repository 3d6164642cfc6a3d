"""Channels of a dist server, read as rustup would read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from truemirror.errors import TruemirrorError
from truemirror.store.journal import Remark
from truemirror.sync.bundles import Wanted
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.manifests import absent, read_manifest, wanted
from truemirror.upstream.model import Bundle, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Fetched, Outcome
    from truemirror.upstream.channels import Channel
    from truemirror.upstream.manifests import Manifest, Selection

_TRIES = 3  # to get a manifest and its checksum of one moment
_LARGEST = 1 << 26  # bytes of a manifest


class OldManifestError(TruemirrorError):
    """Upstream serves a manifest that is older than one that it served before."""

    def __init__(self, path: str, date: str, before: str) -> None:
        """Tell the days of both."""
        super().__init__(
            f"{path}: is of {date}, and the one that is here of {before}: what upstream serves is "
            "not up to date"
        )


class NothingWantedError(TruemirrorError):
    """A manifest has nothing of what is wanted."""

    def __init__(self, path: str) -> None:
        """Tell where else that may be."""
        super().__init__(
            f"{path}: has nothing of what the settings want; look at `hosts`, `targets` and "
            "`compressions`"
        )


class Signatures(Protocol):
    """Whoever can tell whether a signature is one of those who are trusted."""

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Who is trusted."""

    def check(self, data: bytes, signature: bytes) -> None:
        """Check a detached signature.

        Raises:
            TruemirrorError: it is none, or of nobody who is trusted.
        """


class Dist(NamedTuple):
    """What is read from a dist server, and into what."""

    server: str
    selection: Selection
    signatures: Signatures | None
    intake: Intake

    @property
    def wish(self) -> str:
        """What is wanted of each channel, as the journal has it."""
        trusted = self.signatures.fingerprints if self.signatures else None
        return repr((self.server, *self.selection, trusted))

    def has(self, bundle: str) -> bool:
        """Whether what is here of a bundle came from this server, whatever was wanted of it."""
        taken = self.intake.journal.taken(bundle)
        return taken is not None and taken.wish.startswith(f"({self.server!r}, ")

    def request(self, path: str, *, bundle: str) -> Request:
        """A document of a bundle; what is at hand of it counts, if it came of the same wish."""
        request, journal = self.fresh(path), self.intake.journal
        taken, seen = journal.taken(bundle), journal.seen(request.url)
        if seen is None or taken is None or taken.wish != self.wish:
            return request
        return request._replace(etag=seen.etag, modified=seen.modified)

    def fresh(self, path: str) -> Request:
        """A document, whatever is at hand of it."""
        return Request(f"{self.server.rstrip('/')}/{path}", limit=_LARGEST)

    def document(self, one: Fetched) -> Document:
        """A document to be published."""
        return Document(self.path(one), one.data)

    def path(self, one: Fetched) -> str:
        """Where a document is published: where it is on the server."""
        return one.request.url.removeprefix(self.server.rstrip("/") + "/")


class ReadChannel:
    """Reads a channel's manifest with its checksum and signature, then fetches what it promises.

    A server may be between two states, so that manifest and checksum do not fit; then they are read
    anew. A channel of which nothing changed is left as it is.
    """

    def __init__(self, channel: Channel, dist: Dist, *, left: int = _TRIES) -> None:
        """Take which one, and how many times it may be read."""
        self._channel = channel
        self._dist = dist
        self._left = left

    def requests(self) -> Sequence[Request]:
        """The checksum first, as rustup does; then the manifest and its signature."""
        paths = [self._channel.path + suffix for suffix in (".sha256", "", ".asc")]
        requests = [self._dist.request(path, bundle=self._channel.bundle) for path in paths]
        if self._left < _TRIES:
            return [one._replace(etag=None, modified=None) for one in requests]
        return requests

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Fetch what the manifest promises, if all that belongs to it is right."""
        name = self._channel.bundle
        signature = outcomes[-1]
        for one in outcomes:
            unsigned = one is signature and not self._dist.signatures
            if isinstance(one, Failed) and not (unsigned and one.refused):
                self._dist.intake.fail(name, one.told)
                return ()
        came = [one for one in outcomes if not isinstance(one, Failed)]
        if all(one.unchanged for one in came):
            self._dist.intake.leave(name)
            return ()
        if any(one.unchanged for one in came) or not _fit(*came[:2]):
            return self._again()
        return self._fetch(came)

    def _again(self) -> Iterable[Step]:
        if self._left > 1:
            return (ReadChannel(self._channel, self._dist, left=self._left - 1),)
        reason = f"{self._channel.path}: its .sha256 is of another manifest"
        self._dist.intake.fail(self._channel.bundle, reason)
        return ()

    def _fetch(self, came: Sequence[Fetched]) -> Iterable[Step]:
        dist = self._dist
        documents = [dist.document(one) for one in came]
        by_path = {document.path: document.data for document in documents}
        data = by_path[self._channel.path]
        try:
            if dist.signatures:
                dist.signatures.check(data, by_path[f"{self._channel.path}.asc"])
            manifest = read_manifest(self._channel.path, data)
            self._check_age(manifest)
            entries = tuple(wanted(self._channel.path, manifest, dist.selection, dist.server))
            if not entries:
                raise NothingWantedError(self._channel.path)
        except TruemirrorError as error:
            dist.intake.fail(self._channel.bundle, str(error))
            return ()
        bundle = Bundle(self._channel.bundle, tuple(documents), entries)
        remarks = [
            Remark("odd", one, f"has nothing for {one}") for one in absent(manifest, dist.selection)
        ]
        seen = [one.seen for one in came]
        return (dist.intake.fetch(Wanted(bundle, dist.wish, seen, remarks)),)

    def _check_age(self, manifest: Manifest) -> None:
        """See that a manifest is no older than the one that is here of the same server.

        Raises:
            OldManifestError: it is older.
            PlaceError: the mirror does not answer.
        """
        path, bundle = self._channel.path, self._channel.bundle
        data = self._dist.intake.published(bundle, path) if self._dist.has(bundle) else None
        before = read_manifest(path, data).date if data else ""
        if manifest.date < before:
            raise OldManifestError(path, manifest.date, before)


def _fit(checksum: Fetched, manifest: Fetched) -> bool:
    """Whether a checksum is that of a manifest; rustup reads its first 64 characters."""
    return checksum.data[:64].decode("ascii", "replace") == manifest.sha256

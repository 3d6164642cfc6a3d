"""Channels of a dist server, read as rustup would read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from truemirror.errors import TruemirrorError
from truemirror.store.journal import Seen
from truemirror.sync.bundles import FetchBundle
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.manifests import read_manifest, wanted
from truemirror.upstream.model import Bundle, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Fetched, Outcome
    from truemirror.upstream.channels import Channel
    from truemirror.upstream.manifests import Selection

_TRIES = 3  # to get a manifest and its checksum of one moment
_LARGEST = 1 << 26  # bytes of a manifest


class Signatures(Protocol):
    """Whoever can tell whether a signature is one of those who are trusted."""

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
    partial: Path


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
        again = self._left < _TRIES
        return [self._request(suffix, again=again) for suffix in (".sha256", "", ".asc")]

    def _request(self, suffix: str, *, again: bool) -> Request:
        url = f"{self._dist.server.rstrip('/')}/{self._channel.path}{suffix}"
        seen = None if again else self._dist.intake.journal.seen(url)
        if seen is None:
            return Request(url, limit=_LARGEST)
        return Request(url, etag=seen.etag, modified=seen.modified, limit=_LARGEST)

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Fetch what the manifest promises, if all that belongs to it is right."""
        name = f"channel {self._channel.name}"
        signature = outcomes[-1]
        for one in outcomes:
            unsigned = one is signature and not self._dist.signatures
            if isinstance(one, Failed) and not (unsigned and one.refused):
                self._dist.intake.fail(name, f"{one.request.url}: {one.reason}")
                return ()
        came = [one for one in outcomes if not isinstance(one, Failed)]
        if all(one.unchanged for one in came):
            return ()
        if any(one.unchanged for one in came) or not _fit(*came[:2]):
            return self._again(name)
        return self._fetch(name, came)

    def _again(self, name: str) -> Iterable[Step]:
        if self._left > 1:
            return (ReadChannel(self._channel, self._dist, left=self._left - 1),)
        self._dist.intake.fail(name, f"{self._channel.path}: its .sha256 is of another manifest")
        return ()

    def _fetch(self, name: str, came: Sequence[Fetched]) -> Iterable[Step]:
        dist = self._dist
        documents = [Document(_path(one, dist.server), one.data) for one in came]
        by_path = {document.path: document.data for document in documents}
        data = by_path[self._channel.path]
        try:
            if dist.signatures:
                dist.signatures.check(data, by_path[f"{self._channel.path}.asc"])
            manifest = read_manifest(self._channel.path, data)
            entries = tuple(wanted(self._channel.path, manifest, dist.selection, dist.server))
        except TruemirrorError as error:
            dist.intake.fail(name, str(error))
            return ()
        seen = [Seen(one.request.url, one.etag, one.modified, one.sha256) for one in came]
        bundle = Bundle(name, tuple(documents), entries)
        return (FetchBundle(bundle, seen, dist.intake, dist.partial),)


def _fit(checksum: Fetched, manifest: Fetched) -> bool:
    """Whether a checksum is that of a manifest; rustup reads its first 64 characters."""
    return checksum.data[:64].decode("ascii", "replace") == manifest.sha256


def _path(one: Fetched, server: str) -> str:
    return one.request.url.removeprefix(server.rstrip("/") + "/")

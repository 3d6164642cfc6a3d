"""Rustup itself: its newest release, and the program that installs it on each host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from truemirror.errors import TruemirrorError
from truemirror.sync.bundles import Wanted
from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.manifests import read_manifest
from truemirror.upstream.model import Bundle, Entry
from truemirror.upstream.toml import BadTomlError, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.sync.steps import Step
    from truemirror.sync.toolchains import Dist
    from truemirror.sync.transfer import Fetched, Outcome

BUNDLE = "rustup stable"
_RELEASE = "rustup/release-stable.toml"
_STABLE = "dist/channel-rust-stable.toml"
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[\w.]+)?", re.ASCII)
_HOST = re.compile(r"\w[\w.-]*", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TRIES = 3  # to get all of one moment


class ReadRustup:
    """Reads which rustup is the newest, and then what there is of it."""

    def __init__(self, dist: Dist, *, left: int = _TRIES) -> None:
        """Take where it is, and how many times it may be read."""
        self._dist = dist
        self._left = left

    def requests(self) -> Sequence[Request]:
        """What tells the newest version."""
        request = self._dist.request(_RELEASE, bundle=BUNDLE)
        if self._left < _TRIES:
            request = request._replace(etag=None, modified=None)
        return [request]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Read what there is of a new one: of all hosts of the stable channel, or those wanted."""
        (release,) = outcomes
        if isinstance(release, Failed):
            self._dist.intake.fail(BUNDLE, release.told)
            return ()
        if release.unchanged:
            self._dist.intake.leave(BUNDLE)
            return ()
        version = _version(release.data)
        if version is None:
            self._dist.intake.fail(BUNDLE, f"{_RELEASE}: names no version")
            return ()
        newest = _Newest(self._dist, release, version, self._left - 1)
        hosts = self._dist.selection.hosts
        return (_ReadChecksums(newest, hosts) if hosts else _ReadHosts(newest),)


class _Newest(NamedTuple):
    """The newest release, and how often all of it may be read anew if it does not fit together."""

    dist: Dist
    release: Fetched
    version: str
    left: int


class _ReadHosts:
    """Reads for which hosts there are toolchains."""

    def __init__(self, newest: _Newest) -> None:
        self._newest = newest

    def requests(self) -> Sequence[Request]:
        return [self._newest.dist.fresh(_STABLE)]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        (one,) = outcomes
        intake = self._newest.dist.intake
        if isinstance(one, Failed):
            intake.fail(BUNDLE, one.told)
            return ()
        try:
            packages = read_manifest(_STABLE, one.data).pkg
        except TruemirrorError as error:
            intake.fail(BUNDLE, str(error))
            return ()
        hosts = packages["rust"].target if "rust" in packages else {}
        return (_ReadChecksums(self._newest, [host for host in hosts if hosts[host].available]),)


class _ReadChecksums:
    """Reads the checksums of the installers, of this version and of the newest one.

    They are the same, unless a release is being made. A host without an installer is passed over,
    and so is what is no name of a host.
    """

    def __init__(self, newest: _Newest, hosts: Sequence[str]) -> None:
        self._newest = newest
        self._hosts = [host for host in hosts if _HOST.fullmatch(host)]

    def requests(self) -> Sequence[Request]:
        return [
            self._newest.dist.fresh(f"{path}.sha256")
            for host in self._hosts
            for path in _paths(self._newest.version, host)
        ]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        dist, intake = self._newest.dist, self._newest.dist.intake
        failed = [one for one in outcomes if isinstance(one, Failed) and not one.refused]
        if failed:
            intake.fail(BUNDLE, failed[0].told)
            return ()
        documents = [dist.document(self._newest.release)]
        entries: list[Entry] = []
        for ours, newest in zip(outcomes[::2], outcomes[1::2], strict=True):
            if isinstance(ours, Failed) or isinstance(newest, Failed):
                continue
            if not _SHA256.fullmatch(_sum(ours)) or _sum(ours) != _sum(newest):
                return self._again(ours)
            documents += [dist.document(ours), dist.document(newest)]
            entries += _entries(dist, ours, newest)
        if not entries:
            intake.fail(BUNDLE, f"there is no installer of {self._newest.version} for any host")
            return ()
        bundle = Bundle(BUNDLE, tuple(documents), tuple(entries))
        return (intake.fetch(Wanted(bundle, dist.wish, [self._newest.release.seen])),)

    def _again(self, one: Fetched) -> Iterable[Step]:
        if self._newest.left:
            return (ReadRustup(self._newest.dist, left=self._newest.left),)
        reason = f"{one.request.url}: is not that of rustup/dist, though both are the newest"
        self._newest.dist.intake.fail(BUNDLE, reason)
        return ()


def _version(data: bytes) -> str | None:
    try:
        version = read_toml(data).get("version")
    except BadTomlError:
        return None
    return version if isinstance(version, str) and _VERSION.fullmatch(version) else None


def _paths(version: str, host: str) -> tuple[str, str]:
    name = "rustup-init.exe" if "-windows-" in host else "rustup-init"
    return f"rustup/archive/{version}/{host}/{name}", f"rustup/dist/{host}/{name}"


def _sum(one: Fetched) -> str:
    return one.data[:64].decode("ascii", "replace")


def _entries(dist: Dist, *checksums: Fetched) -> Iterator[Entry]:
    for one in checksums:
        path = dist.path(one).removesuffix(".sha256")
        yield Entry(path, _sum(one), one.request.url.removesuffix(".sha256"))

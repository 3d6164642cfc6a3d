"""A dist server in one state: the channels, their dated releases, and rustup itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from upstream.channel_manifest import PUBLIC, manifest
from upstream.packages import archive_paths, archives
from upstream.release import Layout, Release
from upstream.site import File, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from upstream.signing import Signer

RELEASES = (
    Release("stable", "1.94.0", "2026-03-05"),
    Release("stable", "1.95.0", "2026-04-16"),
    Release("beta", "1.96.0-beta.1", "2026-04-17"),
    Release("nightly", "1.97.0-nightly", "2026-05-18"),
    Release("nightly", "1.97.0-nightly", "2026-05-19"),
    Release("beta", "1.96.0-beta.2", "2026-05-20"),
    Release("nightly", "1.97.0-nightly", "2026-05-20"),
)


class _Made(NamedTuple):
    """A file: how it is made, of what, and since when it is so."""

    read: Callable[[], bytes]
    about: object
    date: str


class Dist:
    """A dist server. It never changes: each release gives the server after it.

    Each file below `dist/` has its `.sha256` beside it and, with a signer, its `.asc` as well.
    """

    def __init__(
        self,
        releases: Iterable[Release] = RELEASES,
        *,
        layout: Layout | None = None,
        signer: Signer | None = None,
        rustup: Iterable[str] = ("1.28.2", "1.29.0"),
    ) -> None:
        self.releases = tuple(releases)
        self.layout = layout or Layout()
        self.signer = signer
        self.rustup = tuple(rustup)
        self._made = dict(chain(self._archives(), self._manifests(), self._installers()))

    def release(self, *releases: Release, rustup: Iterable[str] = ()) -> Dist:
        """The server after some releases of the toolchain, and perhaps of rustup."""
        toolchains, installers = (*self.releases, *releases), (*self.rustup, *rustup)
        return Dist(toolchains, layout=self.layout, signer=self.signer, rustup=installers)

    def get(self, path: str, address: str = "") -> File | None:  # noqa: ARG002  # all get the same
        plain, _, suffix = path.rpartition(".")
        if suffix == "sha256" and (beside := self._made.get(plain)):
            digest = hashlib.sha256(beside.read()).hexdigest()
            return kept(f"{digest}  {plain.rpartition('/')[2]}\n".encode(), _noon(beside.date))
        if suffix == "asc" and self.signer and (beside := self._made.get(plain)):
            return kept(self.signer.sign(beside.read()), _noon(beside.date))
        made = self._made.get(path)
        if made is None:
            return None
        etag = hashlib.md5(f"{path} {made.about}".encode(), usedforsecurity=False).hexdigest()
        return File(etag, _noon(made.date), made.read)

    def paths(self) -> Iterator[str]:
        for path in self._made:
            yield path
            if path.startswith(("dist/", "rustup/archive/", "rustup/dist/")):
                yield f"{path}.sha256"
            if path.startswith("dist/") and self.signer:
                yield f"{path}.asc"

    # --- what there is ----------------------------------------------------------------------------

    def _archives(self) -> Iterator[tuple[str, _Made]]:
        for release in self.releases:
            for path in archive_paths(release, self.layout):
                read = partial(_archive, path, release, self.layout)
                yield path, _Made(read, (release, self.layout), release.date)

    def _manifests(self) -> Iterator[tuple[str, _Made]]:
        for release in self.releases:  # a later one takes the place of those before
            made = _Made(partial(manifest, release, self.layout), release, release.date)
            for name in release.names:
                yield f"dist/{release.date}/channel-rust-{name}.toml", made
                yield f"dist/channel-rust-{name}.toml", made
        host = PUBLIC.partition("//")[2]
        listed = (
            f"{host}/dist/{release.date}/channel-rust-{name}.toml\n"
            for release in self.releases
            for name in release.names
        )
        yield "manifests.txt", self._text("".join(listed))

    def _installers(self) -> Iterator[tuple[str, _Made]]:
        latest = f'schema-version = "1"\nversion = "{self.rustup[-1]}"\n'
        yield "rustup/release-stable.toml", self._text(latest)
        for version in self.rustup:
            for host in self.layout.hosts:
                name = "rustup-init.exe" if "windows" in host else "rustup-init"
                made = self._text(f"#!/bin/sh\necho 'rustup-init {version} for {host}'\n")
                yield f"rustup/archive/{version}/{host}/{name}", made
                yield f"rustup/dist/{host}/{name}", made

    def _text(self, text: str) -> _Made:
        return _Made(text.encode, text, max(release.date for release in self.releases))


def _archive(path: str, release: Release, layout: Layout) -> bytes:
    return archives(release, layout)[path]


def _noon(date: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{date}T12:00:00+00:00")

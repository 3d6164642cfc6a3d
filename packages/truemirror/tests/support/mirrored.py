"""A mirror in a folder, with all that syncs need: what most tests of syncs begin with."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from truemirror.config.values import Config, CratesTable, ToolchainsTable
from truemirror.store.journal import Journal
from truemirror.store.mirror import Mirror, blob_path
from truemirror.store.place import Folder
from truemirror.sync.counts import Counts
from truemirror.sync.fetch import Fetcher
from truemirror.sync.intake import Intake
from truemirror.sync.main import Report, plan, sync
from truemirror.sync.pace import Politeness
from truemirror.upstream.index import archive_path
from truemirror.upstream.versions import Version
from upstream.crates import index_path
from upstream.site import File, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from truemirror.store.tree import Content
    from truemirror.sync.survey import Plan
    from upstream.registry import Registry

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
AGENT = "truemirror tests"
HOST = "x86_64-unknown-linux-gnu"


def toolchains(server: str, *channels: str, **more: object) -> Config:
    """The settings for channels of a server, for one host."""
    wishes = {"hosts": (HOST,), "rustup": False, **more}
    return Config(toolchains=ToolchainsTable(channels, server, **wishes))  # type: ignore[arg-type]


def crates(server: str, *names: str, **more: object) -> Config:
    """The settings for crates of a server."""
    table = CratesTable(f"{server}/index/", names=names, **more)  # type: ignore[arg-type]
    return Config(crates=table)


class Copy(NamedTuple):
    """A mirror in a folder, whose published tree can be served and compared."""

    folder: Path

    @property
    def mirror(self) -> Mirror:
        return Mirror(Folder(self.folder / "mirror"))

    @property
    def journal_file(self) -> Path:
        return self.folder / "journal.db"

    def sync(
        self,
        config: Config,
        politeness: Politeness | None = None,
        now: Callable[[], dt.datetime] = lambda: NOW,
    ) -> Report:
        """One run, as of a process of its own."""
        with self._work(politeness, now) as (intake, fetcher):
            return sync(config, intake, fetcher)

    def plan(self, config: Config, politeness: Politeness | None = None) -> Plan:
        """What that run would do."""
        with self._work(politeness, lambda: NOW) as (intake, fetcher):
            return plan(config, intake, fetcher)

    @contextmanager
    def _work(
        self, politeness: Politeness | None, now: Callable[[], dt.datetime]
    ) -> Iterator[tuple[Intake, Fetcher]]:
        partial = self.folder / "partial"
        partial.mkdir(parents=True, exist_ok=True)
        polite = politeness or Politeness(AGENT, tries=3, patience=2.0)
        with (
            Journal(self.journal_file) as journal,
            Intake(self.mirror, journal, partial, now, Counts()) as intake,
            Fetcher(polite) as fetcher,
        ):
            yield intake, fetcher

    def files(self) -> dict[str, Content]:
        """The published files."""
        mirror = self.mirror
        current = mirror.current()
        return dict(mirror.trees.files(current.tree)) if current else {}

    def tree(self) -> dict[str, str]:
        """The published files, with their sha256."""
        return {path: content.sha256 for path, content in self.files().items()}

    def get(self, path: str, address: str = "") -> File | None:
        """The copy as a site."""
        if path == "index/config.json":
            archives = f"{address}/crates/{{prefix}}/{{crate}}/{{crate}}-{{version}}.crate"
            return kept(json.dumps({"dl": archives}).encode(), NOW)
        mirror = self.mirror
        current = mirror.current()
        node = current and mirror.trees.find(current.tree, path)
        if not node or node.is_directory:
            return None
        data = mirror.place.read(blob_path(node.sha256))
        assert data is not None
        return File(node.sha256, NOW, lambda: data)

    def paths(self) -> Iterator[str]:
        yield from self.tree()


def copied(registry: Registry, *names: str) -> dict[str, str]:
    """The files of a copy of some crates, with their sha256."""
    files = {}
    for name in names:
        files[f"index/{index_path(name)}"] = registry.index(name)
        for version in registry.crate(name).versions:
            if version.status == HTTPStatus.OK:
                path = archive_path(name, Version.parse(version.number))
                files[path] = registry.archive(name, version.number)
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}

"""Mirrors that are filled without a sync, and served in a thread."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from truemirror.serve.address import Addresses
from truemirror.serve.app import Parts, application
from truemirror.serve.main import Serving
from truemirror.serve.server import Limits, server
from truemirror.serve.site import Site
from truemirror.serve.traffic import Traffic
from truemirror.serve.views import Latest
from truemirror.store.tree import EMPTY
from truemirror.upstream.index import archive_path
from truemirror.upstream.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from truemirror.store.mirror import Generation, Mirror
    from upstream import Site as Upstream

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def files_of(upstream: Upstream) -> dict[str, bytes]:
    """The files of an upstream as a mirror publishes them, without an index's config.json."""
    files = {}
    for path in upstream.paths():
        file = upstream.get(path, "")
        if file and file.status == 200 and not path.startswith("rss/"):
            files[_published(path)] = file.read()
    files.pop("index/config.json", None)
    return files


def _published(path: str) -> str:
    folder, _, rest = path.partition("/")
    if folder != "crates":
        return path
    name, _, file = rest.partition("/")
    version = file.removeprefix(f"{name}-").removesuffix(".crate")
    return archive_path(name, Version.parse(version))


def publish(mirror: Mirror, files: Mapping[str, bytes], now: dt.datetime = NOW) -> Generation:
    """Have a mirror hold some files, and nothing else."""
    changes = sorted(files, key=lambda path: path.split("/"))
    contents = mirror.put_all(files[path] for path in changes)
    tree = mirror.trees.changed(EMPTY, zip(changes, contents, strict=True))
    return mirror.publish(tree, now)


class How(NamedTuple):
    """How a mirror is served."""

    all_lines: bool = False
    public: str | None = None
    traffic: Path | None = None
    limits: Limits = Limits()
    log: int = 1


@contextmanager
def serving(mirror: Mirror, how: How | None = None) -> Iterator[str]:
    """Serve a mirror, whose generation is looked at with every request; gives the address."""
    how = how or How()
    latest = Latest(mirror, every=0)
    site = Site(mirror, latest, all_lines=how.all_lines)
    traffic = Traffic(how.traffic, how.log, Random(1))  # noqa: S311  # no secret is made of it
    late = dt.timedelta(days=1)
    app = application(Parts(mirror, latest, site, Addresses(how.public), traffic, late))
    running = Serving(server(app, how.limits), socket.create_server(("127.0.0.1", 0), backlog=1024))
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield running.address
    finally:
        while not running.server.started and thread.is_alive():
            time.sleep(0.01)
        running.server.should_exit = True
        thread.join()

"""A reader of a mirror that looks at each generation it sees, and finds it whole or not."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

from truemirror.store.mirror import blob_path
from truemirror.upstream.index import archive_path, crate_at, read_index
from truemirror.upstream.manifests import PUBLIC, read_manifest, wanted

if TYPE_CHECKING:
    from typing import Self

    from truemirror.config.values import Config
    from truemirror.store.mirror import Mirror
    from truemirror.store.tree import Content


class Mirrored(Protocol):
    """What has a mirror to read."""

    @property
    def mirror(self) -> Mirror:
        """The mirror, opened anew."""


class Reader:
    """Reads in a thread of its own; `problems` tells what was not as it should be."""

    def __init__(self, copy: Mirrored, config: Config, holes: frozenset[str] = frozenset()) -> None:
        self.problems: list[str] = []
        self.looks = 0
        self._copy = copy
        self._config = config
        self._holes = holes
        self._seen: set[str] = set()
        self._over = Event()
        self._thread = Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._over.wait(0.005):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - whatever it is, a reader should not see it
                self.problems.append(repr(error))

    def look(self) -> None:
        """Look at what is published now, all of it if it is new."""
        self.looks += 1
        mirror = self._copy.mirror
        current = mirror.current()
        if current is None or current.tree in self._seen:
            return
        self._seen.add(current.tree)
        files = dict(mirror.trees.files(current.tree))
        for path, content in files.items():
            if mirror.size(content.sha256) != content.size:
                self.problems.append(f"{path} is not there")
            elif path.startswith("dist/") and path.endswith(".toml"):
                self._manifest(path, files, mirror)
            elif path.startswith("index/"):
                self._index(path, files, mirror)

    def _manifest(self, path: str, files: dict[str, Content], mirror: Mirror) -> None:
        assert self._config.toolchains
        data = mirror.place.read(blob_path(files[path].sha256)) or b""
        checksum = mirror.place.read(blob_path(files[f"{path}.sha256"].sha256)) or b""
        if checksum[:64].decode() != files[path].sha256:
            self.problems.append(f"{path}.sha256 is of another one")
        selection = self._config.toolchains.selection
        for entry in wanted(path, read_manifest(path, data), selection, PUBLIC):
            if files.get(entry.path) is None or files[entry.path].sha256 != entry.sha256:
                self.problems.append(f"{path} has {entry.path}, which is not there")

    def _index(self, path: str, files: dict[str, Content], mirror: Mirror) -> None:
        crate = crate_at(path.removeprefix("index/"))
        assert crate
        data = mirror.place.read(blob_path(files[path].sha256)) or b""
        for line in read_index(crate, data).lines:
            archive = archive_path(line.name, line.version)
            found = files.get(archive)
            if archive not in self._holes and (found is None or found.sha256 != line.sha256):
                self.problems.append(f"{path} has {archive}, which is not there")

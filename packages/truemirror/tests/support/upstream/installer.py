"""Archives that rustup installs: what rust-installer makes, in the third version of its layout."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EXECUTABLE = 0o755
_XZ = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 16}]  # quick, and as good as any


class Component(NamedTuple):
    """A part of an archive that can be installed by itself: files by their path when installed."""

    name: str
    files: Mapping[str, bytes]


def installer(folder: str, components: Sequence[Component], version: str) -> bytes:
    """The uncompressed archive of some components, all below one folder."""
    files = {
        "rust-installer-version": b"3\n",
        "version": f"{version}\n".encode(),
        "components": "".join(f"{component.name}\n" for component in components).encode(),
        "install.sh": b"#!/bin/sh\necho 'use rustup'\n",
    }
    for component in components:
        listed = "".join(f"file:{path}\n" for path in sorted(component.files))
        files[f"{component.name}/manifest.in"] = listed.encode()
        files |= {f"{component.name}/{path}": data for path, data in component.files.items()}
    return _tar({f"{folder}/{path}": data for path, data in files.items()})


def _tar(files: Mapping[str, bytes]) -> bytes:
    """A tar with an entry for each folder too: rustup warns where one is missing."""
    file = io.BytesIO()
    seen = set()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, data in files.items():
            parts = path.split("/")[:-1]
            for folder in ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1)):
                if folder not in seen:
                    seen.add(folder)
                    _add(tar, folder, tarfile.DIRTYPE)
            _add(tar, path, tarfile.REGTYPE, data)
    return file.getvalue()


def _add(tar: tarfile.TarFile, path: str, kind: bytes, data: bytes = b"") -> None:
    info = tarfile.TarInfo(path)
    info.type, info.size = kind, len(data)
    if kind == tarfile.DIRTYPE or "/bin/" in path or path.endswith(".sh"):
        info.mode = _EXECUTABLE
    tar.addfile(info, io.BytesIO(data))


def gz(data: bytes) -> bytes:
    """The archive as `.gz`."""
    return gzip.compress(data, compresslevel=1, mtime=0)


def xz(data: bytes) -> bytes:
    """The archive as `.xz`."""
    return lzma.compress(data, filters=_XZ)

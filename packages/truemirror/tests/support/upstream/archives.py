"""Archives of crates, quickly made, and such as should not be unpacked."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from typing import TYPE_CHECKING

from upstream.crates import Facts, Trick, Version, manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of a tar: the size of its blocks, and where in a header the name ends, and others begin.
_BLOCK = 512
_NAME, _LENGTH, _SUM = 100, 124, 148
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_BOMB = 16 << 20


def archive(name: str, version: Version, facts: Facts, filling: bytes) -> bytes:
    """The `.crate` file of a version, with `filling` that makes it as large as it should be."""
    folder = f"{name}-{version.number}"
    sources = {
        "Cargo.toml": manifest(name, version, facts),
        "src/lib.rs": _library(name, version),
        **({"build.rs": "fn main() {}\n"} if facts.links else {}),
    }
    texts = {f"{folder}/{path}": text.encode() for path, text in sources.items()}
    if version.trick is not Trick.NONE:
        return _tricky(folder, texts, version.trick)
    return _pack(texts, f"{folder}/data.bin", filling)


def _library(name: str, version: Version) -> str:
    again = f" This is issue {version.issue} of it." if version.issue > 1 else ""
    return (
        f"//! Version {version.number} of {name}.{again}\n"
        f"\n"
        f"/// What this crate is called.\n"
        f'pub const NAME: &str = "{name}";\n'
    )


def _pack(texts: Mapping[str, bytes], path: str, filling: bytes) -> bytes:
    """A tar.gz whose texts are compressed and whose filling, as random as it is, is stored.

    With headers from a template this takes a fifth of the time that tarfile and gzip would.
    """
    head = b"".join(_header(path, text) + text + _padding(text) for path, text in texts.items())
    head += _header(path, filling)
    tail = filling + _padding(filling) + bytes(2 * _BLOCK)
    compressed = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    stored = zlib.compressobj(0, zlib.DEFLATED, -zlib.MAX_WBITS)
    parts = (
        _GZIP,
        compressed.compress(head),
        compressed.flush(zlib.Z_SYNC_FLUSH),  # ends a block, and not the stream
        stored.compress(tail),
        stored.flush(),
        zlib.crc32(tail, zlib.crc32(head)).to_bytes(4, "little"),
        (len(head) + len(tail)).to_bytes(4, "little"),
    )
    return b"".join(parts)


def _header(path: str, data: bytes) -> bytes:
    name = path.encode()
    assert len(name) <= _NAME
    before, after = _HEADER
    header = b"%b%b%011o%b" % (name.ljust(_NAME, b"\0"), before, len(data), after)
    return header[:_SUM] + b"%06o\0 " % sum(header) + header[_SUM + 8 :]


def _padding(data: bytes) -> bytes:
    return bytes(-len(data) % _BLOCK)


def _template() -> tuple[bytes, bytes]:
    """The header of a file as tarfile has it: between name and length, and after these.

    The sum of its bytes is left blank, as it must be while they are added up.
    """
    header = tarfile.TarInfo("name").tobuf(tarfile.USTAR_FORMAT)
    blank = header[:_SUM] + b" " * 8 + header[_SUM + 8 :]
    return blank[_NAME:_LENGTH], blank[_LENGTH + 11 :]


_HEADER = _template()


def _tricky(folder: str, texts: Mapping[str, bytes], trick: Trick) -> bytes:
    """An archive that nobody should unpack without looking."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path, data in texts.items():
            _add(tar, path, data)
        if trick is Trick.SYMLINK:
            _link(tar, f"{folder}/passwords", "../../../../etc/passwd", tarfile.SYMTYPE)
        elif trick is Trick.HARD_LINK:
            _link(tar, f"{folder}/passwords", "../../../../etc/passwd", tarfile.LNKTYPE)
        elif trick is Trick.BOMB:
            _add(tar, f"{folder}/zeros.bin", bytes(_BOMB))
        else:
            _add(tar, _PATHS[trick].format(folder), b"escaped\n")
    return gzip.compress(file.getvalue(), mtime=0)


_PATHS = {
    Trick.CLIMB: "{0}/../../escaped",
    Trick.ABSOLUTE: "/escaped/{0}",
    Trick.STRANGER: "serde-1.0.0/src/lib.rs",
}


def _add(tar: tarfile.TarFile, path: str, data: bytes) -> None:
    info = tarfile.TarInfo(path)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _link(tar: tarfile.TarFile, path: str, target: str, kind: bytes) -> None:
    info = tarfile.TarInfo(path)
    info.linkname, info.type = target, kind
    tar.addfile(info)

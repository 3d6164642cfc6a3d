"""What is wrong with the archive of a crate, told without unpacking it.

Such an archive is a tar in a gzip, with everything in one folder. It is read as it comes, header by
header, and nothing of it is kept; what nobody should unpack is told, by kinds that a report names.
"""

from __future__ import annotations

import re
import tarfile
import zlib
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from truemirror.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 512
_CHUNK = 64 << 10
_GZIP = zlib.MAX_WBITS | 16
_LONGEST = 64 << 10  # bytes of a header that says more of the next one
_PLAIN = {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE, tarfile.DIRTYPE}
_RECORD = re.compile(rb"(\d{1,6}) ([^=]+)=")


class Fault(Enum):
    """What an archive of a crate should not be, or hold."""

    BROKEN = "cannot be read"
    BOMB = "unpacks to far more than it is"
    SYMLINK = "holds a symbolic link"
    HARD_LINK = "holds a hard link"
    ABSOLUTE = "holds an absolute path"
    CLIMB = "holds a path with `..`"
    STRANGER = "holds a path outside its own folder"
    DEVICE = "holds what is neither a file nor a folder"


class Finding(NamedTuple):
    """A fault of an archive, and where it is: a path, or what happened.

    It can be printed: what an archive has may be no text, or one that a terminal would obey.
    """

    fault: Fault
    what: str


class Limits(NamedTuple):
    """How large an archive may become: `most` bytes, or `ratio` times its own from `least` on.

    Cargo unpacks no more than 512 MiB, or 20 times the archive where that is more.
    """

    most: int = 512 << 20
    ratio: int = 100
    least: int = 10 << 20

    def allow(self, unpacked: int, packed: int) -> bool:
        """Whether so many bytes may come of so many."""
        return unpacked <= self.most and unpacked <= max(self.least, self.ratio * packed)


def examine(folder: str, chunks: Iterable[bytes], limits: Limits | None = None) -> list[Finding]:
    """What is wrong with an archive, whose own folder is `{name}-{version}`, each kind once.

    What comes after it was found broken, or a bomb, is not looked at.
    """
    found: dict[Fault, str] = {}
    try:
        for member in _members(_Unpacked(chunks, limits or Limits())):
            for fault in _faults(folder, member):
                found.setdefault(fault, member.path)
    except _StopError as error:
        found.setdefault(error.fault, str(error))
    return [Finding(fault, printable(what)) for fault, what in found.items()]


class _StopError(Exception):
    """An archive cannot be read on."""

    def __init__(self, fault: Fault, what: str) -> None:
        super().__init__(what)
        self.fault = fault


class _Member(NamedTuple):
    path: str
    kind: bytes


def _faults(folder: str, member: _Member) -> Iterator[Fault]:
    path = member.path.replace("\\", "/")  # which is a separator to some who unpack it
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if member.kind == tarfile.SYMTYPE:
        yield Fault.SYMLINK
    elif member.kind == tarfile.LNKTYPE:
        yield Fault.HARD_LINK
    elif member.kind not in _PLAIN:
        yield Fault.DEVICE
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        yield Fault.ABSOLUTE
    elif ".." in parts:
        yield Fault.CLIMB
    elif parts[:1] != [folder]:
        yield Fault.STRANGER


class _Unpacked:
    """The tar within an archive, as far as limits allow."""

    def __init__(self, chunks: Iterable[bytes], limits: Limits) -> None:
        self._chunks = iter(chunks)
        self._limits = limits
        self._gzip = zlib.decompressobj(_GZIP)
        self._packed = 0
        self._made = 0
        self._buffer = b""

    def read(self, size: int) -> bytes:
        """So many bytes; fewer at the end."""
        parts = [self._buffer]
        have = len(self._buffer)
        while have < size and (part := self._more()):
            parts.append(part)
            have += len(part)
        data = b"".join(parts)
        self._buffer = data[size:]
        return data[:size]

    def skip(self, size: int) -> None:
        """Pass over so many bytes."""
        while size > 0:
            passed = len(self.read(min(size, _CHUNK)))
            if not passed:
                raise _StopError(Fault.BROKEN, "it ends within a file")
            size -= passed

    def _more(self) -> bytes:
        while not self._gzip.eof:
            packed = self._gzip.unconsumed_tail or next(self._chunks, None)
            if packed is None:
                raise _StopError(Fault.BROKEN, "the gzip ends too soon")
            self._packed += len(packed) if not self._gzip.unconsumed_tail else 0
            try:
                part = self._gzip.decompress(packed, _CHUNK)
            except zlib.error as error:
                raise _StopError(Fault.BROKEN, f"the gzip is damaged: {error}") from error
            self._made += len(part)
            if not self._limits.allow(self._made, self._packed):
                what = f"{self._packed:,} bytes of it made {self._made:,}"
                raise _StopError(Fault.BOMB, what)
            if part:
                return part
        return b""


def _members(tar: _Unpacked) -> Iterator[_Member]:
    """All members, by the paths that those get who unpack them."""
    path: str | None = None
    size: int | None = None
    while (block := tar.read(_BLOCK)).strip(b"\0"):
        header = _header(block)
        if header.type in {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE}:
            data = _said(tar, header)
            if header.type == tarfile.GNUTYPE_LONGNAME:
                path = _text(data.split(b"\0")[0])
            elif header.type == tarfile.XHDTYPE:
                records = _records(data)
                path = _text(records[b"path"]) if b"path" in records else path
                size = _number(records[b"size"]) if b"size" in records else size
            continue
        if header.type == tarfile.XGLTYPE:
            _said(tar, header)
            continue
        yield _Member(header.name if path is None else path, header.type)
        tar.skip(_padded(header.size if size is None else size))
        path = size = None


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        raise _StopError(Fault.BROKEN, f"the tar is damaged: {error}") from error


def _said(tar: _Unpacked, header: tarfile.TarInfo) -> bytes:
    """What a header says of the next one."""
    if header.size > _LONGEST:
        raise _StopError(Fault.BROKEN, f"it has a header of {header.size:,} bytes")
    return tar.read(_padded(header.size))[: header.size]


def _records(data: bytes) -> dict[bytes, bytes]:
    """The records of an extended header of POSIX: `length key=value`, each with a line's end."""
    found: dict[bytes, bytes] = {}
    at = 0
    while record := _RECORD.match(data, at):
        end = at + int(record[1])
        if end <= record.end():
            break
        found[record[2]] = data[record.end() : end - 1]
        at = end
    return found


def _number(text: bytes) -> int:
    if not text.isdigit():
        raise _StopError(Fault.BROKEN, f"it has a file of `{_text(text)}` bytes")
    return int(text[:20])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK

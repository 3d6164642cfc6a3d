"""One file on its way: what was asked for, what has come, and whether that is it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from truemirror.store.journal import Seen
from truemirror.upstream.crate_file import examine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from truemirror.upstream.crate_file import Finding

_CHUNK = 1 << 20
_HELD = 1 << 18  # bytes of a file that are held before they are written
_MOST = 1 << 24  # bytes of a file that is kept in memory


class Request(NamedTuple):
    """A file to fetch.

    `into` is the temporary file for it; without one its bytes are kept in memory. `sha256` is what
    they must have, where that is known. `etag` and `modified` are of the copy at hand: if it is
    still right, nothing comes. More than `limit` bytes are refused. `key` is for whoever asks.
    With `head` its size is asked for, and no bytes. A file that is the archive of a crate is looked
    through, if `crate` says what its folder is called.
    """

    url: str
    into: Path | None = None
    sha256: str | None = None
    etag: str | None = None
    modified: str | None = None
    limit: int | None = None
    key: str = ""
    head: bool = False
    crate: str = ""

    @property
    def is_conditional(self) -> bool:
        """Whether upstream may answer that the copy at hand is still right."""
        return bool(self.etag or self.modified)


class Fetched(NamedTuple):
    """A file that came whole, into its temporary file or as `data`; or the copy at hand is right.

    The temporary file may not be on the disk yet: whoever takes it over sees to that.
    """

    request: Request
    unchanged: bool
    sha256: str
    size: int
    data: bytes
    etag: str | None
    modified: str | None
    findings: Sequence[Finding] = ()

    @property
    def seen(self) -> Seen:
        """What the journal is to remember of it."""
        return Seen(self.request.url, self.etag, self.modified, self.sha256)


class Failed(NamedTuple):
    """A file that did not come; `status` is the last answer, None where there was none."""

    request: Request
    reason: str
    status: int | None

    @property
    def told(self) -> str:
        """What people are told of it."""
        return f"{self.request.url}: {self.reason}"

    @property
    def refused(self) -> bool:
        """Whether upstream says that it will not be had: not there, gone, or kept from us."""
        return self.status in {401, 403, 404, 410, 451}


Outcome = Fetched | Failed


class Transfer:
    """A request, and what has come of it so far, through as many tries as it takes.

    `anew` has the next try begin from nothing. `refused` is why no more bytes are taken. What comes
    is held in memory until there is enough of it to be worth a turn to the disk.
    """

    def __init__(self, request: Request) -> None:
        """Begin with nothing, or with what an earlier run left of the file."""
        self.request = request
        self.tries = 0
        self.began_at = 0.0  # when the first try began, by whatever clock
        self.anew = False
        self.refused = ""
        self.size = 0
        self.passed = 0  # bytes that came, in all tries
        self._hash = hashlib.sha256()
        self._limit = request.limit or (_MOST if request.into is None else None)
        self._file: BinaryIO | None = None
        self._data = bytearray()
        self._headers: dict[str, str] = {}
        self._resumed = False

    def begin(self, now: float) -> list[str]:
        """Make ready for a try, and tell the headers to send.

        Raises:
            OSError: the temporary file cannot be read.
        """
        if not self.tries:
            self.began_at = now
        self.tries += 1
        self._forget()
        self._headers = {}
        if self.request.into is not None and not self.anew:
            self._take_up(self.request.into)
        self._resumed = self.size > 0
        if self._resumed:
            return [f"Range: bytes={self.size}-"]
        headers = ["Cache-Control: no-cache"] if self.anew else []
        if self.request.etag:
            return [*headers, f"If-None-Match: {self.request.etag}"]
        if self.request.modified:
            return [*headers, f"If-Modified-Since: {self.request.modified}"]
        return headers

    def _forget(self) -> None:
        """Be at the beginning of the file again; what is on the disk is overwritten."""
        self._hash = hashlib.sha256()
        self.size = 0
        self._data.clear()
        self._close()

    def _take_up(self, into: Path) -> None:
        """Go on from what there is of the file."""
        try:
            self._file = into.open("r+b")
        except FileNotFoundError:
            return
        while chunk := self._file.read(_CHUNK):
            self._hash.update(chunk)
            self.size += len(chunk)

    def hear(self, line: bytes) -> None:
        """Take a line of an answer's head; a new answer begins with its status."""
        text = line.decode("latin-1")
        if text.startswith("HTTP/"):
            self._headers = {":status": text.split()[1]}
        name, colon, value = text.partition(":")
        if colon:
            self._headers[name.strip().lower()] = value.strip()

    def take(self, chunk: bytes) -> int:
        """Take bytes of the body, and tell how many were taken: all, or none to end it here.

        Those of an error or a redirection are none of the file's.
        """
        self.passed += len(chunk)
        if self.status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            return len(chunk)
        if self.status == HTTPStatus.OK and self._resumed:
            self._forget()
            self._resumed = False
        self.size += len(chunk)
        if self._limit is not None and self.size > self._limit:
            self.refused = f"is longer than {self._limit} bytes"
            return 0
        self._hash.update(chunk)
        self._data += chunk
        if self.request.into is not None and len(self._data) >= _HELD:
            try:
                self._write(self.request.into)
            except OSError as error:
                self.refused = f"cannot be written: {error.strerror}"
                return 0
        return len(chunk)

    def _write(self, into: Path) -> None:
        """Bring what is held to the file."""
        if self._file is None:
            self._file = into.open("wb")
        self._file.write(self._data)
        self._file.flush()
        self._data.clear()

    @property
    def status(self) -> int | None:
        """The status of the answer, as far as there is one."""
        status = self._headers.get(":status", "")
        return int(status) if status.isdigit() else None

    def header(self, name: str) -> str | None:
        """A header of the answer, by its name in small letters."""
        return self._headers.get(name)

    def _tag(self, name: str) -> str | None:
        """A header that tells the state of a file, if it can be sent back as it is."""
        value = self.header(name) or ""
        return value if value.isascii() and value.isprintable() and value else None

    @property
    def is_whole(self) -> bool:
        """Whether what has come is what was asked for; a part is not, unless it was asked for."""
        if self.status == HTTPStatus.PARTIAL_CONTENT and not self._resumed:
            return False
        return self.request.head or self.request.sha256 in {None, self._hash.hexdigest()}

    @property
    def was_whole(self) -> bool:
        """Whether all of it was here before anything was asked for."""
        return self._resumed and self.request.sha256 is not None and self.is_whole

    def rest(self) -> None:
        """Leave what has come in the temporary file, as far as that can be, for another try."""
        with suppress(OSError):
            if self.request.into is not None and self._data:
                self._write(self.request.into)
        with suppress(OSError):
            self._close()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file:
            file.close()

    def fail(self, reason: str) -> Failed:
        """Give it up; what has come stays for another run."""
        self.rest()
        return Failed(self.request, reason, self.status)

    def keep(self) -> Outcome:
        """Bring what came whole to its temporary file, if it is to be in one."""
        into = self.request.into
        data = b"" if into else bytes(self._data)
        length = self.header("content-length") or ""
        size = int(length) if self.request.head and length.isdigit() else self.size
        findings: Sequence[Finding] = ()
        try:
            if into and not self.is_unchanged:
                findings = self._examined(into)
                self._write(into)
                self._close()
        except OSError as error:
            return self.fail(f"cannot be written: {error.strerror}")
        return Fetched(
            self.request,
            self.is_unchanged,
            self._hash.hexdigest(),
            size,
            data,
            self._tag("etag"),
            self._tag("last-modified"),
            findings,
        )

    def _examined(self, into: Path) -> Sequence[Finding]:
        """What is wrong with the archive of a crate, of which the end may still be held."""
        if not self.request.crate:
            return ()
        if self._file is None:
            return examine(self.request.crate, [bytes(self._data)])
        with into.open("rb") as file:
            written = iter(lambda: file.read(_CHUNK), b"")
            return examine(self.request.crate, chain(written, [bytes(self._data)]))

    @property
    def is_unchanged(self) -> bool:
        """Whether upstream says that the copy at hand is still right."""
        return self.status == HTTPStatus.NOT_MODIFIED

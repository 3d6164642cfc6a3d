"""The team API over the network, with a copy on disk that is revalidated."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import BadTeamDataError
from headway.program.team_api import NEEDED, from_api

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.program.directory import Directory

FRESH_SECONDS = 3600
_TIMEOUT_SECONDS = 10
_NOT_MODIFIED = 304
_NOT_FOUND = 404


def cache_folder() -> Path:
    """Where copies are kept: `XDG_CACHE_HOME/headway`, or `~/.cache/headway`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else _home() / ".cache") / "headway"


def _home() -> Path:
    """The home folder; the root for a user of whom the system knows none."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


class TeamCache:
    """Reads the files of a team API through a folder on disk.

    A copy younger than an hour is used as it is; an older one is revalidated by its ETag, and
    used all the same, with a note, when the network does not answer.
    """

    def __init__(self, url: str, *, offline: bool, now: Callable[[], float] = time.time) -> None:
        """Open the cache of a URL; `now` gives seconds since the epoch."""
        self.url = url.rstrip("/") + "/"
        self.offline = offline
        self.now = now
        self.note: str | None = None
        self.silent = False
        import hashlib  # noqa: PLC0415  # only programs with a team URL need it

        digest = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.folder = cache_folder() / "teams" / digest

    def directory(self) -> Directory | None:
        """The directory, or None when there is neither network nor copy; `note` says why."""
        try:
            return from_api(self.url, self._read)
        except BadTeamDataError as error:
            unread = (
                "offline, and no copy of the team directory is kept" if self.offline else str(error)
            )
            self.note = self.note or unread
            return None

    def _read(self, name: str) -> bytes | None:
        stored = self._stored(name)
        if self.offline or self.silent:
            return stored
        age = self.now() - self._checked(name)
        if stored is not None and age < FRESH_SECONDS:
            return stored
        return self._download(name, stored)

    def _download(self, name: str, stored: bytes | None) -> bytes | None:
        from urllib.error import HTTPError, URLError  # noqa: PLC0415  # slow, and seldom needed
        from urllib.request import Request, urlopen  # noqa: PLC0415  # as above

        headers = {"User-Agent": "headway"}
        tag = self._stored(f"{name}.etag")
        if stored is not None and tag is not None:
            headers["If-None-Match"] = tag.decode("latin-1")
        request = Request(self.url + name, headers=headers)  # noqa: S310  # the user's own URL
        try:
            with urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310  # as above
                data: bytes = response.read()
                json.loads(data)
                self._keep(name, data, response.headers.get("ETag"))
                return data
        except HTTPError as error:
            if error.code == _NOT_MODIFIED and stored is not None:
                with suppress(OSError):
                    os.utime(self.folder / name)
                return stored
            if error.code == _NOT_FOUND and name not in NEEDED:
                return None
            reason = f"{self.url}{name} answers {error.code}"
        except (URLError, OSError, ValueError) as error:
            reason = f"{self.url}{name} cannot be read: {getattr(error, 'reason', error)}"
        self.silent = True
        kept = "; the last copy is used" if stored is not None else ""
        self.note = f"{reason}{kept}"
        return stored

    def _stored(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def _checked(self, name: str) -> float:
        try:
            return (self.folder / name).stat().st_mtime
        except OSError:
            return 0.0

    def _keep(self, name: str, data: bytes, tag: str | None) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f"{name}.{os.getpid()}.part"
            part.write_bytes(data)
            part.replace(self.folder / name)
            if tag:
                (self.folder / f"{name}.etag").write_text(tag)
        except OSError as error:
            self.note = f"the team directory cannot be kept in {self.folder}: {error.strerror}"

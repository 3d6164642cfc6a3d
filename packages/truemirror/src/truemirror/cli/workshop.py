"""What commands work with: the mirror, its journal, and upstream, as the settings have them."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from truemirror.config.contact import is_contact
from truemirror.config.read import ConfigError, read_config
from truemirror.store.place import Folder, open_place
from truemirror.store.plain import open_mirror

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.config.values import Config
    from truemirror.store.journal import Journal
    from truemirror.store.mirror import Mirror
    from truemirror.sync.counts import Counts
    from truemirror.sync.fetch import Fetcher
    from truemirror.sync.intake import Intake

COUNTS = "traffic.db"  # in the folder of work


class Workshop(NamedTuple):
    """A mirror with its settings, and the folder of this machine in which work on it is done."""

    file: Path
    config: Config
    mirror: Mirror
    work: Path

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """The journal.

        Raises:
            JournalError: it cannot be opened.
        """
        from truemirror.store.journal import Journal

        with Journal(self.work / "journal.db") as journal:
            yield journal

    @contextmanager
    def intake(self, counts: Counts, *, take_over: bool = False) -> Iterator[Intake]:
        """What takes bundles in; nobody else may change the mirror meanwhile.

        One that belongs to another journal may be taken over, by a journal that begins anew.

        Raises:
            LockedError: somebody does.
            OwnedError: it belongs to another journal.
            StrangeError: the journal is about another mirror.
            JournalError: the journal cannot be opened.
            PlaceError: the mirror does not answer.
        """
        from truemirror.store.lock import Lock
        from truemirror.sync.intake import Intake

        partial = self.work / "partial"
        partial.mkdir(parents=True, exist_ok=True)
        with ExitStack() as locks:
            for folder in self._folders():
                locks.enter_context(Lock(folder / "lock"))
            if take_over:
                for file in self.work.glob("journal.db*"):
                    file.unlink()
            with self.journal() as journal:
                self._claim(journal, take_over=take_over)
                with Intake(self.mirror, journal, partial, now, counts) as intake:
                    yield intake

    def _folders(self) -> Iterator[Path]:
        """What others may not use meanwhile: the work folder, and the mirror if it is one."""
        yield self.work
        if isinstance(self.mirror.place, Folder):
            yield self.mirror.place.folder

    def _claim(self, journal: Journal, *, take_over: bool) -> None:
        """Have a mirror in a bucket to ourselves; a lock does that in a folder."""
        from truemirror.store.claim import Claim, Owner

        if self.mirror.is_near:
            return
        where = Owner(uuid4().hex, gethostname(), str(self.work), now())
        claim = Claim(self.mirror.place, journal, where)
        if take_over:
            claim.take_over()
        else:
            claim.take()
        self.mirror.belong(claim)

    @contextmanager
    def look(self, counts: Counts) -> Iterator[Intake]:
        """The same for those who write nothing; others may change the mirror meanwhile.

        Raises:
            JournalError: the journal cannot be opened.
        """
        from truemirror.store.journal import Journal
        from truemirror.sync.intake import Intake

        with (
            TemporaryDirectory(prefix="truemirror-") as folder,
            Journal(self.work / "journal.db", reading=True) as journal,
        ):
            work = self.work if os.access(self.work, os.W_OK) else Path(folder)
            yield Intake(self.mirror, journal, work / "partial", now, counts)

    def fetcher(self, counts: Counts) -> Fetcher:
        """What fetches from upstream.

        Raises:
            ConfigError: nothing is wanted; or upstream is public, and there is no contact; or there
                is no such file of certificates.
        """
        from importlib.metadata import version

        from truemirror.sync.fetch import Fetcher
        from truemirror.sync.pace import Politeness

        upstream, certificates = self.config.upstream, self.config.upstream.certificates
        if not self.config.wants_anything:
            raise ConfigError(
                self.file,
                "nothing is wanted: there is no table `toolchains`, nor one `crates` with `names`, "
                "`locks` or `projects`",
            )
        if certificates and not Path(certificates).is_file():
            raise ConfigError(
                self.file, f"`upstream.certificates`: there is no file {certificates}"
            )
        public = next((one for one in _servers(self.config) if _is_public(one)), None)
        if public and not is_contact(upstream.contact):
            raise ConfigError(
                self.file,
                "`upstream.contact` has to be a mail address or web page where the operators of "
                f"{public} reach you",
            )
        politeness = Politeness(
            f"truemirror/{version('truemirror')} ({upstream.contact or 'no contact'})",
            upstream.connections,
            upstream.bytes_per_second,
            upstream.requests_per_second,
            upstream.tries,
            upstream.patience,
        )
        return Fetcher(politeness, authorities=certificates, passed=counts.passed)


def open_workshop(file: Path, *, reading: bool = False) -> Workshop:
    """The workshop of settings in a file; for reading nothing is made that is not there.

    Raises:
        ConfigError: they cannot be used.
        PlaceError: the mirror cannot be used.
    """
    config = read_config(file)
    table = config.mirror
    if table.work is None:
        raise ConfigError(file, "`mirror.work` has to name a folder, as the mirror is in a bucket")
    if table.plain:  # which is there to be read by a web server
        os.umask(os.umask(0o077) & ~0o055)
    if reading and "://" not in table.place and not Path(table.place).exists():
        place = open_place("memory://")
    else:
        place = open_place(table.place, **table.options)
    mirror = open_mirror(place, plain=table.plain and not place.url.startswith("memory:"))
    return Workshop(file, config, mirror, Path(table.work))


def now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


def _servers(config: Config) -> Iterator[str]:
    if config.toolchains:
        yield config.toolchains.server
    if config.crates:
        yield config.crates.index


def _is_public(server: str) -> bool:
    """Whether a server is one that others use too: its name or address is not of a private net."""
    host = urlsplit(server).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))

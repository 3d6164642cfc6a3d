"""Which channel manifests are wanted, of those that `manifests.txt` lists.

A wish is a word or two, as an operator writes it:

- `stable`, `beta`, `nightly`: as it is now, without a date;
- `1.95.0`, `1.95`, `1.96.0-beta.3`: a release;
- `nightly-2026-05-20`: a channel on a day;
- `>=1.90, <1.95`: all releases that cargo would hold to meet this;
- `last 6 stable`, `last 30 nightly`: the newest releases, or days of a channel;
- `nightly since 2026-01-01`: a channel on all days from one on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from truemirror.errors import TruemirrorError
from truemirror.upstream.versions import BadVersionError, Requirement, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOVES = re.compile(r"stable|beta|nightly")
_DAY = r"(\d{4}-\d\d-\d\d)"
_LINE = re.compile(rf"[^/\s]+/(dist/{_DAY}/channel-rust-([\w.-]+)\.toml)", re.ASCII)
_RELEASE = re.compile(r"\d+\.\d+(?:\.\d+(?:-[\w.-]+)?)?", re.ASCII)
_DATED = re.compile(rf"(stable|beta|nightly)-{_DAY}", re.ASCII)
_LAST = re.compile(r"last ([1-9]\d{0,8}) (stable|beta|nightly)", re.ASCII)
_SINCE = re.compile(rf"(stable|beta|nightly) since {_DAY}", re.ASCII)
_FORMS = (
    "`stable`, `beta`, `nightly`, `1.95.0`, `nightly-2026-05-20`, `>=1.90, <1.95`, "
    "`last 6 stable`, `nightly since 2026-01-01`"
)


class BadChannelError(TruemirrorError):
    """A wish for channels cannot be read, or there is nothing that meets it."""

    exit_code = 2

    def __init__(self, wish: str, reason: str) -> None:
        """Tell what is wrong with it."""
        super().__init__(f"channel `{wish}`: {reason}")


class Listed(NamedTuple):
    """A manifest that upstream lists: a channel or release, on the day it was made."""

    date: dt.date
    name: str


class Channel(NamedTuple):
    """A manifest to mirror: its name, as in `channel NAME`, and its path below the server."""

    name: str
    path: str

    @property
    def bundle(self) -> str:
        """What it is called where bundles of all kinds are."""
        return f"channel {self.name}"


def read_list(data: bytes) -> tuple[list[Listed], list[str]]:
    """Read `manifests.txt`: what it lists, and the lines that cannot be read."""
    listed: list[Listed] = []
    bad: list[str] = []
    for line in filter(None, map(str.strip, data.decode("utf-8", "replace").splitlines())):
        found = _LINE.fullmatch(line)
        try:
            if found is None:
                raise ValueError(line)  # noqa: TRY301 - as a date that there is not
            listed.append(Listed(dt.date.fromisoformat(found[2]), found[3]))
        except ValueError:
            bad.append(line)
    return listed, bad


def needs_list(wish: str) -> bool:
    """Whether a wish can be understood only together with what upstream lists."""
    return not any(form.fullmatch(" ".join(wish.split())) for form in (_MOVES, _RELEASE, _DATED))


def check(wish: str) -> None:
    """Make sure that a wish is of a known form, whatever upstream may list.

    Raises:
        BadChannelError: it is of none.
    """
    deque(_channels(" ".join(wish.split()), ()), maxlen=0)


def channels(wish: str, listed: Sequence[Listed]) -> list[Channel]:
    """The manifests that a wish is for, oldest first.

    Raises:
        BadChannelError: it is not of a known form, or needs what is not listed.
    """
    found = [*dict.fromkeys(_channels(" ".join(wish.split()), listed))]
    if not found:
        raise BadChannelError(wish, "nothing that upstream lists meets this")
    return found


def _channels(wish: str, listed: Sequence[Listed]) -> Iterator[Channel]:
    if _MOVES.fullmatch(wish) or _RELEASE.fullmatch(wish):
        yield Channel(wish, f"dist/channel-rust-{wish}.toml")
    elif found := _DATED.fullmatch(wish):
        yield _dated(found[1], _day(wish, found[2]))
    elif found := _SINCE.fullmatch(wish):
        day = _day(wish, found[2])
        yield from (_dated(found[1], one) for one in _days(found[1], listed) if one >= day)
    elif found := _LAST.fullmatch(wish):
        most = int(found[1])
        if found[2] == "stable":
            yield from map(_release, _releases(listed)[-most:])
        else:
            yield from (_dated(found[2], one) for one in _days(found[2], listed)[-most:])
    else:
        yield from map(_release, _meeting(wish, listed))


def _meeting(wish: str, listed: Iterable[Listed]) -> Iterator[Version]:
    try:
        requirement = Requirement.parse(wish)
    except BadVersionError as error:
        raise BadChannelError(wish, f"is none; write it as one of {_FORMS}") from error
    return (one for one in _releases(listed) if requirement.matches(one))


def _releases(listed: Iterable[Listed]) -> list[Version]:
    """The stable releases that are listed, oldest first."""
    found: set[Version] = set()
    for one in listed:
        try:
            found.add(Version.parse(one.name))
        except BadVersionError:
            continue
    return sorted(one for one in found if one.pre.is_none)


def _days(channel: str, listed: Iterable[Listed]) -> list[dt.date]:
    return sorted({one.date for one in listed if one.name == channel})


def _release(version: Version) -> Channel:
    return Channel(str(version), f"dist/channel-rust-{version}.toml")


def _dated(channel: str, day: dt.date) -> Channel:
    return Channel(f"{channel}-{day}", f"dist/{day}/channel-rust-{channel}.toml")


def _day(wish: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadChannelError(wish, f"{text} is no day such as 2026-05-20") from error

"""The sparse index of a registry: where the file of a crate is, and what its lines say.

The format is that of cargo's book (reference, "Index Format"), read as cargo reads it. What is not
named here is left alone: a file is published as the bytes that upstream served, or with whole lines
of it left out.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads it when a line is read
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from truemirror.errors import TruemirrorError, printable
from truemirror.upstream.dependencies import Dependency, Package
from truemirror.upstream.names import is_name
from truemirror.upstream.platforms import BadPlatformError, read_platform
from truemirror.upstream.versions import BadVersionError, Requirement, Version

if TYPE_CHECKING:
    from collections.abc import Container

GONE = frozenset({404, 410, 451})
"""What a server answers for the file of a crate that there is not, or not any more."""

UNFETCHED = "unfetched"
"""The folder that has, in place of archives which nobody is to fetch, empty files as marks."""

_LONGEST = 255 - len("-.crate") - 64  # characters of a version, for a name that a disk can have
_KNOWN = 2  # the newest format of a line that cargo takes for a candidate
_ADDRESS = re.compile(r"https?://[!-~]+")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
# Too deep, as cargo has it too, counts as wrong.
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PUBTIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"
_RUST_VERSION = r"^(0|[1-9]\d*)(\.(0|[1-9]\d*)){0,2}\Z"


class BadNameError(TruemirrorError):
    """A text that no crate is called."""

    def __init__(self, name: str) -> None:
        """Tell what it is."""
        super().__init__(f"`{name}` is no name of a crate")


class BadConfigError(TruemirrorError):
    """The `config.json` of an index cannot be read."""

    def __init__(self, address: str, reason: str) -> None:
        """Tell which one, and what is wrong with it."""
        super().__init__(f"{address}: {printable(reason)}")


class BadIndexError(TruemirrorError):
    """The bytes that came for the file of a crate are none, or not all of one."""

    def __init__(self, address: str, reason: str) -> None:
        """Tell where they came from, and what is wrong with them."""
        super().__init__(f"{address}: {reason}")


# --- paths ----------------------------------------------------------------------------------------


def prefix(name: str) -> str:
    """The folder that a crate is in, such as `se/rd`.

    Raises:
        BadNameError: no crate can be called so.
    """
    if not is_name(name):
        raise BadNameError(name)
    if len(name) > 3:  # noqa: PLR2004 - names of up to three letters have folders by their length
        return f"{name[:2]}/{name[2:4]}"
    return f"3/{name[0]}" if len(name) == 3 else str(len(name))  # noqa: PLR2004 - as above


def index_path(name: str) -> str:
    """Where the file of a crate is in an index; names that differ only in case share one.

    Raises:
        BadNameError: no crate can be called so.
    """
    lower = name.lower()
    return f"{prefix(lower)}/{lower}"


def crate_at(path: str) -> str | None:
    """The crate, in lower case, whose file is at a path of an index; None where that is none's."""
    name = path.rpartition("/")[2]
    return name if is_name(name) and index_path(name) == path else None


def archive_path(name: str, version: Version) -> str:
    """Where we publish the archive of a version.

    Raises:
        BadNameError: no crate can be called so.
    """
    return f"crates/{prefix(name)}/{name}/{name}-{version}.crate"


def unfetched_path(name: str, version: Version) -> str:
    """Where we mark that the archive of a version is left out, though the index lists that.

    So an archive can be told from it that ought to be there and is not.

    Raises:
        BadNameError: no crate can be called so.
    """
    return f"{UNFETCHED}/{archive_path(name, version)}"


# --- config.json ----------------------------------------------------------------------------------


class Config(msgspec.Struct, frozen=True, rename={"auth_required": "auth-required"}):
    """Where a registry has its archives and its API, and whether it wants a token for all."""

    dl: str
    api: str | None = None
    auth_required: bool = False

    def archive(self, line: Line) -> str:
        """Where the archive of a version is, as cargo makes it of the markers in `dl`."""
        folder = prefix(line.name)
        markers = {
            "{crate}": line.name,
            "{version}": str(line.version),
            "{prefix}": folder,
            "{lowerprefix}": folder.lower(),
            "{sha256-checksum}": line.sha256,
        }
        if not any(marker in self.dl for marker in markers):
            return f"{self.dl}/{line.name}/{line.version}/download"
        url = self.dl
        for marker, value in markers.items():
            url = url.replace(marker, value)
        return url


def read_config(address: str, data: bytes) -> Config:
    """Read an index's config.json; its address is for messages.

    Raises:
        BadConfigError: it is no JSON, or does not say where archives are.
    """
    try:
        config = msgspec.json.decode(data, type=Config)
    except _UNREADABLE as error:
        raise BadConfigError(address, f"cannot be read: {error}") from error
    if not _ADDRESS.fullmatch(config.dl):
        raise BadConfigError(address, f"`{config.dl}`, for archives, is no address of the web")
    return config


# --- files of crates ------------------------------------------------------------------------------


class _Head(msgspec.Struct, frozen=True):
    name: str
    vers: str
    cksum: str
    yanked: bool | None = None
    v: Annotated[int, msgspec.Meta(ge=0)] | None = None
    pubtime: Annotated[dt.datetime, msgspec.Meta(tz=True)] | None = None


class _Dependency(msgspec.Struct, frozen=True):
    name: str
    req: str
    features: list[str]
    optional: bool
    default_features: bool
    target: str | None = None
    kind: str | None = None
    registry: str | None = None
    package: str | None = None


class _Tail(msgspec.Struct, frozen=True):
    deps: list[_Dependency]
    features: dict[str, list[str]] = {}
    features2: dict[str, list[str]] | None = None
    links: str | None = None
    rust_version: Annotated[str, msgspec.Meta(pattern=_RUST_VERSION)] | None = None
    pubtime: Annotated[str, msgspec.Meta(pattern=_PUBTIME)] | None = None


@dataclass(frozen=True)
class Line:
    """A version of a crate, as its line has it; `data` is that line, with its end.

    `published` is None where the registry does not tell. A line may be `from_the_future`: of a
    format that cargo does not yet take for a candidate.
    """

    name: str
    version: Version
    sha256: str
    is_yanked: bool
    from_the_future: bool
    published: dt.datetime | None
    data: bytes

    @cached_property
    def package(self) -> Package | None:
        """What the version needs; None where cargo would not understand it."""
        try:
            tail = msgspec.json.decode(self.data, type=_Tail)
            dependencies = tuple(map(_dependency, tail.deps))
        except (*_UNREADABLE, BadVersionError, BadPlatformError):
            return None
        features = {**tail.features, **(tail.features2 or {})}
        return Package(dependencies, {name: tuple(values) for name, values in features.items()})

    @cached_property
    def is_candidate(self) -> bool:
        """Whether cargo takes this version where no Cargo.lock names it."""
        if self.is_yanked or self.from_the_future:
            return False
        return self.package is not None and self.package.is_sound


class Remark(NamedTuple):
    """Something odd about a line of an index file, by its number."""

    number: int
    reason: str

    @property
    def told(self) -> str:
        """What people are told of it."""
        return f"line {self.number} of the index {self.reason}"


class Index(NamedTuple):
    """The file of a crate: its bytes, the versions it has, and what is odd about its lines."""

    crate: str
    data: bytes
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]

    def only(self, wanted: Container[Version]) -> bytes:
        """The file with the lines of some versions only.

        Where those are all that can be read it is as upstream served it, with lines that cannot.
        """
        kept = [line.data for line in self.lines if line.version in wanted]
        return self.data if len(kept) == len(self.lines) else b"".join(kept)


def read_index(crate: str, data: bytes) -> Index:
    """Read the file of a crate; lines that cannot be read are remarked on and passed over.

    Of two lines for the same version the later one counts, as it does to cargo. That a version is
    there twice but for its build metadata, which no registry should allow, is remarked on.

    Raises:
        BadNameError: no crate can be called so.
    """
    crate = index_path(crate).rpartition("/")[2]
    lines: dict[Version, Line] = {}
    builds: dict[Version, int] = {}
    remarks: list[Remark] = []
    for number, raw in enumerate(_LINE.findall(data), 1):
        if not raw.strip():
            continue
        line = _line(crate, raw)
        if isinstance(line, str):
            remarks.append(Remark(number, printable(line)))
            continue
        before = builds.setdefault(line.version._replace(build=""), number)
        if before != number:
            remarks.append(Remark(number, f"has version {line.version}, as line {before} does"))
        lines.pop(line.version, None)
        lines[line.version] = line
    return Index(crate, data, tuple(lines.values()), tuple(remarks))


def received_index(crate: str, address: str, data: bytes) -> Index:
    """Read the file of a crate as it came from an address; something else may have come.

    An error page, or a file that was cut off, would else pass for the deletion of versions. A crate
    without versions has no file.

    Raises:
        BadNameError: no crate can be called so.
        BadIndexError: no line can be read, or the last one only in part.
    """
    index = read_index(crate, data)
    if not index.lines:
        reason = index.remarks[0].told if index.remarks else "is empty"
        raise BadIndexError(address, reason)
    end = data.count(b"\n") + 1
    if not data.endswith(b"\n") and any(one.number == end for one in index.remarks):
        raise BadIndexError(address, "ends within a line")
    return index


def _line(crate: str, raw: bytes) -> Line | str:
    """A line of the file of a crate, or what is wrong with it."""
    try:
        head = _HEAD.decode(raw)
        version = Version.parse(head.vers)
    except (*_UNREADABLE, BadVersionError) as error:
        return f"cannot be read: {error}"
    if not is_name(head.name) or head.name.lower() != crate:
        return f"is of `{head.name}`, and not of {crate}"
    if len(head.vers) > _LONGEST:
        return f"has a version of {len(head.vers)} characters, which is too long"
    if not _SHA256.fullmatch(head.cksum):
        return f"has `{head.cksum}`, which is no sha256"
    return Line(
        name=head.name,
        version=version,
        sha256=head.cksum,
        is_yanked=bool(head.yanked),
        from_the_future=(head.v or 1) > _KNOWN,
        published=head.pubtime,
        data=raw,
    )


def _dependency(one: _Dependency) -> Dependency:
    if one.target is not None:
        read_platform(one.target)
    return Dependency(
        name=one.name,
        package=one.package or one.name,
        requirement=_requirement(one.req),
        features=frozenset(filter(None, one.features)),
        default_features=one.default_features,
        is_optional=one.optional,
        kind=one.kind if one.kind in {"dev", "build"} else "normal",
        target=one.target,
        registry=one.registry,
    )


_HEAD = msgspec.json.Decoder(_Head)
_requirement = lru_cache(maxsize=1 << 14)(Requirement.parse)

"""The settings of a mirror, as `truemirror.toml` has them: a class for each table.

What is said of each key here is also what `truemirror init` writes beside it, and what an error
about it tells.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from truemirror.config.allowed import ADDRESS, LINE
from truemirror.config.sizes import Size  # noqa: TC001 - msgspec reads settings by their annotations
from truemirror.upstream.manifests import PUBLIC, Selection

CRATES_IO = "https://index.crates.io/"
_Few = Annotated[int, Meta(ge=1, le=256)]
_Count = Annotated[int, Meta(ge=1)]
_Rate = Annotated[float, Meta(gt=0, le=1_000_000)]
_Days = Annotated[float, Meta(ge=0, le=36_500)]
_Number = Annotated[int, Meta(ge=0)]
_Address = Annotated[str, Meta(pattern=ADDRESS)]
_Line = Annotated[str, Meta(pattern=LINE)]
_Port = Annotated[int, Meta(ge=0, le=65535)]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file."""


class MirrorTable(Table, frozen=True):
    """Where the copy is kept."""

    place: Annotated[
        str,
        Meta(
            description="A folder, relative to this file, or a bucket: s3://BUCKET/PREFIX, gs://… "
            "or az://…, with credentials from the environment as its own tools take them."
        ),
    ] = "mirror"
    work: Annotated[
        str | None,
        Meta(
            description="A folder of this machine for the journal and for files on their way. By "
            "default `work` in the mirror's folder; a mirror in a bucket needs one of its own.",
            examples=["work"],
        ),
    ] = None
    options: Annotated[
        dict[str, str],
        Meta(description="What an object store wants to know besides, such as `endpoint`."),
    ] = {}
    plain: Annotated[
        bool,
        Meta(
            description="Whether a mirror in a folder also has all that is published as plain "
            "files, for a web server such as nginx; they are links and take no room."
        ),
    ] = False
    keep: Annotated[
        _Count, Meta(description="How many generations `truemirror prune` leaves, at least.")
    ] = 3
    grace: Annotated[
        _Days,
        Meta(description="Days for which it also leaves what was needed, or came, in them."),
    ] = 1.0


class UpstreamTable(Table, frozen=True):
    """How upstream is treated."""

    contact: Annotated[
        _Line | None,
        Meta(
            description="A mail address or web page where upstream's operators reach you. It is "
            "part of the User-Agent, and public servers must have one."
        ),
    ] = None
    connections: Annotated[_Few, Meta(description="Connections to one host, at most.")] = 32
    bytes_per_second: Annotated[
        Size | None,
        Meta(
            description='All of them together, as in "20 MB". No limit by default.',
            examples=["20 MB"],
        ),
    ] = None
    requests_per_second: Annotated[
        _Rate | None, Meta(description="All of them together. No limit by default.", examples=[50])
    ] = None
    tries: Annotated[
        _Few, Meta(description="How often a file is asked for before it is given up.")
    ] = 5
    patience: Annotated[
        _Rate, Meta(description="Seconds without a byte after which a try is given up.")
    ] = 30.0
    certificates: Annotated[
        str | None,
        Meta(
            description="A file of certificates to trust in place of this machine's.",
            examples=["ca.pem"],
        ),
    ] = None


class ToolchainsTable(Table, frozen=True):
    """Which toolchains, and what of each. Without this table there are none."""

    channels: Annotated[
        tuple[str, ...],
        Meta(
            description='Such as "stable", "1.95.0", "nightly-2026-05-20", ">=1.90, <1.95", '
            '"last 6 stable", "last 30 nightly" or "nightly since 2026-01-01".'
        ),
    ] = ("stable",)
    server: Annotated[_Address, Meta(description="Where they come from.")] = PUBLIC
    hosts: Annotated[
        tuple[str, ...],
        Meta(
            description='The triples that compilers run on, such as "x86_64-unknown-linux-gnu". '
            "All of them by default."
        ),
    ] = ()
    targets: Annotated[
        tuple[str, ...],
        Meta(description='Further triples to build for, such as "wasm32-unknown-unknown".'),
    ] = ()
    profile: Annotated[
        Literal["minimal", "default", "complete", "all"],
        Meta(description="The components: those of a profile of rustup, or all that there are."),
    ] = "default"
    components: Annotated[
        tuple[str, ...], Meta(description='Further components, such as "rust-src".')
    ] = ()
    compressions: Annotated[
        tuple[Literal["xz", "gz", "zst"], ...],
        Meta(
            min_length=1,
            description="Of each archive there is the first of these that upstream has. By default "
            "that is the one that rustup takes.",
        ),
    ] = ("zst", "xz", "gz")
    rustup: Annotated[bool, Meta(description="Whether rustup itself is mirrored.")] = True
    key: Annotated[
        str | None,
        Meta(
            description="A file of OpenPGP keys: a channel whose manifest is not signed by one of "
            "them stays as it is. Needs the extra `openpgp`.",
            examples=["rust-key.gpg.asc"],
        ),
    ] = None

    @property
    def selection(self) -> Selection:
        """What is wanted of each channel; the profile `all` is everything."""
        profile = None if self.profile == "all" else self.profile
        return Selection(self.hosts, self.targets, profile, self.components, self.compressions)


class CratesTable(Table, frozen=True):
    """Which crates, and which versions of them. Without this table there are none."""

    index: Annotated[_Address, Meta(description="Where the sparse index is.")] = CRATES_IO
    git: Annotated[
        str | None,
        Meta(
            description="The index as a git repository. It tells which crates there are, and which "
            "have changed; patterns of names need it.",
            examples=["https://github.com/rust-lang/crates.io-index"],
        ),
    ] = None
    names: Annotated[
        tuple[str, ...],
        Meta(
            description='Crates by name, or by patterns: "serde", "tokio-*", or "*" for all.',
            examples=[["serde", "tokio-*"]],
        ),
    ] = ()
    exclude: Annotated[tuple[str, ...], Meta(description="Names and patterns to leave out.")] = ()
    newest: Annotated[
        _Count | None,
        Meta(
            description="Of crates wanted by name, so many versions of each compatible line (1.x, "
            "0.4.x). All by default.",
            examples=[3],
        ),
    ] = None
    since: Annotated[
        dt.date | None,
        Meta(
            description="Of crates wanted by name, versions published from a day on.",
            examples=[dt.date(2024, 1, 1)],
        ),
    ] = None
    yanked: Annotated[
        bool, Meta(description="Whether yanked versions of crates wanted by name are kept.")
    ] = True
    locks: Annotated[
        tuple[str, ...],
        Meta(
            description="Files Cargo.lock of which every version is wanted.",
            examples=[["Cargo.lock"]],
        ),
    ] = ()
    projects: Annotated[
        tuple[str, ...],
        Meta(
            description="Files Cargo.toml of which all is wanted that cargo may resolve; their "
            "workspaces, and what they need of folders, are theirs too.",
            examples=[["Cargo.toml"]],
        ),
    ] = ()
    project_versions: Annotated[
        int,
        Meta(
            ge=0,
            description="Of what projects need, so many versions of each compatible line that a "
            "requirement allows; 0 for all.",
        ),
    ] = 1
    project_targets: Annotated[
        tuple[str, ...],
        Meta(description="Of what projects need, only what these triples use. By default all."),
    ] = ()
    dev: Annotated[
        bool, Meta(description="Whether archives are wanted that only tests of projects need.")
    ] = True
    build: Annotated[
        bool, Meta(description="Whether archives are wanted that only build scripts need.")
    ] = True
    deleted: Annotated[
        Literal["remove", "keep"],
        Meta(description="What becomes of a crate that upstream deletes; each is told."),
    ] = "remove"


class ServeTable(Table, frozen=True):
    """How `truemirror serve` serves the mirror."""

    host: Annotated[
        str, Meta(description='The address to listen at; "0.0.0.0" or "::" for all.')
    ] = "127.0.0.1"
    port: Annotated[_Port, Meta(description="The port; 0 for any that is free.")] = 8000
    public: Annotated[
        _Address | None,
        Meta(
            description="What clients call this server. By default it is what each of them says.",
            examples=["https://mirror.example.org"],
        ),
    ] = None
    proxies: Annotated[
        tuple[str, ...],
        Meta(description="Addresses of proxies whose X-Forwarded-… headers are believed."),
    ] = ("127.0.0.1", "::1")
    all_lines: Annotated[
        bool,
        Meta(
            description="Whether the index also lists versions whose archives are not here. Cargo "
            "may then choose one that it cannot get."
        ),
    ] = False
    connections: Annotated[
        _Count,
        Meta(
            description="Connections that may be open. Who asks on a further one is told to come "
            "later, and those that are many more are closed."
        ),
    ] = 1000
    patience: Annotated[
        _Rate,
        Meta(description="Seconds for a client to ask, and to take each MB of what it asked for."),
    ] = 60.0
    late: Annotated[
        _Rate,
        Meta(description="Hours after a sync for which `/status` goes by what that found."),
    ] = 24.0
    log: Annotated[
        _Number,
        Meta(description="Of how many requests one is logged; 1 for all, 0 for none."),
    ] = 100


class Config(Table, frozen=True):
    """All settings."""

    mirror: MirrorTable = MirrorTable()
    upstream: UpstreamTable = UpstreamTable()
    toolchains: ToolchainsTable | None = None
    crates: CratesTable | None = None
    serve: ServeTable = ServeTable()

    @property
    def wants_anything(self) -> bool:
        """Whether anything is to be mirrored."""
        crates = self.crates
        return bool(
            self.toolchains or (crates and (crates.names or crates.locks or crates.projects))
        )

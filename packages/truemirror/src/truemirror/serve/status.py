"""How the mirror is: what a page, a program and a monitor are told, as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from truemirror.store.report import read_report

if TYPE_CHECKING:
    import datetime as dt

    from truemirror.serve.views import Latest
    from truemirror.store.mirror import Mirror
    from truemirror.store.report import Part, Report

VERSION = 1


class PartStatus(msgspec.Struct, frozen=True):
    """A part of the mirror, such as `channel stable` or `crates`; None is what is not known.

    `lag` is in seconds, `completeness` a share from 0 to 1.
    """

    name: str
    wanted: int
    whole: int
    completeness: float
    upstream_at: dt.datetime | None
    ours_at: dt.datetime | None
    lag: float | None


class FaultStatus(msgspec.Struct, frozen=True):
    """A bundle that is not as upstream has it."""

    bundle: str
    reason: str
    since: dt.datetime


class Status(msgspec.Struct, frozen=True):
    """The state of a mirror at a time; None is what is not known.

    It is `late` where the last sync is too long ago for what that found to tell how it is now.
    """

    version: int
    at: dt.datetime
    late: bool
    generation: int | None
    published_at: dt.datetime | None
    bytes: int
    synced_at: dt.datetime | None
    good_at: dt.datetime | None
    parts: list[PartStatus]
    faults: list[FaultStatus]


def status(mirror: Mirror, latest: Latest, now: dt.datetime, late: dt.timedelta) -> Status:
    """The state of a mirror, from its generation and from what its last sync reported.

    It is `late` so long after a sync.

    Raises:
        TruemirrorError: the mirror does not answer, or is damaged.
    """
    generation = latest.generation()
    report = read_report(mirror.place)
    tree = mirror.trees.directory(generation.tree) if generation else {}
    return Status(
        version=VERSION,
        at=now,
        late=bool(report and now - report.synced_at > late),
        generation=generation.number if generation else None,
        published_at=generation.made_at if generation else None,
        bytes=sum(node.size for node in tree.values()),
        synced_at=report.synced_at if report else None,
        good_at=report.good_at if report else None,
        parts=[_part(one) for one in report.parts] if report else [],
        faults=_faults(report) if report else [],
    )


def _part(part: Part) -> PartStatus:
    return PartStatus(
        name=part.name,
        wanted=part.wanted,
        whole=part.whole,
        completeness=part.completeness,
        upstream_at=part.upstream_at,
        ours_at=part.ours_at,
        lag=None if part.lag is None else part.lag.total_seconds(),
    )


def _faults(report: Report) -> list[FaultStatus]:
    return [FaultStatus(one.bundle, one.reason, one.since) for one in report.faults]

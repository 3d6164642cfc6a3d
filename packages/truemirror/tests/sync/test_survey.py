"""What a plan tells is what a sync then does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from mirrored import AGENT, Copy, crates, toolchains
from truemirror.config.values import Config, CratesTable
from truemirror.sync.main import sync
from truemirror.sync.pace import Politeness
from truemirror.sync.survey import Amount
from truemirror.upstream.index import archive_path
from truemirror.upstream.versions import Version
from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, Together, faults
from upstream.clients import project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from truemirror.sync.survey import Plan

REGISTRY = Registry(40, shape=Shape(size=1500, most=6))
NAMES = tuple(REGISTRY.names[:9])
_DOWNLOAD = re.compile(r"crates/([^/]+)/([^/]+)/download")


@pytest.fixture
def upstream() -> Iterator[Server]:
    with Server(Together(Dist(), RegistrySite(REGISTRY))) as server:
        yield server


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def settings(
    upstream: Server, *channels: str, names: tuple[str, ...] = NAMES, **more: object
) -> Config:
    return Config(
        toolchains=toolchains(upstream.address, *channels, rustup=True).toolchains,
        crates=crates(upstream.address, *names, **more).crates,
    )


def amount(*sizes: int) -> Amount:
    return Amount(len(sizes), sum(sizes))


def came(upstream: Server) -> dict[str, int]:
    """What came of what is published, by its path there, with the bytes of each."""
    sizes = {}
    for request in upstream.requests:
        file = upstream.site.get(request.path, upstream.address)
        known = request.headers.get("if-none-match", "")
        if file and file.status == 200 and file.etag not in known:
            found = _DOWNLOAD.fullmatch(request.path)
            path = archive_path(found[1], Version.parse(found[2])) if found else request.path
            sizes[path] = len(file.read())
    sizes.pop("index/config.json", None)
    return sizes


def carried_out(copy: Copy, upstream: Server, config: Config) -> Plan:
    """A plan, after which a sync did just that."""
    before = copy.files()
    plan = copy.plan(config)
    upstream.forget()
    assert not copy.sync(config).delayed
    after, fetched = copy.files(), came(upstream)
    assert plan.fetched == amount(*fetched.values())
    stay = {path for path in before if before[path] == after.get(path)}
    assert plan.kept == amount(*(before[path].size for path in stay))
    gone = before.keys() - after.keys()
    assert plan.removed == amount(*(before[path].size for path in gone))
    added = after.keys() - stay - fetched.keys()
    assert plan.added == amount(*(after[path].size for path in added))
    by_bundle = plan.bundles.values()
    assert plan.fetched == Amount(
        sum(one.files for one in by_bundle), sum(one.size for one in by_bundle)
    )
    return plan


def test_a_first_sync_then_a_release_with_changed_crates(copy: Copy, upstream: Server) -> None:
    first = carried_out(copy, upstream, settings(upstream, "stable", "1.95.0", "beta"))
    assert first.added.files == 1  # rustup-init, which stands under two paths
    upstream.site = Together(
        Dist().release(Release("stable", "1.96.0", "2026-05-28"), rustup=["1.30.0"]),
        RegistrySite(
            REGISTRY.publish(NAMES[0])
            .republish(NAMES[1], REGISTRY.crate(NAMES[1]).versions[0].number)
            .delete(NAMES[2], 410)
        ),
    )
    second = carried_out(copy, upstream, settings(upstream, "stable", "1.95.0", "beta"))
    assert second.fetched.files
    assert second.removed.files
    assert second.kept.files + second.removed.files < first.fetched.files + first.added.files
    third = carried_out(copy, upstream, settings(upstream, "stable", "1.95.0", "beta"))
    assert third.fetched == third.added == third.removed == amount()


def test_changed_settings(copy: Copy, upstream: Server) -> None:
    carried_out(copy, upstream, settings(upstream, "stable", "beta"))
    fewer = carried_out(copy, upstream, settings(upstream, "1.95.0", names=NAMES[3:], newest=1))
    assert fewer.dropped
    assert fewer.fetched.files
    again = carried_out(copy, upstream, settings(upstream, "stable", "beta"))
    archives = [path for path in copy.tree() if path.endswith(".crate")]
    assert again.added.files > len(archives) / 4  # which are still in the store
    assert again.fetched.files


def test_what_only_a_project_needs(copy: Copy, upstream: Server, tmp_path: Path) -> None:
    wishes = [f'"{name}" = "*"' for name in REGISTRY.names[:2] + REGISTRY.names[-4:]]
    folder = project(tmp_path / "program", wishes)
    table = CratesTable(f"{upstream.address}/index/", projects=(str(folder / "Cargo.toml"),))
    carried_out(copy, upstream, Config(crates=table))
    upstream.site = RegistrySite(REGISTRY.publish(REGISTRY.names[0]))
    carried_out(copy, upstream, Config(crates=table))
    fewer = carried_out(copy, upstream, Config(crates=msgspec.structs.replace(table, build=False)))
    assert fewer.removed.files == fewer.added.files  # marks in place of archives
    assert fewer.removed.files


def test_a_journal_that_was_lost(copy: Copy, upstream: Server) -> None:
    carried_out(copy, upstream, settings(upstream, "stable", "beta"))
    copy.journal_file.unlink()
    plan = carried_out(copy, upstream, settings(upstream, "stable", names=NAMES[1:]))
    assert plan.removed.files


def test_what_a_sync_took_in_and_could_not_publish(
    copy: Copy, upstream: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried_out(copy, upstream, settings(upstream, "beta"))
    with monkeypatch.context() as patch:
        patch.setattr(f"{sync.__module__}.publish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            copy.sync(settings(upstream, "stable", names=NAMES[4:]))
    plan = carried_out(copy, upstream, settings(upstream, "stable", names=NAMES[4:]))
    assert plan.fetched.files == 0
    assert plan.added.files
    assert plan.removed.files


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_cannot_be_had_stays_as_it_is(copy: Copy, upstream: Server) -> None:
    config = settings(upstream, "stable", "beta")
    carried_out(copy, upstream, config)
    upstream.fault("dist/channel-rust-beta.toml", faults.status(404))
    plan = copy.plan(config)
    assert [one.bundle for one in plan.delayed] == ["channel beta"]
    assert plan.kept.files == len(copy.files())
    assert plan.removed == plan.fetched == amount()


def test_what_upstream_lists_and_does_not_give(copy: Copy, upstream: Server) -> None:
    config = crates(upstream.address, *NAMES)
    version = REGISTRY.crate(NAMES[0]).versions[0].number
    upstream.fault(f"crates/{NAMES[0]}/{version}/download", faults.status(403))
    first = copy.plan(config)
    copy.sync(config)
    assert first.fetched == amount(*(one.size for one in copy.files().values()))
    again = copy.plan(config)
    assert again.kept == first.fetched
    assert again.fetched == amount(len(REGISTRY.index(NAMES[0])))  # it might be there by now


def test_two_plans_tell_the_same_in_whatever_order_upstream_answers(copy: Copy) -> None:
    registry = Registry(400, seed=3, shape=Shape(size=9000, most=6))
    with Server(Together(Dist(), RegistrySite(registry))) as upstream:
        config = settings(upstream, "stable", "1.95.0", names=tuple(registry.names))
        plans = []
        for connections in (1, 32):
            upstream.forget()
            plans.append(copy.plan(config, Politeness(AGENT, connections=connections)))
            assert (
                sum(one.method == "HEAD" for one in upstream.requests) < plans[0].fetched.files / 2
            )
        upstream.forget()
        copy.sync(config)
        really = sum(came(upstream).values())
    assert repr(plans[0]) == repr(plans[1])
    assert plans[0].fetched.estimated
    assert really * 0.8 < plans[0].fetched.size < really * 1.25

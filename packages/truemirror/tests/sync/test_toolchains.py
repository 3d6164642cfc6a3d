"""Toolchains are copied whole, and the real rustup installs them from the copy."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from mirrored import HOST, Copy, toolchains
from upstream import Dist, Release, Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from upstream.clients import Rustup

    MakeRustup = Callable[[str], Rustup]


def test_rustup_installs_and_updates_from_a_copy(rustup: MakeRustup, tmp_path: Path) -> None:
    copy, dist = Copy(tmp_path / "copy"), Dist()
    with Server(dist) as upstream, Server(copy) as ours:
        wishes = toolchains(
            upstream.address, "stable", "last 2 nightly", ">=1.94, <1.95", profile="complete"
        )
        report = copy.sync(wishes)
        assert not report.delayed
        assert report.is_new
        client = rustup(ours.address)
        for toolchain in ("stable", "nightly-2026-05-19", "1.94.0"):
            installed = client.install(toolchain, profile="default")
            assert installed.returncode == 0, installed.stderr
            assert "warn" not in installed.stderr
        upstream.site = dist.release(Release("stable", "1.96.0", "2026-05-28"))
        report = copy.sync(wishes)
        assert set(report.taken) == {"manifests.txt", "channel stable"}
        updated = client.run("update", "stable", "--no-self-update")
        assert updated.returncode == 0, updated.stderr
        assert "rustc 1.96.0 (" in client.run("run", "stable", "rustc").stdout


def test_what_is_published_is_what_upstream_serves(tmp_path: Path) -> None:
    copy, dist = Copy(tmp_path), Dist()
    with Server(dist) as upstream:
        copy.sync(toolchains(upstream.address, "stable", "1.94", rustup=True))
    tree = copy.tree()
    assert f"dist/2026-04-16/rustc-1.95.0-{HOST}.tar.xz" in tree
    assert f"rustup/archive/1.29.0/{HOST}/rustup-init" in tree
    assert {f"rustup/dist/{HOST}/rustup-init{end}" for end in ("", ".sha256")} <= tree.keys()
    for path, content in tree.items():
        file = dist.get(path)
        assert file
        assert sha256(file.read()).hexdigest() == content


def test_nothing_new_costs_one_conditional_request_for_each_document(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    with Server(Dist()) as upstream:
        wishes = toolchains(upstream.address, "stable", "last 2 nightly", rustup=True)
        first = copy.sync(wishes)
        upstream.forget()
        second = copy.sync(wishes)
        asked = upstream.requests
    assert not second.is_new
    assert second.generation == first.generation
    assert not second.taken
    assert len(asked) == 1 + 1 + 3 * 3
    assert all("if-none-match" in one.headers for one in asked if not one.path.endswith(".asc"))


def test_other_wishes_are_noticed_though_upstream_has_not_changed(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    with Server(Dist()) as upstream:
        copy.sync(toolchains(upstream.address, "stable", "beta", profile="minimal"))
        small = copy.tree()
        report = copy.sync(toolchains(upstream.address, "stable", profile="default"))
        assert report.taken == ("channel stable",)
        assert report.dropped == ("channel beta",)
        large = copy.tree()
        assert any("clippy" in path for path in large.keys() - small.keys())
        assert all("beta" in path or "1.96" in path for path in small.keys() - large.keys())
        copy.sync(toolchains(upstream.address, "stable", "beta", profile="minimal"))
        assert copy.tree() == small

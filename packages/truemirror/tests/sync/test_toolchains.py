"""Toolchains are copied whole, and the real rustup installs them from the copy."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from pysequoia.packet import PacketPile

from mirrored import HOST, Copy, toolchains
from truemirror.sync.signatures import BadKeyError, BadSignatureError, OpenPgp
from upstream import Dist, Release, Server, Signer, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from upstream import File
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


FORMS = {
    "zst and xz": (
        r'xz_url = "(.*/)dist/(.*)"\nxz_hash = (.*)',
        r'\g<0>\nzst_url = "\1dist/zst/\2"\nzst_hash = \3',
    ),
    "gz": (r"xz_(url|hash) = .*", ""),
    "no profiles": (r"\[profiles\]", "[profiles-of-another-day]"),
}


class Moved:
    """A site whose archives are also below `dist/zst/`, as if they were those."""

    def __init__(self, dist: Dist) -> None:
        self._dist = dist

    def get(self, path: str, address: str) -> File | None:
        return self._dist.get(path.replace("dist/zst/", "dist/"), address)

    def paths(self) -> Iterator[str]:
        yield from self._dist.paths()


@pytest.mark.parametrize("form", FORMS)
def test_rustup_gets_all_that_it_asks_for_of_older_and_newer_manifests(
    rustup: MakeRustup, tmp_path: Path, form: str
) -> None:
    copy, dist, path = Copy(tmp_path / "copy"), Dist(), "dist/channel-rust-stable.toml"
    known = dist.get(path)
    assert known
    text = re.sub(*FORMS[form], known.read().decode())
    with Server(Moved(dist)) as upstream, Server(copy) as ours:
        upstream.fault(path, faults.wrong(text.encode()))
        upstream.fault(f"{path}.sha256", faults.wrong(sha256(text.encode()).hexdigest().encode()))
        assert not copy.sync(toolchains(upstream.address, "stable")).delayed
        rustup(ours.address).install("stable", profile="default")
        asked = {one.path for one in ours.requests if "tar" in one.path}
    assert asked
    assert asked <= copy.tree().keys()


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


ODD_HOSTS = ("../../../../evil", "\\u00fc", "a\\u0000b", "a b", "", "a/b", "x?y")


def test_hosts_that_are_none_are_not_asked_for(tmp_path: Path) -> None:
    odd = "".join(f'[pkg.rust.target."{host}"]\navailable = true\n' for host in ODD_HOSTS)
    dist = Dist()
    manifest = dist.get("dist/channel-rust-stable.toml")
    assert manifest
    with Server(dist) as upstream:
        upstream.fault(
            "dist/channel-rust-stable.toml", faults.wrong(manifest.read() + odd.encode())
        )
        wishes = toolchains(upstream.address, "beta", rustup=True, hosts=())
        assert not Copy(tmp_path).sync(wishes).delayed
        hosts = {path.split("/")[-2] for path in upstream.counts() if "rustup-init" in path}
    assert hosts == {*dist.layout.hosts}


@pytest.mark.parametrize(
    "body", [b"x = " + b"[" * 20_000, b"x = " + b"9" * 5000, b"\xff", b"version = 1"]
)
def test_a_release_of_rustup_that_cannot_be_read_is_told(tmp_path: Path, body: bytes) -> None:
    with Server(Dist()) as upstream:
        upstream.fault("rustup/release-stable.toml", faults.wrong(body))
        wishes = toolchains(upstream.address, "stable", rustup=True)
        (trouble,) = Copy(tmp_path).sync(wishes).delayed
    assert trouble.reason == "rustup/release-stable.toml: names no version"


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


def test_a_cache_that_lags_takes_nothing_back(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    before = Dist()
    later = before.release(
        Release("stable", "1.96.0", "2026-05-28"),
        Release("nightly", "1.98.0-nightly", "2026-05-29"),
    )
    with Server(later) as upstream:
        wishes = toolchains(upstream.address, "stable", "last 1 stable", "last 2 nightly")
        assert not copy.sync(wishes).delayed
        tree = copy.tree()
        for path, bundle, told in (
            ("dist/channel-rust-stable*", "channel stable", "is of 2026-04-16, and the one that"),
            ("manifests.txt", "manifests.txt", "lists 4 manifests fewer than before"),
        ):
            upstream.fault(path, faults.stale(before))
            (trouble,) = copy.sync(wishes).delayed
            assert trouble.bundle == bundle
            assert told in trouble.reason
            assert copy.tree() == tree
            upstream.heal()
        assert not copy.sync(wishes).delayed
    assert copy.tree() == tree
    with Server(before) as other:  # from which less is wanted now
        wishes = toolchains(other.address, "stable", "last 1 stable", "last 2 nightly")
        assert not copy.sync(wishes).delayed


@pytest.mark.parametrize("wish", [{"compressions": ("zst",)}, {"hosts": ("x86-typo",)}])
def test_a_channel_with_nothing_that_is_wanted_is_told(
    tmp_path: Path, wish: dict[str, tuple[str, ...]]
) -> None:
    copy = Copy(tmp_path / "copy")
    with Server(Dist()) as upstream:
        copy.sync(toolchains(upstream.address, "stable"))
        before = copy.tree()
        (trouble,) = copy.sync(toolchains(upstream.address, "stable", **wish)).delayed
    assert "has nothing of what the settings want" in trouble.reason
    assert copy.tree() == before


def test_manifests_are_held_against_their_signatures(tmp_path: Path) -> None:
    copy, signer, key = Copy(tmp_path / "copy"), Signer(), tmp_path / "key.asc"
    key.write_text(Signer("Somebody else <other@example.org>").certificate + signer.certificate)
    dist = Dist(signer=signer)
    with Server(dist) as upstream:
        wishes = toolchains(upstream.address, "stable", "beta", key=str(key))
        assert not copy.sync(wishes).delayed
        before = copy.tree()
        assert "dist/channel-rust-stable.toml.asc" in before
        later = [
            Release("stable", "1.96.0", "2026-05-28"),
            Release("beta", "1.97.0-beta.1", "2026-05-29"),
        ]
        upstream.site = dist.release(*later)
        upstream.fault("*stable.toml.asc", faults.stale(dist))
        (trouble,) = copy.sync(wishes).delayed
        assert trouble.bundle == "channel stable"
        assert "its signature is not one of a key that is trusted" in trouble.reason
        path = "dist/channel-rust-stable.toml"
        assert copy.tree()[path] == before[path]
        upstream.heal()
        upstream.fault("*stable.toml.asc", faults.wrong(b"nonsense"))
        assert [one.bundle for one in copy.sync(wishes).delayed] == ["channel stable"]
        upstream.heal()
        assert not copy.sync(wishes).delayed
        key.write_text(Signer().certificate)
        assert len(copy.sync(wishes).delayed) == 2


def test_one_right_signature_of_several_is_enough(tmp_path: Path) -> None:
    ours, other, key = Signer(), Signer("The next key <next@example.org>"), tmp_path / "key.asc"
    key.write_text(ours.certificate)
    trusted, data = OpenPgp(key), b"a manifest"
    right, strange = bare_signature(ours, data), bare_signature(other, data)
    for signatures in (right, right + strange, strange + right):
        trusted.check(data, signatures)
        with pytest.raises(BadSignatureError):
            trusted.check(b"something else", signatures)
    for signatures in (strange, b"", other.certificate.encode(), strange + right[:-9]):
        with pytest.raises(BadSignatureError):
            trusted.check(data, signatures)


def bare_signature(signer: Signer, data: bytes) -> bytes:
    """A signature that is not armored, so that another can follow it."""
    (packet,) = PacketPile.from_bytes(signer.sign(data))
    return bytes(packet)


@pytest.mark.parametrize("text", [None, "", "no key"])
def test_a_file_without_keys_is_told(tmp_path: Path, text: str | None) -> None:
    key = tmp_path / "key.asc"
    if text is not None:
        key.write_text(text)
    with pytest.raises(BadKeyError, match=r"`toolchains\.key`: .*key\.asc"):
        Copy(tmp_path / "copy").sync(toolchains("http://127.0.0.1:1", "stable", key=str(key)))

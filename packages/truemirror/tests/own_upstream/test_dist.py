from __future__ import annotations

import hashlib
import io
import tarfile
import tomllib
from typing import TYPE_CHECKING, Any

import pysequoia
import pytest

from upstream import PUBLIC, Dist, Layout, Release, Signer

if TYPE_CHECKING:
    from collections.abc import Iterator

TINY = Layout(hosts=("x86_64-unknown-linux-gnu", "x86_64-pc-windows-gnu"), size=100)


@pytest.fixture(scope="module")
def dist() -> Dist:
    return Dist(layout=TINY, signer=Signer())


def read(dist: Dist, path: str) -> bytes:
    file = dist.get(path)
    assert file, path
    return file.read()


def manifest(dist: Dist, path: str = "dist/channel-rust-stable.toml") -> dict[str, Any]:
    return tomllib.loads(read(dist, path).decode())


def archives(manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for package in manifest["pkg"].values():
        for target in package["target"].values():
            if target["available"]:
                yield target["url"], target["hash"]
                yield target["xz_url"], target["xz_hash"]
    for artifacts in manifest["artifacts"].values():
        for files in artifacts["target"].values():
            yield from ((file["url"], file["hash-sha256"]) for file in files)


def test_two_servers_have_the_same_bytes_but_for_signatures(dist: Dist) -> None:
    other = Dist(layout=TINY, signer=Signer())
    assert [*other.paths()] == [*dist.paths()]
    differing = {path for path in dist.paths() if read(dist, path) != read(other, path)}
    assert differing == {path for path in dist.paths() if path.endswith(".asc")}


@pytest.mark.parametrize("channel", ["stable", "beta", "nightly"])
def test_a_manifest_tells_the_hash_of_every_archive(dist: Dist, channel: str) -> None:
    found = dict(archives(manifest(dist, f"dist/channel-rust-{channel}.toml")))
    assert len(found) > 20
    for url, hash_ in found.items():
        assert hash_ == hashlib.sha256(read(dist, url.removeprefix(f"{PUBLIC}/"))).hexdigest()


def test_every_archive_is_in_a_manifest(dist: Dist) -> None:
    listed = {
        url.removeprefix(f"{PUBLIC}/")
        for line in read(dist, "manifests.txt").decode().splitlines()
        for url, _ in archives(manifest(dist, line.removeprefix(f"{PUBLIC[8:]}/")))
    }
    assert listed == {path for path in dist.paths() if path.endswith((".tar.gz", ".tar.xz"))}


def test_files_have_their_checksum_and_signature_beside_them(dist: Dist) -> None:
    signer = dist.signer
    assert signer
    certificate = pysequoia.Cert.from_bytes(signer.certificate.encode())
    for path in ("dist/channel-rust-stable.toml", "dist/2026-05-19/channel-rust-nightly.toml"):
        data = read(dist, path)
        line = f"{hashlib.sha256(data).hexdigest()}  {path.rpartition('/')[2]}\n"
        assert read(dist, f"{path}.sha256").decode() == line
        signature = pysequoia.Sig.from_bytes(read(dist, f"{path}.asc"))
        pysequoia.verify(bytes=data, store=lambda _: [certificate], signature=signature)
        with pytest.raises(Exception, match="signature"):
            pysequoia.verify(bytes=data + b"#", store=lambda _: [certificate], signature=signature)
    assert Dist(layout=TINY).get("dist/channel-rust-stable.toml.asc") is None


def test_names_stand_for_the_latest_release_that_they_fit(dist: Dist) -> None:
    later = dist.release(Release("stable", "1.95.1", "2026-06-01"))
    for path in ("stable", "1.95", "1.95.1"):
        assert manifest(later, f"dist/channel-rust-{path}.toml")["date"] == "2026-06-01"
    for path in ("dist/channel-rust-1.95.0.toml", "dist/2026-04-16/channel-rust-stable.toml"):
        assert read(later, path) == read(dist, path)
    assert read(later, "manifests.txt").startswith(read(dist, "manifests.txt"))
    was, now = dist.get("dist/channel-rust-1.95.toml"), later.get("dist/channel-rust-1.95.toml")
    assert was
    assert now
    assert was.etag != now.etag
    assert was.modified < now.modified


def test_a_manifest_has_what_readers_stumble_over(dist: Dist) -> None:
    stable = manifest(dist)
    assert "future-field" in stable
    assert stable["pkg"]["miri-preview"]["version"] == ""
    assert {one["available"] for one in stable["pkg"]["miri-preview"]["target"].values()} == {False}
    assert list(stable["pkg"]["rust-src"]["target"]) == ["*"]
    assert stable["renames"]["clippy"] == {"to": "clippy-preview"}
    assert stable["artifacts"]["source-code"]["target"]["*"][0]["url"].endswith("-src.tar.gz")
    rust = stable["pkg"]["rust"]["target"]["x86_64-unknown-linux-gnu"]
    assert {"pkg": "rustc", "target": "x86_64-unknown-linux-gnu"} in rust["components"]
    assert {"pkg": "rust-src", "target": "*"} in rust["extensions"]
    assert {"pkg": "rust-std", "target": "wasm32-unknown-unknown"} in rust["extensions"]


def test_an_archive_has_an_entry_for_each_of_its_folders(dist: Dist) -> None:
    path = "dist/2026-04-16/rustc-1.95.0-x86_64-unknown-linux-gnu.tar.xz"
    with tarfile.open(fileobj=io.BytesIO(read(dist, path))) as tar:
        folders = {one.name for one in tar if one.isdir()}
        needed = {one.name.rpartition("/")[0] for one in tar if "/" in one.name}
        text = tar.extractfile("rustc-1.95.0-x86_64-unknown-linux-gnu/rustc/manifest.in")
        assert text
        assert "file:bin/rustc\n" in text.read().decode()
    assert needed <= folders


def test_rustup_itself_is_there(dist: Dist) -> None:
    assert manifest(dist, "rustup/release-stable.toml")["version"] == "1.29.0"
    for version in ("1.28.2", "1.29.0"):
        path = f"rustup/archive/{version}/x86_64-pc-windows-gnu/rustup-init.exe"
        assert version in read(dist, path).decode()
        assert read(dist, f"{path}.sha256")[:64].decode() == _sha256(read(dist, path))
    latest = read(dist, "rustup/dist/x86_64-unknown-linux-gnu/rustup-init")
    assert "1.29.0" in latest.decode()
    later = dist.release(rustup=["1.30.0"])
    assert "1.30.0" in read(later, "rustup/release-stable.toml").decode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

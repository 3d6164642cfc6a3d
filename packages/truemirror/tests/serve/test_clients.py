"""Real clients work with a mirror as it is served: by Truemirror itself, and by nginx."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from obstore.store import MemoryStore

from nginx import nginx
from published import How, files_of, publish, serving
from truemirror.serve.traffic import read_traffic
from truemirror.store.mirror import Mirror
from truemirror.store.place import Folder, Place
from truemirror.store.plain import open_mirror
from truemirror.store.tombstones import tombstone
from upstream import Dist, Registry, RegistrySite, Release, Shape, index_path
from upstream.clients import Cargo, Rustup, project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from email.message import Message
    from pathlib import Path

    from s3 import S3
    from upstream.debian import DebianCrates

    MakeCargo = Callable[[str], Cargo]
    MakeRustup = Callable[[str], Rustup]
    Needs = Callable[[str | Path, str], Path]
    Serve = Callable[[], AbstractContextManager["Served"]]

SMALL = Shape(size=1500, most=6)


class Served:
    """A mirror that is served; `statuses` are those of answers below `index/`, once it is not."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.statuses: list[int] = []


@pytest.fixture(params=["truemirror", "truemirror-s3", "nginx"])
def how(request: pytest.FixtureRequest) -> str:
    """Which server it is, and where it has the mirror."""
    name: str = request.param
    return name


@pytest.fixture
def mirror(how: str, tmp_path: Path, s3: S3) -> Mirror:
    if how == "truemirror-s3":
        return Mirror(s3.place())
    return open_mirror(Folder(tmp_path / "mirror"), plain=True)


@pytest.fixture
def serve(how: str, mirror: Mirror, tmp_path: Path, needs: Needs) -> Serve:
    """Serves the mirror."""

    @contextmanager
    def ours() -> Iterator[Served]:
        with serving(mirror, How(traffic=tmp_path / "traffic.db")) as address:
            yield (served := Served(address))
        for one in read_traffic(tmp_path / "traffic.db"):
            if one.key.kind == "index":
                served.statuses += [one.key.status] * one.amount.requests

    @contextmanager
    def theirs() -> Iterator[Served]:
        program = needs("nginx", "apt-get install nginx-light: it serves what we publish")
        with nginx(program, tmp_path / "mirror", tmp_path / "nginx") as running:
            yield (served := Served(running.address))
            asked = running.asked()
        served.statuses = [status for _, path, status in asked if path.startswith("/index/")]

    return theirs if how == "nginx" else ours


def test_cargo_builds_and_asks_again_only_for_what_changed(
    cargo: MakeCargo,
    serve: Serve,
    mirror: Mirror,
    tmp_path: Path,
) -> None:
    registry = Registry(16, shape=SMALL)
    publish(mirror, files_of(RegistrySite(registry)))
    wants = [f'{name} = "*"' for name in registry.names[:1] + registry.names[10:]]
    uses = f'println!("{{}}", {registry.names[0]}::NAME)'
    folder = project(tmp_path / "program", wants, uses)
    with serve() as server:
        client = cargo(f"{server.address}/index/")
        built = client.run(folder, "build")
        assert built.returncode == 0, built.stderr
        assert client.run(folder, "run", "--offline").stdout == f"{registry.names[0]}\n"
        again = client.run(folder, "update")
        assert again.returncode == 0, again.stderr
    unchanged = server.statuses.count(304)
    assert unchanged >= len(wants)
    assert set(server.statuses) == {200, 304}
    assert server.statuses.count(200) - 2 <= unchanged  # config.json comes twice


def test_cargo_builds_real_crates(
    cargo: MakeCargo,
    serve: Serve,
    mirror: Mirror,
    real_crates: DebianCrates,
    tmp_path: Path,
) -> None:
    publish(mirror, files_of(real_crates))
    uses = 'println!("{}", serde_json::to_string(&vec![1, 2]).unwrap())'
    folder = project(tmp_path / "program", ['serde_json = "1"'], uses)
    with serve() as server:
        ran = cargo(f"{server.address}/index/").run(folder, "run")
    assert ran.stdout == "[1,2]\n", ran.stderr


def test_rustup_installs_and_sees_a_new_generation(
    rustup: MakeRustup, serve: Serve, mirror: Mirror
) -> None:
    dist = Dist()
    publish(mirror, files_of(dist))
    with serve() as server:
        client = rustup(server.address)
        for toolchain in ("stable", "nightly-2026-05-18"):
            installed = client.install(toolchain)
            assert installed.returncode == 0, installed.stderr
            assert "warn" not in installed.stderr
        assert "rustc 1.95.0 (" in client.run("run", "stable", "rustc").stdout
        publish(mirror, files_of(dist.release(Release("stable", "1.96.0", "2026-05-28"))))
        updated = client.run("update", "stable", "--no-self-update")
        assert updated.returncode == 0, updated.stderr
        assert "rustc 1.96.0 (" in client.run("run", "stable", "rustc").stdout


def test_cargo_takes_the_newest_version_that_is_there(cargo: MakeCargo, tmp_path: Path) -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    registry = Registry(16, shape=SMALL)
    name = next(
        name
        for name in registry.names
        if sum(not (one.yanked or "-" in one.number) for one in registry.crate(name).versions) > 2
        and not registry.crate(name).versions[-1].dependencies
    )
    stable = [one for one in registry.crate(name).versions if not (one.yanked or "-" in one.number)]
    files = files_of(RegistrySite(registry))
    newest = next(path for path in files if path.endswith(f"/{name}-{stable[-1].number}.crate"))
    del files[newest]
    publish(mirror, files)
    folder = project(tmp_path / "program", [f'{name} = "*"'])
    with serving(mirror) as address:
        fetched = cargo(f"{address}/index/").run(folder, "fetch")
    assert fetched.returncode == 0, fetched.stderr
    assert f'version = "{stable[-2].number}"' in (folder / "Cargo.lock").read_text()
    (folder / "Cargo.lock").unlink()
    with serving(mirror, How(all_lines=True)) as address:
        (tmp_path / "cargo-home").rename(tmp_path / "old-home")
        fetched = cargo(f"{address}/index/").run(folder, "fetch")
    assert fetched.returncode != 0
    assert "404" in fetched.stderr


def test_both_servers_say_the_same(serve: Serve, mirror: Mirror) -> None:
    registry = Registry(2, shape=SMALL)
    files = files_of(RegistrySite(registry)) | files_of(Dist())
    gone = {tombstone(410, "index/go/ne/gone"): b"", tombstone(451, "index/la/wy/lawyer"): b""}
    publish(mirror, files | gone)
    kinds = {}
    with serve() as server:
        for path, data in files.items():
            status, headers, body = got(f"{server.address}/{path}")
            assert (status, body) == (200, data), path
            kind = headers["Content-Type"].partition(";")[0]
            kinds[path] = kind, "immutable" in headers["Cache-Control"]
        config = json.loads(got(f"{server.address}/index/config.json")[2])
        template = "/crates/{prefix}/{crate}/{crate}-{version}.crate"
        assert config == {"dl": server.address + template}
        for path, status in (
            ("index/go/ne/gone", 410),
            ("index/la/wy/lawyer", 451),
            ("index/no/ne/none", 404),
            ("gone/410/index/go/ne/gone", 404),
        ):
            assert got(f"{server.address}/{path}")[0] == status
    crate = next(path for path in files if path.endswith(".crate"))
    assert kinds[crate] == ("application/gzip", True)
    assert kinds[f"index/{index_path(registry.names[0])}"] == ("text/plain", False)
    assert kinds["dist/channel-rust-stable.toml"] == ("text/plain", False)
    archive = "dist/2026-04-16/rustc-1.95.0-x86_64-unknown-linux-gnu.tar.xz"
    assert kinds[archive] == ("application/x-xz", True)
    assert kinds["rustup/archive/1.29.0/x86_64-unknown-linux-gnu/rustup-init"][1]
    assert not kinds["rustup/dist/x86_64-unknown-linux-gnu/rustup-init"][1]


def got(url: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  # of our own server
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, b""

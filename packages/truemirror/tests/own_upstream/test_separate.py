from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

import pysequoia

from upstream import Dist, Registry, Shape, mutate
from upstream.separate import separate

if TYPE_CHECKING:
    from pathlib import Path


def fetch(address: str, path: str) -> bytes:
    with urlopen(f"{address}/{path}") as answer:  # noqa: S310  # our own
        data: bytes = answer.read()
    return data


def test_another_process_serves_the_same_bytes(tmp_path: Path) -> None:
    registry = mutate(Registry(5, seed=3, shape=Shape(size=900, most=2)))
    key = tmp_path / "key.asc"
    options = ("--crates=5", "--seed=3", "--size=900", "--versions=2", "--state=1")
    with separate(*options, f"--certificate={key}") as address:
        assert fetch(address, f"index/1/{registry.names[0]}") == registry.index(registry.names[0])
        manifest = fetch(address, "dist/channel-rust-stable.toml")
        signature = pysequoia.Sig.from_bytes(fetch(address, "dist/channel-rust-stable.toml.asc"))
    file = Dist().get("dist/channel-rust-stable.toml")
    assert file
    assert manifest == file.read()
    certificate = pysequoia.Cert.from_bytes(key.read_bytes())
    pysequoia.verify(bytes=manifest, store=lambda _: [certificate], signature=signature)

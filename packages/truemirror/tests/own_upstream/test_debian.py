from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from upstream import Server
from upstream.clients import Cargo, project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from upstream.debian import DebianCrates

SOURCE = """let data: Vec<u8> = serde_json::from_str("[1, 2]").unwrap();
    println!("{}", data.len());"""


def test_every_line_of_the_index_has_its_archive(real_crates: DebianCrates) -> None:
    lines = [
        json.loads(line)
        for path, data in real_crates.files.items()
        if path.startswith("index/")
        for line in data.splitlines()
    ]
    assert {"serde", "serde_derive", "serde_json"} < {line["name"] for line in lines}
    for line in lines:
        path = "crates/{name}/{name}-{vers}.crate".format(**line)
        assert sha256(real_crates.files[path]).hexdigest() == line["cksum"]


def test_cargo_builds_a_program_with_real_crates(
    real_crates: DebianCrates, cargo: Callable[[str], Cargo], tmp_path: Path
) -> None:
    needs = ['serde = { version = "1", features = ["derive"] }', 'serde_json = "1"']
    folder = project(tmp_path / "program", needs, SOURCE)
    with Server(real_crates) as server:
        client = cargo(f"{server.address}/index/")
        built = client.run(folder, "build")
        assert built.returncode == 0, built.stderr
        assert client.run(folder, "run", "--offline").stdout == "2\n"
        assert "Compiling serde_derive" in built.stderr

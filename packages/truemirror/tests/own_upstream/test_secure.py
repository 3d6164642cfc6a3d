from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from upstream import Registry, RegistrySite, Shape, faults
from upstream.secure import SecureServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Needs = Callable[[str | Path, str], Path]

SITE = RegistrySite(Registry(5, shape=Shape(size=800, most=3)))


def fetch(server: SecureServer, path: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = ["curl", "--silent", "--cacert", str(server.authority), *options]
    return subprocess.run([*command, f"{server.address}/{path}"], capture_output=True, check=False)


def test_it_speaks_both_versions_and_is_known_by_its_authority(needs: Needs) -> None:
    needs("curl", "a client that can HTTP/2")
    name = SITE.registry.names[0]
    path = next(path for path in SITE.paths() if path.startswith("index/1/"))
    with SecureServer(SITE) as server:
        for version, option in (("2", "--http2"), ("1.1", "--http1.1")):
            assert fetch(server, path, option).stdout == SITE.registry.index(name)
            assert server.requests[-1].version == version
        assert server.address.encode() in fetch(server, "index/config.json").stdout
        server.authority.write_bytes(server.authority.read_bytes()[:100])
        assert fetch(server, path).returncode != 0


def test_its_faults_are_those_of_the_plain_server(needs: Needs) -> None:
    needs("curl", "a client that can HTTP/2")
    with SecureServer(SITE) as server:
        server.fault("index/*", faults.status(503), times=1)
        assert b"503" in fetch(server, "index/config.json").stdout
        for fault in (faults.cut(5), faults.drop(), faults.hang()):
            server.fault("index/*", fault, times=1)
            stopped = fetch(server, "index/config.json", "--max-time", "0.5")
            assert (stopped.returncode, len(stopped.stdout) <= 5) == (28, True)
        assert fetch(server, "index/config.json").returncode == 0

"""Mirror a generated upstream into a folder: as it is in the beginning, and an hour later."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from upstream.dist import Dist
from upstream.mutation import mutate
from upstream.registry import Registry
from upstream.registry_site import RegistrySite
from upstream.release import Release
from upstream.server import Server
from upstream.site import Together

_CRATES = 12
_SETTINGS = """\
[toolchains]
server = "{address}"
channels = ["stable", "last 2 nightly"]
hosts = ["x86_64-unknown-linux-gnu"]

[crates]
index = "{address}/index/"
names = [{names}]
"""


def main() -> None:
    """Sync twice, showing what is run; exit as the first sync does that fails."""
    parser = argparse.ArgumentParser(prog="python -m upstream.demo", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to; what is in it goes")
    folder = parser.parse_args().folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    registry, dist = Registry(_CRATES), Dist()
    with Server(Together(dist, RegistrySite(registry))) as upstream:
        names = ", ".join(f'"{name}"' for name in registry.names)
        text = _SETTINGS.format(address=upstream.address, names=names)
        (folder / "truemirror.toml").write_text(text)
        sync(folder)
        later = dist.release(Release("stable", "1.96.0", "2026-05-28"))
        upstream.site = Together(later, RegistrySite(mutate(registry)))
        sync(folder)


def sync(folder: Path) -> None:
    """Run `truemirror sync`."""
    print(f"$ truemirror -C {folder} sync", flush=True)  # noqa: T201  # for whoever started it
    program = Path(sys.executable).with_name("truemirror")
    status = subprocess.run([program, "-C", folder, "sync"], check=False).returncode
    if status:
        sys.exit(status)


if __name__ == "__main__":
    main()

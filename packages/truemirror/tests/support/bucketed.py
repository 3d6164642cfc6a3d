"""A mirror in a bucket, or in a folder, as commands make it in a scratch folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from truemirror.store.mirror import Mirror
from truemirror.store.place import open_place
from upstream import Dist, Registry, RegistrySite, Release, Shape, Together

if TYPE_CHECKING:
    from s3 import S3

PROGRAM = Path(sys.executable).parent / "truemirror"
REGISTRY = Registry(8, shape=Shape(size=1500, most=3))
NAMES = tuple(REGISTRY.names[:6])
BEFORE = Together(Dist(), RegistrySite(REGISTRY))
# A release, and all that happens to crates.
AFTER = Together(
    Dist().release(Release("stable", "1.96.0", "2026-05-28")),
    RegistrySite(
        REGISTRY.publish(NAMES[0])
        .republish(NAMES[1], REGISTRY.crate(NAMES[1]).versions[0].number)
        .delete(NAMES[2], 410)
    ),
)
_MIRROR = """
[mirror]
place = "{place}"
work = "{work}"
options = {{ {options} }}
"""
_WANTED = """
[upstream]
tries = 2

[toolchains]
server = "{server}"
channels = ["stable", "1.95.0"]
hosts = ["x86_64-unknown-linux-gnu"]
profile = "minimal"
rustup = false

[crates]
index = "{server}/index/"
names = {names}
"""


class Scratch(NamedTuple):
    """A folder with settings for a mirror at a place, in which the program is run."""

    folder: Path
    s3: S3
    place: str
    config: str = "truemirror.toml"

    def begin(self, server: str, work: str = "work", **options: str) -> Scratch:
        """Write the settings."""
        known = {"endpoint": self.s3.options["endpoint"], **options}
        told = known if "://" in self.place else {}
        lines = ", ".join(f'{key} = "{value}"' for key, value in told.items())
        mirror = _MIRROR.format(place=self.place, work=work, options=lines)
        wanted = _WANTED.format(server=server, names=json.dumps(NAMES))
        (self.folder / self.config).write_text(mirror + wanted)
        return self

    @property
    def mirror(self) -> Mirror:
        """The mirror, as a reader opens it."""
        if "://" in self.place:
            return Mirror(open_place(self.place, **self.s3.options))
        return Mirror(open_place(str(self.folder / self.place)))

    @property
    def published(self) -> str:
        """The tree that readers see."""
        current = self.mirror.current()
        return current.tree if current else ""

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start the program."""
        pipe = subprocess.PIPE
        env = {**os.environ, **self.s3.environment, "TRUEMIRROR_CONFIG": self.config}
        command = [str(PROGRAM), *args]
        return subprocess.Popen(
            command, cwd=self.folder, env=env, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        with self.start(*args) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    def json(self, *args: str) -> Any:
        """What the program tells other programs."""
        return json.loads(self.run(*args, "--json").stdout)

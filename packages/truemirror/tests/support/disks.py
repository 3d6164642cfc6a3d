"""A small disk: a file system in memory, in a namespace in which we are root whoever we are."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from commands import Commands, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import NoReturn

_SIZE = "8m"
_ENTER = ("unshare", "--user", "--map-root-user", "--mount")


class Disk:
    """A disk at a folder, which only its own commands see."""

    def __init__(self, commands: Commands, folder: Path) -> None:
        self.commands = commands
        self.folder = folder

    def truemirror(self, *args: str, **more: object) -> Said:
        """Run `truemirror` on the disk."""
        return self.commands.truemirror(self.folder, *args, **more)

    def sh(self, script: str) -> str:
        """Run a script of the shell on the disk."""
        said = self.commands.run(self.folder, "sh", "-ec", script)
        assert not said.code, said.err
        return said.out

    def remount(self, options: str) -> None:
        """Have it be as large as `size=…` says, or `ro`, or `rw`."""
        self.sh(f"mount -o remount,{options} .")

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """An empty one, until the block ends."""
        folder = str(self.folder)
        mount = ("mount", "-t", "tmpfs", "-o", f"size={_SIZE},nr_inodes=2k", "none", folder)
        assert not self.commands.run(self.folder.parent, *mount).code
        yield
        assert not self.commands.run(self.folder.parent, "umount", folder).code


@contextmanager
def disk(folder: Path, do_without: Callable[[str], NoReturn]) -> Iterator[Disk]:
    """A disk at a folder; what lacks such a thing ends there."""
    trial = [*_ENTER, "mount", "-t", "tmpfs", "none", str(folder)]
    try:
        said = subprocess.run(trial, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        do_without("unshare is missing: it makes small disks; see util-linux")
    if said.returncode:  # in CI too: the kernel of a machine is nothing that it could install
        pytest.skip(f"this machine lets nobody make a small disk: {said.stderr.strip()}")
    with Commands(*_ENTER) as commands:
        yield Disk(commands, folder)

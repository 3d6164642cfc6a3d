"""What a mirror costs: to fetch, to sync and to check, against curl, romt and sha256sum."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from support import fetch_list, own_memory
from support.pairs import Command, compare, cost, report, script

UPSTREAM = Path(__file__).resolve().parents[1] / "packages/truemirror/tests/support"
sys.path.insert(0, str(UPSTREAM))  # where the tests have an upstream of their own

from truemirror.store.mirror import Mirror  # noqa: E402  # with what is found by the line above
from truemirror.store.place import Folder  # noqa: E402
from truemirror.store.tree import EMPTY  # noqa: E402
from truemirror.upstream.index import index_path  # noqa: E402
from upstream.git_index import GitIndex  # noqa: E402
from upstream.registry import Registry  # noqa: E402
from upstream.separate import separate  # noqa: E402
from upstream.world import Shape  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.pairs import Ratio

_FILES = 2000  # crates of one version each, of 60 kB in the mean
_CONNECTIONS = 32  # on both sides
_ROMT = "romt==0.10.3"  # the mirror tool of PyPI, as it was in November 2026
_TINY = 1000  # bytes of an archive where only their number matters
_MEBI = 1 << 20
_ARCHIVES, _LARGE = 40, 20 * _MEBI  # of a toolchain: how many, and how many bytes each
_SETTINGS = '[crates]\nindex = "{address}/index/"\n'


class Listed(NamedTuple):
    """An upstream with its files: archives, and the files of the index."""

    address: str
    names: list[str]
    archives: dict[str, str]  # address: sha256


def main() -> None:
    """Measure, print, and exit with 1 when a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="runs of each pair; 0: none")
    parser.add_argument(
        "--crates",
        type=int,
        nargs="*",
        default=[5_000, 50_000],
        help="numbers of crates at which to tell the memory of a sync",
    )
    args = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="truemirror-bench-"))
    try:
        held = report(_ratios(base, args.pairs)) if args.pairs else True
        for crates in args.crates:
            _tell_memory(base / str(crates), crates)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    sys.exit(not held)


def _ratios(base: Path, pairs: int) -> Iterator[Ratio]:
    for latency, limit in ((0.02, 1.25), (0.0, math.inf)):
        folder = base / f"{latency:g}"
        with _upstream(folder, latency) as listed:
            ours, curl = _fetching(folder, listed)
            title = f"{len(listed.archives):,} archives after {latency * 1000:g} ms"
            yield compare(f"{title}: fetch / curl", ours, curl, limit=limit, pairs=pairs)
            ours, curl = _syncing(folder, listed)
            title = f"{len(listed.names):,} crates after {latency * 1000:g} ms"
            title += ": sync / curl of index files and archives"
            yield compare(title, ours, curl, limit=limit, pairs=pairs)
            ours, romt, hurried = _mirroring(folder, listed)
            title = f"all of {len(listed.names):,} crates after {latency * 1000:g} ms: sync /"
            third = 1 / 3 if latency else math.inf
            yield compare(f"{title} romt", ours, romt, limit=third, pairs=pairs)
            title += f" romt with {_CONNECTIONS} jobs instead of its 4"
            yield compare(title, ours, hurried, limit=math.inf, pairs=pairs)
    mirror = folder / "mirror"
    yield compare("crates: verify / sha256sum", *_checking(mirror), limit=1.3, pairs=pairs)
    _add_toolchain(mirror)
    title = "crates and a toolchain: verify / sha256sum"
    yield compare(title, *_checking(mirror), limit=1.3, pairs=pairs)


# --- fetching and syncing -------------------------------------------------------------------------


@contextmanager
def _upstream(folder: Path, latency: float) -> Iterator[Listed]:
    """Serve crates from a process of its own; a mirror of them is made in the folder meanwhile."""
    folder.mkdir()
    options = ("--crates", str(_FILES), "--versions", "1", "--latency", str(latency))
    with separate(*options) as address:
        names = Registry(_FILES, shape=Shape(most=1)).names
        listed = ", ".join(f'"{name}"' for name in names)
        settings = _SETTINGS.format(address=address) + f"names = [{listed}]\n"
        (folder / "truemirror.toml").write_text(settings)
        cost(Command([script("truemirror"), "-C", folder, "sync", "-q"]))
        yield Listed(address, names, dict(_archives(folder, address)))


def _archives(folder: Path, address: str) -> Iterator[tuple[str, str]]:
    """The archives that a mirror has, as upstream calls them."""
    mirror = Mirror(Folder(folder / "mirror"))
    current = mirror.current()
    for path, content in mirror.trees.files(current.tree) if current else ():
        *_, crate, file = path.split("/")
        if path.startswith("crates/"):
            yield f"{address}/crates/{crate}/{file}", content.sha256


def _fetching(folder: Path, listed: Listed) -> tuple[Command, Command]:
    """Fetch archives: into a mirror, and by curl."""
    lines = (f"{url} {sha256}\n" for url, sha256 in listed.archives.items())
    (folder / "list").write_text("".join(lines))
    fetch = f"exec {sys.executable} {fetch_list.__file__} {folder}/list ."
    return _anew(folder, fetch), _curl(folder / "archives", list(listed.archives))


def _syncing(folder: Path, listed: Listed) -> tuple[Command, Command]:
    """Sync crates, and fetch the same files by curl."""
    sync = f"cp {folder}/truemirror.toml . && exec {script('truemirror')} sync -q"
    index = [f"{listed.address}/index/{index_path(name)}" for name in listed.names]
    return _anew(folder, sync), _curl(folder / "all", [*index, *listed.archives])


def _mirroring(folder: Path, listed: Listed) -> tuple[Command, Command, Command]:
    """Mirror all crates there are, as the git index lists them.

    By Truemirror as it is, by romt as it is, and by romt with as many connections as Truemirror.
    """
    git = _git_index(folder, Registry(_FILES, shape=Shape(most=1)), listed.address)
    settings = _all_crates(folder / "all.toml", listed.address, git)
    sync = f"cp {settings} truemirror.toml && exec {script('truemirror')} sync -q"
    crates = f"{listed.address}/crates/{{crate}}/{{crate}}-{{version}}.crate"
    romt = f"exec {_romt(folder)} crate -q init update --index-url {git} --crates-url '{crates}'"
    hurried = f"{romt} --num-jobs {_CONNECTIONS}"
    return _anew(folder, sync), _anew(folder, romt), _anew(folder, hurried)


def _romt(folder: Path) -> Path:
    """The program, installed into an environment of its own."""
    uv = [os.environ.get("UV", "uv"), "--quiet"]
    subprocess.run([*uv, "venv", folder / "romt"], check=True)
    python = folder / "romt/bin/python"
    subprocess.run([*uv, "pip", "install", "--python", python, _ROMT], check=True)
    return folder / "romt/bin/romt"


def _git_index(folder: Path, registry: Registry, address: str) -> str:
    return GitIndex(folder / "upstream.git", registry, address).folder.as_uri()


def _all_crates(file: Path, address: str, git: str) -> Path:
    """Settings for all crates that a git index lists."""
    file.write_text(_SETTINGS.format(address=address) + f'git = "{git}"\nnames = ["*"]\n')
    return file


def _curl(file: Path, urls: list[str]) -> Command:
    pairs = (f'url = "{url}"\noutput = "{number}"\n' for number, url in enumerate(urls))
    file.write_text("".join(pairs))
    options = f"--parallel --parallel-max {_CONNECTIONS} --fail --no-progress-meter"
    return _anew(file.parent, f"exec curl {options} --config {file}")


def _anew(folder: Path, command: str) -> Command:
    """A command of the shell that is run in a new folder each time."""
    return Command(["sh", "-c", f'cd "$(mktemp -d -p {folder})" && {command}'])


# --- checking -------------------------------------------------------------------------------------


def _checking(mirror: Path) -> tuple[Command, Command]:
    """Check a mirror, against sha256sum in as many processes."""
    processes = os.cpu_count() or 1
    heaps = f"find . -type f -print0 | xargs -0 -n 100 -P {processes} sha256sum"
    theirs = Command(["sh", "-c", heaps], cwd=mirror / "blobs")
    return Command([script("truemirror"), "-C", mirror.parent, "verify"]), theirs


def _add_toolchain(folder: Path) -> None:
    mirror = Mirror(Folder(folder))
    chance = Random(1)  # noqa: S311  # no secret is made of it
    archives = (
        (f"dist/2026-04-16/{number:02}.tar.xz", mirror.put(chance.randbytes(_LARGE)))
        for number in range(_ARCHIVES)
    )
    current = mirror.current()
    tree = mirror.trees.changed(current.tree if current else EMPTY, archives)
    mirror.publish(tree, dt.datetime(2026, 6, 1, tzinfo=dt.UTC))


# --- memory ---------------------------------------------------------------------------------------


def _tell_memory(folder: Path, crates: int) -> None:
    """Print how much a first sync of all crates holds, and a second one with nothing new."""
    options = ("--crates", str(crates), "--versions", "1", "--size", str(_TINY))
    with separate(*options) as address:
        registry = Registry(crates, shape=Shape(size=_TINY, most=1))
        git = _git_index(folder, registry, address)
        _all_crates(folder / "truemirror.toml", address, git)
        own = folder / "memory"
        program = str(own_memory.__file__)
        sync: list[str | Path] = [sys.executable, program, own, "-C", folder, "sync", "-q"]
        for what in ("all", "nothing"):
            took = cost(Command(sync))
            peak = int(own.read_text()) / _MEBI
            print(
                f"sync of {crates:,} crates, {what} new: {peak:.0f} MiB at its peak, "
                f"{took.seconds:.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()

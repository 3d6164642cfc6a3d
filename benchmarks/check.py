"""What `headway check` and `headway --help` cost, against the least they could cost."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from support import bare_parse
from support.enlarge import enlarge
from support.pairs import Command, compare, memory, report, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.pairs import Ratio

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure, print, and exit with 1 when a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9, help="how often each pair is run")
    pairs = parser.parse_args().pairs
    program, options = _program()
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder, "program")
        enlarge(program, large)
        for checked in (program, large):
            print(_summary(_check(checked, options)), flush=True)
        held = report(_ratios(program, large, options, pairs))
        print(memory("check", _check(program, options)))
        print(memory("check, ten times the files", _check(large, options)))
    sys.exit(not held)


def _program() -> tuple[Path, list[str]]:
    """The program to check, and the options that go with it."""
    corpus = Path(os.environ.get("HEADWAY_CORPUS") or ROOT.parent / "shared" / "corpus")
    if corpus.exists():
        return corpus / "rust-goals", ["--team-data", str(corpus / "team"), "--offline"]
    print(f"{corpus} is missing: measuring on examples/lumen, for which the limits are not meant")
    return ROOT / "examples/lumen", ["--offline"]


def _check(program: Path, options: list[str]) -> Command:
    # 1 says that the documents have errors
    return Command([script("headway"), "check", program, *options], frozenset({0, 1}))


def _summary(check: Command) -> str:
    """What a check finds, in one line: that it does its work at all, and ten times as much."""
    json_check = [*map(str, check.args), "--format", "json"]
    result = subprocess.run(json_check, capture_output=True, text=True, check=False)
    if result.returncode not in check.statuses or not result.stdout:
        sys.exit(f"check does not run:\n{result.stderr}")
    counts = json.loads(result.stdout)["summary"]
    return ", ".join(f"{counts[name]} {name}" for name in ("files", "errors", "warnings", "hints"))


def _ratios(program: Path, large: Path, options: list[str], pairs: int) -> Iterator[Ratio]:
    check = _check(program, options)
    bare = Command([sys.executable, bare_parse.__file__, program])
    yield compare("check / parsing alone", check, bare, limit=5, pairs=pairs)
    tenfold = _check(large, options)
    yield compare("check of ten times the files / check", tenfold, check, limit=11, pairs=pairs)
    command = Command([script("headway"), "--help"])
    peer = Command([sys.executable, "-c", "import click"])
    yield compare("--help / import click", command, peer, limit=1.6, pairs=pairs)


if __name__ == "__main__":
    main()

"""Kill what fills a store, at random moments and many times; nothing committed may be lost."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "packages/headway/tests/support"
sys.path.insert(0, str(TESTS))  # the tests kill at every step, with the same program

from postgres import serving  # noqa: E402  # found by the line above


def main() -> None:
    """Kill on both databases; exit with 1 when one of them lost something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="how often to kill, on each")
    parser.add_argument("--seed", type=int, default=os.getpid())
    args = parser.parse_args()
    options = ["--rounds", str(args.rounds), "--seed", str(args.seed)]
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        addresses = {"SQLite": f"{folder}/activity.db", "PostgreSQL": server.database()}
        held = [_held(name, [address, *options]) for name, address in addresses.items()]
    sys.exit(not all(held))


def _held(name: str, args: list[str]) -> bool:
    command = [sys.executable, str(TESTS / "killing.py"), *args]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = f"killed {result.stdout.strip()} times, nothing lost"
    print(f"{name}: {result.stderr.strip() if result.returncode else found} ({' '.join(args[1:])})")
    return result.returncode == 0


if __name__ == "__main__":
    main()

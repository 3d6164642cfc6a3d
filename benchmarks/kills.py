"""Kill syncs of a mirror before each thing that they do; the next sync has to make good for it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "packages/truemirror/tests/support"
sys.path.insert(0, str(TESTS))  # the tests kill at some of these moments, with the same program

import strikes  # noqa: E402  # found by the line above


def main() -> None:
    """Kill at every moment; exit with 1 when one of them left something wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="take one moment of so many")
    args = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder, strikes.world(Path(folder)) as world:
        for state in strikes.STATES:
            moments = range(1, world.moves(state) + 1, args.step)
            found = {moment: world.problems(state, (moment,)) for moment in moments}
            wrong = {moment: problems for moment, problems in found.items() if problems}
            print(f"{state} sync: killed at {len(moments)} moments, {len(wrong)} left it wrong")
            for moment, problems in wrong.items():
                print(f"  before move {moment}: {'; '.join(problems)}")
            bad += len(wrong)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

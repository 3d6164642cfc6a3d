"""Kill syncs of a mirror before each thing that they do, and at random times.

The next sync has to make good for it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).resolve().parents[1] / "packages/truemirror/tests/support"
sys.path.insert(0, str(TESTS))  # the tests kill at some of these moments, with the same program

import strikes  # noqa: E402  # found by the line above

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Kill at every moment; exit with 1 when one of them left something wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="take one moment of so many")
    parser.add_argument("--times", type=int, default=150, help="random times for each state")
    parser.add_argument("--seed", type=int, default=1, help="of the random times")
    args = parser.parse_args()
    chance, bad = random.Random(args.seed), 0  # noqa: S311  # it keeps no secret
    with tempfile.TemporaryDirectory() as folder, strikes.world(Path(folder)) as world:
        for state in strikes.STATES:
            moves = range(1, world.moves(state) + 1, args.step)
            bad += _strike(world, state, "moves", moves)
            whole = world.seconds(state)
            times = [chance.uniform(0.001, whole) for _ in range(args.times)]
            bad += _strike(world, state, "random times", times)
    sys.exit(bool(bad))


def _strike(world: strikes.World, state: str, what: str, moments: Sequence[float]) -> int:
    """Kill at each of some moments, and tell how many left something wrong."""
    found = {moment: world.problems(state, (moment,)) for moment in moments}
    wrong = {moment: problems for moment, problems in found.items() if problems}
    print(f"{state} sync: killed at {len(found)} {what}, {len(wrong)} left it wrong", flush=True)
    for moment, problems in wrong.items():
        print(f"  {moment}: {'; '.join(problems)}")
    return len(wrong)


if __name__ == "__main__":
    main()

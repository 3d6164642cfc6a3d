from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import killing


def test_a_kill_at_any_step_loses_nothing_and_leaves_no_half_batch(address: str) -> None:
    # A process of its own, since it forks, and threads do not survive that.
    result = subprocess.run(
        [sys.executable, Path(killing.__file__), address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    # At least a begin, a look and an upsert of each kind, and a commit, of each batch.
    assert int(result.stdout) > 8 * killing.BATCHES

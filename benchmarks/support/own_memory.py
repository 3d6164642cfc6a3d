"""Run Truemirror, and write to a file how many bytes it held at its peak, without what it started.

Arguments: the file, and those of Truemirror.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from truemirror.cli import main


def run() -> None:
    """Run it, and exit as it does."""
    file, *args = sys.argv[1:]
    try:
        main(args, prog_name="truemirror")
    finally:
        unit = 1 if sys.platform == "darwin" else 1024
        Path(file).write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit))


if __name__ == "__main__":
    run()

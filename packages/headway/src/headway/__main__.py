"""`headway`, or `python -m headway`: the command line as a process of its own."""

from __future__ import annotations

import gc
import os
import sys


def run() -> None:
    """Run the command line, and end without tidying up.

    By the time that a command is done its files are closed. To free what it read, value by value,
    would take a twentieth of a check; the system takes all of it back at once.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before the start
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # until the end
    # Importing makes much that stays, which the collector would look through again and again.
    gc.disable()
    from headway.cli import main  # noqa: PLC0415  # as above

    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code)


if __name__ == "__main__":
    run()

"""Syncs that are killed: at each turn to the disk and each step of the journal, one after another.

`python -m deaths` forks a process for each line `FOLDER N SETTINGS`; that runs a sync and kills
itself before the N-th of its moves, and where there are fewer the answer is how many there were.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec

from mirrored import Copy
from truemirror.config.values import Config
from truemirror.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_MOVES = {"os.rename", "os.remove", "os.mkdir", "os.symlink", "os.link", "os.truncate"}
_SUPPORT = Path(__file__).parent


class Moves:
    """Counts what a process does to a folder, and kills it before the one that is named."""

    def __init__(self, folder: Path, last: int) -> None:
        self.made = 0
        self._folder = str(folder)
        self._last = last
        self._lock = Lock()

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Take what the interpreter is about to do."""
        if event in _MOVES or (event == "open" and "w" in str(args[1] or "")):
            path = os.fsdecode(args[0]) if isinstance(args[0], (str, bytes, Path)) else ""
            if path.startswith(self._folder):
                self.make()

    def make(self) -> None:
        with self._lock:
            self.made += 1
            if self.made == self._last:
                os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def step(self, journal: Journal) -> Iterator[None]:
        """A step of the journal: killed before it, before it counts, and once it does."""
        self.make()
        with _STEP(journal):
            yield
            self.make()
        self.make()


_STEP = Journal.step


def main() -> None:
    """Run what standard input asks for."""
    for line in sys.stdin:
        folder, last, settings = line.split(" ", 2)
        process = os.fork()
        if not process:
            _run(Path(folder), int(last), msgspec.json.decode(settings, type=Config))
            os._exit(0)
        _, status = os.waitpid(process, 0)
        if os.waitstatus_to_exitcode(status) == -signal.SIGKILL:
            print("killed", flush=True)  # noqa: T201  # for whoever asked
        else:
            print((Path(folder) / "moves").read_text(), flush=True)  # noqa: T201  # as above


def _run(folder: Path, last: int, config: Config) -> None:
    moves = Moves(folder, last)
    sys.addaudithook(moves.audit)

    def step(journal: Journal) -> AbstractContextManager[None]:
        return moves.step(journal)

    Journal.step = step  # type: ignore[method-assign, assignment]
    Copy(folder).sync(config)
    made = moves.made
    (folder / "moves").write_text(str(made))


class Killer:
    """A process whose children sync and are killed."""

    def __enter__(self) -> Self:
        env = {**os.environ, "PYTHONPATH": str(_SUPPORT)}
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "deaths"]
        self._process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        assert self._process.stdout
        self._process.stdout.close()
        self._process.wait()

    def sync(self, copy: Copy, config: Config, last: int) -> int | None:
        """Sync, and be killed before a move; where there are fewer, how many there were."""
        assert self._process.stdin
        assert self._process.stdout
        settings = msgspec.json.encode(config).decode()
        self._process.stdin.write(f"{copy.folder} {last} {settings}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        return None if answer == "killed" else int(answer)


if __name__ == "__main__":
    main()

"""Syncs that are killed: at each turn to the disk and each step of the journal, one after another.

`python -m deaths` forks a process for each line `FOLDER N SETTINGS`; that runs a sync and kills
itself before the N-th of its moves, and where there are fewer the answer is how many there were.
Where N has a point it is so many seconds, after which the process dies wherever it is.
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
    from collections.abc import Callable, Iterator
    from typing import Self

_MOVES = {"os.rename", "os.remove", "os.mkdir", "os.symlink", "os.link", "os.truncate"}
_SUPPORT = Path(__file__).parent


def die(_since: int) -> None:
    """What a kill does."""
    os.kill(os.getpid(), signal.SIGKILL)


class Moves:
    """Counts what a process does to a folder, and strikes before the one that is named.

    Only those count that are `among` what some text is in the path of; steps of the journal, each
    three of them, are at `journal.db` and the name of the function that makes them. Further ones
    are struck too, which hear how many there were since.
    """

    def __init__(
        self, folder: Path, last: int, strike: Callable[[int], None] = die, among: str = ""
    ) -> None:
        self.made = 0
        self._among = among
        self._folder = str(folder)
        self._last = last
        self._strike = strike
        self._lock = Lock()

    def begin(self) -> None:
        """Count from now on; that cannot be undone."""
        sys.addaudithook(self.audit)

        def step(journal: Journal) -> AbstractContextManager[None]:
            return self.step(journal, sys._getframe(1).f_code.co_name)  # noqa: SLF001 - no other way

        Journal.step = step  # type: ignore[method-assign, assignment]

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Take what the interpreter is about to do."""
        if event in _MOVES or (event == "open" and "w" in str(args[1] or "")):
            paths = [os.fsdecode(one) for one in args if isinstance(one, (str, bytes, Path))]
            if paths and paths[0].startswith(self._folder):
                self.make(*paths)

    def make(self, *paths: str) -> None:
        if not any(self._among in path for path in paths):
            return
        with self._lock:
            self.made += 1
            if self._last and self.made >= self._last:
                self._strike(self.made - self._last)

    @contextmanager
    def step(self, journal: Journal, whose: str) -> Iterator[None]:
        """A step of the journal: killed before it, before it counts, and once it does."""
        place = f"journal.db {whose}"
        self.make(place)
        with _STEP(journal):
            yield
            self.make(place)
        self.make(place)


_STEP = Journal.step


def main() -> None:
    """Run what standard input asks for."""
    for line in sys.stdin:
        folder, last, settings = line.split(" ", 2)
        process = os.fork()
        if not process:
            _run(Path(folder), last, msgspec.json.decode(settings, type=Config))
            os._exit(0)
        _, status = os.waitpid(process, 0)
        if os.waitstatus_to_exitcode(status) in {-signal.SIGKILL, -signal.SIGALRM}:
            print("killed", flush=True)  # noqa: T201  # for whoever asked
        else:
            print((Path(folder) / "moves").read_text(), flush=True)  # noqa: T201  # as above


def _run(folder: Path, last: str, config: Config) -> None:
    is_time = "." in last
    moves = Moves(folder, 0 if is_time else int(last))
    if is_time:
        signal.setitimer(signal.ITIMER_REAL, float(last))  # nobody hears it, so it kills
    moves.begin()
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

    def sync(self, copy: Copy, config: Config, last: float) -> int | None:
        """Sync, and be killed before a move; where there are fewer, how many there were.

        A fraction is seconds, after which it is killed wherever it is.
        """
        assert self._process.stdin
        assert self._process.stdout
        settings = msgspec.json.encode(config).decode()
        self._process.stdin.write(f"{copy.folder} {last} {settings}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        return None if answer == "killed" else int(answer)


if __name__ == "__main__":
    main()

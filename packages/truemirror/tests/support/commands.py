"""The command `truemirror`, disturbed at a moment of its work, or with a clock that is wrong.

`python -m commands` forks a process for each job that it reads as a line of JSON: so commands begin
at once, and may do so in a namespace of their own.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import msgspec

from deaths import Moves, die
from truemirror.cli import main, workshop
from truemirror.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SUPPORT = Path(__file__).parent
_LONGEST = 60  # seconds of a command
_HEAVY = 1 << 16
BALLAST, HELD, GO = "ballast", "held", "go"


class Job(msgspec.Struct, frozen=True):
    """A command to run in a folder; what is not `truemirror` is run as it is.

    `strike` happens before the `at`-th of its moves, or of those `among` some: the name of a
    signal, `fill` (the disk is full from then on) or `hold` (it waits until there is a file `go`).
    The clock is some `days` ahead.
    """

    folder: str
    args: list[str]
    at: int = 0
    among: str = ""
    strike: str = "SIGKILL"
    days: float = 0


class Said(msgspec.Struct, frozen=True):
    """What a command said; `moves` is how many it made, and the exit code that of a shell."""

    code: int
    out: str
    err: str
    moves: int


class Commands(Closing):
    """Runs commands in forks of a process, which may itself be started by another command."""

    def __init__(self, *prefix: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(_SUPPORT)}
        env.pop("TRUEMIRROR_CONFIG", None)
        command = [*prefix, sys.executable, "-m", "commands"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe)

    def close(self) -> None:
        self._process.communicate()

    def run(self, folder: Path, *args: str, **more: object) -> Said:
        """Run a command; what else a job can say is taken by name."""
        self.begin(folder, *args, **more)
        return self.end()

    def truemirror(self, folder: Path, *args: str, **more: object) -> Said:
        """Run `truemirror`."""
        return self.run(folder, "truemirror", *args, **more)

    def begin(self, folder: Path, *args: str, **more: object) -> None:
        """Begin a command; none other may be begun before its end."""
        assert self._process.stdin
        job = Job(str(folder), list(args), **more)  # type: ignore[arg-type]
        self._process.stdin.write(msgspec.json.encode(job) + b"\n")
        self._process.stdin.flush()

    def signal(self, number: int) -> None:
        """Send a signal to the command that was begun."""
        process = self._process.pid
        while not (children := Path(f"/proc/{process}/task/{process}/children").read_text()):
            time.sleep(0.01)
        os.kill(int(children), number)

    def end(self) -> Said:
        """Wait for the command that was begun."""
        assert self._process.stdout
        return msgspec.json.decode(self._process.stdout.readline(), type=Said)


def serve() -> None:
    """Run what standard input asks for."""
    for line in sys.stdin.buffer:
        job = msgspec.json.decode(line, type=Job)
        with TemporaryFile() as out, TemporaryFile() as err, TemporaryFile() as moves:
            process = os.fork()
            if not process:
                _become(job, (out, err, moves))
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            said = Said(
                code if code >= 0 else 128 - code, _read(out), _read(err), len(_read(moves))
            )
        sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
        sys.stdout.buffer.flush()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _become(job: Job, files: Sequence[IO[bytes]]) -> None:
    """Be the process of a job to its end."""
    signal.alarm(_LONGEST)
    os.chdir(job.folder)
    out, err, made = (file.fileno() for file in files)
    os.dup2(out, 1)
    os.dup2(err, 2)
    if job.args[0] != "truemirror":
        os.execvp(job.args[0], job.args)  # noqa: S606 - as a test wants it
    counted = Moves(Path(job.folder), job.at, _strike(job), job.among)
    counted.begin()
    ahead = dt.timedelta(days=job.days)
    workshop.now = lambda: dt.datetime.now(dt.UTC) + ahead
    code = 0
    try:
        main(job.args[1:], prog_name="truemirror")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    os.write(made, b"." * counted.made)
    os._exit(code)


def _strike(job: Job) -> Callable[[int], None]:
    folder = Path(job.folder)

    def fill(_since: int) -> None:
        handle = os.open(folder / BALLAST, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        size = _HEAVY
        while size:
            try:
                os.write(handle, bytes(size))
            except OSError:
                size //= 2
        os.close(handle)
        with suppress(OSError):  # nor is there room for further files
            for number in count():
                os.close(os.open(folder / f"{BALLAST}-{number}", os.O_CREAT))

    def hold(since: int) -> None:
        if not since:
            os.close(os.open(folder / HELD, os.O_CREAT))
            while not (folder / GO).exists():
                time.sleep(0.01)

    def interrupt(since: int) -> None:
        if not since:
            os.kill(os.getpid(), signal.Signals[job.strike])

    return {"fill": fill, "hold": hold, "SIGKILL": die}.get(job.strike, interrupt)


if __name__ == "__main__":
    serve()

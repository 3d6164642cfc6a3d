"""A process that fills a store and is killed: at every step in turn, or whenever it happens.

Run as a program, it checks after each kill that every batch is in the store as a whole or not at
all, that what was committed is there, and that the same work can be gone on with to its end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import signal
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import Engine, event

from headway.activity.records import Comment, CommentKind, Issue, SyncState
from headway.activity.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
BATCHES = 2
SOURCE = "batches"
_MANY = 200
_LONGEST = 0.5  # seconds


def main() -> None:
    """Kill at every step, or `--rounds` times at random; print how often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.rounds:
        kills = kill_at_random(args.address, args.rounds, random.Random(args.seed))  # noqa: S311  # no secret
    else:
        kills = kill_at_every_step(args.address)
    print(kills)  # noqa: T201  # for the program that started this one


# --- the work -------------------------------------------------------------------------------------


def fill(address: str, turn: int, batches: int, committed: Callable[[int], None]) -> None:
    """Write some batches, each of new records and of changes to those of earlier turns."""
    with open_store(address) as store:
        for number in range(1, batches + 1):
            with store.batch() as batch:
                batch.put([issue(number, turn)])
                batch.put(comment(number, part, turn) for part in range(3))
                batch.put([SyncState(f"{SOURCE} {number}", str(turn))])
            committed(number)


def issue(number: int, turn: int) -> Issue:
    """The issue of a batch; its title tells the turn that wrote it."""
    url = f"https://example.org/{number}"
    at = NOON + dt.timedelta(seconds=turn)
    open_ = ("open", None, ("bug",), (), None, NOON, at, None)
    return Issue("org/plan", number, url, str(turn), "", "ana", *open_)


def comment(number: int, part: int, turn: int) -> Comment:
    """A comment on it; so does its body."""
    at = NOON + dt.timedelta(seconds=turn)
    place = (CommentKind.ISSUE, 10 * number + part, "org/plan", number, "https://example.org")
    return Comment(*place, "ana", bot=False, body=str(turn), created_at=NOON, updated_at=at)


def look(address: str) -> dict[int, int]:
    """The turn that wrote each batch which the store holds.

    Raises:
        AssertionError: a batch is there in part, or a part of it is of another turn.
    """
    with open_store(address) as store:
        issues = {one.number: int(one.title) for one in store.find(Issue)}
        comments = [(one.number, int(one.body)) for one in store.find(Comment)]
        states = {int(one.source.split()[1]): int(one.value) for one in store.find(SyncState)}
    whole = sorted((number, turn) for number, turn in issues.items() for _ in range(3))
    assert states == issues, (states, issues)
    assert sorted(comments) == whole, (comments, issues)
    return issues


# --- the killing ----------------------------------------------------------------------------------


def kill_at_every_step(address: str) -> int:
    """Fill a new store and kill the process at its first step, then at its second, and so on."""
    for step in count(1):
        wipe(address)
        if step % 2:  # every other time there is something to change
            fill(address, 0, BATCHES, _silent)
        before = BATCHES if step % 2 else 0
        died, done = killed(partial(die_at, step, address))
        verify(address, 1, done, before)
        if not died:
            return step - 1
    raise AssertionError


def kill_at_random(address: str, rounds: int, chance: random.Random) -> int:
    """Go on filling one store, and kill the process after a random time, many times."""
    wipe(address)
    kills = 0
    before: dict[int, int] = {}
    for turn in range(1, rounds + 1):
        delay = chance.uniform(0, _LONGEST)
        died, done = killed(partial(fill, address, turn, _MANY), delay)
        kills += died
        found = look(address)
        sure = {**before, **dict.fromkeys(range(1, done + 1), turn)}
        lost = [number for number, known in sure.items() if found.get(number, 0) < known]
        assert not lost, f"committed and lost: {lost}"
        before = found
    return kills


def verify(address: str, turn: int, done: int, before: int) -> None:
    """Check what is in the store, go on with the work, and check that its end is reached."""
    found = look(address)
    assert len(found) >= before, "an earlier batch is gone"
    assert all(found.get(number) == turn for number in range(1, done + 1)), "a commit was lost"
    fill(address, turn, BATCHES, _silent)
    assert look(address) == dict.fromkeys(range(1, BATCHES + 1), turn)


def killed(
    work: Callable[[Callable[[int], None]], None], delay: float | None = None
) -> tuple[bool, int]:
    """Do some work in a process of its own: whether it was killed, and the last it committed."""
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        os.close(receiver)
        work(lambda number: _send(sender, number))
        os._exit(0)
    os.close(sender)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(receiver, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFSIGNALED(status), max(told, default=0)


def _send(sender: int, number: int) -> None:
    os.write(sender, bytes([number]))


def _silent(_: int) -> None:
    pass


def die_at(step: int, address: str, committed: Callable[[int], None]) -> None:
    """Fill a store, and be killed at a step: before or after a statement, or before a commit."""
    steps = count(1)

    def one(*_: Any) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, one)
    fill(address, 1, BATCHES, committed)


def wipe(address: str) -> None:
    """Empty a database."""
    if "://" not in address:
        for path in Path(address).parent.glob(f"{Path(address).name}*"):
            path.unlink()
        return
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


if __name__ == "__main__":
    main()

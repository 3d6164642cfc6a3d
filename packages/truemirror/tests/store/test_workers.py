"""Several do the same work; none of them is left when it is over, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truemirror.store.place import PlaceError
from truemirror.store.workers import LostWorkerError, workers

FORKS = [pytest.param(True, id="forks"), pytest.param(False, id="threads")]

# Has two processes busy for many minutes, and tells their numbers.
_BUSY = """
import time
from multiprocessing import active_children
from truemirror.store.workers import workers
with workers(time.sleep, 2, by_forks=True) as several:
    print(*(one.pid for one in active_children()), flush=True)
    list(several.each([0.01] * 100_000))
"""


def double(number: int) -> int:
    return number * 2


def refuse(number: int) -> int:
    if number == 3:
        raise PlaceError("read x", PermissionError(13, "Permission denied"))
    return number


def end(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("by_forks", FORKS)
@settings(max_examples=20)  # each begins processes
@given(things=st.lists(st.integers(), max_size=40), number=st.integers(1, 4))
def test_each_thing_is_worked_on_once(things: list[int], number: int, *, by_forks: bool) -> None:
    with workers(double, number, by_forks=by_forks) as several:
        assert sorted(several.each(things)) == sorted(map(double, things))
    assert not active_children()


@pytest.mark.parametrize("by_forks", FORKS)
def test_there_are_as_many_as_wanted(*, by_forks: bool) -> None:
    def who(_: int) -> int:
        return os.getpid()

    with workers(who, 3, by_forks=by_forks) as several:
        seen = {*several.each(range(200))}
    assert (os.getpid() in seen, len(seen) > 1) == (not by_forks, by_forks)
    assert len(seen) <= 3


@pytest.mark.parametrize("by_forks", FORKS)
def test_what_the_work_raises_is_raised(*, by_forks: bool) -> None:
    several = workers(refuse, 2, by_forks=by_forks)
    with pytest.raises(PlaceError, match=r"^cannot read x: Permission denied$"), several:
        list(several.each(range(9)))
    assert not active_children()


def test_that_one_is_lost_is_told() -> None:
    several = workers(end, 2, by_forks=True)
    with pytest.raises(LostWorkerError, match="was ended"), several:
        list(several.each(range(9)))
    assert not active_children()


def test_none_is_left_where_nobody_waits_for_the_rest() -> None:
    with workers(double, 2, by_forks=True) as several:
        assert next(several.each(range(1000))) % 2 == 0
    assert not active_children()


def test_none_outlives_a_process_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _BUSY], stdout=subprocess.PIPE) as process:
        assert process.stdout
        forks = [Path("/proc", number) for number in process.stdout.readline().decode().split()]
        assert len(forks) == 2
        assert all(fork.exists() for fork in forks)
        process.kill()
    soon = time.monotonic() + 10
    while any(fork.exists() for fork in forks):
        assert time.monotonic() < soon
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_is_for_the_one_that_began_them(number: int) -> None:
    with workers(double, 2, by_forks=True) as several:
        assert sorted(several.each(range(4))) == [0, 2, 4, 6]
        for one in active_children():
            assert one.pid
            os.kill(one.pid, number)
        assert sorted(several.each(range(4))) == [0, 2, 4, 6]


def test_none_outlives_a_program_that_does_not_close_them() -> None:
    code = _BUSY.replace("with workers", "several = workers").split(" as several:")[0]
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)

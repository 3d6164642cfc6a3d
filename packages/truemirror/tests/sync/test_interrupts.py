"""A sync that is told to end does so, says so in a line, and loses nothing that has come."""

from __future__ import annotations

import random
import time
from signal import SIGINT, SIGTERM, Signals
from typing import TYPE_CHECKING

import pytest

from kept import World, came, made
from upstream import faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from commands import Said

MOMENTS = 5  # of those that there are, for each signal
CODES = {SIGINT: 130, SIGTERM: 143}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with made(tmp_path_factory.mktemp("world")) as one:
        yield one


def assert_ended(said: Said, number: Signals) -> None:
    assert (said.code, said.out) == (CODES[number], "")
    assert said.err == "truemirror: interrupted; the next sync goes on from here\n"


@pytest.mark.parametrize("number", CODES, ids=lambda number: str(number.name))
def test_a_sync_is_ended_at_any_moment(world: World, tmp_path: Path, number: Signals) -> None:
    moments = random.Random(number).sample(range(1, world.moves), MOMENTS)  # noqa: S311 - no secret
    for moment in sorted(moments):
        copy = world.begin(tmp_path / f"{moment}")
        said = world.commands.truemirror(copy.folder, "sync", strike=number.name, at=moment)
        assert_ended(said, number)
        assert copy.tree() in (world.before.tree(), world.after)
        world.go_on(copy, came(copy))


@pytest.mark.parametrize("number", CODES, ids=lambda number: str(number.name))
def test_what_had_come_of_a_file_is_not_fetched_again(
    world: World, tmp_path: Path, number: Signals
) -> None:
    copy = world.begin(tmp_path / "copy")
    world.upstream.fault("*/rustc-1.96*.xz", faults.slow(10_000))
    world.commands.begin(copy.folder, "truemirror", "sync")
    while not any("/rustc-1.96" in one.path for one in world.upstream.requests):
        time.sleep(0.01)
    time.sleep(0.3)
    world.commands.signal(number)
    assert_ended(world.commands.end(), number)
    assert list((copy.folder / "mirror/work/partial").iterdir())
    world.go_on(copy, came(copy))
    assert any("range" in one.headers for one in world.upstream.requests)


def test_a_sync_that_waits_is_ended(world: World, tmp_path: Path) -> None:
    copy = world.begin(tmp_path / "copy")
    world.upstream.fault("*", faults.status(503, retry_after=600))
    world.commands.begin(copy.folder, "truemirror", "sync")
    while not world.upstream.requests:
        time.sleep(0.01)
    world.commands.signal(SIGTERM)
    assert_ended(world.commands.end(), SIGTERM)

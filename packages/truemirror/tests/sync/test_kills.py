"""A sync that is killed at any moment is gone on with, and no reader ever sees half of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import strikes

if TYPE_CHECKING:
    from collections.abc import Iterator

POINTS = 10  # of those that there are; `./dev bench kills` takes them all
TIMES = 3


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[strikes.World]:
    with strikes.world(tmp_path_factory.mktemp("kills")) as one:
        yield one


@pytest.mark.parametrize("state", strikes.STATES)
def test_a_killed_sync_is_gone_on_with(world: strikes.World, state: str) -> None:
    moves = world.moves(state)
    chance = random.Random(moves)  # noqa: S311 - it picks moments, and keeps no secret
    some = chance.sample(range(1, moves + 1), POINTS - 3)
    for moment in sorted({1, moves - 1, moves, *some}):
        assert not world.problems(state, (moment, moment // 2)), f"killed before move {moment}"


@pytest.mark.parametrize("state", strikes.STATES)
def test_a_sync_that_is_killed_at_any_time_is_gone_on_with(
    world: strikes.World, state: str
) -> None:
    chance, whole = random.Random(state), world.seconds(state)  # noqa: S311 - as above
    for _ in range(TIMES):
        times = (chance.uniform(0.001, whole), chance.uniform(0.001, whole))
        assert not world.problems(state, times), f"killed after {times} of {whole} seconds"

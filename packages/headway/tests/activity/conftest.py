"""Every test of the store runs on both databases."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from headway.activity.store import open_store
from postgres import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

    from headway.activity.store import Store
    from postgres import Server

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(do_without: Callable[[str], NoReturn]) -> Iterator[Server]:
    """One PostgreSQL server for all tests of a run."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(serving())
        except Exception as error:  # noqa: BLE001  # whatever keeps it from running
            do_without(f"no PostgreSQL: {type(error).__name__}: {error}")
        yield server


@pytest.fixture(params=DATABASES)
def new_address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Gives the address of an empty database, another one each time."""
    if request.param == "sqlite":
        return lambda: str(tmp_path_factory.mktemp("store") / "activity.db")
    server: Server = request.getfixturevalue("postgres")
    return server.database


@pytest.fixture
def address(new_address: Callable[[], str]) -> str:
    """The address of an empty database."""
    return new_address()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(address) as opened:
        yield opened


@pytest.fixture(scope="module", params=DATABASES)
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store that the examples of one property share."""
    if request.param == "sqlite":
        address = str(tmp_path_factory.mktemp("lasting") / "activity.db")
    else:
        server: Server = request.getfixturevalue("postgres")
        address = server.database()
    with open_store(address) as opened:
        yield opened

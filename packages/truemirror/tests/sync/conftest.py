"""What tests of fetching begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fetching import DATA, NOW
from upstream import Files, Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[Server]:
    files = {"a": DATA, **{f"many/{number}": DATA[:number] for number in range(300)}}
    with Server(Files(files, NOW)) as one:
        yield one

"""Boards made of text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.program.board.reading import read_board
from headway.program.board.values import Board
from headway.text import Source

Read = Callable[[str | bytes], Board]


@pytest.fixture
def read() -> Read:
    """Read a board from its text."""

    def read(text: str | bytes) -> Board:
        data = text if isinstance(text, bytes) else text.encode()
        return read_board(Source("board.toml", data))

    return read

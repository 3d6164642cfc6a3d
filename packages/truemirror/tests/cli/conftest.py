"""What tests of mirrors in buckets share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bucketed import BEFORE, Scratch
from upstream import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s3 import S3


@pytest.fixture
def upstream() -> Iterator[Server]:
    with Server(BEFORE) as server:
        yield server


@pytest.fixture
def bucket(upstream: Server, s3: S3, tmp_path: Path) -> Iterator[Scratch]:
    s3.forget()
    yield Scratch(tmp_path, s3, s3.url()).begin(upstream.address)
    s3.forget()

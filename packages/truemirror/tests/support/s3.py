"""An S3 of our own: moto's, over the wire, in a thread."""

from __future__ import annotations

import logging
import urllib.request
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from itertools import count
from typing import TYPE_CHECKING

from moto.server import ThreadedMotoServer

from truemirror.store.place import open_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.store.place import Place

_WHO = "AWS4-HMAC-SHA256 Credential=tester/20260101/us-east-1/s3/aws4_request, Signature=none"


class S3:
    """Buckets at an address; `options` are what a mirror in one has to be told."""

    def __init__(self, address: str) -> None:
        self.options = {
            "endpoint": address,
            "access_key_id": "tester",
            "secret_access_key": "secret",
            "region": "us-east-1",
        }
        self._address = address
        self._numbers = count()

    def url(self) -> str:
        """A place in a bucket of its own."""
        name = f"bucket-{next(self._numbers)}"
        self._ask("PUT", name)
        return f"s3://{name}/some/prefix"

    def read(self, url: str) -> bytes:
        """What a bucket has, past the code that is tested."""
        return self._ask("GET", url.removeprefix("s3://"))

    def _ask(self, method: str, path: str) -> bytes:
        url, headers = f"{self._address}/{path}", {"Authorization": _WHO}
        request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310  # ours
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # as above
            data: bytes = answer.read()
            return data

    def place(self) -> Place:
        """A place in a bucket of its own, opened."""
        return open_place(self.url(), **self.options)


@contextmanager
def s3_server() -> Iterator[S3]:
    """Run it until the block ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with redirect_stdout(StringIO()):
        server = ThreadedMotoServer("127.0.0.1", 0)
        server.start()
    host, port = server.get_host_and_port()
    try:
        yield S3(f"http://{host}:{port}")
    finally:
        server.stop()

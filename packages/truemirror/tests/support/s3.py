"""An S3 of our own: moto's, over the wire, in a thread, with what is asked of it written down."""

from __future__ import annotations

import logging
import urllib.request
from collections import Counter
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from itertools import count
from socket import SHUT_RDWR
from typing import TYPE_CHECKING

from moto.server import ThreadedMotoServer

from truemirror.store.place import open_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from truemirror.store.place import Place

    Hook = Callable[[str], None]

_WHO = "AWS4-HMAC-SHA256 Credential=tester/20260101/us-east-1/s3/aws4_request, Signature=none"


def _let_pass(request: str) -> None:
    """Do nothing about a request."""


class S3:
    """Buckets at an address; `options` are what a mirror in one has to be told."""

    def __init__(self, address: str) -> None:
        self.options = {
            "endpoint": address,
            "access_key_id": "tester",
            "secret_access_key": "secret",
            "region": "us-east-1",
        }
        self.requests: list[str] = []
        self.hook: Hook = _let_pass
        self._address = address
        self._numbers = count()

    @property
    def environment(self) -> dict[str, str]:
        """What S3's own tools take from the environment of who may use it."""
        return {
            "AWS_ACCESS_KEY_ID": self.options["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self.options["secret_access_key"],
            "AWS_REGION": self.options["region"],
        }

    def forget(self) -> None:
        """Begin to write down requests anew, and let all of them pass."""
        self.requests.clear()
        self.hook = _let_pass

    def counts(self) -> Counter[str]:
        """How many requests there were of each kind; a list of files is `LIST`."""
        return Counter(one.split()[0] for one in self.requests)

    def hear(self, request: str) -> None:
        """Take a request before it is answered; one that raises ConnectionError gets no answer."""
        self.requests.append(request)
        self.hook(request)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Let in only who is known, and nobody is."""
        self._ask("POST", "moto-api/reset-auth", b"0")
        try:
            yield
        finally:
            self._ask("POST", "moto-api/reset-auth", b"inf")

    def url(self) -> str:
        """A place in a bucket of its own."""
        name = f"bucket-{next(self._numbers)}"
        self._ask("PUT", name)
        return f"s3://{name}/some/prefix"

    def read(self, url: str) -> bytes:
        """What a bucket has, past the code that is tested."""
        return self._ask("GET", url.removeprefix("s3://"))

    def _ask(self, method: str, path: str, data: bytes | None = None) -> bytes:
        url = f"{self._address}/{path}"
        headers = {"Authorization": _WHO, "Content-Type": "text/plain"}
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  # ours
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # as above
            said: bytes = answer.read()
            return said

    def place(self) -> Place:
        """A place in a bucket of its own, opened."""
        return open_place(self.url(), **self.options)


@contextmanager
def s3_server() -> Iterator[S3]:
    """Run it until the block ends."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with redirect_stdout(StringIO()):
        server = ThreadedMotoServer("127.0.0.1", 0)
        server.start()
    host, port = server.get_host_and_port()
    s3 = S3(f"http://{host}:{port}")
    moto = server._server  # noqa: SLF001  # there is no other way to hear requests
    assert moto
    answer = moto.app

    def heard(environ: WSGIEnvironment, begin: StartResponse) -> Iterable[bytes]:
        is_list = "list-type" in environ["QUERY_STRING"]
        method = "LIST" if is_list else environ["REQUEST_METHOD"]
        try:
            s3.hear(f"{method} {environ['PATH_INFO']}")
        except ConnectionError:
            environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            raise
        return answer(environ, begin)

    moto.app = heard
    try:
        yield s3
    finally:
        server.stop()

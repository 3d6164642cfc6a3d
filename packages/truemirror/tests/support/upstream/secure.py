"""An upstream behind TLS, with HTTP/2 for those who want it: slower than the plain one."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from upstream.answers import Request
from upstream.serving import Upstream

if TYPE_CHECKING:
    from types import TracebackType

    from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope

    from upstream.answers import Answer


class SecureServer(Upstream):
    """Answers at `address` as `Server` does; clients must trust the `authority`, a file.

    What a fault cuts or drops just stops coming, and nothing slows an answer down: hypercorn ends
    no connection on command.
    """

    address = ""
    authority: Path

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(self._config(),), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._folder.cleanup()

    def _config(self) -> Config:
        """Listen with a certificate of an authority of our own."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://localhost:{listening.getsockname()[1]}"
        folder, authority = Path(self._folder.name), trustme.CA()
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authority)
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
            folder / "server.pem"
        )
        config = Config()
        config.bind = [f"fd://{listening.detach()}"]  # hypercorn closes it
        config.certfile = config.keyfile = str(folder / "server.pem")
        config.graceful_timeout = 0.1
        config.loglevel = "CRITICAL"
        return config

    def _run(self, config: Config) -> None:
        application = serve(self._application, config, shutdown_trigger=self._end.wait)
        self._loop.run_until_complete(application)
        self._loop.close()

    async def _application(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http":
            return
        await asyncio.sleep(self.latency)
        said = self.answer(_request(scope))
        if not said.status:  # dropped, or hanging
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await _send(said, send)


def _request(scope: Any) -> Request:
    fields = ((name.decode(), value.decode("latin-1")) for name, value in scope["headers"])
    headers = {":scheme": scope["scheme"], **dict(fields)}
    headers.setdefault("host", headers.get(":authority", ""))
    connection = scope["client"][1]
    path = unquote(scope["path"]).lstrip("/")
    version = scope["http_version"]
    return Request(scope["method"], path, headers, connection, time.monotonic(), version)


async def _send(said: Answer, send: ASGISendCallable) -> None:
    headers = {"Content-Length": str(len(said.body)), **said.headers}
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": said.status, "headers": raw})
    body, broken = said.body[: said.cut], said.cut is not None
    await send({"type": "http.response.body", "body": body, "more_body": broken})

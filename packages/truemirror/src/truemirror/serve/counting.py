"""Counting requests as they are answered, whatever answers them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from truemirror.serve.kinds import kind_of, local
from truemirror.serve.traffic import Served

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from truemirror.serve.traffic import Traffic

_PATH = 300  # characters of a path, and of the client's name, that are logged
_CUT = 499  # where the client went away before there was an answer, as nginx has it


class Counting:
    """An application around another one, whose requests it counts."""

    def __init__(self, inner: ASGIApp, traffic: Traffic, now: Callable[[], dt.datetime]) -> None:
        """Take the application, what keeps count, and what tells the time."""
        self._inner = inner
        self._traffic = traffic
        self._now = now
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        status, sent, begun = _CUT, 0, time.monotonic()

        async def counted(message: Message) -> None:
            nonlocal status, sent
            await send(message)
            status = message.get("status", status)
            sent += 0 if scope["method"] == "HEAD" else len(message.get("body", b""))

        self.in_flight += 1
        try:
            await self._inner(scope, receive, counted)
        finally:
            self.in_flight -= 1
            path = local(scope["path"])
            agents = (value for name, value in scope["headers"] if name == b"user-agent")
            served = Served(
                at=self._now(),
                method=scope["method"],
                path=path[:_PATH],
                kind=kind_of(path),
                status=status,
                bytes=sent,
                seconds=round(time.monotonic() - begun, 4),
                agent=next(agents, b"").decode("latin-1")[:_PATH],
            )
            self._traffic.count(served)

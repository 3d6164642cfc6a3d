"""Requests to Zulip with patience: what is tried again, waited for, and what each failure means."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx2

from headway.forge.errors import BadKeyError, ForgeError, RefusedError, StrangeAnswerError
from headway.forge.network import (
    TIMEOUT,
    Again,
    Pace,
    Surroundings,
    broken,
    certificates,
    patiently,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.forge.zulip_account import Account

ZULIP = "Zulip"
# A limit that names no time.
_UNNAMED_WAIT = 60.0


class Call(NamedTuple):
    """A request; `what` completes "cannot …". Values that are no texts are sent as JSON."""

    method: str
    path: str
    what: str
    fields: Mapping[str, Any] = {}


class ZulipSession:
    """A connection to the interface of one Zulip, as one account."""

    def __init__(self, account: Account, around: Surroundings | None = None) -> None:
        """Connect lazily."""
        self.site = account.site
        self._around = around or Surroundings()
        self._pace = Pace(self._around)
        self._may_ask_at = 0.0
        headers = {"Authorization": account.key.basic(account.email), "User-Agent": "Headway"}
        self._client = httpx2.Client(headers=headers, timeout=TIMEOUT, verify=certificates())

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def send(self, call: Call) -> Mapping[str, Any]:
        """What Zulip answers. Only what reads is tried again once it may have been heard.

        Raises:
            ForgeError: there was no answer, or it says no.
        """
        reads = call.method == "GET"
        return patiently(
            lambda: self._once(call), call.what, self._around, repeatable=reads, by=ZULIP
        )

    def _once(self, call: Call) -> Mapping[str, Any]:
        self._keep_to_limit()
        if call.method != "GET":
            self._pace.keep()
        fields = {name: _sent(value) for name, value in call.fields.items()}
        reads = call.method == "GET"
        try:
            response = self._client.request(
                call.method,
                f"{self.site}/api/v1{call.path}",
                params=fields if reads else None,
                data=None if reads else fields,
            )
        except httpx2.TransportError as error:
            raise broken(error, ZULIP) from error
        return self._answer(call, response)

    def _keep_to_limit(self) -> None:
        """Wait until the limit allows another request, as the answer before this one told."""
        wait = self._may_ask_at - self._around.now()
        if wait > 0:
            self._around.tell(f"Zulip's rate limit is reached; waiting {wait:.0f} s")
            self._around.sleep(wait)

    def _answer(self, call: Call, response: httpx2.Response) -> Mapping[str, Any]:
        """What a response holds, or the failure that it stands for."""
        status = response.status_code
        self._note_limit(response)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Again("Zulip is in trouble", status, acted=True)
        try:
            data = response.json()
        except ValueError as error:
            if status == HTTPStatus.OK:
                raise Again("Zulip's answer is cut off", acted=True) from error
            data = {}
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = _wait(response, data)
            raise Again("Zulip's rate limit is reached", acted=False, wait=wait)
        if isinstance(data, dict) and data.get("result") == "success":
            return data
        raise _failure(call, status, data)

    def _note_limit(self, response: httpx2.Response) -> None:
        """Remember from when on there may be another request, where this was the last for now."""
        if response.headers.get("x-ratelimit-remaining") == "0":
            reset = _seconds(response.headers.get("x-ratelimit-reset")) or 0.0
            latest = self._around.now() + self._around.patience.longest_wait
            self._may_ask_at = min(reset, latest)


def _failure(call: Call, status: int, data: Any) -> ForgeError:
    """What an answer that says no comes to."""
    if not isinstance(data, dict) or data.get("result") != "error":
        return StrangeAnswerError(call.what, f"it has the status {status}", ZULIP)
    said = str(data.get("msg", data.get("code", status)))
    if status == HTTPStatus.UNAUTHORIZED:
        return BadKeyError(call.what, said)
    return RefusedError(call.what, [said], ZULIP)


def _wait(response: httpx2.Response, data: Any) -> float:
    """The seconds that Zulip asks to wait for: in the answer, or in a header."""
    said = data.get("retry-after") if isinstance(data, dict) else None
    for one in (said, response.headers.get("retry-after")):
        seconds = _seconds(one)
        if seconds is not None:
            return max(seconds, 0.0)
    return _UNNAMED_WAIT


def _seconds(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _sent(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

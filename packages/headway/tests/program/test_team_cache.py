"""The team API over the network: a real server on this machine."""

from __future__ import annotations

import json
import os
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from headway.program.load import Loaded, Options, load
from headway.program.team_cache import FRESH_SECONDS, TeamCache, cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TEAMS = json.dumps({"lang": {"members": [{"github": "ana", "is_lead": True}]}}).encode()
PEOPLE = json.dumps({"people": {"ana": {"name": "Ana", "github_id": 1}}}).encode()


class TeamApi:
    """Files behind HTTP with ETags, and what was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"teams.json": TEAMS, "people.json": PEOPLE}
        self.status: HTTPStatus | None = None
        self.answers: list[tuple[str, int]] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.rpartition("/")[2]
                status, data = api.answer(name, self.headers.get("If-None-Match"))
                api.answers.append((name, status))
                self.send_response(status)
                self.send_header("ETag", api.tag(data))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def answer(self, name: str, seen: str | None) -> tuple[int, bytes]:
        if self.status is not None:
            return self.status, b"<html>no JSON</html>"
        data = self.files.get(name)
        if data is None:
            return HTTPStatus.NOT_FOUND, b""
        return (HTTPStatus.NOT_MODIFIED, b"") if seen == self.tag(data) else (HTTPStatus.OK, data)

    @staticmethod
    def tag(data: bytes) -> str:
        return f'"{hash(data)}"'

    def asked(self, name: str) -> list[int]:
        """The statuses that a file was answered with since the last time this was called."""
        found = [status for asked, status in self.answers if asked == name]
        self.answers = [answer for answer in self.answers if answer[0] != name]
        return found


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamApi]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    served = TeamApi()
    thread = threading.Thread(target=served.server.serve_forever, args=(0.01,))
    thread.start()
    yield served
    served.server.shutdown()
    served.server.server_close()
    thread.join()


def cache(api: TeamApi, *, hours: float = 0, offline: bool = False) -> TeamCache:
    """A cache that is opened some hours from now."""
    return TeamCache(api.url, offline=offline, now=lambda: time.time() + hours * 3600)


def test_a_fresh_copy_is_used_as_it_is(api: TeamApi) -> None:
    assert cache(api).directory() is not None
    assert api.asked("teams.json") == [200]
    directory = cache(api, hours=0.9).directory()
    assert directory is not None
    assert list(directory.teams) == ["lang"]
    assert api.asked("teams.json") == []
    assert FRESH_SECONDS == 3600


def test_an_old_copy_is_revalidated(api: TeamApi) -> None:
    cache(api).directory()
    later = cache(api, hours=2)
    assert later.directory() is not None
    assert later.note is None
    assert api.asked("teams.json") == [200, 304]


def test_a_copy_that_cannot_be_touched_is_still_used(
    api: TeamApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    cache(api).directory()
    monkeypatch.setattr(os, "utime", refuse)
    later = cache(api, hours=2)
    assert later.directory() is not None
    assert later.note is None


def test_a_user_without_a_home_has_a_cache_that_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", refuse)
    assert cache_folder() == Path("/.cache/headway")


def test_what_has_changed_is_read_anew(api: TeamApi) -> None:
    cache(api).directory()
    api.files["teams.json"] = TEAMS.replace(b"lang", b"types")
    directory = cache(api, hours=2).directory()
    assert directory is not None
    assert list(directory.teams) == ["types"]
    assert api.asked("teams.json") == [200, 200]


def test_offline_uses_the_copy_and_asks_nothing(api: TeamApi) -> None:
    cache(api).directory()
    api.answers.clear()
    found = cache(api, hours=2, offline=True)
    assert found.directory() is not None
    assert (found.note, api.answers) == (None, [])


def test_offline_without_a_copy_there_is_none(api: TeamApi) -> None:
    found = cache(api, offline=True)
    assert found.directory() is None
    assert found.note is not None
    assert "offline" in found.note
    assert api.answers == []


@pytest.mark.parametrize(
    "status", [HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.OK, HTTPStatus.NOT_FOUND]
)
def test_when_the_server_fails_the_last_copy_is_used(api: TeamApi, status: HTTPStatus) -> None:
    cache(api).directory()
    api.status = status
    found = cache(api, hours=2)
    assert found.directory() is not None
    assert found.note is not None
    assert "the last copy is used" in found.note


def test_when_the_server_is_down_the_last_copy_is_used(api: TeamApi) -> None:
    cache(api).directory()
    api.server.shutdown()
    api.server.server_close()
    found = cache(api, hours=2)
    assert found.directory() is not None
    assert found.note is not None
    assert "the last copy is used" in found.note


def test_when_the_server_is_down_and_there_is_no_copy(api: TeamApi) -> None:
    api.server.shutdown()
    api.server.server_close()
    found = cache(api)
    assert found.directory() is None
    assert found.note is not None
    assert api.url in found.note


def test_a_directory_of_another_shape_is_not_used(api: TeamApi) -> None:
    api.files["teams.json"] = b'["lang"]'
    found = cache(api)
    assert found.directory() is None
    assert found.note is not None
    assert "shape" in found.note


def test_copies_are_kept_by_url(api: TeamApi, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache(api).folder.is_relative_to(cache_folder())
    assert cache(api).folder != TeamCache("http://other.example", offline=True).folder
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache/headway"


def test_a_cache_that_cannot_be_written_is_told(api: TeamApi, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    found = cache(api)
    assert found.directory() is not None
    assert found.note is not None
    assert "cannot be kept" in found.note


def program(make: Callable[[Mapping[str, str]], Path], api: TeamApi, *, offline: bool) -> Loaded:
    toml = f'[teams]\nurl = "{api.url}"\n'
    root = make({"headway.toml": toml, "src/2026/a.md": "# A\n"})
    return load(root, Options(offline=offline))


def test_a_program_names_the_url(make: Callable[[Mapping[str, str]], Path], api: TeamApi) -> None:
    assert program(make, api, offline=False).program.directory is not None
    assert api.asked("teams.json") == [200]
    offline = program(make, api, offline=True)
    assert offline.program.directory is not None
    assert offline.report.summary.skipped == ()


def test_the_summary_tells_when_there_is_no_directory(
    make: Callable[[Mapping[str, str]], Path], api: TeamApi
) -> None:
    loaded = program(make, api, offline=True)
    assert loaded.program.directory is None
    (skipped,) = loaded.report.summary.skipped
    assert "teams and people" in skipped
    assert api.answers == []

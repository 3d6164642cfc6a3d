"""Messages from an export of a Zulip and from what its interface lists, twice and again."""

from __future__ import annotations

import json
import tarfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from headway.activity.records import Message
from headway.activity.store import open_store
from headway.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SITE = "https://chat.example"
REALM = {
    "zerver_realm": [{"id": 1, "string_id": "lumen"}],
    "zerver_stream": [
        {"id": 31, "name": "goals/board", "invite_only": False},
        {"id": 32, "name": "leads", "invite_only": True},
    ],
    "zerver_recipient": [
        {"id": 501, "type": 2, "type_id": 31},
        {"id": 502, "type": 2, "type_id": 32},
        {"id": 503, "type": 1, "type_id": 31},
    ],
    "zerver_userprofile": [
        {"id": 11, "full_name": "Ana Lind"},
        {"id": 12, "full_name": "Bo"},
    ],
}
SENT = {"subject": "wishes", "date_sent": 1770115500.25, "last_edit_time": None}
EXPORTED = {"id": 9001, "sender": 11, "recipient": 501, "content": "**Hello**", **SENT}
LISTED = {
    "id": 9001,
    "type": "stream",
    "sender_id": 11,
    "sender_full_name": "Ana Lind",
    "content": "**Hello**",
    "content_type": "text/x-markdown",
    "subject": "wishes",
    "timestamp": 1770115500,
    "display_recipient": "goals/board",
    "stream_id": 31,
}
URL = f"{SITE}/#narrow/channel/31-goals.2Fboard/topic/wishes/near/9001"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "program/src/2026").mkdir(parents=True)
    settings = f'[program]\nrepository = "org/plan"\n[zulip]\nsite = "{SITE}/"\n'
    (tmp_path / "program/headway.toml").write_text(settings, "utf-8")
    teams = '[teams.lang]\nmembers = ["ana-lind"]\n[zulip]\nana-lind = 11\n'
    (tmp_path / "program/teams.toml").write_text(teams, "utf-8")
    return tmp_path / "program"


def exported(folder: Path, *parts: list[Any], realm: Any = REALM) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "realm.json").write_text(json.dumps(realm), "utf-8")
    for number, part in enumerate(parts, 1):
        text = json.dumps({"zerver_message": part, "zerver_usermessage": []})
        (folder / f"messages-{number:06}.json").write_text(text, "utf-8")
    return folder


def listed(folder: Path, *messages: Any) -> Path:
    file = folder / "answer.json"
    file.write_text(json.dumps({"messages": messages, "found_newest": True}), "utf-8")
    return file


def packed(folder: Path, name: str) -> Path:
    archive = folder.parent / name
    with tarfile.open(archive, "w:gz" if name.endswith("gz") else "w") as tar:
        tar.add(folder, "zulip-export-abc")
    return archive


def run(file: Path, program: Path, *options: str) -> Result:
    args = ["import", "zulip", str(file), str(program), "--offline", "--json", *options]
    return CliRunner().invoke(main, args)


def counts(result: Result) -> tuple[int, int, int]:
    found = json.loads(result.stdout)["records"]["messages"]
    return found["new"], found["changed"], found["same"]


def kept(address: str) -> list[Message]:
    with open_store(address) as store:
        return store.find(Message)


@pytest.mark.parametrize("form", ["folder", "export.tar", "export.tar.gz"])
def test_an_export_is_read_whole(tmp_path: Path, program: Path, address: str, form: str) -> None:
    later = {**EXPORTED, "id": 9002, "sender": 12, "last_edit_time": 1770119100.0}
    folder = exported(tmp_path / "export", [EXPORTED], [later])
    file = folder if form == "folder" else packed(folder, form)
    result = run(file, program, "--database", address)
    assert (result.exit_code, counts(result)) == (0, (2, 0, 0))
    first, second = kept(address)
    assert first == Message(
        9001,
        "goals/board",
        "wishes",
        "ana-lind",
        "**Hello**",
        URL,
        datetime.fromtimestamp(1770115500.25, UTC),
    )
    assert (second.author, second.edited_at) == ("Bo", datetime.fromtimestamp(1770119100, UTC))
    assert counts(run(file, program, "--database", address)) == (0, 0, 2)


def test_an_answer_of_the_interface_is_the_same_message(
    tmp_path: Path, program: Path, address: str
) -> None:
    result = run(listed(tmp_path, LISTED), program, "--database", address)
    assert (result.exit_code, counts(result)) == (0, (1, 0, 0))
    (message,) = kept(address)
    assert (message.author, message.url) == ("ana-lind", URL)
    again = {**LISTED, "content": "**Hullo**", "last_edit_timestamp": 1770119100}
    assert counts(run(listed(tmp_path, again), program, "--database", address)) == (0, 1, 0)
    assert counts(run(listed(tmp_path, LISTED), program, "--database", address)) == (0, 0, 1)
    assert [one.body for one in kept(address)] == ["**Hullo**"]


def test_what_is_not_public_stays_out(tmp_path: Path, program: Path, address: str) -> None:
    entries = [{**EXPORTED, "id": number, "recipient": number} for number in (501, 502, 503, 504)]
    folder = exported(tmp_path / "export", entries)
    result = run(folder, program, "--database", address)
    assert "3 messages are left out: they are not public" in result.stderr
    direct = {**LISTED, "id": 2, "type": "private", "display_recipient": [{"id": 11}]}
    run(listed(tmp_path, direct), program, "--database", address)
    assert [one.id for one in kept(address)] == [501]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"date_sent": "today"}, "messages-000001.json.zerver_message[1].date_sent"),
        ({"date_sent": 1e300}, "messages-000001.json.zerver_message[1].date_sent"),
        ({"subject": None}, "messages-000001.json.zerver_message[1].subject"),
        ({"id": -1}, "messages-000001.json.zerver_message[1].id"),
        ({"recipient": "x"}, "messages-000001.json.zerver_message[1].recipient"),
    ],
)
def test_a_bad_message_keeps_no_other_back(
    tmp_path: Path, program: Path, address: str, change: dict[str, Any], place: str
) -> None:
    folder = exported(tmp_path / "export", [EXPORTED, {**EXPORTED, "id": 2, **change}])
    result = run(folder, program, "--database", address)
    assert result.exit_code == 1
    assert [one["place"] for one in json.loads(result.stdout)["problems"]] == [place]
    assert [one.id for one in kept(address)] == [9001]


def test_html_is_not_taken_for_markdown(tmp_path: Path, program: Path, address: str) -> None:
    html = {**LISTED, "content": "<p>Hello</p>", "content_type": "text/html"}
    result = run(listed(tmp_path, html), program, "--database", address)
    assert "apply_markdown=false" in result.stdout
    assert kept(address) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.json", "[]", "must be an object"),
        ("x.json", "{", "is no JSON"),
        ("x.json", '{"zerver_message": [{}]}', "is a part of an export"),
        ("x.json", '{"result": "error"}', "has none, not an answer with `messages`"),
        ("realm.json", "{}", "has no realm.json, or no messages"),
    ],
)
def test_what_is_no_export_is_refused(
    tmp_path: Path, program: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / name).write_text(text, "utf-8")
    path = tmp_path / "given"
    result = run(path if name == "realm.json" else path / name, program)
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_zulip_must_be_known(tmp_path: Path, program: Path, address: str) -> None:
    (program / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
    file = listed(tmp_path, LISTED)
    assert "[zulip]" in run(file, program, "--database", address).stderr
    assert run(file, program, "--database", address, "--site", SITE).exit_code == 0
    assert kept(address)[0].url == URL

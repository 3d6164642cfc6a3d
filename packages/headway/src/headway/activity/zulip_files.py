"""Messages from files: an export of a Zulip, or what its interface lists.

An export is a folder, or an archive of one, with `realm.json` and `messages-000001.json` and so on
(https://zulip.com/help/export-your-organization). The other form is one file with the answer of
`GET /messages`, asked for with `apply_markdown=false`. Only messages of public streams are read:
what people write to each other, or among a few, is nobody else's.
"""

from __future__ import annotations

import re
import tarfile
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.json_values import BadInputError, parse_json, read_json
from headway.activity.records import Message
from headway.errors import HeadwayError
from headway.forge.zulip_links import message_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from headway.activity.json_values import Value

    # The login of the person whose account has a number, where that is known.
    LoginOf = Callable[[int], str | None]
    # The names of an export's files, and the bytes of one.
    Files = tuple[list[str], Callable[[str], bytes]]

_REALM = "realm.json"
_MESSAGES = re.compile(r"messages-\d+\.json")
_STREAM = 2  # the type of a recipient that is a stream


class NoMessagesError(HeadwayError):
    """A path that holds no messages of a Zulip."""

    exit_code = 2

    def __init__(self, path: Path, reason: str) -> None:
        """Tell the path, and what it lacks."""
        super().__init__(
            f"{path} {reason}\n"
            "Give the folder or the archive of an export, which has realm.json and "
            'messages-000001.json, or a file `{"messages": [...]}` as `GET /messages` answers it.'
        )


class ReadMessages(NamedTuple):
    """What one file holds, how many messages in it are not public, and what cannot be read."""

    messages: list[Message]
    private: int
    problems: list[BadInputError]


class _Stream(NamedTuple):
    id: int
    name: str


class _Times(NamedTuple):
    """Where a form has the times at which a message was sent and last edited."""

    sent: Value
    edited: Value


class _Realm(NamedTuple):
    """What an export's messages refer to by numbers: public streams, and everybody's names."""

    streams: Mapping[int, _Stream]
    names: Mapping[int, str]


def read_messages(path: Path, site: str, login_of: LoginOf) -> Iterator[ReadMessages]:
    """The messages that a path holds, file by file; `site` is the address of their Zulip.

    Raises:
        NoMessagesError: the path holds none.
    """
    if path.is_file() and not tarfile.is_tarfile(path):
        yield _read_answer(path, site, login_of)
        return
    with _opened(path) as (names, read):
        files = sorted(name for name in names if _MESSAGES.fullmatch(PurePosixPath(name).name))
        realms = [name for name in names if PurePosixPath(name).name == _REALM]
        if not files or not realms:
            raise NoMessagesError(path, "has no realm.json, or no messages-000001.json beside it")
        try:
            realm = _read_realm(parse_json(read(realms[0]), _REALM))
        except BadInputError as problem:
            raise NoMessagesError(path, f"cannot be read: {problem}") from problem
        for name in files:
            yield _read_exported(name, read(name), realm, site, login_of)


@contextmanager
def _opened(path: Path) -> Iterator[Files]:
    """The files of a folder or an archive; of an archive's, only those that are plain files."""
    if path.is_dir():
        names = [file.relative_to(path).as_posix() for file in path.rglob("*.json")]
        yield names, lambda name: (path / name).read_bytes()
        return
    with tarfile.open(path) as archive:
        members = {member.name: member for member in archive if member.isfile()}

        def read(name: str) -> bytes:
            file = archive.extractfile(members[name])
            assert file is not None  # noqa: S101  # it is a plain file
            return file.read()

        yield list(members), read


def _read_realm(realm: Value) -> _Realm:
    public = {
        stream.field("id").number(): stream.field("name").text()
        for stream in realm.field("zerver_stream").entries()
        if not stream.field("invite_only").flag()
    }
    streams = {}
    for recipient in realm.field("zerver_recipient").entries():
        number = recipient.field("type_id").number()
        if recipient.field("type").number() == _STREAM and number in public:
            streams[recipient.field("id").number()] = _Stream(number, public[number])
    people = realm.field("zerver_userprofile").entries()
    names = {one.field("id").number(): one.field("full_name").text() for one in people}
    return _Realm(streams, names)


def _read_exported(
    name: str, data: bytes, realm: _Realm, site: str, login_of: LoginOf
) -> ReadMessages:
    def message(value: Value) -> Message | None:
        stream = realm.streams.get(value.field("recipient").number())
        if stream is None:
            return None
        sender = value.field("sender").number()
        author = login_of(sender) or realm.names.get(sender) or f"account {sender}"
        times = _Times(value.field("date_sent"), value.field("last_edit_time"))
        return _message(value, stream, author, site, times)

    return _read(lambda: parse_json(data, name).field("zerver_message"), message)


def _read_answer(path: Path, site: str, login_of: LoginOf) -> ReadMessages:
    try:
        answer = read_json(path)
        if answer.field("messages").data is None:
            reason = "is a part of an export" if answer.field("zerver_message").data else "has none"
            raise NoMessagesError(path, f"{reason}, not an answer with `messages`")
    except BadInputError as problem:
        raise NoMessagesError(path, f"cannot be read: {problem}") from problem

    def message(value: Value) -> Message | None:
        if value.field("type").data != "stream":
            return None
        if value.field("content_type").data == "text/html":
            raise value.field("content").bad("Markdown, asked for with `apply_markdown=false`")
        stream = _Stream(value.field("stream_id").number(), value.field("display_recipient").text())
        name = login_of(value.field("sender_id").number()) or value.field("sender_full_name").text()
        times = _Times(value.field("timestamp"), value.field("last_edit_timestamp"))
        return _message(value, stream, name, site, times)

    return _read(lambda: answer.field("messages"), message)


def _read(entries: Callable[[], Value], message: Callable[[Value], Message | None]) -> ReadMessages:
    """Every entry by itself: one that cannot be read keeps no other back."""
    found = ReadMessages([], 0, [])
    private = 0
    try:
        for value in entries().entries():
            try:
                one = message(value)
            except BadInputError as problem:
                found.problems.append(problem)
                continue
            if one is None:
                private += 1
            else:
                found.messages.append(one)
    except BadInputError as problem:
        found.problems.append(problem)
    return found._replace(private=private)


def _message(value: Value, stream: _Stream, author: str, site: str, times: _Times) -> Message:
    number, topic = value.field("id").number(), value.field("subject").text()
    return Message(
        id=number,
        stream=stream.name,
        topic=topic,
        author=author,
        body=value.field("content").text(),
        url=message_link(site, stream.id, stream.name, topic, number),
        sent_at=times.sent.seconds(),
        edited_at=times.edited.optional_seconds(),
    )

"""What a mirror holds, in a folder, in memory and in a bucket alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from typing import TYPE_CHECKING

import pytest

from published import publish
from truemirror.store.mirror import POINTER, BadGenerationError, Mirror, blob_path
from truemirror.store.place import Folder, PlaceError, open_place
from truemirror.store.tree import EMPTY, Content
from truemirror.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from s3 import S3
    from truemirror.store.place import Place

NOW = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)


def test_bytes_are_read_as_they_were_written(place: Place) -> None:
    data = bytes(range(256)) * 5000
    place.write("x/y", data)
    assert place.read("x/y") == data
    for start, end in ((0, None), (7, 1_000_000), (1_000_000, None), (0, 1)):
        reading = place.open("x/y", start, end)
        assert reading
        assert b"".join(reading.chunks) == data[start:end]
        assert reading.kept == place.look("x/y")
    assert place.size("x/y") == len(data)
    assert place.content("x/y") == Content(hashlib.sha256(data).hexdigest(), len(data))
    (kept,) = place.files("x")
    assert kept == place.look("x/y")
    assert kept[:2] == ("x/y", len(data))
    assert abs(dt.datetime.now(dt.UTC) - kept.modified) < dt.timedelta(minutes=1)


def test_what_is_in_a_bucket_came_over_the_wire(s3: S3) -> None:
    url = s3.url()
    open_place(url, **s3.options).write("x/y", b"hello")
    assert s3.read(f"{url}/x/y") == b"hello"


def test_what_is_not_there_is_no_error(place: Place) -> None:
    assert place.read("x") is None
    assert place.open("x") is None
    assert place.look("x") is None
    assert place.size("x") is None
    assert place.content("x") is None
    assert list(place.files("x")) == []
    place.delete(["x"])


def test_files_are_taken_over(place: Place, tmp_path: Path) -> None:
    files = [tmp_path / name for name in "abc"]
    for file in files:
        file.write_text(file.name)
    place.write_all((f"{file.name}/{file.name}", file) for file in files)
    assert not any(file.exists() for file in files)
    assert [place.read(f"{name}/{name}") for name in "abc"] == [b"a", b"b", b"c"]
    place.delete(["a/a", "nowhere", "c/c"])
    assert [place.read(f"{name}/{name}") for name in "abc"] == [None, b"b", None]


def test_a_generation_is_seen_once_it_is_published(place: Place) -> None:
    mirror = Mirror(place)
    assert mirror.current() is None
    content = mirror.put(b"hello")
    assert content.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert mirror.size(content.sha256) == 5
    assert mirror.size(EMPTY) is None
    assert place.read(blob_path(content.sha256)) == b"hello"
    tree = mirror.trees.changed(EMPTY, [("a/b", content)])
    assert mirror.current() is None
    first = mirror.publish(tree, NOW)
    assert mirror.current() == first
    assert list(mirror.trees.files(first.tree)) == [("a/b", content)]
    assert mirror.publish(tree, NOW + dt.timedelta(1)) == first
    second = mirror.publish(EMPTY, NOW + dt.timedelta(1))
    assert second.number == first.number + 1
    assert list(mirror.generations()) == [first, second]


def test_what_is_on_its_way_is_no_generation(place: Place) -> None:
    mirror = Mirror(place)
    first = publish(mirror, {"a": b"1"})
    for data in (b"", b'{"number": 2, "tr', place.read("generations/000001.json") or b""):
        place.write("generations/.new-000002.json", data)  # as a kill leaves it
        assert list(mirror.generations()) == [first]
        assert list(verify(mirror)) == []
    assert publish(mirror, {"a": b"2"}).number == 2


def test_a_damaged_pointer_is_told(place: Place) -> None:
    place.write(POINTER, b"{")
    with pytest.raises(BadGenerationError, match=POINTER):
        Mirror(place).current()


def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PlaceError, match="cannot use"):
        open_place(str(tmp_path / "file" / "below"))
    with pytest.raises(PlaceError, match="cannot use ftp://x"):
        open_place("ftp://x")
    with pytest.raises(PlaceError, match="Configuration key: 'colour'"):
        open_place("s3://x", colour="red")


def test_a_server_that_does_not_answer_is_told_soon(s3: S3) -> None:
    nowhere = {**s3.options, "endpoint": "http://127.0.0.1:9", "timeout": "1s"}
    begun = time.monotonic()
    with pytest.raises(PlaceError, match="cannot look at x"):
        open_place("s3://x/y", **nowhere).look("x")
    assert time.monotonic() - begun < 60


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.write("a", b"before")
    with pytest.raises(PlaceError, match="cannot write to"):
        place.write("a/b", b"after")
    assert place.read("a") == b"before"

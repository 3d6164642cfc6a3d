"""What is answered to each kind of request, held against the rules of RFC 9110."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import MemoryStore

from published import NOW, publish
from truemirror.serve.answers import Answer, Asked
from truemirror.serve.site import Site
from truemirror.serve.views import Latest
from truemirror.store.mirror import Mirror, blob_path
from truemirror.store.place import Folder, Place
from truemirror.store.tree import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from s3 import S3

DATA = bytes(range(256)) * 40
PATH = "dist/channel-rust-stable.toml"
TAG = f'"{hashlib.sha256(DATA).hexdigest()}"'


def mirror_of(files: Mapping[str, bytes], place: Place | None = None) -> Mirror:
    mirror = Mirror(place or Place(MemoryStore(), "memory:///"))
    publish(mirror, files)
    return mirror


def site_of(mirror: Mirror) -> Site:
    return Site(mirror, Latest(mirror, every=0))


def ask(site: Site, path: str = PATH, method: str = "GET", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = site.answer(Asked(method, path, named, "http://here"))
    return answer._replace(body=[b"".join(answer.body)])


def body(answer: Answer) -> bytes:
    return b"".join(answer.body)


@pytest.fixture(scope="module", params=["folder", "memory", "s3"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, s3: S3) -> Site:
    places: dict[str, Callable[[], Place]] = {
        "folder": lambda: Folder(tmp_path_factory.mktemp("mirror")),
        "memory": lambda: Place(MemoryStore(), "memory:///"),
        "s3": s3.place,
    }
    place = places[request.param]()
    return site_of(mirror_of({PATH: DATA, "dist/empty": b""}, place))


def test_a_file_comes_as_it_is(site: Site) -> None:
    answer = ask(site)
    assert answer.status == 200
    assert body(answer) == DATA
    assert answer.headers["ETag"] == TAG
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Last-Modified"].endswith(" GMT")


def test_a_head_is_the_answer_without_its_body(site: Site) -> None:
    for path in (PATH, "dist/empty", "nowhere"):
        get, head = ask(site, path), ask(site, path, "HEAD")
        assert head == get._replace(body=[b""])


@pytest.mark.parametrize("said", [TAG, f"W/{TAG}", f'"other", {TAG}', "*"])
def test_who_has_the_file_is_told_so(site: Site, said: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(site, method=method, if_none_match=said)
        assert answer.status == 304
        assert not body(answer)
        assert answer.headers["ETag"] == TAG
        assert "max-age" in answer.headers["Cache-Control"]


def test_a_date_counts_only_where_no_tag_is_given_and_only_if_it_is_the_same(site: Site) -> None:
    date = ask(site).headers["Last-Modified"]
    assert ask(site, if_modified_since=date).status == 304
    assert ask(site, if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200
    assert ask(site, if_modified_since=date, if_none_match='"other"').status == 200


def test_who_wants_other_bytes_gets_none(site: Site) -> None:
    date = ask(site).headers["Last-Modified"]
    for said, status in (('"other"', 412), (f"W/{TAG}", 412), (TAG, 200), ("*", 200)):
        assert ask(site, if_match=said).status == status
        assert ask(site, method="HEAD", if_match=said).status == status
    assert ask(site, "nowhere", if_match="*").status == 404
    old, new = "Fri, 01 Jan 2010 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"
    for said, status in ((old, 412), (date, 200), (new, 200), ("no date", 200)):
        assert ask(site, if_unmodified_since=said).status == status
    assert ask(site, if_unmodified_since=old, if_match=TAG).status == 200


@given(st.integers(0, len(DATA) + 10), st.integers(0, len(DATA) + 10))
def test_a_part_comes_as_it_is(site: Site, first: int, last: int) -> None:
    answer = ask(site, range=f"bytes={first}-{last}")
    if last < first:
        assert answer.status == 200
        assert body(answer) == DATA
    elif first >= len(DATA):
        assert answer.status == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(DATA)}"
    else:
        assert answer.status == 206
        assert body(answer) == DATA[first : last + 1]
        end = min(last, len(DATA) - 1)
        assert answer.headers["Content-Range"] == f"bytes {first}-{end}/{len(DATA)}"
        assert answer.headers["Content-Length"] == str(len(body(answer)))


@given(st.integers(0, len(DATA) + 10))
def test_an_open_part_reaches_to_the_end_or_from_it(site: Site, number: int) -> None:
    rest = ask(site, range=f"bytes={number}-")
    assert (rest.status, body(rest)) == (
        (206, DATA[number:]) if number < len(DATA) else (416, body(rest))
    )
    tail = ask(site, range=f"bytes=-{number}")
    assert (tail.status, body(tail)) == ((206, DATA[-number:]) if number else (416, body(tail)))


@given(st.text("bytes=-0123456789, kB", max_size=20))
def test_no_range_makes_another_answer_than_the_three(site: Site, text: str) -> None:
    assert ask(site, range=text).status in {200, 206, 416}
    assert ask(site, "dist/empty", range=text).status in {200, 416}


def test_a_part_of_other_bytes_is_the_whole(site: Site) -> None:
    date = ask(site).headers["Last-Modified"]
    for said in ('"other"', f"W/{TAG}", date):
        assert body(ask(site, range="bytes=5-", if_range=said)) == DATA
    assert body(ask(site, range="bytes=5-", if_range=TAG)) == DATA[5:]
    assert ask(site, range="bytes=5-", method="HEAD").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_allowed(site: Site, method: str) -> None:
    answer = ask(site, method=method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path", ["", "dist", "dist/", "/dist", f"/{PATH}", f"dist/../{PATH}", f"{PATH}/x", "\0", "…"]
)
def test_no_other_path_leads_to_a_file(site: Site, path: str) -> None:
    assert ask(site, path).status == 404


def test_types_and_times_are_those_of_each_kind() -> None:
    day = "dist/2026-04-16"
    files = {
        "index/se/rd/serde": ("text/plain; charset=utf-8", False),
        "crates/se/rd/serde/serde-1.0.0.crate": ("application/gzip", True),
        f"{day}/rust-1.95.0-x86_64-unknown-linux-gnu.tar.xz": ("application/x-xz", True),
        f"{day}/channel-rust-stable.toml": ("text/plain; charset=utf-8", False),
        "dist/channel-rust-stable.toml.sha256": ("text/plain; charset=utf-8", False),
        "manifests.txt": ("text/plain; charset=utf-8", False),
        "rustup/archive/1.29.0/x86_64-unknown-linux-gnu/rustup-init": (
            "application/octet-stream",
            True,
        ),
        "rustup/dist/x86_64-unknown-linux-gnu/rustup-init": ("application/octet-stream", False),
    }
    site = Site(mirror := mirror_of(dict.fromkeys(files, b"x")), Latest(mirror), all_lines=True)
    for path, (kind, lasting) in files.items():
        headers = ask(site, path).headers
        assert headers["Content-Type"] == kind
        assert ("immutable" in headers["Cache-Control"]) == lasting
        assert ("max-age=600" in headers["Cache-Control"]) != lasting


def test_what_upstream_took_away_is_gone(place: Place) -> None:
    files = {"gone/410/index/se/rd/serde": b"", "gone/451/index/a/b": b"", "index/c/d": b"x"}
    site = site_of(mirror_of(files, place))
    assert ask(site, "index/se/rd/serde").status == 410
    assert ask(site, "index/a/b").status == 451
    assert ask(site, "index/no/ne/none").status == 404
    assert ask(site, "gone/410/index/se/rd/serde").status == 404


def test_nothing_is_served_before_there_is_a_generation() -> None:
    answer = ask(site_of(Mirror(Place(MemoryStore(), "memory:///"))))
    assert answer.status == 503
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("left", [DATA[:-1], None])
def test_a_damaged_file_is_not_served(place: Place, method: str, left: bytes | None) -> None:
    mirror = mirror_of({PATH: DATA}, place)
    blob = blob_path(TAG.strip('"'))
    mirror.place.delete([blob])
    if left is not None:
        mirror.place.write(blob, left)
    answer = ask(site_of(mirror), method=method)
    assert answer.status == 503
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_new_generation_is_seen_without_delay_and_an_answer_keeps_its_own(
    place: Place,
) -> None:
    mirror = mirror_of({PATH: DATA}, place)
    site = site_of(mirror)
    begun = site.answer(Asked("GET", PATH, {}, ""))
    publish(mirror, {PATH: b"new"})
    assert body(ask(site)) == b"new"
    assert body(begun) == DATA
    mirror.publish(EMPTY, NOW)
    assert ask(site).status == 404

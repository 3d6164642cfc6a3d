"""An index that lists what is there, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from obstore.store import MemoryStore

from published import files_of, publish
from truemirror.serve.answers import Answer, Asked
from truemirror.serve.site import Site
from truemirror.serve.views import Latest
from truemirror.store.mirror import Mirror
from truemirror.store.place import Place
from upstream import Registry, RegistrySite, Shape, index_path

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTRY = Registry(12, shape=Shape(size=300, most=5))
FILES = files_of(RegistrySite(REGISTRY))
ARCHIVES = sorted(path for path in FILES if path.startswith("crates/"))


def served(files: Mapping[str, bytes], path: str, *, all_lines: bool = False) -> Answer:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, files)
    site = Site(mirror, Latest(mirror), all_lines=all_lines)
    answer = site.answer(Asked("GET", path, {}, "http://here"))
    return answer._replace(body=[b"".join(answer.body)])


@given(st.sets(st.sampled_from(ARCHIVES)), st.sampled_from(REGISTRY.names))
def test_lines_are_those_of_the_archives_that_are_there(missing: set[str], name: str) -> None:
    files = {path: data for path, data in FILES.items() if path not in missing}
    path = f"index/{index_path(name)}"
    answer = served(files, path)
    lines = FILES[path].splitlines(keepends=True)
    sums = {hashlib.sha256(files[one]).hexdigest() for one in ARCHIVES if one in files}
    kept = b"".join(line for line in lines if json.loads(line)["cksum"] in sums)
    if not kept:
        assert answer.status == 404
    else:
        assert list(answer.body) == [kept]
        assert answer.headers["ETag"] == f'"{hashlib.sha256(kept).hexdigest()}"'
    assert list(served(files, path, all_lines=True).body) == [FILES[path]]


def test_a_line_of_other_bytes_is_as_good_as_of_none() -> None:
    crate = next(name for name in REGISTRY.names if len(REGISTRY.crate(name).versions) > 1)
    own = [path for path in ARCHIVES if f"/{crate}/" in path]
    answer = served(FILES | {own[0]: b"other"}, f"index/{index_path(crate)}")
    assert len(b"".join(answer.body).splitlines()) == len(own) - 1


def test_lines_that_nobody_can_read_stay_where_all_others_do() -> None:
    crate = REGISTRY.names[0]
    path = f"index/{index_path(crate)}"
    odd = FILES[path] + b"not json\n"
    assert list(served(FILES | {path: odd}, path).body) == [odd]


def test_an_index_follows_the_archives_of_a_generation() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    site = Site(mirror, Latest(mirror, every=0))
    crate = REGISTRY.names[0]
    path = f"index/{index_path(crate)}"
    without = {one: data for one, data in FILES.items() if f"/{crate}/" not in one}
    for files, status in ((without, 404), (FILES, 200), (without, 404)):
        publish(mirror, files, dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
        assert site.answer(Asked("GET", path, {}, "http://here")).status == status

"""Which crates and versions are chosen, and what is published of them."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from fnmatch import fnmatch
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from selected import select, walk
from truemirror.upstream.closure import Closure, Rule
from truemirror.upstream.index import Config, Index, read_index
from truemirror.upstream.lockfile import Lock, Locked, read_lock
from truemirror.upstream.model import Document, Entry
from truemirror.upstream.names import may_name
from truemirror.upstream.projects import read_project
from truemirror.upstream.selection import Chooser, Names, Selection, Versions
from truemirror.upstream.versions import Version
from upstream import Registry, Shape

CONFIG = Config("https://static.test/crates")
MAY = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def line(number: str, **changes: Any) -> str:
    fields = {"name": "serde", "vers": number, "deps": [], "cksum": "0" * 64, "features": {}}
    return json.dumps({**fields, "yanked": False, **changes})


def index(*lines: str) -> Index:
    return read_index("serde", "".join(f"{one}\n" for one in lines).encode())


def numbers(versions: Versions, *lines: str) -> list[str]:
    return sorted(map(str, versions.of(index(*lines).lines)))


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (Names(), {"serde", "serde_json", "Inflector", "a"}),
        (Names(("serde",)), {"serde"}),
        (Names(("serde*",)), {"serde", "serde_json"}),
        (Names(("inflector",)), {"Inflector"}),
        (Names(("IN*",)), {"Inflector"}),
        (Names(("?",)), {"a"}),
        (Names(("[a-i]*",)), {"Inflector", "a"}),
        (Names(("serde", "a")), {"serde", "a"}),
        (Names(exclude=("serde*",)), {"Inflector", "a"}),
        (Names(("serde*",), ("*_json",)), {"serde"}),
        (Names(()), set()),
        (Names(("serd",)), set()),
    ],
)
def test_crates_are_wanted_by_names_and_patterns(names: Names, wanted: set[str]) -> None:
    crates = ("serde", "serde_json", "Inflector", "a")
    assert {one for one in crates if names.has(one)} == wanted


PATTERN = st.text("ab_-*?[]!.\\|(", max_size=5)
PATTERNS = st.lists(PATTERN, max_size=3).map(tuple)


@given(PATTERN, st.from_regex("[ab][ab_-]{0,4}", fullmatch=True))
@example("[]a]", "a")
@example("[!]]", "a")
def test_whatever_a_crate_is_called_is_taken_for_a_name_or_pattern(
    pattern: str, crate: str
) -> None:
    assert may_name(crate)
    assert may_name(pattern) or not fnmatch(crate, pattern)


@pytest.mark.parametrize("text", ["", "a b", "a.b", "[", "[]", "a[!]", "1", "a b*", "*.*"])
def test_what_matches_no_name_of_a_crate_is_no_pattern(text: str) -> None:
    assert not may_name(text)


@given(PATTERNS, PATTERNS, st.text("ab_-", min_size=1, max_size=5))
def test_patterns_mean_what_they_mean_to_a_shell(
    include: tuple[str, ...], exclude: tuple[str, ...], crate: str
) -> None:
    right = any(fnmatch(crate, one) for one in include)
    right = right and not any(fnmatch(crate, one) for one in exclude)
    assert Names(include, exclude).has(crate) == right


# --- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("newest", "wanted"),
    [
        (None, "0.1.0 0.1.1 0.2.0 1.0.0 1.1.0 1.2.0-rc.1 2.0.0-a.1 2.0.0-a.2"),
        (1, "0.1.1 0.2.0 1.1.0 2.0.0-a.2"),
        (2, "0.1.0 0.1.1 0.2.0 1.0.0 1.1.0 2.0.0-a.1 2.0.0-a.2"),
        (0, ""),
    ],
)
def test_the_newest_of_each_line_are_releases_first(newest: int | None, wanted: str) -> None:
    every = ("1.0.0", "0.1.0", "1.2.0-rc.1", "0.1.1", "2.0.0-a.2", "2.0.0-a.1", "1.1.0", "0.2.0")
    assert numbers(Versions(newest), *map(line, every)) == wanted.split()


def test_yanked_versions_come_last_or_not_at_all() -> None:
    lines = line("1.0.0"), line("1.1.0"), line("1.2.0", yanked=True), line("2.0.0", yanked=True)
    assert numbers(Versions(), *lines) == ["1.0.0", "1.1.0", "1.2.0", "2.0.0"]
    assert numbers(Versions(yanked=False), *lines) == ["1.0.0", "1.1.0"]
    assert numbers(Versions(1), *lines) == ["1.1.0", "2.0.0"]
    assert numbers(Versions(1, yanked=False), *lines) == ["1.1.0"]


def test_versions_since_a_time_are_those_that_are_not_known_to_be_older() -> None:
    lines = (
        line("1.0.0", pubtime="2026-04-30T23:59:59Z"),
        line("1.0.1", pubtime="2026-05-01T00:00:00Z"),
        line("1.0.2", pubtime="2026-05-01T01:00:00+02:00"),
        line("1.0.3"),
    )
    assert numbers(Versions(since=MAY), *lines) == ["1.0.1", "1.0.3"]
    assert numbers(Versions(1, since=MAY), *lines[:3]) == ["1.0.1"]


# --- what is published of a crate -----------------------------------------------------------------


def test_a_crate_that_is_wanted_by_name_is_published_byte_for_byte() -> None:
    file = index(line("1.0.0", new="field"), "{", line("1.0.1", yanked=True))
    choice = Chooser(Selection(Names())).choose(file)
    assert choice.is_whole
    assert choice.remarks == ("line 2 of the index cannot be read: Input data was truncated",)
    bundle = choice.bundle(CONFIG)
    assert bundle.name == "crate serde"
    assert bundle.documents == (Document("index/se/rd/serde", file.data),)
    assert bundle.entries == tuple(
        Entry(
            f"crates/se/rd/serde/serde-{number}.crate",
            "0" * 64,
            f"https://static.test/crates/serde/{number}/download",
        )
        for number in ("1.0.0", "1.0.1")
    )


def test_a_filter_by_version_leaves_whole_lines_out() -> None:
    file = index(line("1.0.0"), "{", line("1.0.1", new="field"), line("0.1.0"))
    choice = Chooser(Selection(Names(), Versions(1))).choose(file)
    assert not choice.is_whole
    (document,) = choice.bundle(CONFIG).documents
    assert document.data == file.lines[1].data + file.lines[2].data


def test_versions_that_upstream_does_not_have_can_be_left_out_later() -> None:
    choice = Chooser(Selection(Names())).choose(index(line("1.0.0"), line("1.0.1")))
    fewer = choice.without({Version(1, 0, 0)})
    assert not fewer.is_whole
    assert [line.version for line in fewer.listed] == [Version(1, 0, 1)]
    assert len(fewer.bundle(CONFIG).entries) == 1
    assert not choice.without({line.version for line in choice.listed}).bundle(CONFIG).documents


def test_what_is_wanted_for_several_reasons_is_taken_together() -> None:
    file = index(*map(line, ("0.9.0", "1.0.0", "1.1.0", "1.2.0", "2.0.0", "3.0.0")))
    locks = (
        Lock("a/Cargo.lock", (Locked("serde", Version(1, 0, 0), "0" * 64),), ()),
        Lock("b/Cargo.lock", (Locked("serde", Version(1, 1, 0), None),), ()),
    )
    three = {"serde": frozenset({Version(3, 0, 0)})}
    closure = Closure({"serde": frozenset({Version(2, 0, 0), Version(3, 0, 0)})}, three)
    chooser = Chooser(Selection(locks=locks), closure)
    choice = chooser.choose(file)
    assert [str(one.version) for one in choice.listed] == ["1.0.0", "1.1.0", "2.0.0", "3.0.0"]
    assert [str(one.version) for one in choice.fetched] == ["1.0.0", "1.1.0", "3.0.0"]
    assert not choice.remarks
    assert len(choice.bundle(CONFIG).entries) == 3
    assert (chooser.wants("Serde"), chooser.wants("rand")) == (True, False)
    assert chooser.named == {"serde"}


def test_what_is_locked_and_cannot_be_had_as_it_was_is_told() -> None:
    locked = (
        Locked("serde", Version(1, 0, 0), "1" * 64),
        Locked("serde", Version(1, 0, 1), None),
    )
    chooser = Chooser(Selection(locks=(Lock("Cargo.lock", locked, ()),)))
    choice = chooser.choose(index(line("1.0.0"), line("2.0.0")))
    assert [str(one.version) for one in choice.listed] == ["1.0.0"]
    first, second = choice.remarks
    assert first.startswith("serde 1.0.0, which Cargo.lock has locked, has other bytes now; ")
    assert second == "serde 1.0.1, which Cargo.lock has locked, is not in the index (any more)"


def test_a_yanked_version_is_taken_where_it_is_locked() -> None:
    lock = Lock("Cargo.lock", (Locked("serde", Version(1, 0, 0), None),), ())
    chooser = Chooser(Selection(Names(), Versions(yanked=False), locks=(lock,)))
    choice = chooser.choose(index(line("1.0.0", yanked=True), line("1.0.1", yanked=True)))
    assert [str(one.version) for one in choice.listed] == ["1.0.0"]


# --- the whole of a registry ----------------------------------------------------------------------


def reader(registry: Registry) -> Any:
    names = {name.lower(): name for name in registry.names}
    return lambda crate: registry.index(names[crate]) if crate in names else None


def test_all_of_a_registry_is_all_that_its_index_lists() -> None:
    registry = Registry(40, shape=Shape(size=1000, most=8))
    bundles = [*select(Selection(Names()), reader(registry), registry.names)]
    for name, bundle in zip(sorted(registry.names, key=str.lower), bundles, strict=True):
        assert bundle.documents[0].data == registry.index(name)
        urls = {
            f"https://static.crates.test/crates/{name}/{one.number}/download"
            for one in registry.crate(name).versions
        }
        assert {entry.url for entry in bundle.entries} == urls
        assert all(entry.path.startswith("crates/") for entry in bundle.entries)


def test_crates_are_chosen_one_at_a_time_and_not_held() -> None:
    chooser = Chooser(Selection(Names()))
    tracemalloc.start()
    for at in range(5000):
        text = line("1.0.0").replace("serde", f"crate{at}")
        chooser.choose(read_index(f"crate{at}", text.encode())).bundle(CONFIG)
    assert tracemalloc.get_traced_memory()[1] < 500_000
    tracemalloc.stop()


def test_projects_are_walked_in_few_rounds() -> None:
    registry = Registry(200, shape=Shape(size=1000, most=8))
    head = "[package]\n[dependencies]\n"
    text = head + "".join(f'"{name}" = "*"\n' for name in registry.names[-20:])
    wish = read_project("Cargo.toml", text.encode())
    found, rounds = walk(Selection(projects=(wish,), rule=Rule()), reader(registry))
    assert {name.lower() for name in registry.names[-20:]} <= {*found.listed}
    assert rounds < 15


def test_a_lock_file_and_its_registry_agree() -> None:
    registry = Registry(5)
    name = registry.names[0]
    number = registry.crate(name).versions[0].number
    text = (
        f'version = 4\n[[package]]\nname = "{name}"\nversion = "{number}"\n'
        'source = "sparse+https://index.crates.io/"\n'
        f'checksum = "{sha256(registry.archive(name, number)).hexdigest()}"\n'
    )
    chooser = Chooser(Selection(locks=(read_lock("Cargo.lock", text.encode()),)))
    assert not chooser.choose(read_index(name, registry.index(name))).remarks
    again = registry.republish(name, number)
    assert chooser.choose(read_index(name, again.index(name))).remarks

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tomllib
import tracemalloc
from time import process_time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upstream import Mix, Registry, RegistrySite, Shape, Trick, index_path, mutate, odd, write

if TYPE_CHECKING:
    from pathlib import Path

SMALL = Shape(size=1500, most=8)
NOISE = 3 << 20  # bytes that every registry takes its random ones from, as they are made
ADDRESS = "http://registry.test"

seeds = st.integers(0, 1000)


def lines(registry: Registry, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in registry.index(name).splitlines()]


def files(registry: Registry) -> dict[str, bytes]:
    site = RegistrySite(registry)
    found = ((path, site.get(path, ADDRESS)) for path in site.paths())
    return {path: file.read() for path, file in found if file}


@given(seeds)
@settings(max_examples=5)
def test_a_seed_gives_the_same_bytes_every_time(seed: int) -> None:
    first, second = (Registry(20, seed=seed, shape=SMALL) for _ in range(2))
    assert files(first) == files(second)
    assert files(mutate(first)) == files(mutate(second))
    assert files(first) != files(Registry(20, seed=seed + 1, shape=SMALL))


def test_odd_crates_have_the_same_bytes_every_time() -> None:
    first, second = (Registry(5, odd_ones=True) for _ in range(2))
    assert files(first) == files(second)


def test_a_small_registry_is_the_beginning_of_a_large_one() -> None:
    small, large = Registry(20, shape=SMALL), Registry(200, shape=SMALL)
    assert large.names[:20] == small.names
    assert [large.index(name) for name in small.names] == [*map(small.index, small.names)]


@given(seeds)
@settings(max_examples=8)
def test_every_checksum_is_that_of_the_archive(seed: int) -> None:
    registry = mutate(Registry(12, seed=seed, shape=SMALL))
    for name in registry.names:
        for line in lines(registry, name):
            data = registry.archive(name, line["vers"])
            assert line["cksum"] == hashlib.sha256(data).hexdigest()


def test_an_archive_holds_the_manifest_that_the_index_tells_of() -> None:
    registry = Registry(60, shape=SMALL)
    for name in registry.names:
        line = lines(registry, name)[-1]
        folder = f"{name}-{line['vers']}"
        data = registry.archive(name, line["vers"])
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            assert {path.partition("/")[0] for path in tar.getnames()} == {folder}
            manifest = tomllib.loads(_text(tar, f"{folder}/Cargo.toml"))
        assert manifest["package"]["name"] == line["name"] == name
        assert manifest["package"]["version"] == line["vers"]
        assert manifest["package"].get("links") == line.get("links")
        assert manifest["features"] == line["features"] | line.get("features2", {})
        assert _dependencies(manifest) == {one["name"] for one in line["deps"]}


def _text(tar: tarfile.TarFile, path: str) -> str:
    file = tar.extractfile(path)
    assert file
    return file.read().decode()


def _dependencies(manifest: dict[str, Any]) -> set[str]:
    sections = [manifest, *manifest.get("target", {}).values()]
    kinds = ("dependencies", "dev-dependencies", "build-dependencies")
    return {name for section in sections for kind in kinds for name in section.get(kind, {})}


def test_a_registry_has_every_shape_that_real_ones_have() -> None:
    registry = Registry(1500, shape=Shape(size=100, versions=2, most=5))
    everything = [line for name in registry.names for line in lines(registry, name)]
    assert {1, 2, 3, 12} <= {len(name) for name in registry.names}
    assert any(name != name.lower() for name in registry.names)
    assert {line["yanked"] for line in everything} == {True, False}
    assert any("+" in line["vers"] for line in everything)
    assert any("-" in line["vers"] for line in everything)
    assert {line.get("v", 1) for line in everything} == {1, 2}
    assert all(("features2" in line) == (line.get("v") == 2) for line in everything)
    assert any("links" in line for line in everything)
    assert any("rust_version" in line for line in everything)
    needs = [need for line in everything for need in line["deps"]]
    assert {need["kind"] for need in needs} == {"normal", "dev", "build"}
    assert {need["optional"] for need in needs} == {True, False}
    assert {None, "cfg(unix)"} < {need["target"] for need in needs}
    assert any(need["package"] != need["name"] for need in needs if "package" in need)


def test_sizes_and_versions_are_spread_as_on_crates_io() -> None:
    registry = Registry(1000)
    crates = [registry.crate(name) for name in registry.names]
    counts = sorted(len(crate.versions) for crate in crates)
    sizes = [version.size for crate in crates for version in crate.versions[:1]]
    assert counts[0] == 1
    assert counts[len(counts) // 2] <= 3
    assert counts[-1] >= 100
    assert 5 < sum(counts) / len(counts) < 12
    assert 40_000 < sum(sizes) / len(sizes) < 90_000
    name = registry.names[6]
    version = registry.crate(name).versions[0]
    assert len(registry.archive(name, version.number)) == pytest.approx(version.size, rel=0.2)


@pytest.mark.parametrize(
    ("name", "path"),
    [("a", "1/a"), ("Ab", "2/ab"), ("abC", "3/a/abc"), ("Serde_json", "se/rd/serde_json")],
)
def test_index_paths_are_lower_case_and_as_cargo_has_them(name: str, path: str) -> None:
    assert index_path(name) == path


# --- changes --------------------------------------------------------------------------------------


def test_a_mutation_makes_all_kinds_of_changes_and_leaves_the_old_state_alone() -> None:
    before = Registry(100, shape=SMALL)
    old = files(before)
    after = mutate(before, mix=Mix(versions=7, crates=3, yanks=4))
    kinds = [change.kind for change in after.log]
    assert (kinds.count("new"), kinds.count("version"), kinds.count("yank")) == (3, 7, 4)
    assert {"unyank", "republish", "delete-version", "delete"} < set(kinds)
    assert files(before) == old
    assert len(after.names) == 100 + 3 - 1
    assert after.now > before.now


def test_only_what_changed_has_other_tags_and_bytes() -> None:
    before = Registry(50, shape=SMALL)
    after = mutate(before)
    changed = {index_path(change.name) for change in after.log}
    old, new = RegistrySite(before), RegistrySite(after)
    for name in before.names:
        path = f"index/{index_path(name)}"
        was, now = old.get(path, ADDRESS), new.get(path, ADDRESS)
        assert was
        assert now
        differs = was.read() != now.read()
        assert differs == (was.etag != now.etag)
        assert differs <= (index_path(name) in changed)


def test_a_republished_version_has_the_same_number_and_other_bytes() -> None:
    before = Registry(3, shape=SMALL)
    name = before.names[0]
    number = before.crate(name).versions[0].number
    after = before.republish(name, number)
    assert after.archive(name, number) != before.archive(name, number)
    assert [line["vers"] for line in lines(after, name)] == [
        line["vers"] for line in lines(before, name)
    ]


def test_a_deleted_crate_answers_its_status_and_may_be_published_again() -> None:
    registry = Registry(5, shape=SMALL)
    name = registry.names[4]
    gone = registry.delete(name, 451)
    file = RegistrySite(gone).get(f"index/{index_path(name)}", ADDRESS)
    assert file
    assert file.status == 451
    assert name not in gone.names
    again = gone.publish(name, "9.0.0")
    assert [line["vers"] for line in lines(again, name)] == ["9.0.0"]


@given(seeds)
@settings(max_examples=5)
def test_no_requirement_is_left_without_a_version_that_meets_it(seed: int) -> None:
    registry = Registry(40, seed=seed, shape=SMALL)
    for step in range(3):
        registry = mutate(registry, step)
    for name in registry.names:
        for need in (need for line in lines(registry, name) for need in line["deps"]):
            package = need.get("package", need["name"])
            anchor = registry.version(package, registry.anchor(package))
            assert not anchor.yanked
            assert need["req"].lstrip("^~=") in anchor.number


def test_feeds_list_new_versions_with_the_newest_first() -> None:
    registry = mutate(mutate(Registry(60, shape=SMALL)))
    site = RegistrySite(registry)
    for path, kinds in (("updates", {"new", "version", "republish"}), ("crates", {"new"})):
        file = site.get(f"rss/{path}.xml", ADDRESS)
        assert file
        feed = ET.fromstring(file.read())  # noqa: S314  # our own
        space = {"crates": "https://crates.io/"}
        listed = [
            (
                item.findtext("crates:name", None, space),
                item.findtext("crates:version", None, space),
            )
            for item in feed.iter("item")
        ]
        assert listed == [
            (change.name, change.number)
            for change in reversed(registry.log)
            if change.kind in kinds
        ]


# --- odd crates -----------------------------------------------------------------------------------


def test_odd_crates_are_what_their_names_say() -> None:
    registry = Registry(5, shape=SMALL, odd_ones=True)
    members: dict[str, list[tarfile.TarInfo]] = {}
    for name in odd.CRATES:
        with tarfile.open(fileobj=io.BytesIO(registry.archive(name, "0.1.1"))) as tar:
            members[name] = tar.getmembers()
    assert any(one.issym() for one in members[odd.SYMLINK])
    assert any(one.islnk() for one in members[odd.HARD_LINK])
    assert any("/../" in one.name for one in members[odd.CLIMB])
    assert any(one.name.startswith("/") for one in members[odd.ABSOLUTE])
    assert any(not one.name.startswith(odd.STRANGER) for one in members[odd.STRANGER])
    bomb = registry.archive(odd.BOMB, "0.1.1")
    assert len(gzip.decompress(bomb)) > 500 * len(bomb)
    tricks = {registry.version(name, "0.1.1").trick for name in odd.CRATES}
    assert tricks == set(Trick)


def test_odd_crates_stay_as_they_are() -> None:
    registry = Registry(5, shape=SMALL, odd_ones=True)
    for step in range(5):
        registry = mutate(registry, step)
    assert {name: registry.crate(name) for name in odd.CRATES} == odd.CRATES
    assert odd.GONE.items() <= registry.gone.items()


def test_a_hole_is_in_the_index_and_refused() -> None:
    registry = Registry(5, shape=SMALL, odd_ones=True)
    path = f"crates/{odd.HOLE}/{odd.HOLE}-0.1.1.crate"
    file = RegistrySite(registry).get(path, ADDRESS)
    assert file
    assert file.status == 403
    assert "0.1.1" in {line["vers"] for line in lines(registry, odd.HOLE)}


# --- as a whole -----------------------------------------------------------------------------------


def test_a_registry_can_be_written_to_a_folder(tmp_path: Path) -> None:
    registry = Registry(10, shape=SMALL, odd_ones=True)
    site = RegistrySite(registry)
    folder = write(site, tmp_path, ADDRESS)
    missing = {f"crates/{odd.HOLE}/{odd.HOLE}-0.1.1.crate"}
    assert set(folder.paths()) == set(site.paths()) - missing
    for path in folder.paths():
        written, served = folder.get(path, ADDRESS), site.get(path, ADDRESS)
        assert written
        assert served
        assert written.read() == served.read()
    config = json.loads((tmp_path / "index/config.json").read_bytes())
    assert config["dl"] == f"{ADDRESS}/crates"


def test_fifty_thousand_crates_are_ready_in_seconds() -> None:
    begun = process_time()
    site = RegistrySite(Registry(50_000))
    assert process_time() - begun < 10  # half a second on an idle machine
    name = site.registry.names[-1]
    file = site.get(f"index/{index_path(name)}", ADDRESS)
    assert file
    assert json.loads(file.read().splitlines()[0])["name"] == name


def test_a_crate_takes_less_memory_than_its_index_line() -> None:
    tracemalloc.start()
    RegistrySite(Registry(5000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (peak - NOISE) / 5000 < 1000

"""What published files say of one another is checked, whatever their own bytes are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from obstore.store import MemoryStore

from published import files_of, publish
from truemirror.store.defects import Checked, What
from truemirror.store.mirror import Mirror, tree_path
from truemirror.store.place import Place
from truemirror.store.promises import Wanted
from truemirror.store.verify import verify
from truemirror.upstream.manifests import Selection
from upstream import Dist, Layout, Registry, RegistrySite, Release, Shape, Together

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "x86_64-unknown-linux-gnu"
LAYOUT = Layout(hosts=(HOST, "x86_64-pc-windows-gnu"), others=(), size=50)
RELEASES = (Release("stable", "1.95.0", "2026-04-16"), Release("nightly", "1.97.0", "2026-05-20"))
STABLE = "dist/channel-rust-stable.toml"
RUSTC = f"dist/2026-04-16/rustc-1.95.0-{HOST}.tar.xz"
REGISTRY = Registry(8, shape=Shape(size=200, most=4))
FILES = files_of(Together(Dist(RELEASES, layout=LAYOUT), RegistrySite(REGISTRY)))
CRATE = next(path for path in FILES if path.startswith("crates/"))


def broken(
    files: Mapping[str, bytes], selection: Selection | None = None, checked: Checked | None = None
) -> dict[str, str]:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, files)
    found = list(verify(mirror, checked=checked, wanted=Wanted(selection)))
    assert {one.what for one in found} <= {What.PROMISE}
    return {one.path: one.reason for one in found}


@pytest.mark.parametrize("selection", [None, Selection(profile=None), Selection((HOST,))])
def test_an_upstream_keeps_its_promises(selection: Selection | None) -> None:
    checked = Checked()
    assert broken(FILES, selection, checked) == {}
    archives = sum(path.startswith("crates/") for path in FILES)
    assert (checked.versions, checked.present) == (archives, archives)


def test_a_checksum_of_another_file_is_found() -> None:
    other = FILES | {f"{STABLE}.sha256": b"0" * 64 + b"  channel-rust-stable.toml\n"}
    assert [*broken(other)] == [f"{STABLE}.sha256"]
    assert "is not of" in broken(other)[f"{STABLE}.sha256"]
    without = {path: data for path, data in FILES.items() if path != f"{STABLE}.sha256"}
    assert "has no .sha256" in broken(without)[STABLE]


def test_an_archive_with_other_bytes_is_found() -> None:
    for path in (RUSTC, RUSTC.removesuffix("xz") + "gz"):
        told = broken(FILES | {path: b"other"})
        assert "is not what dist/" in told[path]
        assert {*told} <= {path, f"{path}.sha256"}


def test_an_archive_that_is_not_there_is_found_where_it_is_wanted() -> None:
    files = {path: data for path, data in FILES.items() if not path.startswith(RUSTC)}
    assert broken(files) == {}
    assert [*broken(files, Selection((HOST,)))] == [RUSTC]
    assert broken(files, Selection(("x86_64-pc-windows-gnu",))) == {}


def test_a_manifest_that_cannot_be_read_is_found() -> None:
    bad = b"manifest-version = '3'\ndate = ''\n[pkg]\n"
    sums = hashlib.sha256(bad).hexdigest().encode()
    told = broken(FILES | {STABLE: bad, f"{STABLE}.sha256": sums})
    assert told == {STABLE: "has the format 3; only 2 is understood"}
    assert "has no component x" in broken(FILES, Selection((HOST,), components=("x",)))[STABLE]


def test_a_crate_with_other_bytes_than_its_line_says_is_found() -> None:
    assert [*broken(FILES | {CRATE: b"other"})] == [CRATE]


def test_a_damaged_directory_is_for_others_to_tell() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    tree = publish(mirror, FILES).tree
    folder = mirror.trees.find(tree, "crates")
    assert folder
    mirror.place.delete([tree_path(folder.sha256)])
    assert {one.what for one in verify(mirror, wanted=Wanted())} == {What.DIRECTORY}


def test_a_version_without_its_archive_is_counted() -> None:
    checked = Checked()
    assert broken({path: FILES[path] for path in FILES if path != CRATE}, None, checked) == {}
    assert checked.versions == checked.present + 1

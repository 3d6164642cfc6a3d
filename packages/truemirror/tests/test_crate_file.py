"""Archives of crates that nobody should unpack are told, without unpacking them."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from truemirror.upstream.crate_file import Fault, Finding, Limits, examine
from upstream import Registry, Trick, odd

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "serde-1.0.0"
LONG = "x" * 120


def packed(*members: tarfile.TarInfo, form: int = tarfile.USTAR_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return gzip.compress(file.getvalue())


def member(
    path: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = ""
) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.type, info.size, info.linkname = kind, size, link
    return info


def faults(data: bytes, folder: str = FOLDER, limits: Limits | None = None) -> list[Fault]:
    return [one.fault for one in examine(folder, [data], limits)]


def in_parts(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("path", ["Cargo.toml", f"{LONG}/x", "ä/ö", "a..b", "./src/lib.rs"])
def test_an_archive_as_it_should_be_has_no_faults(path: str, form: int) -> None:
    members = member(FOLDER, tarfile.DIRTYPE), member(f"{FOLDER}/{path}", size=1500)
    assert examine(FOLDER, [packed(*members, form=form)]) == []


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize(
    ("what", "fault"),
    [
        (member(f"{FOLDER}/etc", tarfile.SYMTYPE, link="/etc"), Fault.SYMLINK),
        (member(f"{FOLDER}/etc", tarfile.SYMTYPE, link=LONG * 2), Fault.SYMLINK),
        (member(f"{FOLDER}/etc", tarfile.LNKTYPE, link=f"{FOLDER}/a"), Fault.HARD_LINK),
        (member(f"{FOLDER}/tty", tarfile.CHRTYPE), Fault.DEVICE),
        (member(f"{FOLDER}/sda", tarfile.BLKTYPE), Fault.DEVICE),
        (member(f"{FOLDER}/pipe", tarfile.FIFOTYPE), Fault.DEVICE),
        (member("/etc/passwd"), Fault.ABSOLUTE),
        (member("C:\\Windows\\x"), Fault.ABSOLUTE),
        (member("\\etc\\passwd"), Fault.ABSOLUTE),
        (member(f"{FOLDER}/../serde-2.0.0/x"), Fault.CLIMB),
        (member(f"{FOLDER}\\..\\x"), Fault.CLIMB),
        (member(".."), Fault.CLIMB),
        (member(f"{FOLDER}/{LONG}/../{LONG}"), Fault.CLIMB),
        (member("serde-1.0.01/x"), Fault.STRANGER),
        (member("Cargo.toml"), Fault.STRANGER),
        (member(f"{LONG}/{LONG}"), Fault.STRANGER),
    ],
)
def test_what_nobody_should_unpack_is_told(what: tarfile.TarInfo, fault: Fault, form: int) -> None:
    data = packed(member(f"{FOLDER}/a", size=10), what, member(f"{FOLDER}/z"), form=form)
    assert examine(FOLDER, [data]) == [Finding(fault, what.name)]


def test_each_kind_of_fault_is_told_once() -> None:
    links = (member(f"{FOLDER}/{name}", tarfile.SYMTYPE, link="x") for name in "abc")
    found = examine(FOLDER, [packed(*links, member("../x"))])
    assert found == [Finding(Fault.SYMLINK, f"{FOLDER}/a"), Finding(Fault.CLIMB, "../x")]


def test_archives_of_a_registry_have_the_faults_they_were_made_with() -> None:
    registry = Registry(12, odd_ones=True)
    expected = {
        odd.SYMLINK: Fault.SYMLINK,
        odd.HARD_LINK: Fault.HARD_LINK,
        odd.CLIMB: Fault.CLIMB,
        odd.ABSOLUTE: Fault.ABSOLUTE,
        odd.STRANGER: Fault.STRANGER,
        odd.BOMB: Fault.BOMB,
    }
    for name in registry.names:
        for version in registry.crate(name).versions:
            data = registry.archive(name, version.number)
            tricked = version.trick is not Trick.NONE
            found = faults(data, f"{name}-{version.number}")
            assert found == ([expected[name]] if tricked else [])


def test_a_bomb_is_left_as_soon_as_it_is_one() -> None:
    data = packed(member(f"{FOLDER}/zeros", size=64 << 20))
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for part in in_parts(data, 1000):
            taken += len(part)
            yield part

    tracemalloc.start()
    assert [one.fault for one in examine(FOLDER, chunks(), Limits(most=1 << 20))] == [Fault.BOMB]
    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()
    assert taken < len(data) / 16


def test_what_is_large_but_no_bomb_is_read_in_little_memory() -> None:
    data = packed(member(f"{FOLDER}/zeros", size=64 << 20))
    tracemalloc.start()
    assert examine(FOLDER, in_parts(data, 4096), Limits(ratio=2000)) == []
    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()


def test_a_header_without_end_is_not_kept() -> None:
    head = member("x", tarfile.GNUTYPE_LONGNAME, size=1 << 30)
    assert faults(gzip.compress(head.tobuf())) == [Fault.BROKEN]


@given(st.integers(0, 3000))
def test_an_archive_that_is_cut_is_broken(cut: int) -> None:
    data = packed(member(f"{FOLDER}/a", size=3000), member(f"{FOLDER}/b", size=10))
    found = faults(data[: min(cut, len(data) - 1)])
    # All of the files may have come when only the end of the gzip is missing.
    assert found == [Fault.BROKEN] or (found == [] and cut > len(data) - 20)


@given(st.binary(max_size=3000), st.integers(1, 700))
@example(gzip.compress(b"x" * 512), 100)
@example(gzip.compress(b""), 1)
def test_any_bytes_can_be_examined_in_any_parts(data: bytes, size: int) -> None:
    for one in (data, gzip.compress(data)):
        found = examine(FOLDER, in_parts(one, size))
        assert found == examine(FOLDER, [one])


@given(st.binary(max_size=200), st.integers(0, 512 * 6))
def test_a_damaged_tar_is_examined_to_some_end(noise: bytes, at: int) -> None:
    members = member(f"{FOLDER}/{LONG}", size=600), member(f"{FOLDER}/b")
    tar = gzip.decompress(packed(*members, form=tarfile.PAX_FORMAT))
    examine(FOLDER, [gzip.compress(tar[:at] + noise + tar[at + len(noise) :])])


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("\udcff", "serde-1.0.0/\\udcff"),
        ("\x1b[2J\n", "serde-1.0.0/\\x1b[2J\\n"),
        ("ä b", "serde-1.0.0/ä b"),
        ("x" * 5000, f"serde-1.0.0/{'x' * 288}…"),
    ],
)
def test_a_path_is_told_as_text_that_can_be_printed(path: str, told: str) -> None:
    link = member(f"{FOLDER}/{path}", tarfile.SYMTYPE)
    assert examine(FOLDER, [packed(link, form=tarfile.GNU_FORMAT)]) == [
        Finding(Fault.SYMLINK, told)
    ]

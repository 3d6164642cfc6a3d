"""Lock files, of all formats that cargo ever wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.upstream.lockfile import BadLockError, Locked, read_lock
from truemirror.upstream.versions import Version

INDEX = "registry+https://github.com/rust-lang/crates.io-index"
HASH = "a" * 64
LIBC = ("libc", Version(0, 2, 5))

OLDEST = f"""
[root]
name = "program"
version = "0.1.0"
dependencies = ["libc 0.2.5 ({INDEX})"]

[[package]]
name = "libc"
version = "0.2.5"
source = "{INDEX}"
"""
FIRST = f"""
[[package]]
name = "program"
version = "0.1.0"
dependencies = ["libc 0.2.5 ({INDEX})"]

[[package]]
name = "libc"
version = "0.2.5"
source = "{INDEX}"

[metadata]
"checksum libc 0.2.5 ({INDEX})" = "{HASH}"
"checksum rand 0.1.0 (git+https://a.test/rand)" = "<none>"
"""
LATER = f"""
version = {{}}

[[package]]
name = "program"
version = "0.1.0"
dependencies = ["libc"]

[[package]]
name = "libc"
version = "0.2.5"
source = "{INDEX}"
checksum = "{HASH}"

[[patch.unused]]
name = "serde"
version = "1.0.0"
"""


@pytest.mark.parametrize(
    ("text", "sha256"),
    [
        (OLDEST, None),
        (FIRST, HASH),
        (LATER.replace("version = {}", ""), HASH),
        (LATER.format(3), HASH),
        (LATER.format(4), HASH),
    ],
    ids=["oldest", "first", "second", "third", "fourth"],
)
def test_a_lock_file_of_any_format_is_read(text: str, sha256: str | None) -> None:
    lock = read_lock("Cargo.lock", text.encode())
    assert lock.packages == (Locked(*LIBC, sha256),)


@pytest.mark.parametrize(
    "source",
    [
        "registry+https://other.test/index",
        "sparse+https://other.test/",
        "git+https://a.test/libc?branch=main#0123456789",
        "git+https://a.test/libc?branch=a%2Fb#0123456789",
        "path+file:///home/x/libc",
    ],
)
def test_what_is_not_of_the_registry_is_passed_over_and_told(source: str) -> None:
    text = LATER.format(4).replace(INDEX, source)
    lock = read_lock("a/Cargo.lock", text.encode())
    assert lock.packages == ()
    assert lock.passed_over == (
        "a/Cargo.lock: program 0.1.0 is from the project itself",
        f"a/Cargo.lock: libc 0.2.5 is from {source}",
    )


def test_the_registry_may_be_named_by_either_of_its_addresses() -> None:
    text = LATER.format(4).replace(INDEX, "sparse+https://index.crates.io/")
    assert read_lock("Cargo.lock", text.encode()).packages == (Locked(*LIBC, HASH),)


def test_another_registry_may_be_the_one_that_is_mirrored() -> None:
    text = LATER.format(4).replace(INDEX, "sparse+https://own.test/")
    lock = read_lock("Cargo.lock", text.encode(), ["sparse+https://own.test/"])
    assert lock.packages == (Locked(*LIBC, HASH),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<<<<<<< HEAD", "Cargo.lock: "),
        (LATER.format(5), "Cargo.lock: has format 5; 4 is the newest understood"),
        (LATER.format(4).replace('"libc"\nversion', '"../x"\nversion'), "`../x` is no name"),
        (LATER.format(4).replace("0.2.5", "0.2"), "`0.2` is no version"),
        ("package = [1]", "Cargo.lock: .*Expected"),
        ("package = 1", r"Cargo.lock: is no Cargo.lock: it has no `\[\[package\]\]`"),
        ("[package]\nname = 'x'\nversion = '1.0.0'", "is no Cargo.lock"),
        ("[workspace]\nmembers = ['x']", "is no Cargo.lock"),
        ("", "is no Cargo.lock"),
    ],
)
def test_a_file_that_is_no_lock_file_is_told(text: str, told: str) -> None:
    with pytest.raises(BadLockError, match=told):
        read_lock("Cargo.lock", text.encode())


@pytest.mark.parametrize("text", ["version = 4", "[root]\nname = 'x'\nversion = '0.1.0'"])
def test_a_lock_file_may_lock_nothing(text: str) -> None:
    assert read_lock("Cargo.lock", text.encode()) == ("Cargo.lock", (), ())


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_lock_file_or_are_told(data: bytes) -> None:
    try:
        lock = read_lock("Cargo.lock", data)
    except BadLockError:
        return
    assert lock.packages == ()


NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
PACKAGES = st.lists(
    st.tuples(NAMES, st.sampled_from(["1.0.0", "0.1.0-rc.1+b"]), st.booleans()), min_size=1
)


@given(PACKAGES)
def test_both_ways_to_write_hashes_mean_the_same(packages: list[tuple[str, str, bool]]) -> None:
    packages = [*dict.fromkeys(packages)]
    apart, within = ["[metadata]"], ["version = 3"]
    heads = []
    for name, version, is_ours in packages:
        source = INDEX if is_ours else "git+https://a.test/x#1"
        head = f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = "{source}"'
        heads.append(head)
        apart.append(f'"checksum {name} {version} ({source})" = "{HASH if is_ours else "<none>"}"')
        within.append(head + (f'\nchecksum = "{HASH}"' if is_ours else ""))
    first = read_lock("Cargo.lock", "\n".join([*heads, *apart]).encode())
    third = read_lock("Cargo.lock", "\n".join(within).encode())
    assert first == third
    assert len(first.packages) == sum(is_ours for _, _, is_ours in packages)

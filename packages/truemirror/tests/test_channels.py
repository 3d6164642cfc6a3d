"""Which manifests are wanted, of those that upstream lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.upstream.channels import BadChannelError, Listed, channels, check, read_list

LIST = b"""\
static.rust-lang.org/dist/2026-02-12/channel-rust-1.93.0.toml
static.rust-lang.org/dist/2026-02-12/channel-rust-1.93.toml
static.rust-lang.org/dist/2026-02-12/channel-rust-stable.toml
static.rust-lang.org/dist/2026-03-01/channel-rust-nightly.toml

static.rust-lang.org/dist/2026-03-02/channel-rust-nightly.toml
static.rust-lang.org/dist/2026-03-02/channel-rust-nightly.toml
static.rust-lang.org/dist/2026-03-03/channel-rust-beta.toml
static.rust-lang.org/dist/2026-03-03/channel-rust-1.94.0-beta.2.toml
static.rust-lang.org/dist/2026-03-26/channel-rust-1.94.0.toml
static.rust-lang.org/dist/2026-04-02/channel-rust-1.94.1.toml
static.rust-lang.org/dist/2026-04-02/channel-rust-stable.toml
static.rust-lang.org/dist/2026-02-30/channel-rust-nightly.toml
what is this?
"""


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ("stable", ["stable"]),
        ("nightly", ["nightly"]),
        ("1.94.0", ["1.94.0"]),
        ("1.94", ["1.94"]),
        ("1.94.0-beta.2", ["1.94.0-beta.2"]),
        ("nightly-2026-03-01", ["nightly-2026-03-01"]),
        ("stable-2026-02-12", ["stable-2026-02-12"]),
        (">=1.94", ["1.94.0", "1.94.1"]),
        ("~1.94.0, <1.94.1", ["1.94.0"]),
        ("*", ["1.93.0", "1.94.0", "1.94.1"]),
        ("last 2 stable", ["1.94.0", "1.94.1"]),
        ("last  1  nightly", ["nightly-2026-03-02"]),
        ("last 9 nightly", ["nightly-2026-03-01", "nightly-2026-03-02"]),
        ("nightly since 2026-03-02", ["nightly-2026-03-02"]),
        ("stable since 2026-03-01", ["stable-2026-04-02"]),
    ],
)
def test_a_wish_names_manifests(wish: str, names: list[str]) -> None:
    assert [one.name for one in channels(wish, read_list(LIST)[0])] == names


def test_a_manifest_with_a_date_is_in_the_folder_of_its_day() -> None:
    paths = [channels(wish, [])[0].path for wish in ("beta", "nightly-2026-03-01")]
    assert paths == ["dist/channel-rust-beta.toml", "dist/2026-03-01/channel-rust-nightly.toml"]


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("latest", "channel `latest`: is none; write it as one of"),
        ("last 0 stable", "is none; write it as one of"),
        (">=2", "nothing that upstream lists meets this"),
        ("nightly-2026-02-30", "2026-02-30 is no day"),
        ("", "is none"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(wish: str, told: str) -> None:
    with pytest.raises(BadChannelError, match=told):
        channels(wish, read_list(LIST)[0])


@pytest.mark.parametrize(
    "wish",
    [
        *("latest", "Stable", "last six stable", "last 0 nightly", "1.x.0", "stable 1.95", ""),
        *("nightly-2025-13-31", "nightly since 2026-02-30"),
    ],
)
def test_a_wish_of_no_known_form_is_told_without_a_list(wish: str) -> None:
    with pytest.raises(BadChannelError, match=r"is none; write it as one of|is no day such as"):
        check(wish)


@pytest.mark.parametrize(
    "wish", ["stable", "1.94", "beta-2026-03-01", ">=99", "last 9 beta", "nightly since 2026-03-02"]
)
def test_a_wish_of_a_known_form_may_be_for_what_is_not_there_yet(wish: str) -> None:
    check(wish)


def test_lines_that_cannot_be_read_are_told() -> None:
    listed, bad = read_list(LIST)
    assert len(listed) == 11
    assert bad == [
        "static.rust-lang.org/dist/2026-02-30/channel-rust-nightly.toml",
        "what is this?",
    ]


@given(st.binary())
def test_any_list_can_be_read(data: bytes) -> None:
    listed, _ = read_list(data)
    assert all(isinstance(one, Listed) for one in listed)

"""What is wanted of a channel manifest."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.upstream.manifests import (
    PUBLIC,
    BadManifestError,
    Selection,
    read_manifest,
    wanted,
)

HOST = "x86_64-unknown-linux-gnu"
OTHER = "aarch64-unknown-linux-gnu"
SHA = "0123456789abcdef" * 4


def archive(name: str, target: str, **more: object) -> str:
    lines = {
        "available": "true",
        "url": f'"{PUBLIC}/dist/2026-03-04/{name}-{target}.tar.gz"',
        "hash": f'"{SHA}"',
        "xz_url": f'"{PUBLIC}/dist/2026-03-04/{name}-{target}.tar.xz"',
        "xz_hash": f'"{SHA}"',
        "surprise": "[1]",
        **more,
    }
    body = "\n".join(f"{key} = {value}" for key, value in lines.items() if value is not None)
    return f'[pkg.{name}.target."{target}"]\n{body}\n'


def parts(*names: tuple[str, str]) -> str:
    return "[" + ", ".join(f'{{pkg = "{one}", target = "{at}"}}' for one, at in names) + "]"


MANIFEST = "\n".join(
    [
        'manifest-version = "2"\ndate = "2026-03-04"\nnews = "unknown"',
        "[profiles]\nminimal = ['rustc', 'rust-std']",
        "default = ['rustc', 'rust-std', 'lint-preview']",
        "[renames.lint]\nto = 'lint-preview'",
        *(
            archive(
                "rust",
                host,
                components=parts(("rustc", host), ("rust-std", host)),
                extensions=parts(
                    ("rust-std", HOST), ("rust-std", OTHER), ("lint-preview", host), ("src", "*")
                ),
            )
            for host in (HOST, OTHER)
        ),
        *(archive(name, at) for name in ("rustc", "rust-std") for at in (HOST, OTHER)),
        archive("lint-preview", HOST),
        archive("lint-preview", OTHER, available="false"),
        archive("src", "*", xz_url=None, xz_hash=None),
    ]
)


def names(selection: Selection, text: str = MANIFEST) -> list[str]:
    manifest = read_manifest("m.toml", text.encode())
    entries = list(wanted("m.toml", manifest, selection, "http://127.0.0.1:80/"))
    assert all(one.sha256 == SHA for one in entries)
    assert all(one.url == f"http://127.0.0.1:80/{one.path}" for one in entries)
    return sorted(one.path.removeprefix("dist/2026-03-04/") for one in entries)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (
            Selection(hosts=(HOST,), profile="minimal"),
            [f"rust-std-{HOST}.tar.xz", f"rustc-{HOST}.tar.xz"],
        ),
        (
            Selection(hosts=(HOST,), profile="minimal", targets=(OTHER,)),
            [f"rust-std-{OTHER}.tar.xz", f"rust-std-{HOST}.tar.xz", f"rustc-{HOST}.tar.xz"],
        ),
        (
            Selection(hosts=(HOST,), profile="minimal", components=("lint", "src")),
            [
                f"lint-preview-{HOST}.tar.xz",
                f"rust-std-{HOST}.tar.xz",
                f"rustc-{HOST}.tar.xz",
                "src-*.tar.gz",
            ],
        ),
        (
            Selection(hosts=(OTHER, "sparc"), compressions=("xz", "gz"), components=("src",)),
            [f"rust-std-{OTHER}.tar.xz", f"rustc-{OTHER}.tar.xz", "src-*.tar.gz"],
        ),
        (
            Selection(profile=None, compressions=("gz",)),
            [
                f"lint-preview-{HOST}.tar.gz",
                f"rust-{OTHER}.tar.gz",
                f"rust-std-{OTHER}.tar.gz",
                f"rust-std-{HOST}.tar.gz",
                f"rust-{HOST}.tar.gz",
                f"rustc-{OTHER}.tar.gz",
                f"rustc-{HOST}.tar.gz",
                "src-*.tar.gz",
            ],
        ),
        (Selection(hosts=(HOST,), compressions=("zst",)), []),
    ],
)
def test_archives_are_selected(selection: Selection, expected: list[str]) -> None:
    assert names(selection) == expected


def test_before_there_were_profiles_a_toolchain_is_what_belongs_to_it() -> None:
    text = MANIFEST.replace("[profiles]", "[unknown]")
    own = [f"rust-std-{HOST}.tar.xz", f"rustc-{HOST}.tar.xz"]
    assert names(Selection(hosts=(HOST,)), text) == own
    assert names(Selection(hosts=(HOST,), components=("lint",)), text) == [
        f"lint-preview-{HOST}.tar.xz",
        *own,
    ]


@pytest.mark.parametrize(
    ("selection", "text", "told"),
    [
        (Selection(profile="tiny"), MANIFEST, "has no profile tiny; it has minimal, default"),
        (Selection(components=("ide",)), MANIFEST, "has no component ide"),
        (
            Selection(),
            MANIFEST.replace(f"{PUBLIC}/dist", "https://e.org/dist"),
            "an archive that is not in dist/ of",
        ),
        (
            Selection(),
            MANIFEST.replace("dist/2026-03-04/rustc", "dist/../rustc"),
            "an archive that is not in dist/ of",
        ),
        *(
            (
                Selection(),
                MANIFEST.replace("dist/2026-03-04/rustc", odd),
                "an archive that is not in dist/ of",
            )
            for odd in (
                *("index/se/rd/serde", "manifests.txt", "dist", "dist//x"),
                *("dist/%2e%2e/x", "dist/x?", "dist/x#", "dist/x y", "dist/\u00fc", "dist/a/../b"),
                *("dist/\\u0000", "dist/\\u001b", "dist/\\n", "dist/\\\\x", "dist/" + "x" * 300),
            )
        ),
        (Selection(), MANIFEST.replace("dist/2026-03-04/rustc", "\\u001b"), r"/\\x1b-"),
        (Selection(), "x = " + "[" * 20_000, "goes too deep"),
        (Selection(), "x = " + "9" * 5000, "digits"),
        (Selection(), MANIFEST.replace(SHA, "feed"), "`feed` is no sha256"),
        (Selection(), MANIFEST.replace('version = "2"', 'version = "3"'), "only 2 is understood"),
        (Selection(), "pkg = 1", "m.toml: "),
        (Selection(), "=", "m.toml: "),
    ],
)
def test_what_cannot_be_is_told(selection: Selection, text: str, told: str) -> None:
    with pytest.raises(BadManifestError, match="(?s)^m.toml: .*" + told.removeprefix("m.toml: ")):
        names(selection, text)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    with pytest.raises(BadManifestError):
        read_manifest("m.toml", data)


def test_the_manifest_of_a_real_toolchain_is_read() -> None:
    files = sorted(
        Path.home().glob(".rustup/toolchains/*/lib/rustlib/multirust-channel-manifest.toml")
    )
    if not files:
        pytest.skip("no toolchain is installed by rustup here")
    data = files[0].read_bytes()
    manifest = read_manifest("real.toml", data)
    raw = tomllib.loads(data.decode())
    assert set(manifest.pkg) == set(raw["pkg"])
    selection = Selection(hosts=(HOST,), profile="minimal")
    minimal = list(wanted("real.toml", manifest, selection, PUBLIC))
    assert len(minimal) == 3
    everything = list(wanted("real.toml", manifest, Selection(profile=None), PUBLIC))
    assert {one.url for one in everything} == {
        one["xz_url"]
        for package in raw["pkg"].values()
        for one in package["target"].values()
        if one["available"] and "xz_url" in one
    }

"""Targets of dependencies mean to us what they mean to the crate `cargo-platform` of cargo."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from truemirror.upstream.platforms import BadPlatformError, facts, may_be, read_platform

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from oracle import Oracle

LINUX = "x86_64-unknown-linux-gnu"
WINDOWS = "x86_64-pc-windows-msvc"
MAC = "aarch64-apple-darwin"
BROWSER = "wasm32-unknown-unknown"
# All that the triples tell, so that the two may not differ.
KNOWN = {
    LINUX: (
        "unix",
        'target_os="linux"',
        'target_arch="x86_64"',
        'target_env="gnu"',
        'target_family="unix"',
    ),
    WINDOWS: (
        *("windows", 'target_os="windows"', 'target_arch="x86_64"', 'target_env="msvc"'),
        'target_family="windows"',
    ),
}
ATOMS = st.sampled_from(
    [
        *("unix", "windows", 'target_os = "linux"', 'target_os="windows"', 'target_os = ""'),
        *('target_arch = "x86_64"', 'target_arch="x86"', 'target_env = "gnu"', "r#unix"),
        *('target_family = "unix"', 'r#target_os = "linux"', 'target_env="msvc"'),
    ]
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("not({})".format),
        st.builds(
            lambda kind, parts, comma: f"{kind}({', '.join(parts)}{comma if parts else ''})",
            st.sampled_from(["all", "any"]),
            st.lists(inner, max_size=3),
            st.sampled_from(["", ",", " , "]),
        ),
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    [
        *("all", "any", "not", "unix", "r#all", "r#", "true", "_a1", "=", "==", '"x"', '"'),
        *("(", ")", ",", " ", "é", "1", "\u00a0"),
    ]
)
BROKEN = st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=1000)
@given(EXPRESSIONS.map("cfg({})".format), st.sampled_from([LINUX, WINDOWS]))
@example("cfg(all())", LINUX)
@example("cfg(any())", LINUX)
def test_an_expression_holds_where_it_does_for_cargo(
    oracle: Oracle, text: str, triple: str
) -> None:
    answer = oracle.ask("cfg", text, ";".join((triple, *KNOWN[triple])))
    assert ("yes" if may_be(read_platform(text), triple) else "no") == answer


@settings(max_examples=1500)
@given(BROKEN.map("cfg({})".format) | BROKEN | EXPRESSIONS)
@example("cfg(not())")
@example("cfg(not(unix,))")
@example("cfg(all(,))")
@example("cfg(unix) ")
@example("cfg( unix )")
@example("cfg (unix)")
def test_what_is_no_target_is_none_for_cargo(oracle: Oracle, text: str) -> None:
    try:
        read_platform(text)
        answer = "good"
    except BadPlatformError:
        answer = "bad"
    assert answer == ("bad" if oracle.ask("cfg", text, LINUX) == "bad" else "good")


@given(st.text())
def test_any_text_is_a_target_or_is_not(text: str) -> None:
    for one in (text, f"cfg({text})"):
        try:
            platform = read_platform(one)
        except BadPlatformError:
            continue
        assert may_be(platform, LINUX) in {True, False}


def test_an_expression_too_deep_to_be_meant_is_none() -> None:
    read_platform(f"cfg({'not(' * 60}unix{')' * 60})")
    with pytest.raises(BadPlatformError):
        read_platform(f"cfg({'not(' * 100_000}unix{')' * 100_000})")


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("cfg(unix)", {LINUX, MAC}),
        ("cfg(not(unix))", {WINDOWS, BROWSER}),
        ('cfg(target_family = "wasm")', {BROWSER}),
        ('cfg(all(target_arch = "wasm32", target_os = "unknown"))', {BROWSER}),
        ('cfg(target_os = "macos")', {MAC}),
        ('cfg(any(windows, target_env = "gnu"))', {LINUX, WINDOWS, MAC, BROWSER}),
        (WINDOWS, {WINDOWS}),
        # What a triple does not tell may be so, and may be not.
        ('cfg(target_feature = "avx2")', {LINUX, WINDOWS, MAC, BROWSER}),
        ('cfg(not(target_feature = "avx2"))', {LINUX, WINDOWS, MAC, BROWSER}),
        ("cfg(tokio_unstable)", {LINUX, WINDOWS, MAC, BROWSER}),
        ("cfg(all(windows, tokio_unstable))", {WINDOWS}),
        ("cfg(any(windows, not(unix), tokio_unstable))", {LINUX, WINDOWS, MAC, BROWSER}),
    ],
)
def test_a_dependency_is_for_a_target_unless_its_triple_rules_that_out(
    text: str, targets: set[str]
) -> None:
    platform = read_platform(text)
    assert {one for one in (LINUX, WINDOWS, MAC, BROWSER) if may_be(platform, one)} == targets


def test_what_is_told_of_a_target_is_what_rustc_has_for_it(
    needs: Callable[[str, str], Path],
) -> None:
    rustc = needs("rustc", "it knows what holds for all targets; see https://rustup.rs")
    command = [str(rustc), "-Zunstable-options", "--print", "all-target-specs-json"]
    env = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    said = subprocess.run(command, env=env, check=True, capture_output=True).stdout
    told = 0
    for triple, spec in json.loads(said).items():
        right = {
            "target_arch": {spec["arch"]},
            "target_os": {spec.get("os", "none")},
            "target_env": {spec.get("env", "")},
            "target_family": {*spec.get("target-family", ())},
        }
        known = facts(triple)
        assert known == {key: right[key] for key in known}, triple
        told += "target_os" in known
    assert told > 200

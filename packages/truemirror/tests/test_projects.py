"""What a Cargo.toml asks of a registry."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.upstream.dependencies import Dependency, Package
from truemirror.upstream.projects import BadProjectError, Project, read_project
from truemirror.upstream.versions import Requirement


def read(text: str, workspace: str | None = None) -> Project:
    data = f"{text}\n[package]\n".encode()
    return read_project("Cargo.toml", data, workspace.encode() if workspace else None)


def only(text: str, workspace: str | None = None) -> Dependency:
    (one,) = read(text, workspace).package.dependencies
    return one


def test_a_dependency_is_a_requirement_or_a_table() -> None:
    short = only('[dependencies]\nserde = "1.0"')
    assert short == Dependency("serde", "serde", Requirement.parse("1.0"))
    long = only(
        '[dependencies.json]\npackage = "serde_json"\nversion = "1"\nfeatures = ["std"]\n'
        "default-features = false\noptional = true"
    )
    assert long == Dependency(
        "json",
        "serde_json",
        Requirement.parse("1"),
        frozenset({"std"}),
        default_features=False,
        is_optional=True,
    )


@pytest.mark.parametrize(
    ("table", "kind", "target"),
    [
        ("dependencies", "normal", None),
        ("dev-dependencies", "dev", None),
        ("dev_dependencies", "dev", None),
        ("build-dependencies", "build", None),
        ("target.'cfg(unix)'.dependencies", "normal", "cfg(unix)"),
        ("target.x86_64-pc-windows-msvc.build-dependencies", "build", "x86_64-pc-windows-msvc"),
    ],
)
def test_a_dependency_is_of_the_kind_of_its_table(
    table: str, kind: str, target: str | None
) -> None:
    one = only(f'[{table}]\nserde = "1"')
    assert (one.kind, one.target) == (kind, target)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('{ git = "https://a.test/x" }', "x is in a git repository"),
        ('{ version = "1", registry = "own" }', "x is in another registry"),
        ('{ version = "1", registry-index = "https://a.test" }', "x is in another registry"),
    ],
)
def test_what_is_not_in_the_registry_is_passed_over_and_told(table: str, told: str) -> None:
    project = read(f'[dependencies]\nx = {table}\nserde = "1"')
    assert [one.name for one in project.package.dependencies] == ["serde"]
    assert project.passed_over == (f"Cargo.toml: {told}",)


WORKSPACE = """
[workspace.dependencies]
serde = { version = "1", features = ["std"], default-features = false }
rand = "0.9"
here = { path = "here" }
"""


@pytest.mark.parametrize(
    ("more", "changes"),
    [
        ("", {}),
        (
            ', features = ["rc"], optional = true',
            {"features": frozenset({"std", "rc"}), "is_optional": True},
        ),
        (", default-features = true", {"default_features": True}),
    ],
)
def test_a_dependency_may_be_that_of_the_workspace(more: str, changes: dict[str, Any]) -> None:
    one = only(f"[dependencies]\nserde = {{ workspace = true{more} }}", WORKSPACE)
    std = frozenset({"std"})
    whole = Dependency("serde", "serde", Requirement.parse("1"), std, default_features=False)
    assert one == whole._replace(**changes)


def test_a_workspace_may_be_in_the_same_file() -> None:
    project = read(f"[dependencies]\nrand.workspace = true\nhere.workspace = true\n{WORKSPACE}")
    assert [str(one.requirement) for one in project.package.dependencies] == ["^0.9"]
    assert project.folders == ("here",)
    assert not project.passed_over


def test_folders_are_told_of_what_cargo_resolves_together() -> None:
    project = read("""
        [workspace]
        members = ["a", "crates/*"]
        [dependencies]
        one = { path = "../one", version = "1" }
        [target.'cfg(unix)'.dev-dependencies]
        two.path = "two"
        [patch.crates-io]
        three = { path = "three" }
        four = { git = "https://a.test/four" }
        [replace]
        "five:1.0.0" = { path = "five" }
    """)
    assert set(project.folders) == {"a", "crates/*", "../one", "two", "three", "five"}
    assert project.passed_over == ("Cargo.toml: four, as it is patched, is in a git repository",)
    assert not project.package.dependencies


def test_features_are_those_of_the_file() -> None:
    project = read('[features]\ndefault = ["a"]\na = ["serde/std"]')
    assert project.package.features == {"default": ("a",), "a": ("serde/std",)}


def test_keys_in_the_spelling_of_old_are_read() -> None:
    assert not only(
        '[dependencies]\nx = { version = "1", default_features = false }'
    ).default_features


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "Cargo.toml: "),
        ("dependencies = 1", "Cargo.toml: Expected `object`"),
        ('[dependencies]\nx = "one"', "`one` is no requirement"),
        ("[dependencies]\nx = 1", "Cargo.toml: Expected"),
        ("[target.'cfg(x'.dependencies]", r"`cfg\(x` is no target"),
        ("[dependencies]\nx.workspace = true", "the workspace has no 'x'"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(text: str, told: str) -> None:
    with pytest.raises(BadProjectError, match=told):
        read(text)


@pytest.mark.parametrize("text", ["", "[[package]]\nname = 'x'", "[dependencies]", "package = 1"])
def test_a_file_that_is_no_project_is_told(text: str) -> None:
    told = r"Cargo\.toml: is no Cargo\.toml: it has neither `\[package\]` nor `\[workspace\]`"
    with pytest.raises(BadProjectError, match=told):
        read_project("Cargo.toml", text.encode())


@pytest.mark.parametrize("table", ["package", "workspace", "project"])
def test_a_project_may_need_nothing(table: str) -> None:
    project = read_project("Cargo.toml", f"[{table}]".encode())
    assert project == Project("Cargo.toml", Package((), {}))


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_project_or_are_told(data: bytes) -> None:
    with suppress(BadProjectError):
        read_project("Cargo.toml", data, data)

"""What projects need of a registry, told from index files alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from selected import walk
from tangled import files, manifests
from truemirror.upstream.closure import Closure, Rule, closure
from truemirror.upstream.dependencies import Dependency, needed
from truemirror.upstream.index import Index, Line, read_index
from truemirror.upstream.projects import Project, read_project
from truemirror.upstream.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NEWEST = Rule()
LINUX = "x86_64-unknown-linux-gnu"


def need(name: str, req: str = "*", **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "req": req,
        "features": [],
        "optional": False,
        "default_features": True,
        "target": None,
        "kind": "normal",
        **changes,
    }


def crate(name: str, **versions: Mapping[str, Any] | Iterable[Any]) -> dict[str, bytes]:
    """An index file; versions by their numbers, with `_` for each point, and what differs in each.

    A version that is a list has these dependencies, and nothing else that differs.
    """
    lines = []
    for number, what in versions.items():
        changes = what if isinstance(what, dict) else {"deps": list(what)}
        fields = {"name": name, "vers": number[1:].replace("_", "."), "deps": [], "cksum": "0" * 64}
        lines.append(json.dumps({**fields, "features": {}, "yanked": False, "v": 2, **changes}))
    return {name.lower(): "\n".join(lines).encode()}


def project(dependencies: str, **features: list[str]) -> Project:
    lines = [f"{name} = {json.dumps(values)}" for name, values in features.items()]
    text = f"[package]\n[features]\n{chr(10).join(lines)}\n[dependencies]\n{dependencies}\n"
    return read_project("Cargo.toml", text.encode())


def find(
    registry: Mapping[str, bytes], *wishes: str | Project, rule: Rule = NEWEST
) -> tuple[Closure, set[str]]:
    projects = tuple(project(one) if isinstance(one, str) else one for one in wishes)
    found, _ = walk(Selection(projects=projects, rule=rule), registry.get)
    return found, {f"{name} {one}" for name, versions in found.listed.items() for one in versions}


def listed(registry: Mapping[str, bytes], *wishes: str | Project, rule: Rule = NEWEST) -> set[str]:
    return find(registry, *wishes, rule=rule)[1]


# --- which versions -------------------------------------------------------------------------------

MANY = crate("a", v0_1_0=(), v0_1_9=(), v0_2_0=(), v1_0_0=(), v1_2_0=(), v1_1_0=())


@pytest.mark.parametrize(
    ("wish", "newest", "versions"),
    [
        ('a = "1"', 1, "a 1.2.0"),
        ('a = "~1.1"', 1, "a 1.1.0"),
        ('a = "1"', 2, "a 1.1.0, a 1.2.0"),
        ('a = "*"', 1, "a 0.1.9, a 0.2.0, a 1.2.0"),
        ('a = ">=0.2, <1.2"', 1, "a 0.2.0, a 1.1.0"),
        ('a = "1"', None, "a 1.0.0, a 1.1.0, a 1.2.0"),
    ],
)
def test_a_requirement_takes_the_newest_of_each_line_it_allows(
    wish: str, newest: int | None, versions: str
) -> None:
    assert ", ".join(sorted(listed(MANY, wish, rule=Rule(newest)))) == versions


def test_yanked_versions_and_those_of_the_future_are_not_taken() -> None:
    registry = crate("a", v1_0_0=(), v1_1_0={"yanked": True}, v1_2_0={"v": 3})
    assert listed(registry, 'a = "1"') == {"a 1.0.0"}


def test_prereleases_are_taken_only_for_who_asks_for_them() -> None:
    registry = crate("a", v1_0_0=()) | crate("b", v2_0_0={"vers": "2.0.0-rc.1"}, v1_0_0=())
    assert listed(registry, 'a = "1"\nb = "*"') == {"a 1.0.0", "b 1.0.0"}
    assert listed(registry, 'b = "^2.0.0-rc"') == {"b 2.0.0-rc.1"}


def test_versions_with_the_features_that_are_asked_for_are_taken() -> None:
    registry = crate("a", v1_0_0={"features": {"x": []}}, v1_1_0=())
    assert listed(registry, 'a = { version = "1", features = ["x"] }') == {"a 1.0.0"}


def test_a_version_that_cannot_be_resolved_does_not_count() -> None:
    registry = crate("a", v1_0_0=(), v1_1_0=[need("b", "=1.0.0")], v1_2_0=[need("c", "9")])
    registry |= crate("b", v1_0_0=[need("c", "9")], v1_0_1=()) | crate("c", v1_0_0=())
    found, versions = find(registry, 'a = "1"')
    assert "a 1.0.0" in versions
    assert "a 1.2.0 needs c ^9, which upstream does not have" in found.unmet


def test_a_requirement_holds_for_all_versions_taken_that_meet_it() -> None:
    optional = {"deps": [need("c", optional=True)], "features": {"x": ["dep:c"]}}
    # Cargo settles on a 1.0.0 for both, with the feature of the one that alone would have 1.1.0.
    registry = crate("a", v1_0_0=optional, v1_1_0={"features": {"x": []}})
    registry |= crate("b", v1_0_0=[need("a", "=1.0.0")]) | crate("c", v1_0_0=())
    wishes = 'a = { version = "1", features = ["x"] }', 'b = "1"'
    assert listed(registry, "\n".join(wishes)) == {"a 1.0.0", "a 1.1.0", "b 1.0.0", "c 1.0.0"}
    assert listed(registry, "\n".join(reversed(wishes))) == listed(registry, *wishes)


# --- features -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("features", "wish", "taken"),
    [
        ({}, 'a = "1"', {"n"}),
        ({}, 'a = { version = "1", features = ["o"] }', {"n", "o"}),
        ({"x": ["dep:o"]}, 'a = { version = "1", features = ["x"] }', {"n", "o"}),
        ({"default": ["o"]}, 'a = "1"', {"n", "o"}),
        ({"default": ["o"]}, 'a = { version = "1", default-features = false }', {"n"}),
        ({"default": ["x"], "x": ["y"], "y": ["o"]}, 'a = "1"', {"n", "o"}),
        ({"default": ["x"], "x": ["default"]}, 'a = "1"', {"n"}),
        ({"default": ["o/z"]}, 'a = "1"', {"n", "o", "oz"}),
        # Cargo's resolver takes a weak one to ask for the dependency too.
        ({"default": ["o?/z"]}, 'a = "1"', {"n", "o", "oz"}),
        ({"default": ["n/z"]}, 'a = "1"', {"n", "nz"}),
    ],
)
def test_features_ask_for_optional_dependencies_and_for_features_of_others(
    features: dict[str, list[str]], wish: str, taken: set[str]
) -> None:
    needs = [need("n"), need("o", optional=True)]
    registry = crate("a", v1_0_0={"deps": needs, "features2": features})
    for name in "no":
        more = {"deps": [need(f"{name}z", optional=True)], "features2": {"z": [f"dep:{name}z"]}}
        registry |= crate(name, v1_0_0=more) | crate(f"{name}z", v1_0_0=())
    assert {one.split()[0] for one in listed(registry, wish)} == {"a", *taken}


def test_a_dependency_may_have_another_name_than_the_crate() -> None:
    more = {
        "deps": [need("old", "0.1", package="B-b"), need("new", "1", package="B-b", optional=True)],
        "features": {"default": ["new"]},
    }
    registry = crate("a", v1_0_0=more) | crate("B-b", v0_1_0=(), v1_0_0=())
    assert listed(registry, 'x = { version = "1", package = "a" }') == {
        *("a 1.0.0", "b-b 0.1.0", "b-b 1.0.0")
    }


def test_a_name_in_another_case_is_another_crate() -> None:
    found, versions = find(crate("Serde", v1_0_0=()), 'serde = "1"')
    assert not versions
    assert found.unmet == ("Cargo.toml needs serde ^1, which upstream does not have",)


# --- what is asked of a project -------------------------------------------------------------------

KINDS = """
[package]
[dependencies]
n = "1"
o = { version = "1", optional = true }
[dev-dependencies]
d = "1"
[build-dependencies]
b = "1"
[target.'cfg(windows)'.dependencies]
w = "1"
[features]
x = ["n/x"]
"""


def kinds() -> tuple[dict[str, bytes], Project]:
    more = {
        "deps": [
            *(need("nd", kind="dev"), need("nb", kind="build"), need("nx", optional=True)),
            need("nw", target="cfg(windows)"),
        ],
        "features": {"x": ["nx"]},
    }
    registry = crate("n", v1_0_0=more)
    for name in ("o", "d", "b", "w", "nd", "nb", "nx", "nw"):
        registry |= crate(name, v1_0_0=())
    return registry, read_project("Cargo.toml", KINDS.encode())


def test_a_project_is_asked_for_all_and_a_crate_for_what_its_users_may_need() -> None:
    registry, wish = kinds()
    found, versions = find(registry, wish)
    assert {one.split()[0] for one in versions} == {"n", "o", "d", "b", "w", "nb", "nx", "nw"}
    assert found.fetched == found.listed


@pytest.mark.parametrize(
    ("rule", "left_out"),
    [
        (Rule(targets=(LINUX,)), {"w", "nw"}),
        (Rule(targets=(LINUX, "x86_64-pc-windows-msvc")), set()),
        (Rule(dev=False), {"d"}),
        (Rule(build=False), {"b", "nb"}),
        (Rule(targets=(LINUX,), dev=False, build=False), {"w", "nw", "d", "b", "nb"}),
    ],
)
def test_what_a_build_does_not_use_is_listed_and_not_fetched(
    rule: Rule, left_out: set[str]
) -> None:
    registry, wish = kinds()
    whole = find(registry, wish)[0]
    found = find(registry, wish, rule=rule)[0]
    assert found.listed == whole.listed
    assert {*found.listed} - {*found.fetched} == left_out


def test_a_version_that_another_target_decides_on_is_fetched() -> None:
    registry = crate("a", v1_0_0=(), v1_1_0=())
    wish = '[package]\n[dependencies]\na = "1"\n[target."cfg(windows)".dependencies]\nx = "1"\n'
    registry |= crate("x", v1_0_0=[need("a", "=1.0.0")])
    found = find(registry, read_project("Cargo.toml", wish.encode()), rule=Rule(targets=(LINUX,)))[
        0
    ]
    assert {str(one) for one in found.fetched["a"]} == {"1.0.0", "1.1.0"}
    assert "x" not in found.fetched


# --- rounds ---------------------------------------------------------------------------------------


def test_index_files_are_asked_for_in_rounds() -> None:
    registry = crate("a", v1_0_0=[need("b"), need("c")]) | crate("b", v1_0_0=[need("c")])
    known: dict[str, Index | None] = {}
    asked = []
    while (found := closure([project('a = "1"')], known, Rule())).unknown:
        asked.append(sorted(found.unknown))
        known |= {
            one: read_index(one, registry[one]) if one in registry else None
            for one in found.unknown
        }
    assert asked == [["a"], ["b", "c"]]
    assert found.unmet == (
        "a 1.0.0 needs c *, which upstream does not have",
        "b 1.0.0 needs c *, which upstream does not have",
        "Cargo.toml needs a ^1, which upstream does not have",
    ) or set(found.unmet) >= {"a 1.0.0 needs c *, which upstream does not have"}


def test_names_that_are_none_and_other_registries_are_told_and_not_asked_for() -> None:
    registry = crate("a", v1_0_0=[need("../x"), need("b", registry="https://other.test")])
    found, versions = find(registry, 'a = "1"')
    assert versions == {"a 1.0.0"}
    assert {*found.unmet} == {
        "Cargo.toml needs a ^1, which needs what upstream does not have",
        "a 1.0.0 needs ../x *, which upstream does not have",
        "a 1.0.0 needs b *, which is in another registry",
    }


@settings(max_examples=60)
@given(files(), manifests())
def test_nothing_that_could_be_met_is_unmet(registry: dict[str, bytes], manifest: str) -> None:
    project = read_project("Cargo.toml", manifest.encode())
    known = {name: read_index(name, data) for name, data in registry.items()}
    for rule in (Rule(), Rule(2), Rule(None)):
        found = find(registry, project, rule=rule)[0]
        assert closure([project], known, rule) == found
        for line in (line for index in known.values() for line in index.lines):
            if line.version not in found.listed.get(line.name.lower(), ()):
                continue
            assert line.is_candidate
            assert line.package is not None
            for need, _ in needed(line.package, frozenset()):
                meets = {
                    one.version for one in known[need.package.lower()].lines if _meets(need, one)
                }
                if need.kind != "dev" and meets:
                    assert meets & found.listed[need.package.lower()]


def _meets(need: Dependency, line: Line) -> bool:
    if not (line.is_candidate and need.requirement.matches(line.version)):
        return False
    return line.package is not None and line.package.has(need.features)

"""Versions and requirements mean to us what they mean to the crate `semver` that cargo uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from truemirror.upstream.versions import BadVersionError, Requirement, Version

if TYPE_CHECKING:
    from oracle import Oracle

NUMBERS = st.sampled_from(
    ["0", "1", "2", "10", "01", "18446744073709551615", "18446744073709551616"]
)
SMALL = st.sampled_from(["0", "1", "2"])
PRE = st.sampled_from(
    ["", "-0", "-1", "-alpha", "-alpha.1", "-alpha.beta", "-a-b", "-01", "-", "-1a"]
)
BUILD = st.sampled_from(["", "", "+1", "+001", "+a.b", "+"])
VERSIONS = st.builds(
    lambda numbers, pre, build: ".".join(numbers) + pre + build,
    st.lists(SMALL | NUMBERS, min_size=3, max_size=3) | st.lists(NUMBERS, max_size=4),
    PRE,
    BUILD,
)
GOOD = st.builds(
    lambda numbers, pre: ".".join(numbers) + pre,
    st.lists(SMALL, min_size=3, max_size=3),
    st.sampled_from(["", "", "-0", "-1", "-alpha", "-alpha.1", "-beta"]),
)
COMPARATORS = st.builds(
    lambda before, op, between, version, after: before + op + between + version + after,
    st.sampled_from(["", " "]),
    st.sampled_from(["", "", "=", ">", ">=", "<", "<=", "~", "^", "==", "!"]),
    st.sampled_from(["", "", " "]),
    GOOD
    | st.lists(SMALL | st.sampled_from("*xX"), min_size=1, max_size=4).map(".".join)
    | VERSIONS,
    st.sampled_from(["", "", " "]),
)
REQUIREMENTS = st.lists(COMPARATORS, min_size=1, max_size=3).map(",".join)
PLAIN = st.builds(
    lambda op, numbers, pre: op + ".".join(numbers) + (pre if len(numbers) == 3 else ""),
    st.sampled_from(["", "=", ">", ">=", "<", "<=", "~", "^"]),
    st.lists(SMALL, min_size=1, max_size=3),
    st.sampled_from(["", "", "-0", "-1", "-alpha"]),
)


def matches(requirement: str, version: str) -> str:
    bad = []
    for kind, read, text in (
        ("requirement", Requirement.parse, requirement),
        ("version", Version.parse, version),
    ):
        try:
            read(text)
        except BadVersionError:
            bad.append(kind)
    if bad:
        return "bad both" if len(bad) > 1 else f"bad {bad[0]}"
    return "yes" if Requirement.parse(requirement).matches(Version.parse(version)) else "no"


@settings(max_examples=1500, deadline=None)
@given(REQUIREMENTS, VERSIONS | GOOD)
@example(">=1", "1.0.0-alpha")
@example("^1.0.0-alpha", "1.0.0-beta")
@example("*, 1", "1.0.0")
@example("1.*.2", "1.0.2")
@example(" * ", "1.0.0-alpha")
@example("1," * 31 + "1", "1.0.0")
@example("1", f"1.0.{'9' * 5000}")
@example(f"1.{'9' * 5000}", "1.0.0")
@example(f">1.0.0-{'9' * 4999}", f"1.0.0-{'9' * 5000}")
@example("1," * 32 + "1", "1.0.0")
def test_a_requirement_is_met_by_what_meets_it_for_cargo(
    oracle: Oracle, requirement: str, version: str
) -> None:
    assert matches(requirement, version) == oracle.ask("req", requirement, version)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=2).map(", ".join), GOOD)
def test_good_requirements_are_met_by_what_meets_them_for_cargo(
    oracle: Oracle, requirement: str, version: str
) -> None:
    assert matches(requirement, version) == oracle.ask("req", requirement, version)


@settings(max_examples=500, deadline=None)
@given(GOOD | VERSIONS, GOOD | VERSIONS)
@example("1.0.0-9", "1.0.0-10")
@example("1.0.0-99", "1.0.0-1a")
@example(f"1.0.0-{'9' * 5000}", f"1.0.0-1{'0' * 5000}")
def test_versions_are_in_the_order_that_cargo_has_them_in(
    oracle: Oracle, one: str, other: str
) -> None:
    try:
        first, second = (Version.parse(text)._replace(build="") for text in (one, other))
    except BadVersionError:
        assert oracle.ask("cmp", one, other) == "bad"
        return
    order = (first > second) - (first < second)
    assert {-1: "less", 0: "equal", 1: "greater"}[order] == oracle.ask("cmp", one, other)


@given(VERSIONS)
def test_a_version_is_written_as_it_was_read(text: str) -> None:
    try:
        version = Version.parse(text)
    except BadVersionError:
        return
    assert str(version) == text


@given(PLAIN | REQUIREMENTS)
def test_a_requirement_is_written_as_one_that_means_the_same(text: str) -> None:
    try:
        requirement = Requirement.parse(text)
    except BadVersionError:
        return
    assert Requirement.parse(str(requirement)) == requirement

"""Index files: where they are, and what their lines say."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import upstream
from selected import Lines
from truemirror.upstream.dependencies import Dependency
from truemirror.upstream.index import (
    BadConfigError,
    BadNameError,
    Config,
    archive_path,
    crate_at,
    index_path,
    prefix,
    read_config,
    read_index,
)
from truemirror.upstream.versions import Requirement, Version
from upstream import Files, Registry, Server, Together
from upstream.clients import Cargo, project
from upstream.site import File, kept
from upstream.world import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,63}", fullmatch=True)
SHA256 = "0" * 64
NEED = {"name": "x", "req": "1", "features": [], "optional": False, "default_features": True}
WHERE = "https://index.test/config.json"


def line(vers: str = "1.0.0", **changes: Any) -> str:
    """A line of the crate serde."""
    fields = {"name": "serde", "vers": vers, "deps": [], "cksum": SHA256, "features": {}}
    return json.dumps({**fields, "yanked": False, **changes})


def file(*lines: str) -> bytes:
    return "".join(f"{one}\n" for one in lines).encode()


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a", "1/a"),
        ("ab", "2/ab"),
        ("abc", "3/a/abc"),
        ("abcd", "ab/cd/abcd"),
        ("Inflector", "in/fl/inflector"),
        ("A", "1/a"),
        ("x-y_z", "x-/y_/x-y_z"),
    ],
)
def test_a_crate_has_its_file_where_cargo_looks(name: str, path: str) -> None:
    assert index_path(name) == path


@given(NAMES)
def test_paths_are_those_of_the_registry_that_cargo_was_tried_on(name: str) -> None:
    assert index_path(name) == upstream.index_path(name)
    assert crate_at(index_path(name)) == name.lower()
    assert f"{prefix(name)}/{name}".lower() == index_path(name)


@given(NAMES, NAMES)
def test_only_names_that_differ_in_case_alone_share_a_file(one: str, other: str) -> None:
    assert (index_path(one) == index_path(other)) == (one.lower() == other.lower())


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "a\\b", "a.b", "-a", "1a", "a b", "a\n", "é", "a\0", "x" * 65],
)
def test_what_is_no_name_of_a_crate_has_no_path(name: str) -> None:
    for path in (index_path, prefix, lambda name: archive_path(name, Version(1, 0, 0))):
        with pytest.raises(BadNameError):
            path(name)


@given(st.text() | st.lists(st.sampled_from(["..", "se", "rd", "serde", "1", "A"])).map("/".join))
def test_no_path_but_its_own_leads_to_a_crate(path: str) -> None:
    name = crate_at(path)
    assert name is None or index_path(name) == path


# --- config.json ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dl", "url"),
    [
        ("https://dl.test/crates", "https://dl.test/crates/Inflector/1.0.0+b/download"),
        ("https://dl.test/{crate}/{version}", "https://dl.test/Inflector/1.0.0+b"),
        ("https://dl.test/{prefix}/{crate}", "https://dl.test/In/fl/Inflector"),
        ("https://dl.test/{lowerprefix}/x", "https://dl.test/in/fl/x"),
        ("https://dl.test/{sha256-checksum}", f"https://dl.test/{SHA256}"),
        ("https://dl.test/{crate}/{crate}", "https://dl.test/Inflector/Inflector"),
        ("https://dl.test/{name}", "https://dl.test/{name}/Inflector/1.0.0+b/download"),
    ],
)
def test_an_archive_is_where_config_json_says(dl: str, url: str) -> None:
    data = file(line("1.0.0+b", name="Inflector"))
    config = read_config(WHERE, json.dumps({"dl": dl, "api": None}).encode())
    assert config.archive(read_index("inflector", data).lines[0]) == url


class Marked:
    """A registry of one crate, whose archives are wherever cargo asks for them."""

    def __init__(self, registry: Registry, name: str, dl: str) -> None:
        self.registry, self.name, self.dl = registry, name, dl

    def get(self, path: str, address: str) -> File | None:
        if path == "index/config.json":
            return kept(json.dumps({"dl": address + self.dl}).encode(), BEGINNING)
        if path == f"index/{index_path(self.name)}":
            return kept(self.registry.index(self.name), BEGINNING)
        number = self.registry.crate(self.name).versions[-1].number
        return kept(self.registry.archive(self.name, number), BEGINNING)

    def paths(self) -> Iterator[str]:
        yield from ()


@pytest.mark.parametrize("name", ["q", "qx", "qxj", "Qx-Jk_z"])
@pytest.mark.parametrize(
    "dl", ["/plain", "/{crate}/{version}", "/{prefix}/{crate}", "/{lowerprefix}/{sha256-checksum}"]
)
def test_cargo_asks_for_files_and_archives_where_we_say_they_are(
    dl: str, name: str, cargo: Callable[[str], Cargo], tmp_path: Path
) -> None:
    registry = Registry(0).publish(name)
    folder = project(tmp_path / "program", [f'{name} = "*"'])
    with Server(Marked(registry, name, dl)) as server:
        fetched = cargo(f"{server.address}/index/").run(folder, "fetch")
        assert fetched.returncode == 0, fetched.stderr
        archive = Config(server.address + dl).archive(
            read_index(name, registry.index(name)).lines[-1]
        )
        paths = ["index/config.json", f"index/{index_path(name)}"]
        paths.append(archive.removeprefix(f"{server.address}/"))
        assert [request.path for request in server.requests] == paths


def test_config_json_may_want_a_token() -> None:
    assert not read_config(WHERE, b'{"dl": "https://x"}').auth_required
    assert read_config(WHERE, b'{"dl": "https://x", "auth-required": true, "new": 1}').auth_required


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "cannot be read"),
        (b"<html>", "cannot be read"),
        (b"{}", "cannot be read: .*dl"),
        (b'{"dl": "\xff"}', "cannot be read"),
        (b'{"dl": "file:///etc"}', "`file:///etc`, for archives, is no address of the web"),
        (b'{"dl": "\\u001b"}', r"`\\x1b`, for archives, is no address of the web"),
        (b'{"dl": "https://"}', "`https://`, for archives, is no address of the web"),
        (b'{"dl": "https://e.org/\\u0000"}', "`.*`, for archives, is no address of the web"),
        (b'{"dl": "https://e.org/\\u00fc"}', "`.*`, for archives, is no address of the web"),
        (b'{"dl": "https://e.org/a b"}', "`.*`, for archives, is no address of the web"),
    ],
)
def test_a_config_json_that_cannot_be_used_is_told(data: bytes, told: str) -> None:
    with pytest.raises(BadConfigError, match=f"{WHERE}: {told}"):
        read_config(WHERE, data)


# --- lines ----------------------------------------------------------------------------------------


def test_a_line_is_read() -> None:
    whole = line("1.2.0+b", yanked=True, v=2, pubtime="2026-05-20T10:00:00Z", new={"field": 1})
    index = read_index("Serde", file(whole))
    (one,) = index.lines
    assert index.crate == one.name == "serde"
    assert (str(one.version), one.sha256, one.is_yanked) == ("1.2.0+b", SHA256, True)
    assert one.published == dt.datetime(2026, 5, 20, 10, tzinfo=dt.UTC)
    assert one.data == index.data == f"{whole}\n".encode()
    assert not index.remarks


def test_dependencies_are_read_with_the_features_of_both_formats() -> None:
    needs = {
        "name": "again",
        "req": "^1",
        "features": ["std", ""],
        "optional": True,
        "default_features": False,
        "target": "cfg(unix)",
        "kind": "build",
        "package": "libc",
        "registry": "https://other.test",
        "public": True,
    }
    text = line(deps=[needs], features={"a": ["again"]}, features2={"b": ["dep:again"]}, v=2)
    package = read_index("serde", file(text)).lines[0].package
    assert package is not None
    assert package.features == {"a": ("again",), "b": ("dep:again",)}
    (one,) = package.dependencies
    assert one == Dependency(
        "again",
        "libc",
        Requirement.parse("^1"),
        frozenset({"std"}),
        default_features=False,
        is_optional=True,
        kind="build",
        target="cfg(unix)",
        registry="https://other.test",
    )


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('"' + "[" * 100_000, "cannot be read"),
        ('{"name": "serde", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "cannot be read"),
        (line(vers="1.0"), "`1.0` is no version"),
        (line(vers="1.0.0/../x"), "is no version"),
        (line(cksum="abc"), "`abc`, which is no sha256"),
        (line(cksum="A" * 64), "which is no sha256"),
        (line(name="../../etc/passwd"), "is of `../../etc/passwd`, and not of serde"),
        (line(name="\x1b[2J"), "is of `\\x1b[2J`, and not of serde"),
        (line(cksum="A" * 10_000), "A…"),
        (line(name="serde-json"), "is of `serde-json`, and not of serde"),
        (line(pubtime="yesterday"), "cannot be read"),
        (line(pubtime="2026-05-20T10:00:00"), "cannot be read"),
        (line(v=-1), "cannot be read"),
        (line(yanked="no"), "cannot be read"),
    ],
)
def test_a_bad_line_is_remarked_on_and_the_others_count(bad: str, told: str) -> None:
    index = read_index("serde", file(line("1.0.0"), bad, "", line("2.0.0")))
    assert [str(one.version) for one in index.lines] == ["1.0.0", "2.0.0"]
    ((number, reason),) = index.remarks
    assert number == 2
    assert told in reason


@pytest.mark.parametrize(
    "bad",
    [
        line(deps=[{"name": "x"}]),
        line(deps="x"),
        line(features=[]),
        line(
            deps=[
                {
                    "name": "x",
                    "req": "one",
                    "features": [],
                    "optional": False,
                    "default_features": True,
                }
            ]
        ),
        line(
            deps=[
                {"name": "x", "req": "1", "features": [], "optional": False}
                | {"default_features": True, "target": "cfg(x"}
            ]
        ),
        line(v=3),
    ],
)
def test_what_cargo_would_not_understand_is_there_but_no_candidate(bad: str) -> None:
    (one,) = read_index("serde", file(bad)).lines
    assert not one.is_candidate


def without(text: str, *fields: str) -> str:
    return json.dumps({key: value for key, value in json.loads(text).items() if key not in fields})


@pytest.mark.parametrize(
    "text",
    [
        line(),
        *(without(line(), one) for one in ("features", "yanked", "deps", "cksum")),
        line(features=None),
        line(features=[]),
        *(line(links=one) for one in ("x", None, 1)),
        *(line(rust_version=one) for one in ("1", "1.56", "1.56.0", None, 1, "", "x", "01", "^1")),
        line(rust_version="1.56.0-beta"),
        *(line(v=one) for one in (0, 1, 2, 3, None, "1")),
        *(line(pubtime=f"2026-05-20T10:00:00{end}") for end in ("Z", "", ".5Z", "+02:00", "z")),
        *(line(pubtime=one) for one in ("2026-05-20 10:00:00Z", "2026-02-30T10:00:00Z", None, 1)),
        *(line(deps=[NEED | {"kind": one, "optional": True}]) for one in ("dev", "odd", None)),
    ],
)
def test_a_line_is_a_candidate_where_cargo_takes_it(
    cargo: Callable[[str], Cargo], tmp_path: Path, text: str
) -> None:
    lines = read_index("serde", file(text)).lines
    site = Files({"index/se/rd/serde": file(text), "index/1/x": file(line(name="x"))}, BEGINNING)
    with Server(Together(Lines({}), site)) as server:
        folder = project(tmp_path / "program", ['serde = "1"'])
        resolved = cargo(f"{server.address}/index/").run(folder, "generate-lockfile")
    assert any(one.is_candidate for one in lines) == (resolved.returncode == 0), resolved.stderr


def test_a_version_whose_archive_no_disk_can_name_is_remarked_on() -> None:
    index = read_index("serde", file(line("1.0.0-" + "x" * 250), line("1.0.0-" + "x" * 170)))
    assert len(index.lines) == 1
    assert index.remarks == ((1, "has a version of 256 characters, which is too long"),)


def test_a_yanked_version_is_no_candidate() -> None:
    index = read_index("serde", file(line("1.0.0"), line("1.0.1", yanked=True)))
    assert [one.is_candidate for one in index.lines] == [True, False]


def test_of_two_lines_for_a_version_the_later_one_counts() -> None:
    index = read_index("serde", file(line(), line("2.0.0"), line(cksum="1" * 64)))
    assert [(str(one.version), one.sha256[0]) for one in index.lines] == [
        ("2.0.0", "0"),
        ("1.0.0", "1"),
    ]
    assert index.remarks == ((3, "has version 1.0.0, as line 1 does"),)


def test_versions_that_differ_in_build_metadata_alone_are_remarked_on() -> None:
    index = read_index("serde", file(line("1.0.0+a"), line("1.0.0+b")))
    assert len(index.lines) == 2
    assert index.remarks == ((2, "has version 1.0.0+b, as line 1 does"),)


def test_lines_of_names_that_differ_in_case_are_all_the_files() -> None:
    index = read_index("serde", file(line("1.0.0"), line("2.0.0", name="SerDe")))
    assert [one.name for one in index.lines] == ["serde", "SerDe"]
    paths = [archive_path(one.name, one.version) for one in index.lines]
    assert paths == ["crates/se/rd/serde/serde-1.0.0.crate", "crates/Se/rD/SerDe/SerDe-2.0.0.crate"]


VERSIONS = st.builds("{}.{}.{}".format, *[st.integers(0, 2)] * 3)
LINES = st.lists(VERSIONS.map(line) | st.sampled_from(["", "{", "  ", line("1.0")]), max_size=8)


@given(lines=LINES, wanted=st.sets(VERSIONS), ends=st.booleans())
@example(lines=[line("0.0.0"), "{"], wanted={"0.0.0"}, ends=True)
def test_a_file_is_filtered_by_whole_lines_or_left_byte_for_byte(
    lines: list[str],
    wanted: set[str],
    *,
    ends: bool,
) -> None:
    data = file(*lines) if ends else file(*lines)[:-1]
    index = read_index("serde", data)
    versions = {Version.parse(one) for one in wanted}
    filtered = index.only(versions)
    if versions >= {one.version for one in index.lines}:
        assert filtered == data
    else:
        assert {one.version for one in read_index("serde", filtered).lines} == versions & {
            one.version for one in index.lines
        }
        assert {*filtered.splitlines()} <= {*data.splitlines()}


@given(st.binary() | st.lists(st.binary()).map(b"\n".join))
def test_any_bytes_can_be_read_as_a_file(data: bytes) -> None:
    index = read_index("serde", data)
    assert not index.lines
    assert index.only(set()) == data


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4))
@example(10**400)
@example("\ud800")
def test_any_value_of_any_field_makes_a_line_a_remark_or_no_worse(value: object) -> None:
    for field in ("name", "vers", "deps", "cksum", "features", "yanked", "v", "pubtime"):
        changes: dict[str, Any] = {field: value}
        index = read_index("serde", file(line(**changes)))
        assert len(index.lines) + len(index.remarks) == 1
        for one in index.lines:
            assert one.is_candidate in {True, False}

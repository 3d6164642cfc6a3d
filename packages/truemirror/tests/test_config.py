"""Settings: an error names the key, what is wrong, and what is allowed."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.config.crates import FileError, selection
from truemirror.config.read import ConfigError, read_config
from truemirror.config.sizes import Size
from truemirror.config.template import template
from truemirror.config.values import Config, CratesTable, MirrorTable, ServeTable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "truemirror.toml"


def read(file: Path, text: str) -> Config:
    file.write_text(text)
    return read_config(file)


def test_what_init_writes_can_be_read(file: Path) -> None:
    config = read(file, template("mirror@example.com"))
    assert config.upstream.contact == "mirror@example.com"
    assert config.toolchains is not None
    assert config.crates is None


def test_every_setting_that_init_writes_is_one(file: Path) -> None:
    lines = template("mirror@example.com").splitlines()
    settings = [re.sub(r"^# (\w+ = |\[)", r"\1", line) for line in lines]
    text = "\n".join(line for line in settings if not line.startswith("#"))
    config = read(file, text)
    assert config.crates == CratesTable(
        index="https://index.crates.io/",
        git="https://github.com/rust-lang/crates.io-index",
        names=("serde", "tokio-*"),
        newest=3,
        since=dt.date(2024, 1, 1),
        locks=(str(file.parent / "Cargo.lock"),),
        projects=(str(file.parent / "Cargo.toml"),),
    )
    assert config.upstream.bytes_per_second == 20_000_000
    mirror = {"place": "mirror", "work": "work", "options": {}}
    assert tomllib.loads(text)["mirror"] == mirror | {"plain": False, "keep": 3, "grace": 1.0}
    assert config.serve == ServeTable(public="https://mirror.example.org")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[toolchain]", "there is no setting `toolchain`; did you mean `toolchains`?"),
        ("[mirror]\nplaze = 'x'", "no setting `mirror.plaze`; did you mean `mirror.place`?"),
        ("[mirror]\nzzz = 1", "no setting `mirror.zzz`; there are `mirror.place`, `mirror.work`"),
        (
            "[toolchains]\nprofile = 'x'",
            '`toolchains.profile` is "x", but has to be one of "all"',
        ),
        ("[upstream]\nconnections = 0", "is 0, but has to be a whole number from 1 to 256"),
        ("[upstream]\npatience = -1", "is -1, but has to be a number above 0, up to 1,000,000"),
        (
            "[upstream]\nbytes_per_second = 'x'",
            'has to be a number of bytes, or a text such as "20',
        ),
        ("[toolchains]\nchannels = 'stable'", 'is "stable", but has to be a list: each a text'),
        ("[toolchains]\nhosts = [1]", "`toolchains.hosts` is [1], but has to be a list"),
        ("[toolchains]\nrustup = 'no'", 'is "no", but has to be true or false'),
        ("[crates]\nsince = 'soon'", 'is "soon", but has to be a day such as 2024-01-01'),
        ("[mirror]\ngrace = 1e6", "is 1000000.0, but has to be a number from 0 to 36500"),
        ("[mirror]\ngrace = inf", "is Infinity, but has to be a number from 0 to 36500"),
        (
            "[upstream]\ncontact = 'J\u00fc <j@example.org>'",
            "has to be a text in ASCII, of one line",
        ),
        ('[upstream]\ncontact = "a@example.org\\nX: 1"', "has to be a text in ASCII, of one line"),
        ("[toolchains]\nserver = 'https://e.org/\u00fc'", "an address that begins with https://"),
        ("[crates]\nindex = 'sparse+https://e.org'", "an address that begins with https://"),
        ("[crates]\nnewest = 0", "is 0, but has to be a whole number from 1 on"),
        ("[mirror.options]\na = 1", "has to be a table of texts"),
        ("[crates]\nsince = 2024-01-01T00:00:00Z", 'is "2024-01-01 00:00:00+00:00", but has to be'),
        ("[serve]\nlate = inf", "`serve.late` is Infinity, but has to be a number above 0"),
        (
            "[toolchains]\nserver = 'static.rust-lang.org'",
            "an address that begins with https:// or http://, in ASCII.\nWhere they come from.",
        ),
        ("[crates]\nindex = 'ftp://a/'", '`crates.index` is "ftp://a/", but has to be an address'),
        ("[serve]\npublic = 'mirror.example'", "has to be an address that begins with http"),
        ("[serve]\npublic = 'http://'", "has to be an address that begins with http"),
        (
            "[toolchains]\nchannels = ['stable', 'Stable']",
            "`toolchains.channels`: channel `Stable`: is none; write it as one of `stable`, `beta`",
        ),
        ("[toolchains]\nchannels = ['last six stable']", "channel `last six stable`: is none"),
        (
            "[toolchains]\nchannels = ['nightly-2025-13-31']",
            "channel `nightly-2025-13-31`: 2025-13-31 is no day such as 2026-05-20",
        ),
        ("toolchains = 1", "`toolchains` is 1, but has to be a table"),
        ("toolchains", "is no TOML"),
    ],
)
def test_what_is_wrong_is_told(file: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)):
        read(file, text)


@pytest.mark.parametrize("key", ["toolchains.server", "crates.index", "serve.public"])
@pytest.mark.parametrize(
    "address",
    [
        *("http://[::1", "http://[::g]/", "http://[e.org]/", "http://a,b/", "http://e.org\\\\a"),
        *("https://:80/", "http://u@/a", "http://e.org:x/", "http://e.org:0", "http://e.org:65536"),
    ],
)
def test_an_address_at_which_nothing_can_be_asked_is_told(
    file: Path, key: str, address: str
) -> None:
    with pytest.raises(ConfigError, match=f"`{key}` is .*, but has to be an address that begins"):
        read(file, f'{key} = "{address}"')


@pytest.mark.parametrize(
    "address",
    ["http://[::1]:80/a", "https://127.0.0.1", "http://one_two:8000/", "https://u:p@e.org./x/"],
)
def test_addresses_may_be_of_any_host(file: Path, address: str) -> None:
    lines = (f'{key} = "{address}"' for key in ("toolchains.server", "crates.index", "crates.git"))
    assert read(file, "\n".join(lines)).crates == CratesTable(index=address, git=address)


@pytest.mark.parametrize(
    ("git", "is_one"),
    [
        ("/srv/index", True),
        ("git@e.org:index", True),
        ("ssh://git@e.org:22/index", True),
        ("git://e.org/index", True),
        ("file:///srv/the index", True),
        ("", True),
        ("http://[::1", False),
        ("https:///index", False),
        ("ftp://e.org/index", False),
        ("ext::sh", False),
        ("https://e.org/\\n", False),
    ],
)
def test_an_index_is_where_git_may_fetch_it(file: Path, git: str, is_one: bool) -> None:  # noqa: FBT001  # a parameter of the test
    text = f'crates.git = "{git}"'
    if is_one:
        read(file, text)
    else:
        with pytest.raises(ConfigError, match=r"`crates\.git` is .*, but has to be a folder, HOST"):
            read(file, text)


@pytest.mark.parametrize("place", ["ftp://e.org/a", "s3://", "s3:///a", "S3://a", "s3://a b/c"])
def test_a_place_is_a_folder_or_a_bucket_of_a_known_kind(file: Path, place: str) -> None:
    told = f'`mirror.place` is "{place}", but has to be a folder, or a bucket as s3://BUCKET/PREFIX'
    with pytest.raises(ConfigError, match=re.escape(told)):
        read(file, f'[mirror]\nplace = "{place}"\nwork = "w"')


@pytest.mark.parametrize("place", ["s3://a", "gs://a-b/c/d", "az://a.b/", "a b", "./ftp:"])
def test_a_place_of_a_known_kind_is_taken(file: Path, place: str) -> None:
    assert read(file, f'[mirror]\nplace = "{place}"').mirror.place.endswith(place.lstrip("./"))


@pytest.mark.parametrize("option", ["endpoint", "aws_endpoint_url", "proxy_url"])
def test_addresses_among_options_are_looked_at(file: Path, option: str) -> None:
    told = f'`mirror.options.{option}` is "http://[::1", but has to be an address'
    with pytest.raises(ConfigError, match=re.escape(told)):
        read(file, f'[mirror.options]\n{option} = "http://[::1"')


@pytest.mark.parametrize("key", ["names", "exclude"])
@pytest.mark.parametrize("name", ["a b", "", "a b*", "1", "ü", "a" * 65, "[a", "serde/", "a*.x"])
def test_what_no_crate_is_called_is_told(file: Path, key: str, name: str) -> None:
    told = f"`crates.{key}` has {json.dumps(name, ensure_ascii=False)}, but each has to be a name"
    with pytest.raises(ConfigError, match=re.escape(told)):
        read(file, f'[crates]\n{key} = ["serde", "tokio-*", "{name}"]')


@pytest.mark.parametrize("path", ["~nobody-of-that-name/a", "a\\u0000b"])
@pytest.mark.parametrize(
    "key",
    [
        *("mirror.place", "mirror.work", "upstream.certificates", "toolchains.key"),
        *("crates.locks", "crates.projects"),
    ],
)
def test_what_can_be_no_path_is_told(file: Path, key: str, path: str) -> None:
    value = f'["a", "{path}"]' if key.startswith("crates") else f'"{path}"'
    with pytest.raises(ConfigError, match=f"`{key}` is .*, but has to be a path without NUL"):
        read(file, f"{key} = {value}")


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(ConfigError, match="`truemirror init` writes one"):
        read_config(file)


def test_paths_go_from_the_file(file: Path) -> None:
    folder = file.parent
    assert read(file, "").mirror == MirrorTable(str(folder / "mirror"), str(folder / "mirror/work"))
    place = read(file, '[mirror]\nplace = "/srv/rust"').mirror
    assert (place.place, place.work) == ("/srv/rust", "/srv/rust/work")
    bucket = read(file, '[mirror]\nplace = "s3://bucket/rust"\nwork = "w"').mirror
    assert (bucket.place, bucket.work) == ("s3://bucket/rust", str(folder / "w"))
    assert read(file, '[mirror]\nplace = "s3://bucket/rust"').mirror.work is None


def test_projects_take_what_their_workspace_shares(tmp_path: Path) -> None:
    member = tmp_path / "one/Cargo.toml"
    member.parent.mkdir()
    (tmp_path / "Cargo.toml").write_text('[workspace]\ndependencies.serde = "1.2"\n')
    member.write_text('[package]\nname = "one"\n[dependencies]\nserde.workspace = true\n')
    project, _ = selection(CratesTable(projects=(str(member),), project_versions=0)).projects
    assert [str(one.requirement) for one in project.package.dependencies] == ["^1.2"]


def test_projects_come_with_all_that_cargo_resolves_them_with(tmp_path: Path) -> None:
    root = '[workspace]\nmembers = ["one", "crates/*", "none"]\nexclude = ["fuzz"]\n'
    dependency = "[package]\n[dependencies]\nbeside.path = '../../beside'\n"
    for path, text in {
        "root/Cargo.toml": root,
        "root/one/Cargo.toml": "[package]\n",
        "root/crates/two/Cargo.toml": dependency,
        "root/crates/three/Cargo.toml": '[package]\nworkspace = "../.."\n',
        "root/fuzz/Cargo.toml": "[package]\n",
        "root/crates/README": "",
        "root/beside/Cargo.toml": "[package]\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def projects(path: str) -> dict[str, tuple[str, ...]]:
        found = selection(CratesTable(projects=(str(tmp_path / path),))).projects
        known = {str(Path(one.path).resolve().relative_to(tmp_path)): one for one in found}
        assert len(known) == len(found)
        return {name: one.passed_over for name, one in known.items()}

    whole = {"root", "root/one", "root/crates/two", "root/crates/three", "root/beside"}
    for name in ("root", "root/one", "root/crates/three"):
        found = projects(f"{name}/Cargo.toml")
        assert found.keys() == {f"{one}/Cargo.toml" for one in whole}
        missing = "there is no Cargo.toml in none"
        assert found["root/Cargo.toml"] == (f"{tmp_path / 'root/Cargo.toml'}: {missing}",)
    assert projects("root/fuzz/Cargo.toml").keys() == {"root/fuzz/Cargo.toml"}


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("locks", None, "cannot read {file}: No such file or directory"),
        ("locks", "", "{file}: is no Cargo.lock: it has no `[[package]]`"),
        ("locks", "[workspace]", "{file}: is no Cargo.lock: it has no `[[package]]`"),
        ("locks", "version = 5\npackage = []", "{file}: has format 5; 4 is the newest understood"),
        ("projects", None, "cannot read {file}: No such file or directory"),
        ("projects", "[[package]]", "{file}: is no Cargo.toml: it has neither `[package]` nor"),
        ("projects", "package = 1", "{file}: is no Cargo.toml: it has neither `[package]` nor"),
        ("projects", "[", "{file}: "),
        (
            "projects",
            "[package]\n[dependencies]\na.path = 'beside'",
            "{beside}: is no Cargo.toml: it has neither `[package]` nor `[workspace]`",
        ),
    ],
)
def test_what_is_wrong_with_files_is_told_with_the_setting(
    tmp_path: Path, key: str, text: str | None, told: str
) -> None:
    file, beside = tmp_path / "one", tmp_path / "beside/Cargo.toml"
    if text is not None:
        file.write_text(text)
    beside.parent.mkdir()
    beside.touch()
    told = f"`crates.{key}`: {told.format(file=file, beside=beside)}"
    with pytest.raises(FileError, match=re.escape(told)):
        selection(CratesTable(**{key: (str(file),)}))  # type: ignore[arg-type]


def test_a_folder_is_no_lock_file(tmp_path: Path) -> None:
    told = f"`crates.locks`: cannot read {tmp_path}: Is a directory"
    with pytest.raises(FileError, match=re.escape(told)):
        selection(CratesTable(locks=(str(tmp_path),)))


@pytest.mark.parametrize(
    ("text", "size"), [("20 MB", 20_000_000), ("1.5 GiB", 3 << 29), ("7", 7), (7, 7), ("2kB", 2000)]
)
def test_sizes_are_read(text: object, size: int) -> None:
    assert Size.read(text) == size


@pytest.mark.parametrize("text", ["", "20 mb", "-1", "MB", "0", "0.0 kB", 0, -5, True, 1.5, None])
def test_what_is_no_size_is_told(text: object) -> None:
    with pytest.raises(ValueError, match="a number of bytes"):
        Size.read(text)


@given(st.integers(1, 10**15))
def test_sizes_are_shown_shortly_and_nearly(size: int) -> None:
    shown = str(Size(size))
    assert len(shown) <= 8
    assert abs(Size.read(shown.replace(",", "")) - size) <= size / 100


def test_paths_go_from_the_file_or_from_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/operator")
    file = tmp_path / "truemirror.toml"
    file.write_text('[mirror]\nplace = "~/mirror"\nwork = "work"\n')
    mirror = read_config(file).mirror
    assert (mirror.place, mirror.work) == ("/home/operator/mirror", str(tmp_path / "work"))

"""What a program's configuration files say: `headway.toml`, `book.toml`, the asks' own file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from headway.diagnostics import Finding, Severity, meant, one_of
from headway.program.profiles import Profile, profile_of
from headway.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HEADWAY_TOML = "headway.toml"
BOOK_TOML = "book.toml"
_ASKS_FILES = ("rust-project-goals.toml", "rust_project_goals.toml")
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")
_GITHUB = re.compile(r"https?://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")
_LEVELS = {"off": None, **{severity.value: severity for severity in Severity}}


@dataclass(frozen=True, slots=True)
class AskKind:
    """An ask that goals of the older form may name: its short name, what it means for a team,
    and whether tables of asks leave it out."""

    name: str
    short: str
    about: str
    elide: bool = False


@dataclass(frozen=True, slots=True)
class BookSettings:
    """The part of `[preprocessor.goals]` that a check needs: labels that the book defines."""

    links: Mapping[str, str] = field(default_factory=dict)
    linkifiers: tuple[re.Pattern[str], ...] = ()
    users: Mapping[str, str] = field(default_factory=dict)
    ignore_users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """A program's settings; every one has a default, so that no file is needed."""

    name: str | None = None
    source: str = "src"
    repository: str | None = None
    former_repositories: tuple[str, ...] = ()
    application_areas: tuple[str, ...] | None = None
    asks: Mapping[str, AskKind] = field(default_factory=dict)
    team_url: str | None = None
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    book: BookSettings = field(default_factory=BookSettings)
    has_book: bool = False

    def with_repository(self, repository: str | None) -> Config:
        """The settings for a repository that was found out, with what its profile adds."""
        profile = profile_of(repository) if repository else None
        config = replace(self, repository=self.repository or repository)
        return _with_profile(config, profile) if profile else config

    def same_repository(self, repository: str) -> bool:
        """Whether a name is one that the goals repository has or had."""
        if self.repository is None:
            return True
        names = (self.repository, *self.former_repositories)
        return repository.casefold() in map(str.casefold, names)


@dataclass(frozen=True)
class ReadConfig:
    """Settings with what is wrong in their files, and the files themselves."""

    config: Config
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]


class _File:
    """A TOML file that collects findings about itself."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.table: dict[str, Any] = {}
        try:
            self.table = tomllib.loads(source.data.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.tell(Span(error.start, error.end), "this file is not UTF-8")
        except tomllib.TOMLDecodeError as error:
            place = _POSITION.search(str(error))
            start = 0
            if place and int(place[1]) <= len(source.lines):
                start = source.lines.span(int(place[1])).start + int(place[2]) - 1
            message = _POSITION.sub("", str(error)).strip()
            self.tell(Span(start, start), f"this is no TOML: {message}")

    def tell(self, span: Span, message: str, help_text: str | None = None) -> None:
        """Collect a finding."""
        self.findings.append(Finding(span, message, self.source.path, help=help_text))

    def find(self, key: str) -> Span:
        """Where a key stands first; the file's start when it cannot be found."""
        match = re.search(rb"""(?m)^[ \t]*\[?["']?""" + re.escape(key.encode()), self.source.data)
        if match is None:
            return Span(0, 0)
        return Span(match.end() - len(key.encode()), match.end())

    def typed(self, table: Mapping[str, Any], key: str, kind: type, what: str) -> Any:
        """The value of a key if it has the right type; otherwise a finding, and None."""
        value = table.get(key)
        if value is None or isinstance(value, kind):
            return value
        self.tell(self.find(key), f"`{key}` must be {what}")
        return None

    def strings(self, table: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
        """A list of strings, or None without one."""
        value = self.typed(table, key, list, "a list of strings")
        if value is None:
            return None
        if not all(isinstance(item, str) for item in value):
            self.tell(self.find(key), f"`{key}` must be a list of strings")
            return None
        return tuple(value)

    def known(self, table: Mapping[str, Any], names: tuple[str, ...]) -> None:
        """Tell of keys that are none of some names."""
        for key in table:
            if key not in names:
                self.tell(
                    self.find(key),
                    f"unknown setting `{key}`",
                    meant(key, names) or f"the settings here are {one_of(names)}",
                )


def read_config(root: Path) -> ReadConfig:
    """Read a program's configuration. Never raises for what the files contain."""
    files: list[_File] = []
    config = Config()
    book = _open(root, BOOK_TOML, files)
    if book is not None:
        config = _book(book, config)
    for name in _ASKS_FILES:
        asks = _open(root, name, files)
        if asks is not None:
            config = replace(config, asks=dict(_asks(asks, "team_asks")))
    own = _open(root, HEADWAY_TOML, files)
    if own is not None:
        config = _own(own, config)
    return ReadConfig(
        config.with_repository(config.repository),
        tuple(finding for file in files for finding in file.findings),
        tuple(file.source for file in files),
    )


def _open(root: Path, name: str, files: list[_File]) -> _File | None:
    try:
        data = (root / name).read_bytes()
    except OSError:
        return None
    file = _File(Source(name, data))
    files.append(file)
    return file


def _own(file: _File, config: Config) -> Config:
    file.known(file.table, ("program", "teams", "asks", "rules"))
    program = file.typed(file.table, "program", dict, "a table") or {}
    file.known(
        program,
        ("name", "source", "repository", "former-repositories", "application-areas"),
    )
    teams = file.typed(file.table, "teams", dict, "a table") or {}
    file.known(teams, ("url",))
    text = "a string"
    return replace(
        config,
        name=file.typed(program, "name", str, text) or config.name,
        source=(file.typed(program, "source", str, text) or config.source).strip("/"),
        repository=_repository(file, program) or config.repository,
        former_repositories=file.strings(program, "former-repositories") or (),
        application_areas=file.strings(program, "application-areas"),
        asks={**config.asks, **dict(_asks(file, "asks"))},
        team_url=file.typed(teams, "url", str, text),
        severities=dict(_severities(file)),
    )


def _repository(file: _File, program: Mapping[str, Any]) -> str | None:
    name: str | None = file.typed(program, "repository", str, "a string")
    if name is not None and not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        file.tell(file.find("repository"), "`repository` must be `organisation/repository`")
        return None
    return name


def _asks(file: _File, key: str) -> Iterator[tuple[str, AskKind]]:
    for name, entry in (file.typed(file.table, key, dict, "a table") or {}).items():
        if not isinstance(entry, dict) or not isinstance(entry.get("short"), str):
            file.tell(file.find(name), f"the ask `{name}` must be a table with `short` and `about`")
            continue
        about, elide = str(entry.get("about", "")), entry.get("elide") is True
        yield name, AskKind(name, entry["short"], about, elide)


def _severities(file: _File) -> Iterator[tuple[str, Severity | None]]:
    for code, level in (file.typed(file.table, "rules", dict, "a table") or {}).items():
        if level in _LEVELS:
            yield code, _LEVELS[level]
        else:
            file.tell(file.find(code), f"`{code}` must be {one_of(_LEVELS)}")


def _book(file: _File, config: Config) -> Config:
    book = file.typed(file.table, "book", dict, "a table") or {}
    output = file.typed(file.table, "output", dict, "a table") or {}
    html = file.typed(output, "html", dict, "a table") or {}
    url = file.typed(html, "git-repository-url", str, "a string") or ""
    repository = _GITHUB.fullmatch(url)
    preprocessors = file.typed(file.table, "preprocessor", dict, "a table") or {}
    goals = file.typed(preprocessors, "goals", dict, "a table") or {}
    return replace(
        config,
        name=file.typed(book, "title", str, "a string"),
        source=(file.typed(book, "src", str, "a string") or "src").strip("/"),
        repository=repository[1] if repository else None,
        book=BookSettings(
            links=file.typed(goals, "links", dict, "a table") or {},
            linkifiers=tuple(_patterns(file, goals)),
            users=file.typed(goals, "users", dict, "a table") or {},
            ignore_users=file.strings(goals, "ignore_users") or (),
        ),
        has_book=True,
    )


def _patterns(file: _File, goals: Mapping[str, Any]) -> Iterator[re.Pattern[str]]:
    for pattern in file.typed(goals, "linkifiers", dict, "a table") or {}:
        try:
            yield re.compile(pattern)
        except re.error as error:
            file.tell(file.find(pattern), f"this linkifier is no regular expression: {error}")


def _with_profile(config: Config, profile: Profile) -> Config:
    names = [*config.former_repositories, *profile.repositories]
    return replace(
        config,
        former_repositories=tuple(dict.fromkeys(names)),
        team_url=config.team_url or profile.team_url,
    )

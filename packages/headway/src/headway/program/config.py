"""What a program's configuration files say: `headway.toml`, `book.toml`, the asks' own file."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from headway.diagnostics import Severity, one_of
from headway.program.config_board import BoardSettings, read_board_settings
from headway.program.config_cadence import CadenceSettings, read_cadence
from headway.program.config_meetings import read_aliases, read_calendars, read_minutes
from headway.program.config_program_update import ProgramUpdateSettings, read_program_update
from headway.program.config_remind import RemindSettings, read_remind
from headway.program.config_reports import ReportSettings, read_reports
from headway.program.config_stalls import StallSettings, read_stalls
from headway.program.config_updates import UpdateSettings, read_updates
from headway.program.config_watch import Watch, read_watches
from headway.program.config_zulip import TopicSetting, ZulipSettings, read_zulip
from headway.program.profiles import Profile, profile_of
from headway.program.toml import TomlFile
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from headway.diagnostics import Finding
    from headway.program.config_meetings import MinutesSetting
    from headway.text import Source

HEADWAY_TOML = "headway.toml"
BOOK_TOML = "book.toml"
_ASKS_FILES = ("rust-project-goals.toml", "rust_project_goals.toml")
_TABLES = (
    *("program", "teams", "asks", "minutes", "calendars", "watch", "aliases", "board", "cadence"),
    *("updates", "stalls", "zulip", "remind", "reports", "program-update", "rules"),
)
_GITHUB = re.compile(r"https?://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")
_GROUP = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_LEVELS = {"off": None, **{severity.value: severity for severity in Severity}}


class AskKind(Value):
    """An ask that goals of the older form may name.

    `short` heads its column, `about` says what it means for a team; tables leave out one to
    `elide`.
    """

    name: str
    short: str
    about: str
    elide: bool = False


class Linkifier(Value):
    """A pattern whose matches in brackets are links; `$1` in the template is its first group."""

    pattern: re.Pattern[str]
    template: str

    def url(self, label: str) -> str | None:
        """Where a label leads; None for one that does not match as a whole."""
        match = self.pattern.fullmatch(label)
        if match is None:
            return None
        groups = {str(number): text for number, text in enumerate((match[0], *match.groups()))}
        groups.update(match.groupdict())
        return _GROUP.sub(lambda group: groups.get(group[1] or group[2]) or "", self.template)


class BookSettings(Value):
    """What `[preprocessor.goals]` says: labels that the book defines, and how people are named."""

    links: Mapping[str, str] = MappingProxyType({})
    linkifiers: tuple[Linkifier, ...] = ()
    users: Mapping[str, str] = MappingProxyType({})
    ignore_users: tuple[str, ...] = ()
    redirects: frozenset[str] = frozenset()


class TeamsRepository(Value):
    """How goal owners are a team of the project's team repository.

    `team` is that team's name, `organisations` those of GitHub that it belongs to; `add_person`
    is the command that adds a person to the repository, `LOGIN` in it standing for them; empty
    where none is known.
    """

    team: str = "goal-owners"
    organisations: tuple[str, ...] = ()
    add_person: str = ""


_NO_BOOK = BookSettings()
_NO_TEAMS = TeamsRepository()
_USUAL_CADENCE = CadenceSettings()
_USUAL_BOARD = BoardSettings()
_NO_ZULIP = ZulipSettings()
_USUAL_REMINDERS = RemindSettings()
_USUAL_REPORTS = ReportSettings()
_USUAL_STALLS = StallSettings()
_USUAL_UPDATES = UpdateSettings()
_USUAL_PROGRAM_UPDATE = ProgramUpdateSettings()


class Config(Value):
    """A program's settings; every one has a default, so that no file is needed."""

    name: str | None = None
    source: str = "src"
    repository: str | None = None
    former_repositories: tuple[str, ...] = ()
    application_areas: tuple[str, ...] | None = None
    asks: Mapping[str, AskKind] = MappingProxyType({})
    team_url: str | None = None
    book_url: str | None = None
    funding_contact: str | None = None
    teams_repository: TeamsRepository = _NO_TEAMS
    lock_comments: tuple[str, ...] = ()
    continuing_comments: tuple[str, ...] = ()
    minutes: tuple[MinutesSetting, ...] = ()
    calendars: tuple[str, ...] = ()
    watches: tuple[Watch, ...] = ()
    aliases: Mapping[str, str] = MappingProxyType({})
    cadence: CadenceSettings = _USUAL_CADENCE
    board: BoardSettings = _USUAL_BOARD
    zulip: ZulipSettings = _NO_ZULIP
    remind: RemindSettings = _USUAL_REMINDERS
    updates: UpdateSettings = _USUAL_UPDATES
    stalls: StallSettings = _USUAL_STALLS
    program_update: ProgramUpdateSettings = _USUAL_PROGRAM_UPDATE
    reports: ReportSettings = _USUAL_REPORTS
    severities: Mapping[str, Severity | None] = MappingProxyType({})
    book: BookSettings = _NO_BOOK
    has_book: bool = False

    def with_repository(self, repository: str | None) -> Config:
        """The settings for a repository that was found out, with what its profile adds."""
        profile = profile_of(repository) if repository else None
        config = replace(self, repository=self.repository or repository)
        return _with_profile(config, profile) if profile else config

    def is_bot(self, login: str) -> bool:
        """Whether an account writes without being a person, as far as its name tells."""
        known = (*(self.updates.bots or ()), *self.stalls.decision_bots)
        return login.endswith("[bot]") or login.casefold() in map(str.casefold, known)

    def same_repository(self, repository: str) -> bool:
        """Whether a name is one that the goals repository has or had."""
        if self.repository is None:
            return True
        names = (self.repository, *self.former_repositories)
        return repository.casefold() in map(str.casefold, names)

    def present_name(self, repository: str) -> str:
        """The present name of the goals repository, for any that it has or had; others as given."""
        if self.repository and self.same_repository(repository):
            return self.repository
        return repository

    def present_issue(self, issue: str) -> str:
        """`organisation/repository#number` by the present name of the goals repository."""
        repository, mark, number = issue.partition("#")
        return f"{self.present_name(repository)}{mark}{number}"


class ReadConfig(Value):
    """Settings with what is wrong in their files, and the files themselves."""

    config: Config
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]


def read_config(root: Path) -> ReadConfig:
    """Read a program's configuration. Never raises for what the files contain."""
    files: list[TomlFile] = []
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
        if not (root / config.source).is_dir():
            own.tell(own.find("source"), f"there is no folder `{config.source}` of sources")
    return ReadConfig(
        config.with_repository(config.repository),
        tuple(finding for file in files for finding in file.findings),
        tuple(file.source for file in files),
    )


def _open(root: Path, name: str, files: list[TomlFile]) -> TomlFile | None:
    file = TomlFile.open(root, name)
    if file is not None:
        files.append(file)
    return file


def _own(file: TomlFile, config: Config) -> Config:
    file.known(file.table, _TABLES)
    program = file.tables(file.table, "program")
    file.known(
        program,
        (
            "name",
            "source",
            "repository",
            "former-repositories",
            "application-areas",
            "book-url",
            "funding-contact",
        ),
    )
    teams = file.tables(file.table, "teams")
    file.known(teams, ("url", "owners", "organisations", "add-person"))
    text = "a string"
    return replace(
        config,
        name=file.typed(program, "name", str, text) or config.name,
        source=file.folder(program, "source") or config.source,
        repository=_repository(file, program) or config.repository,
        former_repositories=file.strings(program, "former-repositories") or (),
        application_areas=file.strings(program, "application-areas"),
        asks={**config.asks, **dict(_asks(file, "asks"))},
        team_url=_team_url(file, teams),
        book_url=file.typed(program, "book-url", str, text),
        funding_contact=file.typed(program, "funding-contact", str, text),
        teams_repository=_teams_repository(file, teams),
        minutes=tuple(read_minutes(file)),
        calendars=read_calendars(file),
        watches=tuple(read_watches(file)),
        aliases=dict(read_aliases(file)),
        cadence=read_cadence(file),
        board=read_board_settings(file),
        zulip=read_zulip(file),
        remind=read_remind(file),
        updates=read_updates(file),
        stalls=read_stalls(file),
        program_update=read_program_update(file),
        reports=read_reports(file),
        severities=dict(_severities(file)),
    )


def _teams_repository(file: TomlFile, teams: Mapping[str, Any]) -> TeamsRepository:
    said = {
        "team": file.typed(teams, "owners", str, "a string"),
        "organisations": file.strings(teams, "organisations"),
        "add_person": file.typed(teams, "add-person", str, "a string"),
    }
    return TeamsRepository(**{name: value for name, value in said.items() if value is not None})


def _team_url(file: TomlFile, teams: Mapping[str, Any]) -> str | None:
    url: str | None = file.typed(teams, "url", str, "a string")
    if url is not None and not url.startswith(("https://", "http://")):
        file.tell(file.find("url"), "`url` must start with `https://`")
        return None
    return url


def _repository(file: TomlFile, program: Mapping[str, Any]) -> str | None:
    name: str | None = file.typed(program, "repository", str, "a string")
    if name is not None and not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        file.tell(file.find("repository"), "`repository` must be `organisation/repository`")
        return None
    return name


def _asks(file: TomlFile, key: str) -> Iterator[tuple[str, AskKind]]:
    for name, entry in (file.tables(file.table, key)).items():
        if not isinstance(entry, dict) or not isinstance(entry.get("short"), str):
            file.tell(file.find(name), f"the ask `{name}` must be a table with `short` and `about`")
            continue
        file.known(entry, ("short", "about", "elide"))
        about = file.typed(entry, "about", str, "a string") or ""
        elide = file.typed(entry, "elide", bool, "true or false") or False
        yield name, AskKind(name, entry["short"], about, elide)


def _severities(file: TomlFile) -> Iterator[tuple[str, Severity | None]]:
    for code, level in (file.tables(file.table, "rules")).items():
        if level in _LEVELS:
            yield code, _LEVELS[level]
        else:
            file.tell(file.find(code), f"`{code}` must be {one_of(_LEVELS)}")


def _book(file: TomlFile, config: Config) -> Config:
    book = file.tables(file.table, "book")
    output = file.tables(file.table, "output")
    html = file.tables(output, "html")
    url = file.typed(html, "git-repository-url", str, "a string") or ""
    repository = _GITHUB.fullmatch(url)
    preprocessors = file.tables(file.table, "preprocessor")
    goals = file.tables(preprocessors, "goals")
    return replace(
        config,
        name=file.typed(book, "title", str, "a string"),
        source=file.folder(book, "src") or config.source,
        repository=repository[1] if repository else None,
        book=BookSettings(
            links=file.tables(goals, "links"),
            linkifiers=tuple(_linkifiers(file, goals)),
            users=file.tables(goals, "users"),
            ignore_users=file.strings(goals, "ignore_users") or (),
            redirects=frozenset(file.tables(html, "redirect")),
        ),
        has_book=True,
    )


def _linkifiers(file: TomlFile, goals: Mapping[str, Any]) -> Iterator[Linkifier]:
    for pattern, template in file.tables(goals, "linkifiers").items():
        try:
            yield Linkifier(re.compile(pattern), str(template))
        except re.error as error:
            file.tell(file.find(pattern), f"this linkifier is no regular expression: {error}")


def _with_profile(config: Config, profile: Profile) -> Config:
    names = [*config.former_repositories, *profile.repositories]
    return replace(
        config,
        repository=profile.repositories[0],
        former_repositories=tuple(dict.fromkeys(names)),
        team_url=config.team_url or profile.team_url,
        funding_contact=config.funding_contact or profile.funding_contact,
        book_url=config.book_url or profile.book_url,
        lock_comments=profile.lock_comments,
        continuing_comments=profile.continuing_comments,
        teams_repository=_with_profile_teams(config.teams_repository, profile),
        cadence=_with_profile_labels(config.cadence, profile),
        zulip=replace(config.zulip, site=config.zulip.site or profile.zulip_site),
        remind=replace(
            config.remind, report=config.remind.report or TopicSetting(*profile.zulip_report)
        ),
        updates=_with_profile_bots(config.updates, profile),
        stalls=config.stalls.with_profile(profile),
    )


def _with_profile_teams(said: TeamsRepository, profile: Profile) -> TeamsRepository:
    """How goal owners are a team: as said, else as the profile has it."""
    return replace(
        said,
        organisations=said.organisations or profile.organisations,
        add_person=said.add_person or profile.add_person,
    )


def _with_profile_labels(said: CadenceSettings, profile: Profile) -> CadenceSettings:
    return said if said.labels is not None else replace(said, labels=profile.cadence_labels)


def _with_profile_bots(said: UpdateSettings, profile: Profile) -> UpdateSettings:
    return said if said.bots is not None else replace(said, bots=profile.bots)

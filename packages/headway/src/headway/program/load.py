"""From a folder to a program and what is wrong with it.

One file after another is read, checked by itself and let go; only values and what other files
need to know of it stay.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from headway.documents import reading
from headway.diagnostics import Report
from headway.documents import template
from headway.documents.goal import GOAL
from headway.documents.reading import Document, metadata_table, read
from headway.documents.roadmap import ROADMAP
from headway.documents.rules import DOCUMENT_RULES, PAGE_RULES
from headway.documents.rules.page import swallowed_labels
from headway.documents.values import Goal, Roadmap, Written
from headway.program.config import read_config
from headway.program.directory import TEAMS_TOML, Directory, from_folder, from_toml
from headway.program.find import find_root
from headway.program.model import Page, Period, Program, is_period
from headway.program.rules import PROGRAM_RULES
from headway.program.team_cache import TeamCache
from headway.text import Source, Span, inside, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.diagnostics import Diagnostic
    from headway.documents.kinds import Kind
    from headway.program.config import Config, ReadConfig
    from headway.text import Tree

TEMPLATE = "TEMPLATE.md"
SUMMARY = "SUMMARY.md"

_ALLOW = re.compile(rb"<!--\s*headway:\s*allow\s+([A-Z0-9,\s]+?)\s*-->")
_BARE_ISSUE = re.compile(rb"#\d+(?![\w\]])")
_BEFORE_BARE = frozenset((b"", b" ", b"\n", b"\t", b"(", b",", b"+", b">", b"*"))
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class Options:
    """What a command line or a caller decides about a load.

    `team_data` is a folder with the team API's files; `offline` never touches the network;
    `today` is the day that counts as the present, by default the system's. `overlay` holds bytes
    that count in place of what files hold, by path relative to the root.
    """

    team_data: Path | None = None
    offline: bool = False
    today: date | None = None
    overlay: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program, and every diagnostic about it, sorted by file and place."""

    program: Program
    report: Report


def load(path: str | os.PathLike[str] = ".", options: Options = Options()) -> Loaded:  # noqa: B008  # frozen
    """Read the program that a path lies in, and check it.

    Raises:
        NoProgramError: the path lies in no program.
        BadTeamDataError: the team data that `options` name cannot be read.
    """
    root = find_root(Path(path))
    settings = read_config(root)
    reader = _Reader(root, settings, options.overlay)
    reader.read()
    repository = settings.config.repository or _majority(reader.goals)
    config = settings.config.with_repository(repository)
    directory, skipped = _directory(root, config, options)
    program = Program(
        root=root,
        config=config,
        today=options.today or datetime.now(UTC).date(),
        periods=tuple(reader.periods()),
        pages=tuple(reader.pages),
        directory=directory,
        sources=reader.sources,
        files=frozenset(reader.files),
        unreadable=reader.unreadable,
        config_findings=settings.findings,
        skipped=tuple(skipped),
    )
    found = [*reader.diagnostics, *PROGRAM_RULES.run("", program)]
    return Loaded(program, _report(program, found))


class _Reader:
    """Reads the files of one program."""

    def __init__(self, root: Path, settings: ReadConfig, overlay: Mapping[str, bytes]) -> None:
        self.root = root
        self.overlay = overlay
        self.source_folder = settings.config.source
        self.sources = {source.path: source for source in settings.sources}
        self.pages: list[Page] = []
        self.goals: list[Goal] = []
        self.roadmaps: list[Roadmap] = []
        self.diagnostics: list[Diagnostic] = []
        self.files: set[str] = set()
        self.unreadable: dict[str, str] = {}
        self.words = template.words(GOAL) | template.words(ROADMAP)

    def read(self) -> None:
        """Read every Markdown file under the source folder, templates first."""
        self.files = set(_walk(self.root, self.source_folder))
        markdown = sorted(file for file in self.files if file.endswith(".md"))
        markdown.sort(key=lambda file: not file.endswith(TEMPLATE))
        for file in markdown:
            self.read_file(file)
        self.pages.sort(key=lambda page: page.file)

    def read_file(self, file: str) -> None:
        """Read one page, check what it says by itself, and keep its value."""
        try:
            data = self.overlay[file] if file in self.overlay else (self.root / file).read_bytes()
        except OSError as error:
            self.unreadable[file] = error.strerror or str(error)
            return
        source = Source(file, data)
        self.sources[file] = source
        tree = parse(data)
        page = reading.Page(source, tree, _period(file))
        self.diagnostics += PAGE_RULES.run(file, page)
        kind = self.kind(page)
        if file.endswith(TEMPLATE):
            self.words |= template.words_of(tree)
        elif kind is not None:
            document = read(kind, page, self.words)
            self.diagnostics += DOCUMENT_RULES.run(file, document)
            self.keep(document)
        self.pages.append(_page(page, kind))

    def kind(self, page: reading.Page) -> Kind | None:
        """What kind of document a page is: its folder, its name and its metadata tell."""
        if page.period is None or not page.tree.sections:
            return None
        if page.file.endswith(TEMPLATE):
            return None
        if page.stem.startswith("roadmap-"):
            return ROADMAP
        if metadata_table(page.tree.sections[0].tables()) is not None:
            return GOAL
        return None

    def keep(self, document: Document) -> None:
        """Keep the value of a document that has metadata."""
        if document.metadata is not None:
            value = document.value
            (self.goals if isinstance(value, Goal) else self.roadmaps).append(value)

    def periods(self) -> Iterator[Period]:
        """The periods, in order of their names."""
        names = {page.period for page in self.pages if page.period is not None}
        for name in sorted(names, key=str.casefold):
            yield Period(
                name,
                tuple(goal for goal in self.goals if goal.period == name),
                tuple(roadmap for roadmap in self.roadmaps if roadmap.period == name),
                tuple(page for page in self.pages if page.period == name),
            )


def _walk(root: Path, folder: str) -> Iterator[str]:
    """Every file under a folder, as paths relative to the root; hidden ones left out."""
    for path, folders, files in os.walk(root / folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(path).relative_to(root).as_posix()
        prefix = "" if relative == "." else f"{relative}/"
        yield from (f"{prefix}{name}" for name in files if not name.startswith("."))


def _period(file: str) -> str | None:
    return next((part for part in reversed(file.split("/")[:-1]) if is_period(part)), None)


def _page(page: reading.Page, kind: Kind | None) -> Page:
    tree = page.tree
    return Page(
        file=page.file,
        kind=_page_kind(page, kind),
        period=page.period,
        headings=tree.headings,
        links=tuple(link for link in tree.links() if _is_relative(link.destination)),
        undefined=tree.undefined_references,
        directives=tree.directives,
        swallowed=swallowed_labels(tree),
        bare_issues=tuple(_bare_issues(tree)),
        allowed=frozenset(
            code
            for match in _ALLOW.finditer(tree.source)
            for code in re.split(r"[,\s]+", match[1].decode())
        ),
    )


def _page_kind(page: reading.Page, kind: Kind | None) -> str:
    if kind is not None:
        return kind.name
    name = page.file.rpartition("/")[2]
    sample = name.endswith(TEMPLATE) or "samples" in page.file.split("/")
    return "template" if sample else "summary" if name == SUMMARY else "page"


def _is_relative(destination: str) -> bool:
    return bool(destination) and not _SCHEME.match(destination) and not destination.startswith("/")


def _bare_issues(tree: Tree) -> Iterator[Written]:
    source = tree.source
    if b"#" not in source:
        return
    covered = sorted([*tree.code, *(link.span for link in tree.links())])
    for match in _BARE_ISSUE.finditer(source):
        before = source[match.start() - 1 : match.start()]
        if before in _BEFORE_BARE and not inside(match.start(), covered):
            yield Written(match[0].decode(), Span(*match.span()))


def _majority(goals: Iterable[Goal]) -> str | None:
    """The repository that most tracking issues are in."""
    counts = Counter(goal.tracking_issue.repository for goal in goals if goal.tracking_issue)
    return counts.most_common(1)[0][0] if counts else None


def _directory(root: Path, config: Config, options: Options) -> tuple[Directory | None, list[str]]:
    """The team directory from the first place that has one, and what could not be had."""
    if options.team_data is not None:
        return from_folder(options.team_data), []
    own = root / TEAMS_TOML
    if own.is_file():
        return from_toml(own.read_bytes()), []
    if config.team_url is None:
        return None, ["checks of teams and people (no team directory; see --team-data)"]
    cache = TeamCache(config.team_url, offline=options.offline)
    directory = cache.directory()
    if directory is None:
        return None, [f"checks of teams and people ({cache.note})"]
    return directory, [f"nothing, but {cache.note}"] if cache.note else []


def _report(program: Program, found: Iterable[Diagnostic]) -> Report:
    kept = (_adjusted(program, diagnostic) for diagnostic in found)
    diagnostics = sorted((d for d in kept if d is not None), key=lambda d: d.order)
    return Report(tuple(diagnostics), program.sources, program.skipped)


def _adjusted(program: Program, diagnostic: Diagnostic) -> Diagnostic | None:
    """A diagnostic as the configuration wants it; None when it is switched off."""
    page = program.pages_by_file.get(diagnostic.file)
    if page is not None and diagnostic.code in page.allowed:
        return None
    severities = program.config.severities
    if diagnostic.code not in severities:
        return diagnostic
    severity = severities[diagnostic.code]
    return replace(diagnostic, severity=severity) if severity else None

"""From a folder to a program and what is wrong with it."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.diagnostics import Report
from headway.documents.known import FOLDERS
from headway.program import directory as directories
from headway.program.config import read_config
from headway.program.files import Batch, read_files
from headway.program.find import find_root
from headway.program.model import Period, Program
from headway.program.outcomes import read_outcomes
from headway.program.rules import PROGRAM_RULES
from headway.text import Source
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.diagnostics import Diagnostic
    from headway.documents.values import Goal
    from headway.program.board.values import Board
    from headway.program.config import Config


class Options(Value):
    """What a command line or a caller decides about a load.

    `team_data` is a folder with the team API's files; `offline` never touches the network;
    `today` is the day that counts as the present, by default the system's. `overlay` holds bytes
    that count in place of what files hold, or as new files, by path relative to the root.
    `directory` is one that was read before, so that none is looked for.
    """

    team_data: Path | None = None
    offline: bool = False
    today: date | None = None
    overlay: Mapping[str, bytes] = MappingProxyType({})
    directory: directories.Directory | None = None


class Loaded(Value):
    """A program, and every diagnostic about it, sorted by file and place."""

    program: Program
    report: Report

    def plus(self, found: Iterable[Diagnostic], skipped: Iterable[str] = ()) -> Loaded:
        """With diagnostics of rules from a later room, and checks that could not be made."""
        report = _report(self.program, [*self.report.diagnostics, *found])
        report = replace(report, skipped=(*report.skipped, *skipped))
        return Loaded(self.program, report)


def load(path: str | os.PathLike[str] = ".", options: Options | None = None) -> Loaded:
    """Read the program that a path lies in, and check it.

    Raises:
        NoProgramError: the path lies in no program.
        BadTeamDataError: the team data that `options` name cannot be read.
    """
    options = options or Options()
    root = find_root(Path(path))
    settings = read_config(root)
    unreadable: dict[str, str] = {}
    beside = frozenset(
        file
        for folder in FOLDERS
        if (root / folder).is_dir()
        for file in _walk(root, folder, unreadable)
    )
    new = (file for file in options.overlay if file.startswith(f"{settings.config.source}/"))
    files = frozenset((*_walk(root, settings.config.source, unreadable), *new)) - beside
    sources = list(_read_sources(root, files | beside, options.overlay, unreadable))
    batch = read_files(sources)
    repository = settings.config.repository or _majority(batch.values["goal"])
    config = settings.config.with_repository(repository)
    signoffs = batch.values.pop("signoff", [])
    known = _directory(root, config, options)
    board = _board(root, options)
    periods = tuple(_periods(batch, files))
    ledger = read_outcomes(root, periods)
    beside_the_book = (known.source, board.source if board else None, ledger.source)
    program = Program(
        root=root,
        config=config,
        today=options.today or datetime.now(UTC).date(),
        periods=periods,
        pages=tuple(sorted(batch.pages, key=lambda page: page.file)),
        directory=known.directory,
        sources={s.path: s for s in (*settings.sources, *filter(None, beside_the_book), *sources)},
        files=files,
        unreadable=unreadable,
        config_findings=(*settings.findings, *known.findings, *ledger.findings),
        skipped=known.skipped,
        signoffs=tuple(sorted(signoffs, key=lambda signoff: signoff.file)),
        board=board,
        outcomes=ledger.entries,
    )
    return Loaded(program, _report(program, [*batch.diagnostics, *PROGRAM_RULES.run("", program)]))


def _board(root: Path, options: Options) -> Board | None:
    """The board, if the program has one; most have none, and need not know how one is read."""
    if not (root / "board.toml").exists() and "board.toml" not in options.overlay:
        return None
    from headway.program.board.reading import find_board  # noqa: PLC0415  # as just said

    return find_board(root, options.overlay)


def _directory(root: Path, config: Config, options: Options) -> directories.Found:
    if options.directory is not None:
        return directories.Found(options.directory)
    return directories.find(root, config, options.team_data, offline=options.offline)


def _walk(root: Path, folder: str, unreadable: dict[str, str]) -> Iterator[str]:
    """Every file under a folder, as paths relative to the root; hidden ones left out.

    A folder that cannot be listed goes to `unreadable`, with a slash behind it.
    """

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            below = Path(error.filename).relative_to(root).as_posix()
            unreadable[f"{_shown(below)}/"] = error.strerror or str(error)

    for path, folders, files in os.walk(root / folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        relative = Path(path).relative_to(root).as_posix()
        prefix = "" if relative == "." else f"{relative}/"
        yield from (f"{prefix}{name}" for name in files if not name.startswith("."))


def _read_sources(
    root: Path, files: Iterable[str], overlay: Mapping[str, bytes], unreadable: dict[str, str]
) -> Iterator[Source]:
    """The Markdown files; for each that cannot be read the reason goes to `unreadable`."""
    for file in sorted(file for file in files if file.endswith(".md")):
        if _shown(file) != file:
            unreadable[_shown(file)] = "its name is not UTF-8"
        elif file in overlay:
            yield Source(file, overlay[file])
        else:
            try:
                yield Source(file, _read(root / file))
            except OSError as error:
                unreadable[file] = error.strerror or str(error)


def _shown(file: str) -> str:
    """A path as text; what is no UTF-8 in it is replaced."""
    return file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it is none that can be read to its end.
    """
    if not path.is_file():
        exists = path.exists()
        raise OSError("it is a pipe or a device" if exists else "it links to what is not there")
    return path.read_bytes()


def _periods(batch: Batch, files: frozenset[str]) -> Iterator[Period]:
    """The periods, in order of their names; what they hold in order of the files."""
    pages = [page for page in batch.pages if page.file in files]
    names = {page.period for page in pages if page.period is not None}
    for name in sorted(names, key=str.casefold):
        yield Period(
            name,
            {
                kind: tuple(sorted((v for v in values if v.period == name), key=lambda v: v.file))
                for kind, values in batch.values.items()
            },
            tuple(sorted((p for p in pages if p.period == name), key=lambda p: p.file)),
        )


def _majority(goals: Iterable[Goal]) -> str | None:
    """The repository that most tracking issues are in."""
    counts = Counter(goal.tracking_issue.repository for goal in goals if goal.tracking_issue)
    return counts.most_common(1)[0][0] if counts else None


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

"""What can be wrong with files and settings."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from headway.diagnostics import Finding, Severity, fold, meant
from headway.program.rules.books import PROGRAM_RULES
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.program.model import Page, Program

rule = PROGRAM_RULES.rule

_START = Span(0, 0)
_KEBAB = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_CHAPTERS = {"goal": "GOAL CHAPTERS", "roadmap": "ROADMAP CHAPTERS"}


@rule("FILE001", Severity.HINT)
def page_not_in_book(program: Program) -> Iterator[Finding]:
    """A page is in no table of contents, so the book leaves it out.

    `SUMMARY.md` lists the book's pages; goals and roadmaps are added by `(((GOAL CHAPTERS)))` and
    `(((ROADMAP CHAPTERS)))`.

    Wrong:

        - [Goals](./2026/goals.md)

    Right:

        - [Goals](./2026/goals.md)
        - [Funding](./2026/funding.md)
    """
    summary = program.pages_by_file.get(f"{program.config.source}/SUMMARY.md")
    if summary is None:
        return
    folder = posixpath.dirname(summary.file)
    listed = {
        posixpath.normpath(posixpath.join(folder, link.destination.partition("#")[0]))
        for link in summary.links
    }
    left_out = {g.file for p in program.periods for g in p.goals} - {
        g.file for p in program.periods for g in p.listed
    }
    chapters = {(page.period, found.name) for page in program.pages for found in page.directives}
    for page in program.pages:
        if page.file in listed or page.kind in {"summary", "template"} or page.file in left_out:
            continue
        if page.file not in program.files:
            continue  # it stands beside the book
        if (page.period, _CHAPTERS.get(page.kind)) not in chapters:
            yield Finding(_START, "this page is not in the book", page.file)


@rule("FILE002", Severity.HINT)
def file_name(program: Program) -> Iterator[Finding]:
    """A goal's or roadmap's file name is not in kebab case.

    The name is the page's address. Lower case with hyphens is what people guess, and what is the
    same on every file system.

    Wrong:

        src/2026/Region_Memory.md

    Right:

        src/2026/region-memory.md
    """
    for page in program.pages:
        stem = _stem(page).removesuffix(".md")
        if page.kind in _CHAPTERS and not _KEBAB.fullmatch(stem):
            yield Finding(_START, f"the file name `{stem}` is not in kebab case", page.file)


@rule("FILE003", Severity.WARNING)
def doubled_ending(program: Program) -> Iterator[Finding]:
    """A file's name ends in `.md` twice.

    An editor added the ending to a name that had it. The page's address ends in `.md.html`.

    Wrong:

        src/2026/region-memory.md.md

    Right:

        src/2026/region-memory.md
    """
    for page in program.pages:
        if page.file.endswith(".md.md"):
            yield Finding(
                _START, f"`{posixpath.basename(page.file)}` ends in `.md` twice", page.file
            )


@rule("FILE004", Severity.ERROR)
def roadmap_name(program: Program) -> Iterator[Finding]:
    """A roadmap's file is not named `roadmap-*.md`.

    Tools know roadmaps by their file names; any other page with metadata is read as a goal, and
    refused for having no status.

    Wrong:

        src/2026/tiny-devices.md

    Right:

        src/2026/roadmap-tiny-devices.md
    """
    for page in program.pages:
        if page.kind == "roadmap" and not _stem(page).startswith("roadmap-"):
            yield Finding(
                _START, "this looks like a roadmap, and is not named `roadmap-*.md`", page.file
            )


@rule("FILE005", Severity.ERROR)
def unreadable_file(program: Program) -> Iterator[Finding]:
    """A file or folder cannot be read.

    It is a dangling link, or you may not read it. All other files were checked.

    Wrong:

        region-memory.md -> ../old/region-memory.md (not there)

    Right:

        region-memory.md
    """
    for file, reason in program.unreadable.items():
        what = "folder" if file.endswith("/") else "file"
        yield Finding(_START, f"this {what} cannot be read: {reason}", file)


@rule("META014", Severity.WARNING)
def goal_without_metadata(program: Program) -> Iterator[Finding]:
    """A page has the sections of a goal, but no metadata table.

    Without the table below its title it is no goal: tools pass over it without a word.

    Wrong:

        # Regions

        ## Summary

        ## Team asks

    Right:

        # Regions

        | Metadata         |          |
        | :--------------- | -------- |
        | Point of contact | @ana     |
        | Status           | Proposed |

        ## Summary

        ## Team asks
    """
    for page in program.pages:
        if page.period is None or page.kind != "page" or page.directives:
            continue
        titles = set(map(fold, page.titles))
        if titles & {"team asks", "ownership and team asks"} and "summary" in titles:
            yield Finding(
                page.title_span or _START,
                "this page has a goal's sections, but no metadata table below its title",
                page.file,
            )


@rule("CONF001", Severity.ERROR)
def configuration(program: Program) -> Iterator[Finding]:
    """A configuration file cannot be read, or a setting in it means nothing.

    What cannot be read counts as not said.

    Wrong:

        [program]
        repositry = "lumen-lang/goals"

    Right:

        [program]
        repository = "lumen-lang/goals"
    """
    yield from program.config_findings


@rule("CONF002", Severity.WARNING)
def unknown_code(program: Program) -> Iterator[Finding]:
    """A code that is switched in `headway.toml`, or allowed in a comment, is none.

    Nothing is switched by it, and the diagnostics that were meant go on.

    Wrong:

        <!-- headway: allow FILE02 -->

    Right:

        <!-- headway: allow FILE002 -->
    """
    from headway.program.catalogue import CODES  # noqa: PLC0415  # the catalogue holds this rule

    for code in program.config.severities:
        if code not in CODES:
            yield _no_code(program, "headway.toml", rb"(?m)^[ \t\"']*(%s)\b", code, CODES)
    for page in program.pages:
        for code in sorted(page.allowed.difference(CODES)):
            pattern = rb"(?i)<!--\s*headway:\s*allow[^>]*?\b(%s)\b"
            yield _no_code(program, page.file, pattern, code, CODES)


def _no_code(
    program: Program, file: str, pattern: bytes, code: str, known: Iterable[str]
) -> Finding:
    found = re.search(pattern % re.escape(code.encode()), program.sources[file].data)
    span = Span(*found.span(1)) if found else _START
    return Finding(span, f"there is no code `{code}`", file, help=meant(code, known))


def _stem(page: Page) -> str:
    return posixpath.basename(page.file).removesuffix(".md")

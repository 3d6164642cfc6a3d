"""What can be wrong with links and references between pages."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from headway.diagnostics import Edit, Finding, Fix, Severity, fold, likely, meant
from headway.program.directives import forms_of
from headway.program.rules.books import PROGRAM_RULES
from headway.text import LinkStyle, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.model import Page, Program
    from headway.text import Link, UndefinedReference

rule = PROGRAM_RULES.rule

_WHOLE_ISSUE = re.compile(r"[\w.-]+/[\w.-]+#\d+")
_ISSUE_LIKE = re.compile(r"\S*#\d+|RFC \d+", re.IGNORECASE)


@rule("REF001", Severity.WARNING, fixes=True)
def undefined_reference(program: Program) -> Iterator[Finding]:
    """A reference is used and nowhere defined.

    The page shows its brackets. Besides a page's own definitions, teams, the badges and the
    patterns of `book.toml` count as defined.

    Wrong:

        | Build it | ![Heap wanted][] | |

    Right:

        | Build it | ![Help wanted][] | |
    """
    labels = _Labels(program)
    for page in program.pages:
        for use in page.undefined:
            if use.style is LinkStyle.SHORTCUT or labels.defines(use):
                continue
            if fold(use.label) in page.swallowed:
                continue
            guess = likely(use.label, program.config.book.links)
            yield Finding(
                use.span,
                f"`{use.label}` is not defined",
                page.file,
                help=f"did you mean `{guess}`?"
                if guess
                else f"define it: `[{use.label}]: https://…`, below a blank line",
                fix=_relabel(use, guess) if guess and use.style is LinkStyle.COLLAPSED else None,
            )


@rule("REF005", Severity.HINT)
def unlinked_issue(program: Program) -> Iterator[Finding]:
    """Brackets look like a reference to an issue or RFC, but nothing makes a link of them.

    The patterns in `book.toml` say which forms become links; others show their brackets.

    Wrong:

        See [lumen#123] for the plan.

    Right:

        See [lumen-lang/lumen#123] for the plan.
    """
    labels = _Labels(program)
    for page in program.pages:
        for use in page.undefined:
            if use.style is not LinkStyle.SHORTCUT or not _ISSUE_LIKE.fullmatch(use.label):
                continue
            if not labels.defines(use) and not _WHOLE_ISSUE.fullmatch(use.label):
                yield Finding(use.span, f"`[{use.label}]` becomes no link", page.file)


@rule("LINK001", Severity.ERROR)
def dead_link(program: Program) -> Iterator[Finding]:
    """A relative link leads to a file that is not there.

    Readers get an error page.

    Wrong:

        See [regions](./region-memry.md).

    Right:

        See [regions](./region-memory.md).
    """
    names = {_stem(file): file for file in program.files}
    for page in program.pages:
        for link in _checked(page):
            target = _target(program, page, link)
            if target is None or target in program.files or _hidden(program, target):
                continue
            guess = likely(_stem(target), names)
            near = posixpath.relpath(names[guess], posixpath.dirname(page.file)) if guess else None
            yield Finding(
                link.span,
                f"there is no file `{target}`",
                page.file,
                help=f"did you mean `{near}`?" if near else None,
            )


@rule("LINK002", Severity.WARNING)
def dead_anchor(program: Program) -> Iterator[Finding]:
    """A link names a heading that its page does not have.

    The browser opens the page at its top. A heading's anchor is its text in lower case, with
    `-` for spaces and without punctuation.

    Wrong:

        See [the plan](./region-memory.md#the-pan).

    Right:

        See [the plan](./region-memory.md#the-plan).
    """
    anchors: dict[str, frozenset[str]] = {}
    for page in program.pages:
        for link in _checked(page):
            fragment = link.destination.partition("#")[2]
            target = _target(program, page, link) if fragment else None
            other = program.pages_by_file.get(target) if target else None
            if other is None or _generates_headings(other):
                continue
            if other.file not in anchors:
                anchors[other.file] = other.anchors
            fragment = unquote(fragment)
            if fragment not in anchors[other.file]:
                yield Finding(
                    link.span,
                    f"`{other.file}` has no heading `#{fragment}`",
                    page.file,
                    help=meant(fragment, sorted(anchors[other.file])),
                )


@rule("LINK003", Severity.HINT)
def bare_issue(program: Program) -> Iterator[Finding]:
    """A bare `#123` stands in a text.

    The book makes no link of it. Where the text is copied to GitHub, as into a tracking issue,
    it becomes a link into the goals repository, whatever was meant.

    Wrong:

        Address the feedback on #3874.

    Right:

        Address the feedback on [lumen-lang/rfcs#3874].
    """
    for page in program.pages:
        if page.kind not in {"goal", "roadmap"}:
            continue
        for issue in page.bare_issues:
            yield Finding(
                issue.span,
                f"`{issue}` names no repository",
                page.file,
                help=f"write `[organisation/repository{issue}]`",
            )


class _Labels:
    """What a book defines beside a page's own definitions."""

    def __init__(self, program: Program) -> None:
        book = program.config.book
        teams = program.directory.teams if program.directory else ()
        self.names = {fold(name) for name in (*book.links, *book.users.values(), *teams)}
        self.linkifiers = book.linkifiers
        self.knows_teams = program.directory is not None
        self.knows_book = program.config.has_book

    def defines(self, use: UndefinedReference) -> bool:
        """Whether a label is defined.

        Without a book's settings badges and issues may be; without a directory any word may be a
        team.
        """
        label = use.label
        if not self.knows_book and use.style is not LinkStyle.FULL:
            return True
        if fold(label) in self.names or any(linkifier.url(label) for linkifier in self.linkifiers):
            return True
        if self.knows_teams or use.style is LinkStyle.FULL:
            return False
        return re.fullmatch(r"[a-z][a-z0-9-]*", label) is not None


def _stem(file: str) -> str:
    return posixpath.splitext(posixpath.basename(file))[0]


def _relabel(use: UndefinedReference, name: str) -> Fix:
    start = use.span.start + (2 if use.image else 1)
    edit = Edit(Span(start, start + len(use.label.encode())), name)
    return Fix(f"write `{name}`", (edit,))


def _checked(page: Page) -> Iterator[Link]:
    """The relative links of a page that readers will follow."""
    if page.kind == "template":
        return iter(())
    return (
        link for link in page.links if "{{" not in link.destination and "…" not in link.destination
    )


def _target(program: Program, page: Page, link: Link) -> str | None:
    """The file that a link leads to; None for one outside the book's sources."""
    path = link.destination.partition("#")[0].partition("?")[0]
    if not path:
        return page.file
    target = _joined(posixpath.dirname(page.file), path)
    inside = target == program.config.source or target.startswith(f"{program.config.source}/")
    if not inside:
        return None
    if target.endswith(".html"):
        return f"{target.removesuffix('.html')}.md"
    below = target.removeprefix(f"{program.config.source}/").removesuffix(".md")
    redirected = f"/{below}.html" in program.config.book.redirects
    return None if redirected or target in program.folders else target


@lru_cache(maxsize=4096)
def _joined(folder: str, path: str) -> str:
    """Where an address leads from a folder, relative to the root."""
    return posixpath.normpath(posixpath.join(folder, unquote(path)))


def _hidden(program: Program, file: str) -> bool:
    """Whether a file lies in a folder that could not be read."""
    return any(file.startswith(name) for name in program.unreadable if name.endswith("/"))


def _generates_headings(page: Page) -> bool:
    return any(form.headings for d in page.directives for form in forms_of(d.name))

"""Names become links: people by their login, and labels that the book or the directory defines.

Only text is touched: never code, HTML, a link, or a heading, whose anchor would change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, apply
from headway.pages import markdown
from headway.text import Span, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.model import Program
    from headway.text import Tree

# Behind `]` or `!` the brackets of a link would be read as part of what stands there.
_LOGIN = re.compile(rb"(?<![\w.@/\\!\]-])@[A-Za-z0-9][A-Za-z0-9-]*(?:_[A-Za-z0-9]+)*(?![\w@-])")


def linked(tree: Tree, program: Program) -> str:
    """A page's Markdown in which people are links, with a definition for each label used."""
    text = apply(tree.source, _people(tree, program)).decode("utf-8", "replace")
    definitions = dict(_definitions(tree, program))
    if not definitions:
        return text
    lines = "\n".join(f"[{label}]: {markdown.target(url)}" for label, url in definitions.items())
    return f"{lines}\n\n{text}" if _ends_inside(tree) else f"{text.rstrip()}\n\n{lines}\n"


def _ends_inside(tree: Tree) -> bool:
    """Whether a page's last words are code or HTML, which would take in what comes after."""
    end = len(tree.source.rstrip())
    return any(span.end >= end for span in (*tree.code, *tree.html))


def _people(tree: Tree, program: Program) -> Iterator[Edit]:
    if b"@" not in tree.source:
        return
    covered = _merged(
        [
            *tree.code,
            *tree.html,
            *(link.span for link in tree.links()),
            *(heading.span for heading in tree.headings),
            *(definition.span for definition in tree.definitions),
        ]
    )
    for match in _LOGIN.finditer(tree.source):
        link = None if inside(match.start(), covered) else _link(match[0].decode(), program)
        if link:
            yield Edit(Span(*match.span()), link)


def _link(user: str, program: Program) -> str | None:
    """How a page names an `@login`; None for one that nobody is known by."""
    name = known_name(user, program)
    if name is None or user in program.config.book.ignore_users:
        return None
    return markdown.link(markdown.literal(name), f"https://github.com/{user.removeprefix('@')}")


def known_name(user: str, program: Program) -> str | None:
    """The name of an `@login`, as the book's settings or the directory have it."""
    person = program.directory.person(user) if program.directory else None
    return program.config.book.users.get(user) or (person.name if person else None)


def _definitions(tree: Tree, program: Program) -> Iterator[tuple[str, str]]:
    """A destination for each label that a page uses and does not define."""
    seen: set[str] = set()
    for use in tree.undefined_references:
        label = use.label.casefold()
        if label in seen:
            continue
        seen.add(label)
        url = destination(use.label, program)
        if url:
            yield use.label, url


def destination(label: str, program: Program) -> str | None:
    """Where a label leads that the book's settings, the directory or a linkifier defines."""
    book = {name.casefold(): url for name, url in program.config.book.links.items()}
    url = book.get(label.casefold())
    if url:
        return url
    team = program.directory.team(label) if program.directory else None
    if team and team.url:
        return team.url
    found = (linkifier.url(label) for linkifier in program.config.book.linkifiers)
    return next(filter(None, found), None)


def _merged(spans: list[Span]) -> list[Span]:
    """Spans sorted, those within another left out."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept

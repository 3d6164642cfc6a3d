"""One file of a program: read, checked by itself, and let go.

Only the value and what other files need to know of it stay; the tree does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from headway.diagnostics import fold
from headway.documents import reading
from headway.documents.known import KINDS, kind_of
from headway.documents.rules import DOCUMENT_RULES, PAGE_RULES
from headway.documents.rules.references import swallowed
from headway.documents.template import words, words_of
from headway.documents.values import Written
from headway.program.model import Page, period_of
from headway.text import Link, Span, inside, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.diagnostics import Diagnostic
    from headway.documents.kinds import Kind
    from headway.text import Definition, Source, Tree

TEMPLATE = "TEMPLATE.md"
SUMMARY = "SUMMARY.md"
_SAMPLES = "samples"

_ALLOW = re.compile(rb"<!--\s*headway:\s*allow\s+([A-Za-z0-9,\s]+?)\s*-->")
_BARE_ISSUE = re.compile(rb"#\d+(?![\w\]])")
_BEFORE_BARE = frozenset((b"", b" ", b"\n", b"\t", b"(", b",", b"+", b">", b"*"))
_PLACE = re.compile(rb"""<[a-zA-Z][^<>]*\s(?:id|name)\s*=\s*["']([^"'<>]+)["']""")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Batch:
    """What some files came to; `values` are the documents' by the names of their kinds."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.pages: list[Page] = []
        self.values: defaultdict[str, list[Any]] = defaultdict(list)
        self.diagnostics: list[Diagnostic] = []


def is_template(file: str) -> bool:
    """Whether a file is there to be copied, so that what it says is not meant yet."""
    return file.endswith(TEMPLATE) or _SAMPLES in file.split("/")


def read_files(sources: Sequence[Source]) -> Batch:
    """Read files one after another; documents are told apart from the templates among them."""
    batch = Batch()
    templates = {s.path: parse(s.data) for s in sources if is_template(s.path)}
    known = frozenset[str]().union(*map(words, KINDS), *map(words_of, templates.values()))
    for source in sources:
        _read_file(source, templates.get(source.path) or parse(source.data), known, batch)
    return batch


def _read_file(source: Source, tree: Tree, template: frozenset[str], batch: Batch) -> None:
    page = reading.Page(source, tree, period_of(source.path))
    batch.diagnostics += PAGE_RULES.run(source.path, page)
    kind = None if is_template(page.file) else kind_of(page)
    if kind is not None:
        document = reading.read(kind, page, template)
        batch.diagnostics += DOCUMENT_RULES.run(source.path, document)
        if document.metadata is not None or not kind.rows:
            batch.values[kind.name].append(document.value)
    batch.pages.append(_page(page, kind))


def _page(page: reading.Page, kind: Kind | None) -> Page:
    tree = page.tree
    lost = [*swallowed(tree)]
    return Page(
        file=page.file,
        kind=_page_kind(page, kind),
        period=page.period,
        headings=tree.headings,
        places=tuple(name.decode("utf-8", "replace") for name in _in_html(tree, _PLACE)),
        links=tuple(link for link in _links(tree, lost) if _is_relative(link.destination)),
        undefined=tree.undefined_references,
        directives=tree.directives,
        uneven_directives=tree.uneven_directives,
        swallowed=frozenset(fold(definition.label) for definition in lost),
        bare_issues=tuple(_bare_issues(tree)),
        allowed=frozenset(
            code.upper()
            for codes in _in_html(tree, _ALLOW)
            for code in re.split(r"[,\s]+", codes.decode())
        ),
    )


def _page_kind(page: reading.Page, kind: Kind | None) -> str:
    if kind is not None:
        return kind.name
    if is_template(page.file):
        return "template"
    return "summary" if page.file.rpartition("/")[2] == SUMMARY else "page"


def _links(tree: Tree, lost: Sequence[Definition]) -> Iterator[Link]:
    """A text's links, and those that it would have by definitions which a table swallowed.

    So what is wrong with these is told before the definition is mended, not after.
    """
    yield from tree.links()
    targets = {fold(found.label): found.destination for found in reversed(lost)}
    definitions = [found.span for found in lost]
    for use in tree.undefined_references if lost else ():
        target = targets.get(fold(use.label))
        if target is not None and not inside(use.span.start, definitions):
            yield Link(use.span, target, use.style, use.label, use.image)


def _is_relative(destination: str) -> bool:
    return bool(destination) and not _SCHEME.match(destination) and not destination.startswith("/")


def _in_html(tree: Tree, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    """What a pattern's group matches in the HTML of a text."""
    for span in tree.html:
        yield from pattern.findall(tree.source, *span)


def _bare_issues(tree: Tree) -> Iterator[Written]:
    """Each `#123` in a text; metadata has rules of its own."""
    covered: list[Span] | None = None
    for match in _BARE_ISSUE.finditer(tree.source):
        if tree.source[match.start() - 1 : match.start()] not in _BEFORE_BARE:
            continue
        if covered is None:
            metadata = reading.opening(tree).metadata
            known = [metadata.span] if metadata else []
            covered = sorted([*known, *tree.code, *(link.span for link in tree.links())])
        if not inside(match.start(), covered):
            yield Written(match[0].decode(), Span(*match.span()))

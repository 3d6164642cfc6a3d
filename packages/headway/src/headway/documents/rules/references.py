"""What can be wrong with the definitions of references and footnotes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold
from headway.documents.rules.books import PAGE_RULES
from headway.text import Definition, Row, Span, line_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Page
    from headway.text import Table, Tree

rule = PAGE_RULES.rule

_DEFINITION = re.compile(
    r"""\[(?!\^)([^\[\]]+)\]:\s*(\S+)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?|\[(\^[^\[\]\s]+)\]:.*"""
)


@rule("REF002", Severity.WARNING, fixes=True)
def defined_twice(page: Page) -> Iterator[Finding]:
    """A reference is defined twice.

    Markdown takes the first definition and drops the second without a word, so a link may lead
    to another page than the line you just wrote says.

    Wrong:

        [zulip]: https://example.zulipchat.com/#narrow/channel/1
        [zulip]: https://example.zulipchat.com/#narrow/channel/2

    Right:

        [zulip]: https://example.zulipchat.com/#narrow/channel/1
    """
    first: dict[str, Definition] = {}
    for definition in sorted(
        [*page.tree.definitions, *swallowed(page.tree)], key=lambda found: found.span
    ):
        counts = first.setdefault(fold(definition.label), definition)
        if counts is definition:
            continue
        yield Finding(
            definition.span,
            f"`[{definition.label}]` is defined again, and this definition is dropped",
            labels=(Label(page.file, counts.span, "the one that counts"),),
            fix=Fix(
                "remove the second definition",
                (Edit(_whole_line(page.tree, definition.span), ""),),
                safe=counts.destination == definition.destination,
            ),
        )


@rule("REF003", Severity.ERROR, fixes=True)
def swallowed_definition(page: Page) -> Iterator[Finding]:
    """A reference definition stands right below a table and became a row of it.

    Without a blank line between them Markdown reads the definition as one more row: the table
    shows it, and the links that need it show as brackets.

    Wrong:

        | Zulip channel | [#project][zulip] |
        [zulip]: https://example.zulipchat.com

    Right:

        | Zulip channel | [#project][zulip] |

        [zulip]: https://example.zulipchat.com
    """
    for row, mendable in stray_rows(page.tree):
        if definition_in(row):
            yield Finding(
                row.span,
                "this definition became a row of the table above it",
                fix=blank_line_before(page, row) if mendable else None,
            )


@rule("REF004", Severity.WARNING)
def undefined_footnote(page: Page) -> Iterator[Finding]:
    """A footnote is used and nowhere defined.

    The page shows the brackets instead of a number.

    Wrong:

        It is twice as fast.[^bench]

    Right:

        It is twice as fast.[^bench]

        [^bench]: Measured on the test suite.
    """
    for use in page.tree.undefined_footnotes:
        yield Finding(use.span, f"footnote `[^{use.label}]` is not defined on this page")


def swallowed(tree: Tree) -> Iterator[Definition]:
    """The definitions of references that became rows of tables."""
    found = (definition_in(row) for row, _ in stray_rows(tree))
    return (definition for definition in found if definition and definition.label[0] != "^")


def definition_in(row: Row) -> Definition | None:
    """The definition of a reference or footnote that a row is, if it is one."""
    match = _DEFINITION.fullmatch(row.cells[0].text)
    if match is None:
        return None
    return Definition(row.span, match[1] or match[3], (match[2] or "").strip("<>"), hidden=False)


@lru_cache(maxsize=1)  # several rules look at one page in turn
def stray_rows(tree: Tree) -> tuple[tuple[Row, bool], ...]:
    """Rows that are only a line of text, and whether a blank line before one would mend it.

    It would before the first of those that end a table, and before a definition below text,
    whose paragraph it would be part of; before any with rows below, it would cut the table in
    two.
    """
    return tuple(found for table in tree.tables if table.head.opened for found in _strays(table))


def _strays(table: Table) -> Iterator[tuple[Row, bool]]:
    end = len(table.rows)
    while end and table.rows[end - 1].stray:
        end -= 1
    after_text = False
    for number, row in enumerate(table.rows):
        if row.stray:
            is_text = definition_in(row) is None
            yield row, number == end or (number > end and after_text and not is_text)
            after_text = is_text


def blank_line_before(page: Page, row: Row) -> Fix:
    """The fix that ends a table above one of its rows."""
    end = line_end(page.source.data)
    return Fix(
        "put a blank line before it",
        (Edit(Span(row.span.start, row.span.start), end),),
        safe=True,
    )


def _whole_line(tree: Tree, span: Span) -> Span:
    """A span and the line end behind it."""
    rest = tree.source[span.end : span.end + 2]
    return Span(span.start, span.end + (2 if rest == b"\r\n" else 1 if rest[:1] == b"\n" else 0))

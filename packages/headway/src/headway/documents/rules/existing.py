"""Where the existing goals tool, which reads line by line, sees something else than Markdown.

Headway reads Markdown. These warnings are for programs whose documents both read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity
from headway.documents.rules.books import DOCUMENT_RULES
from headway.text import CodeBlock, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Document, Part
    from headway.text import Row

rule = DOCUMENT_RULES.rule

_HASH_LINE = re.compile(rb"^#[^\r\n]*", re.MULTILINE)
_TABLE_LINE = re.compile(rb"^[ \t]*\|[^\r\n]*\|[ \t]*\r?$", re.MULTILINE)
_ESCAPED_PIPE = re.compile(rb"\\\|")


@rule("OLD001", Severity.WARNING)
def line_as_heading(document: Document) -> Iterator[Finding]:
    """A line that starts with `#` is no heading, but the existing tool takes it for one.

    It knows no code fences and asks for no space behind the `#`. The section ends there: the
    rest of a summary is lost, and tables below belong to a subgoal of that name.

    Wrong:

        ## Summary

        Finish the work of
        #942 and what follows from it.

    Right:

        ## Summary

        Finish the work of #942 and what follows from it.
    """
    tree = document.page.tree
    for part in _read_parts(document):
        body = part.section.body
        if not part.declared.read or tree.source.find(b"\n#", body.start - 1, body.end) < 0:
            continue
        headings = {heading.span.start for heading in tree.headings}
        for match in _HASH_LINE.finditer(tree.source, *body):
            if match.start() not in headings:
                title = part.section.title
                yield Finding(
                    Span(*match.span()),
                    f"the existing tool takes this line for a heading, and so ends `{title}` here",
                )


@rule("OLD002", Severity.WARNING, fixes=True)
def open_row(document: Document) -> Iterator[Finding]:
    """A row of a table does not start and end with a pipe.

    The existing goals tool takes such a line for text: the row is lost, and the table ends.

    Wrong:

        | [lang] | Small | Review

    Right:

        | [lang] | Small | Review |
    """
    for row in _read_rows(document):
        if (row.opened and row.closed) or row.stray:
            continue
        start, end = row.span
        edits = [] if row.opened else [Edit(Span(start, start), "| ")]
        edits += [] if row.closed else [Edit(Span(end, end), " |")]
        yield Finding(
            row.span,
            "the existing tool does not read a row without its outer pipes",
            fix=Fix("add the pipes", tuple(edits), safe=True),
        )


@rule("OLD003", Severity.WARNING)
def escaped_pipe(document: Document) -> Iterator[Finding]:
    r"""A cell holds an escaped pipe.

    Markdown reads `\|` as a pipe inside the cell. The existing goals tool splits the cell there,
    and refuses the row for having a cell too many.

    Wrong:

        | [lang] | Small | the syntax `a \| b` |

    Right:

        | [lang] | Small | the syntax of alternatives |
    """
    source = document.page.tree.source
    for row in _read_rows(document) if b"\\" in source else ():
        for match in _ESCAPED_PIPE.finditer(source, *row.span):
            yield Finding(Span(*match.span()), "the existing tool splits the cell at this pipe")


@rule("OLD004", Severity.WARNING)
def fenced_table(document: Document) -> Iterator[Finding]:
    """A code block holds lines of a table in a section whose table is read.

    The existing goals tool knows no code blocks, so it reads the lines as a table, or refuses
    the section for having two.

    Wrong:

        ## Team asks

        ```
        | Team   | Support level | Notes |
        ```

    Right:

        ## Team asks

        The table of asks has three columns.
    """
    for part in _read_parts(document):
        if part.declared.table is None:
            continue
        for block in part.section.blocks:
            if isinstance(block, CodeBlock):
                match = _TABLE_LINE.search(document.page.tree.source, *block.span)
                if match:
                    yield Finding(
                        Span(*match.span()),
                        f"the existing tool reads this as a table of `{part.section.title}`",
                    )


@rule("OLD005", Severity.WARNING)
def table_before_metadata(document: Document) -> Iterator[Finding]:
    """Another table stands before the metadata.

    The existing goals tool takes the first table below the title for the metadata, and refuses
    the file when it is another one.

    Wrong:

        # Regions

        | Version | Date     |
        | ------- | -------- |
        | 2       | November |

        | Metadata         |      |
        | :--------------- | ---- |
        | Point of contact | @ana |

    Right:

        # Regions

        | Metadata         |      |
        | :--------------- | ---- |
        | Point of contact | @ana |

        | Version | Date     |
        | ------- | -------- |
        | 2       | November |
    """
    metadata = document.metadata
    for section in document.page.tree.sections[:1]:
        first = next(section.tables(), None)
        if metadata and first and first.span.start < metadata.span.start:
            yield Finding(
                first.head.span,
                "the existing tool takes this table for the metadata, and refuses the file",
                labels=(Label(document.page.file, metadata.head.span, "the metadata"),),
                help="put it below the metadata",
            )


def _read_parts(document: Document) -> tuple[Part, ...]:
    """The sections that the existing tool comes upon: those of files in the book."""
    return document.parts if document.kind.folder is None else ()


def _read_rows(document: Document) -> Iterator[Row]:
    if document.kind.folder is not None:
        return
    tables = [records.source for records in document.records]
    if document.metadata is not None:
        tables.insert(0, document.metadata)
    for table in tables:
        yield table.head
        yield from table.rows

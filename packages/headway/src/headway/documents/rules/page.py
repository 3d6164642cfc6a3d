"""What can be wrong with a page as Markdown, whatever kind of document it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity
from headway.documents.rules.books import PAGE_RULES
from headway.documents.rules.references import blank_line_before, definition_in, stray_rows
from headway.text import FaultKind, Row, Span, Table, inside, line_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Page
    from headway.text import Tree

rule = PAGE_RULES.rule

_DELIMITER = re.compile(rb"^\|[-:| \t]*-[-:| \t]*\|[ \t]*\r?$", re.MULTILINE)
# A file with more places that are not UTF-8 is of another kind.
_TEXT_FAULTS = 20
# Starts with the end of a line, so that the search goes from one to the next.
_ROWS = re.compile(rb"(?:^[ \t]*\|[^\r\n]*\|[ \t]*(?:\r?\n|\Z))+", re.MULTILINE)
_PIPE = re.compile(rb"(?<!\\)\|")
_THEN = "its rows are checked once it is a table"
# A directive that belongs into the table, and has a rule of its own.
_ROWS_DIRECTIVE = re.compile(r"\(\(+\s*ROADMAP\s+ROWS\b", re.IGNORECASE)


def _faults(page: Page, kind: FaultKind) -> Iterator[Span]:
    return (fault.span for fault in page.tree.faults if fault.kind is kind)


@rule("TEXT001", Severity.ERROR)
def not_utf8(page: Page) -> Iterator[Finding]:
    r"""A file is not UTF-8.

    mdBook refuses to build a book with such a file, and every other tool shows other characters
    in its place. Save the file as UTF-8 in your editor.

    Wrong:

        | Point of contact | @jos\xe9 |

    Right:

        | Point of contact | @josé |
    """
    spans = list(_faults(page, FaultKind.NOT_UTF8))
    if len(spans) > _TEXT_FAULTS:
        yield Finding(spans[0], f"{len(spans)} places are not UTF-8: this is no text file")
        return
    for span in spans:
        raw = page.source.data[span.start : span.end]
        yield Finding(
            span,
            f"`{raw.hex(' ')}` is not UTF-8",
            help="save the file as UTF-8; all else in it was checked",
        )


@rule("TEXT002", Severity.WARNING, fixes=True)
def nul_byte(page: Page) -> Iterator[Finding]:
    r"""A file holds NUL bytes.

    They are invisible in most editors and end the text for some tools. Markdown replaces each by
    a question mark in a box.

    Wrong:

        The\x00 goal is to …

    Right:

        The goal is to …
    """
    for span in _faults(page, FaultKind.NUL):
        yield Finding(
            span,
            "NUL bytes in the text",
            fix=Fix("remove them", (Edit(span, ""),), safe=True),
        )


@rule("TEXT003", Severity.WARNING, fixes=True)
def byte_order_mark(page: Page) -> Iterator[Finding]:
    r"""A file starts with a byte order mark.

    The existing goals tool takes the mark for text, so that the first line is no heading and the
    goal has no title.

    Wrong:

        \ufeff# My goal

    Right:

        # My goal
    """
    for span in _faults(page, FaultKind.BYTE_ORDER_MARK):
        yield Finding(
            span,
            "the file starts with a byte order mark",
            fix=Fix("remove it", (Edit(span, ""),), safe=True),
        )


@rule("TABLE001", Severity.WARNING, fixes=True)
def short_row(page: Page) -> Iterator[Finding]:
    """A row of a table has fewer cells than its head.

    The cells that are not there count as empty, at the row's end, which is seldom where the
    author left one out.

    Wrong:

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |

    Right:

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |
    """
    for table in page.tree.tables:
        for row in table.rows:
            missing = [cell for cell in row.cells if cell.missing]
            if missing and row.opened and not row.cells[0].text.startswith("(("):
                count = len(row.cells)
                yield Finding(
                    row.span,
                    f"this row has {count - len(missing)} of {count} cells",
                    fix=Fix(
                        "add the empty cells",
                        (Edit(Span(row.span.end, row.span.end), _cells(row, len(missing))),),
                        safe=True,
                    ),
                )


@rule("TABLE002", Severity.ERROR)
def surplus_cells(page: Page) -> Iterator[Finding]:
    r"""A row of a table has more cells than its head.

    Markdown drops what has no column, so the text is in the file and on no page. A pipe inside a
    cell is written `\|`.

    Wrong:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         | `a | b` |

    Right:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         | `a \| b` |
    """
    for table in page.tree.tables:
        for row in table.rows:
            if row.surplus is not None:
                yield Finding(
                    row.surplus,
                    f"this is dropped: the table has {len(row.cells)} columns",
                    labels=(Label(page.file, table.head.span, "the table's head"),),
                    help="write a pipe that belongs to a cell as `\\|`",
                )


@rule("TABLE003", Severity.ERROR, fixes=True)
def split_table(page: Page) -> Iterator[Finding]:
    """A blank line, a comment or other text splits one table in two.

    The rows below it are no table any more: they are shown as a line of pipes, and nothing reads
    them.

    Wrong:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |

        | [libs] | Small         |       |

    Right:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |
        | [libs] | Small         |       |
    """
    for table, rows in _cut_off(page):
        between = page.tree.source[table.span.end : rows.start].strip()
        if not between:
            what = "a blank line"
            gap = Span(table.span.end, rows.start)
            fix = Fix("remove the blank line", (Edit(gap, ""),))
        else:
            what = "a comment" if between.startswith(b"<!--") else "what stands between"
            fix = _move_up(page, table, rows)
        yield Finding(
            Span(rows.start, rows.start + len(page.tree.source[slice(*rows)].rstrip())),
            f"these rows are cut off from the table above by {what}",
            labels=(Label(page.file, table.head.span, "the table that they belong to"),),
            help="they are checked once they are in it",
            fix=fix,
        )


@rule("TABLE004", Severity.WARNING, fixes=True)
def swallowed_text(page: Page) -> Iterator[Finding]:
    """A line of text stands right below a table and became a row of it.

    A table goes on until a blank line, so the text is shown in the first column.

    Wrong:

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |
        The rest follows next year.

    Right:

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |

        The rest follows next year.
    """
    for row, mendable in stray_rows(page.tree):
        if definition_in(row) is None and not _ROWS_DIRECTIVE.match(row.cells[0].text):
            yield Finding(
                row.span,
                "this text became a row of the table above it",
                fix=blank_line_before(page, row) if mendable else None,
            )


@rule("TABLE005", Severity.ERROR, fixes=True)
def glued_table(page: Page) -> Iterator[Finding]:
    """A table stands right below the text of a list, and so is part of that text.

    Markdown takes the lines for more of the last item. They show as a line of pipes, and nothing
    reads them.

    Wrong:

        * It will take reviews from the team.
        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |

    Right:

        * It will take reviews from the team.

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |
    """
    for head, _, above in _lost_tables(page):
        if above.strip():
            yield Finding(
                head,
                "this table is part of the text above it",
                help=_THEN,
                fix=Fix(
                    "put a blank line before it",
                    (Edit(Span(head.start, head.start), line_end(page.tree.source)),),
                ),
            )


@rule("TABLE006", Severity.ERROR, fixes=True)
def uneven_delimiter(page: Page) -> Iterator[Finding]:
    """The line below a table's head has another number of cells than the head.

    Markdown knows a table by these two lines. Where they do not agree there is no table: its
    lines show as pipes, and nothing reads them.

    Wrong:

        | Team   | Support level | Notes |
        | ------ | ------------- |
        | [lang] | Small         |       |

    Right:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |
    """
    for head, delimiter, above in _lost_tables(page):
        columns, cells = (_pipes(page.tree.source[slice(*line)]) for line in (head, delimiter))
        if not above.strip() and columns != cells:
            # Where the first row goes with the head, the line between them is the one at fault.
            lines = page.source.lines
            below = lines.text(min(lines.position(delimiter.end).line + 1, len(lines)))
            fix = Fix("give it as many", (Edit(delimiter, "|" + " --- |" * columns),))
            yield Finding(
                delimiter,
                f"this line has {cells} cells and the head {columns}, so there is no table",
                help=_THEN,
                fix=fix if _pipes(below.encode()) == columns else None,
            )


def lost_rows(page: Page) -> Iterator[Span]:
    """Lines that were meant as rows and lie in no table, as rules of this module tell."""
    yield from (rows for _, rows in _cut_off(page))
    for head, _, _ in _lost_tables(page):
        rows = _ROWS.match(page.tree.source, head.start)
        if rows:
            yield Span(*rows.span())


@lru_cache(maxsize=1)  # two rules look at one page in turn
def _lost_tables(page: Page) -> tuple[tuple[Span, Span, str], ...]:
    """Heads and delimiter lines that make no table, each with the line above the head."""
    source = page.tree.source
    gaps = (gap for _, gap in _gaps(page.tree) if source.find(b"|", *gap) >= 0)
    return tuple(found for gap in gaps for found in _undrawn(page, gap))


def _undrawn(page: Page, within: Span) -> Iterator[tuple[Span, Span, str]]:
    source = page.tree.source
    for match in _DELIMITER.finditer(source, *within):
        if inside(match.start(), page.tree.code):
            continue
        lines = page.source.lines
        number = lines.position(match.start()).line
        if number == 1:
            continue
        head = lines.span(number - 1)
        if source[head.start : head.end].strip().startswith(b"|"):
            above = lines.text(number - 2) if number > 2 else ""  # noqa: PLR2004  # two lines up
            yield head, lines.span(number), above


def _pipes(line: bytes) -> int:
    """How many cells a line with outer pipes has."""
    return len(_PIPE.findall(line.strip())) - 1


def _cut_off(page: Page) -> Iterator[tuple[Table, Span]]:
    """Lines that are rows of the table above them and lie in no table, each run with its table."""
    tree = page.tree
    for table, gap in _gaps(tree):
        if table is None:
            continue
        for rows in _loose_rows(tree, gap):
            between = Span(gap.start, rows.start)
            starts = (heading.span.start for heading in tree.headings)
            apart = any(between.start <= start < rows.start for start in starts)
            lines = tree.source[slice(*rows)].splitlines()
            fits = all(_pipes(line) == len(table.head.cells) for line in lines)
            if not apart and (fits or not tree.source[slice(*between)].strip()):
                yield table, rows


def _gaps(tree: Tree) -> Iterator[tuple[Table | None, Span]]:
    """What stands outside tables, each stretch with the table above it."""
    above, start = None, 0
    for table in tree.tables:
        yield above, Span(start, table.span.start)
        above, start = table, table.span.end
    yield above, Span(start, len(tree.source))


def _loose_rows(tree: Tree, within: Span) -> Iterator[Span]:
    """Runs of lines between two tables that are no code and look like rows, but like no head."""
    source = tree.source
    pipe = source.find(b"|", *within)
    if pipe < 0:
        return
    tags = {span for span in tree.html if not source.startswith(b"<!--", span.start)}
    covered = sorted({*tree.code} - tags)
    while pipe >= 0:
        line = source.rfind(b"\n", within.start, pipe) + 1 or within.start
        rows = _ROWS.match(source, line, within.end)
        if rows and not inside(pipe, covered) and not _DELIMITER.search(rows[0]):
            yield Span(*rows.span())
        pipe = source.find(b"|", rows.end() if rows else pipe + 1, within.end)


def _move_up(page: Page, table: Table, rows: Span) -> Fix:
    lines = page.tree.slice(rows)
    end = "" if lines.endswith("\n") else line_end(page.tree.source)
    at = Span(table.span.end, table.span.end)
    return Fix("move the rows up", (Edit(at, f"{lines}{end}"), Edit(rows, "")))


def _cells(row: Row, count: int) -> str:
    return "   |" * count if row.closed else " |" + "   |" * count

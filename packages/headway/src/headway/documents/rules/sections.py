"""What can be wrong with a document's title and sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Severity, fold
from headway.documents import template, types
from headway.documents.rules.books import DOCUMENT_RULES
from headway.text import Heading, Paragraph, Quote, Span, Table, line_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.kinds import Section as DeclaredSection
    from headway.documents.reading import Document

rule = DOCUMENT_RULES.rule

_TEXTS = (Paragraph, Quote)


@rule("SECT001", Severity.WARNING)
def missing_section(document: Document) -> Iterator[Finding]:
    """A section that every document of its kind needs is not there.

    Lists and reports quote the summary; without one they show the title twice.

    Wrong:

        # Regions

        | Metadata | |
        | :------- | - |

        ## Motivation

    Right:

        # Regions

        | Metadata | |
        | :------- | - |

        ## Summary

        Give every allocation a region whose end the compiler knows.
    """
    for declared in _absent(document):
        if declared.required:
            where = document.title.span if document.title else Span(0, 0)
            yield Finding(
                where,
                f"there is no section `{declared.title}`",
                help=f"add one: {declared.about[0].lower()}{declared.about[1:]}",
            )


@rule("SECT002", Severity.WARNING)
def empty_section(document: Document) -> Iterator[Finding]:
    """A section that every document of its kind needs is empty.

    What tables and reports quote from it is blank.

    Wrong:

        ## Summary

        ## Motivation

    Right:

        ## Summary

        Give every allocation a region whose end the compiler knows.

        ## Motivation
    """
    parents = {id(section.parent) for section in document.page.tree.sections}
    for part in document.parts:
        section = part.section
        needed = part.declared.required and not part.depth
        if needed and not section.blocks and id(section) not in parents:
            yield Finding(section.heading.span, f"the section `{section.title}` is empty")


@rule("SECT003", Severity.WARNING, fixes=True)
def misnamed_section(document: Document) -> Iterator[Finding]:
    """A heading is nearly, but not quite, the title of a section that tools read.

    The existing goals tool finds sections by their titles, to the letter: under any other heading
    a table of asks is only text to it.

    Wrong:

        ## Team ask

    Right:

        ## Team asks
    """
    for part in document.parts:
        if part.exact or part.depth or not part.declared.read:
            continue
        written, title = part.section.title, part.declared.title
        fix = Edit(part.section.heading.content, title)
        yield Finding(
            part.section.heading.content,
            f"the existing tool does not read `{written}`: the section's title is `{title}`",
            fix=Fix(f"write `{title}`", (fix,), safe=fold(written) == fold(title)),
        )


@rule("SECT004", Severity.HINT)
def template_words(document: Document) -> Iterator[Finding]:
    """A paragraph or a cell still has the template's words.

    The template's words explain what to write; on the page of a goal they explain nothing. They
    are those of the program's own `TEMPLATE.md`, and of the template that Headway has.

    Wrong:

        ## Summary

        *One or two sentences: what will be done?*

    Right:

        ## Summary

        Give every allocation a region whose end the compiler knows.
    """
    source = document.page.tree.source
    for section in document.page.tree.sections:
        for block in section.blocks:
            # Only what is emphasised or quoted can be an instruction of a template.
            if type(block) in _TEXTS and source[block.span.start] in b"*_>":
                text = template.normalised(document.page.tree.slice(block.span))
                if text in document.template_words:
                    yield Finding(block.span, "these are still the template's words")
    for text, span in _free_cells(document):
        if document.is_template(text):
            yield Finding(span, "these are still the template's words")


def _free_cells(document: Document) -> Iterator[tuple[str, Span]]:
    """The title, and cells that may hold any text; rules of their own speak of the others."""
    if document.title is not None:
        yield document.title.text, document.title.content
    free = (types.TEXT, types.THEME, types.ISSUES)
    for row in document.rows:
        if row.row is None or row.row.type in free:
            yield row.value, row.value.span
    for records in document.records:
        fields = [column.field for column in records.columns if column and column.type in free]
        for cells in records.rows:
            yield from ((cells[field].text, cells[field].span) for field in fields)


@rule("SECT005", Severity.ERROR, fixes=True)
def title(document: Document) -> Iterator[Finding]:
    """A document does not start with a heading that is its title.

    The first heading names the goal in every list; the existing goals tool refuses a file
    without one.

    Wrong:

        **Regions**

        | Metadata | |
        | :------- | - |

    Right:

        # Regions

        | Metadata | |
        | :------- | - |
    """
    tree = document.page.tree
    if document.title is not None and not document.title.text.strip():
        yield Finding(document.title.span, "the title is empty")
        return
    first = tree.blocks[0] if tree.blocks else None
    before = []
    for block in tree.blocks:
        if isinstance(block, Heading):
            break
        before.append(block)
    if isinstance(first, Paragraph) and before:
        text = tree.slice(first.span).strip()
        plain = text.strip("*_ ")
        one_line = "\n" not in text
        yield Finding(
            first.span,
            "the document starts with text where its title should be",
            help="start it with `# ` and the title",
            fix=Fix(
                "make the line a heading", (Edit(first.span, f"# {plain}{line_end(tree.source)}"),)
            )
            if one_line and any(isinstance(block, Table) for block in before)
            else None,
        )
    elif any(isinstance(block, Table) for block in before):
        table = next(block for block in before if isinstance(block, Table))
        yield Finding(table.head.span, "this table stands before the document's title")


@rule("SECT006", Severity.WARNING)
def repeated_section(document: Document) -> Iterator[Finding]:
    """A section that tools read stands there twice.

    The existing goals tool reads the first one of a title and ignores the second.

    Wrong:

        ## Funding

        ## Funding

    Right:

        ## Funding
    """
    seen: set[str] = set()
    for part in document.parts:
        if part.depth or not part.declared.read:
            continue
        if part.declared.title in seen:
            yield Finding(
                part.section.heading.span,
                f"a second section `{part.declared.title}`, which the existing tool ignores",
            )
        seen.add(part.declared.title)


def _absent(document: Document) -> Iterator[DeclaredSection]:
    present = {part.declared.title for part in document.parts}
    return (
        declared
        for declared in document.kind.sections
        if declared.title not in present and declared.read
    )

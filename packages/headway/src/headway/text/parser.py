"""Markdown bytes to a tree. The only module that knows the parser, pyromark.

The dialect is that of mdBook: CommonMark with tables, footnotes, strike-through, task lists and
heading attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyromark import Markdown, Options

from headway.text import scan
from headway.text.tree import (
    Block,
    Cell,
    Code,
    CodeBlock,
    Footnote,
    FootnoteUse,
    Heading,
    HtmlBlock,
    InlineHtml,
    Item,
    Link,
    LinkStyle,
    List,
    Mark,
    Paragraph,
    Quote,
    Row,
    Rule,
    Section,
    Span,
    Table,
    Tree,
    UndefinedReference,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_HEADING_ATTRIBUTES
)
# Makes a named tuple without the Python function that its class has for it.
_new = tuple.__new__
_STYLING = ("Emphasis", "Strong", "Strikethrough")
_ROWS = ("TableHead", "TableRow")
_CONTAINERS = ("BlockQuote", "List", "Item", "FootnoteDefinition")
_BREAKS = ("SoftBreak", "HardBreak")
_STYLES = {
    "Inline": LinkStyle.INLINE,
    "Reference": LinkStyle.FULL,
    "ReferenceUnknown": LinkStyle.FULL,
    "Collapsed": LinkStyle.COLLAPSED,
    "CollapsedUnknown": LinkStyle.COLLAPSED,
    "Shortcut": LinkStyle.SHORTCUT,
    "ShortcutUnknown": LinkStyle.SHORTCUT,
    "Autolink": LinkStyle.AUTOLINK,
    "Email": LinkStyle.AUTOLINK,
}


def parse(data: bytes) -> Tree:
    """Read a file's bytes. Never raises for what they contain."""
    decoded = scan.decode(data)
    broken: list[dict[str, Any]] = []

    def keep(link: Any) -> None:
        broken.append(link)

    markdown = Markdown(options=_OPTIONS, broken_link_callback=keep)
    builder = _Builder(decoded.source, decoded.offset)
    builder.consume(markdown.events_with_range(decoded.text))
    shift = decoded.offset
    leaves = builder.leaves
    code = tuple(builder.code)
    uses = [mark for mark in builder.marks if isinstance(mark, FootnoteUse)]
    return Tree(
        source=decoded.source,
        blocks=tuple(builder.blocks),
        sections=_sections(builder.blocks, len(decoded.source)),
        headings=tuple(builder.headings),
        tables=tuple(builder.tables),
        definitions=scan.definitions(
            decoded.source,
            leaves,
            [
                (Span(d["span"]["start"] + shift, d["span"]["end"] + shift), label, d["dest"])
                for label, d in markdown.reference_definitions(decoded.text).items()
            ],
        ),
        undefined_references=tuple(
            _undefined_reference(decoded.source, link, shift) for link in broken
        ),
        undefined_footnotes=scan.undefined_footnotes(decoded.source, code, uses),
        directives=scan.directives(decoded.source, code, builder.tables),
        uneven_directives=scan.uneven_directives(decoded.source, code, builder.tables),
        faults=decoded.faults,
        marks=tuple(builder.marks),
        code=code,
        html=tuple(builder.html),
    )


def _undefined_reference(source: bytes, link: dict[str, Any], shift: int) -> UndefinedReference:
    span = Span(link["span"]["start"] + shift, link["span"]["end"] + shift)
    style = _STYLES[link["link_type"]]
    return UndefinedReference(
        span=_with_brackets(source, span, style),
        label=link["reference"],
        style=style,
        image=source[span.start : span.start + 1] == b"!",
    )


def _with_brackets(source: bytes, span: Span, style: LinkStyle) -> Span:
    """The span of a reference with the `[]` that the parser leaves out of a collapsed one."""
    if style is LinkStyle.COLLAPSED and source[span.end : span.end + 2] == b"[]":
        return Span(span.start, span.end + 2)
    return span


def _placed(cell: Cell, end: int) -> Cell:
    """A cell, marked as missing where it stands behind the end of its row."""
    if cell.outer.start < end or cell.text:
        return cell
    return cell._replace(span=Span(end, end), outer=Span(end, end), missing=True)


def _sections(blocks: Iterable[Block], end: int) -> tuple[Section, ...]:
    found: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append((block, []))
        elif found:
            found[-1][1].append(block)
    ends = [*(heading.span.start for heading, _ in found[1:]), end]
    sections: list[Section] = []
    open_sections: list[Section] = []
    for (heading, body), stop in zip(found, ends, strict=False):
        while open_sections and open_sections[-1].level >= heading.level:
            open_sections.pop()
        section = Section(
            heading=heading,
            blocks=tuple(body),
            body=Span(heading.span.end, stop),
            parent=open_sections[-1] if open_sections else None,
        )
        open_sections.append(section)
        sections.append(section)
    return tuple(sections)


class _Container:
    """A list, item, quote or footnote that is open while its events arrive."""

    __slots__ = ("children", "first_mark", "label")

    def __init__(self, label: Any, first_mark: int) -> None:
        self.label = label  # of a footnote
        self.first_mark = first_mark
        self.children: list[Any] = []


class _Builder:
    """Puts the tree together from the parser's events, without recursion.

    Almost all the time of a check is spent here, so that what is frequent comes first. Leaves
    hold no blocks, and tables no tables, so that one of each is open at a time.
    """

    def __init__(self, source: bytes, offset: int) -> None:
        self.source = source
        self.offset = offset
        self.marks: list[Mark] = []
        self.code: list[Span] = []
        self.html: list[Span] = []
        self.leaves: list[Span] = []
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        document = _Container("", 0)
        self.blocks: list[Any] = document.children
        self._stack = [document]
        self._children = document.children
        self._first_mark = 0
        self._heading: list[str] | None = None
        self._opened: Any = None
        self._cells: list[Cell] = []
        self._rows: list[Row] = []

    def consume(self, events: Iterable[tuple[Any, Any]]) -> None:
        """Read all events of a document."""
        offset = self.offset
        for event, place in events:
            if "Text" in event:
                if self._heading is not None:
                    self._heading.append(event["Text"])
                continue
            span = _new(Span, (place["start"] + offset, place["end"] + offset))
            if "Start" in event:
                kind = event["Start"]
                if kind == "TableCell":
                    self._first_mark = len(self.marks)
                elif kind not in _STYLING:
                    self._start(kind, span)
            elif "End" in event:
                kind = event["End"]
                close = _CLOSE.get(kind if type(kind) is str else next(iter(kind)))
                if close is not None:
                    close(self, span)
            elif event not in _BREAKS:
                self._inline(event, span)

    def _start(self, kind: Any, span: Span) -> None:
        value = None
        if type(kind) is not str:
            ((kind, value),) = kind.items()
        if kind == "Paragraph":
            self._first_mark = len(self.marks)
        elif kind in _ROWS:
            self._cells = []
        elif kind in _CONTAINERS:
            container = _Container(value, len(self.marks))
            self._stack.append(container)
            self._children = container.children
        else:
            _OPEN[kind](self, kind, value, span)

    def _inline(self, event: Any, span: Span) -> None:
        if event == "Rule":
            self._children.append(Rule(span))
            return
        ((name, value),) = event.items()
        if name == "Code":
            self.code.append(span)
            self.marks.append(Code(span))
            if self._heading is not None:
                self._heading.append(value)
        elif name == "InlineHtml":
            self.code.append(span)
            self.html.append(span)
            self.marks.append(InlineHtml(span))
        elif name == "FootnoteReference":
            self.marks.append(FootnoteUse(span, value))
        elif name == "TaskListMarker":
            self._children.append(value)

    def open_heading(self, _kind: str, value: Any, _span: Span) -> None:
        self._first_mark = len(self.marks)
        self._heading = []
        self._opened = value

    def open_table(self, _kind: str, _value: Any, _span: Span) -> None:
        self._rows = []

    def link(self, kind: str, value: Any, span: Span) -> None:
        style = _STYLES[value["link_type"]]
        span = _with_brackets(self.source, span, style)
        self.marks.append(Link(span, value["dest_url"], style, value["id"], kind == "Image"))

    def code_block(self, _kind: str, fence: Any, span: Span) -> None:
        self.leaves.append(span)
        self.code.append(span)
        info = fence["Fenced"] if isinstance(fence, dict) else None
        self._children.append(CodeBlock(span, info))

    def html_block(self, _kind: str, _value: Any, span: Span) -> None:
        self.leaves.append(span)
        self.code.append(span)
        self.html.append(span)
        self._children.append(HtmlBlock(span))

    def paragraph(self, span: Span) -> None:
        self.leaves.append(span)
        self._children.append(Paragraph(span, tuple(self.marks[self._first_mark :])))

    def heading(self, span: Span) -> None:
        parts, self._heading = self._heading or [], None
        self.leaves.append(span)
        anchor = self._opened["id"]
        content = scan.heading_content(self.source, span, attributes=anchor is not None)
        heading = Heading(
            span=span,
            level=int(self._opened["level"][1]),
            content=content,
            text=self.source[content.start : content.end].decode(),
            plain="".join(parts),
            anchor=anchor,
            marks=tuple(self.marks[self._first_mark :]),
        )
        self.headings.append(heading)
        self._children.append(heading)

    def table(self, span: Span) -> None:
        self.leaves.append(span)
        head, *rows = self._rows
        table = Table(span, head, tuple(rows))
        self.tables.append(table)
        self._children.append(table)

    def row(self, span: Span) -> None:
        edges = scan.row_edges(self.source, span, self._cells)
        cells = tuple(_placed(cell, edges.span.end) for cell in self._cells)
        self._rows.append(Row(edges.span, cells, edges.surplus, edges.opened, edges.closed))

    def cell(self, span: Span) -> None:
        start, end = span
        raw = self.source[start:end]
        content = raw.strip()
        first = start + (raw.find(content) if content else min(1, len(raw)))
        text = content.decode()
        self._cells.append(
            Cell(
                _new(Span, (first, first + len(content))),
                span,
                text.replace("\\|", "|") if "\\" in text else text,
                tuple(self.marks[self._first_mark :]),
            )
        )

    def quote(self, span: Span) -> None:
        container = self._pop()
        self._children.append(Quote(span, tuple(container.children)))

    def list(self, span: Span) -> None:
        container = self._pop()
        self._children.append(List(span, tuple(container.children)))

    def footnote(self, span: Span) -> None:
        container = self._pop()
        self._children.append(Footnote(span, container.label, tuple(container.children)))

    def item(self, span: Span) -> None:
        container = self._pop()
        checked: bool | None = None
        children: list[Block] = []
        for child in container.children:
            if isinstance(child, bool):
                checked = child
            else:
                children.append(child)
        self.leaves.append(Span(span.start, children[0].span.start if children else span.end))
        marks = tuple(self.marks[container.first_mark :])
        self._children.append(Item(span, tuple(children), marks, checked))

    def _pop(self) -> _Container:
        container = self._stack.pop()
        self._children = self._stack[-1].children
        return container


_OPEN: dict[str, Callable[[_Builder, str, Any, Span], None]] = {
    "Heading": _Builder.open_heading,
    "Table": _Builder.open_table,
    "Link": _Builder.link,
    "Image": _Builder.link,
    "CodeBlock": _Builder.code_block,
    "HtmlBlock": _Builder.html_block,
}
_CLOSE: dict[str, Callable[[_Builder, Span], None]] = {
    "Paragraph": _Builder.paragraph,
    "Heading": _Builder.heading,
    "BlockQuote": _Builder.quote,
    "List": _Builder.list,
    "Item": _Builder.item,
    "FootnoteDefinition": _Builder.footnote,
    "Table": _Builder.table,
    "TableHead": _Builder.row,
    "TableRow": _Builder.row,
    "TableCell": _Builder.cell,
}

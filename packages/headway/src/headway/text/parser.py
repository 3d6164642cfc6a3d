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
_STYLING = ("Emphasis", "Strong", "Strikethrough")
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
        directives=scan.directives(decoded.source, code),
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


class _Frame:
    """A block or leaf that is open while its events arrive."""

    __slots__ = ("children", "first_mark", "span", "value")

    def __init__(self, span: Span, value: Any, first_mark: int) -> None:
        self.span = span
        self.value = value
        self.first_mark = first_mark
        self.children: list[Any] = []


class _Builder:
    """Puts the tree together from the parser's events, without recursion.

    Almost all the time of a check is spent here, so that what is frequent comes first, and what
    needs no closing is made when it opens.
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
        self._heading: list[str] | None = None
        document = _Frame(Span(0, 0), None, 0)
        self.blocks: list[Any] = document.children
        self._stack = [document]

    def consume(self, events: Iterable[tuple[Any, Any]]) -> None:
        """Read all events of a document."""
        for event, place in events:
            if "Text" in event:
                if self._heading is not None:
                    self._heading.append(event["Text"])
            elif "Start" in event:
                self._start(event["Start"], place)
            elif "End" in event:
                self._end(event["End"])
            elif event not in _BREAKS:
                self._inline(event, self._span(place))

    def _span(self, place: Any) -> Span:
        return Span(place["start"] + self.offset, place["end"] + self.offset)

    def _start(self, kind: Any, place: Any) -> None:
        if kind in _STYLING:
            return
        value = None
        if type(kind) is not str:
            ((kind, value),) = kind.items()
        span = self._span(place)
        at_once = _AT_ONCE.get(kind)
        if at_once is not None:
            at_once(self, kind, value, span)
            return
        if kind == "Heading":
            self._heading = []
        self._stack.append(_Frame(span, value, len(self.marks)))

    def _end(self, kind: Any) -> None:
        if type(kind) is not str:
            (kind,) = kind
        close = _CLOSE.get(kind)
        if close is not None:
            frame = self._stack.pop()
            self._stack[-1].children.append(close(self, frame))

    def _inline(self, event: Any, span: Span) -> None:
        children = self._stack[-1].children
        if event == "Rule":
            children.append(Rule(span))
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
            children.append(value)

    def _marks(self, frame: _Frame) -> tuple[Mark, ...]:
        return tuple(self.marks[frame.first_mark :])

    def link(self, kind: str, value: Any, span: Span) -> None:
        style = _STYLES[value["link_type"]]
        span = _with_brackets(self.source, span, style)
        self.marks.append(Link(span, value["dest_url"], style, value["id"], kind == "Image"))

    def code_block(self, _kind: str, fence: Any, span: Span) -> None:
        self.leaves.append(span)
        self.code.append(span)
        info = fence["Fenced"] if isinstance(fence, dict) else None
        self._stack[-1].children.append(CodeBlock(span, info))

    def html_block(self, _kind: str, _value: Any, span: Span) -> None:
        self.leaves.append(span)
        self.code.append(span)
        self.html.append(span)
        self._stack[-1].children.append(HtmlBlock(span))

    def quote(self, frame: _Frame) -> Block:
        return Quote(frame.span, tuple(frame.children))

    def list(self, frame: _Frame) -> Block:
        return List(frame.span, tuple(frame.children))

    def footnote(self, frame: _Frame) -> Block:
        return Footnote(frame.span, frame.value, tuple(frame.children))

    def paragraph(self, frame: _Frame) -> Block:
        self.leaves.append(frame.span)
        return Paragraph(frame.span, self._marks(frame))

    def close_heading(self, frame: _Frame) -> Block:
        parts, self._heading = self._heading or [], None
        self.leaves.append(frame.span)
        content = scan.heading_content(
            self.source, frame.span, attributes=frame.value["id"] is not None
        )
        heading = Heading(
            span=frame.span,
            level=int(frame.value["level"][1]),
            content=content,
            text=self.source[content.start : content.end].decode("utf-8", "replace"),
            plain="".join(parts),
            anchor=frame.value["id"],
            marks=self._marks(frame),
        )
        self.headings.append(heading)
        return heading

    def item(self, frame: _Frame) -> Block:
        checked: bool | None = None
        children: list[Block] = []
        for child in frame.children:
            if isinstance(child, bool):
                checked = child
            else:
                children.append(child)
        self.leaves.append(
            Span(frame.span.start, children[0].span.start if children else frame.span.end)
        )
        return Item(frame.span, tuple(children), self._marks(frame), checked)

    def table(self, frame: _Frame) -> Block:
        self.leaves.append(frame.span)
        head, *rows = frame.children
        table = Table(frame.span, head, tuple(rows))
        self.tables.append(table)
        return table

    def row(self, frame: _Frame) -> Row:
        edges = scan.row_edges(self.source, frame.span, frame.children)
        return Row(
            span=edges.span,
            cells=tuple(_placed(cell, edges.span.end) for cell in frame.children),
            surplus=edges.surplus,
            opened=edges.opened,
            closed=edges.closed,
        )

    def cell(self, frame: _Frame) -> Cell:
        start, end = outer = frame.span
        raw = self.source[start:end]
        content = raw.strip()
        first = start + (raw.find(content) if content else min(1, len(raw)))
        text = content.decode()
        return Cell(
            Span(first, first + len(content)),
            outer,
            text.replace("\\|", "|") if "\\" in text else text,
            tuple(self.marks[frame.first_mark :]),
        )


# What is made as soon as it opens: nothing that comes later changes it.
_AT_ONCE: dict[str, Callable[[_Builder, str, Any, Span], None]] = {
    "Link": _Builder.link,
    "Image": _Builder.link,
    "CodeBlock": _Builder.code_block,
    "HtmlBlock": _Builder.html_block,
}
_CLOSE: dict[str, Callable[[_Builder, _Frame], Block | Row | Cell]] = {
    "Paragraph": _Builder.paragraph,
    "Heading": _Builder.close_heading,
    "BlockQuote": _Builder.quote,
    "List": _Builder.list,
    "Item": _Builder.item,
    "FootnoteDefinition": _Builder.footnote,
    "Table": _Builder.table,
    "TableHead": _Builder.row,
    "TableRow": _Builder.row,
    "TableCell": _Builder.cell,
}

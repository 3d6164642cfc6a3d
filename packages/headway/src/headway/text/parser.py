"""Markdown bytes to a tree. The only module that knows the parser, pyromark.

The dialect is that of mdBook: CommonMark with tables, footnotes, strike-through, task lists and
heading attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyromark import Markdown, Options, html

from headway.text import scan
from headway.text.tree import (
    Block,
    Code,
    CodeBlock,
    Definition,
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
    from collections.abc import Iterable, Sequence

_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_HEADING_ATTRIBUTES
)
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
    source, shift = decoded.source, decoded.offset
    broken: list[Any] = []
    markdown = Markdown(options=_OPTIONS, broken_link_callback=broken.append)
    builder = _Builder(source, shift)
    builder.consume(markdown.events_with_range(decoded.text, merge_text=True))
    blocks = tuple(builder.blocks)
    code = tuple(builder.code)
    uses = (mark for mark in builder.marks if isinstance(mark, FootnoteUse))
    # The parser takes a second look at the whole text to find them.
    defined = markdown.reference_definitions(decoded.text) if "]:" in decoded.text else {}
    even, uneven = scan.directives(source, code, builder.tables)
    return Tree(
        source=source,
        blocks=blocks,
        sections=_sections(blocks, builder.outer, len(source)),
        headings=tuple(builder.headings),
        tables=tuple(builder.tables),
        definitions=scan.definitions(
            source,
            blocks,
            [
                Definition(_span(place["span"], shift), label, place["dest"], hidden=False)
                for label, place in defined.items()
            ],
        ),
        undefined_references=tuple(_undefined_reference(source, link, shift) for link in broken),
        undefined_footnotes=scan.undefined_footnotes(source, code, uses),
        directives=even,
        uneven_directives=uneven,
        faults=decoded.faults,
        marks=tuple(builder.marks),
        code=code,
        html=tuple(builder.html),
    )


def unsafe_html(markdown: str) -> str:
    """Markdown as HTML, in which all that somebody wrote as HTML still stands."""
    return html(markdown, options=_OPTIONS)


def _span(place: Any, shift: int) -> Span:
    return Span(place["start"] + shift, place["end"] + shift)


def _undefined_reference(source: bytes, link: Any, shift: int) -> UndefinedReference:
    style = _STYLES[link["link_type"]]
    span = _with_brackets(source, _span(link["span"], shift), style)
    image = source[span.start] == ord("!")
    return UndefinedReference(span, link["reference"], style, image)


def _with_brackets(source: bytes, span: Span, style: LinkStyle) -> Span:
    """The span of a reference with the `[]` that the parser leaves out of a collapsed one."""
    if style is LinkStyle.COLLAPSED and source[span.end : span.end + 2] == b"[]":
        return Span(span.start, span.end + 2)
    return span


def _sections(
    blocks: tuple[Block, ...], headings: Sequence[tuple[int, Heading]], end: int
) -> tuple[Section, ...]:
    """The sections that some headings open, each with its place among the blocks."""
    stops = [*headings[1:], (len(blocks), None)]
    sections: list[Section] = []
    above: list[Section] = []
    for (number, heading), (stop, following) in zip(headings, stops, strict=False):
        while above and above[-1].heading.level >= heading.level:
            above.pop()
        body = Span(heading.span.end, following.span.start if following else end)
        parent = above[-1] if above else None
        section = Section(heading, blocks[number + 1 : stop], body, parent)
        above.append(section)
        sections.append(section)
    return tuple(sections)


class _Builder:
    """Puts the tree together from the parser's events, without recursion.

    Almost all the time of a check is spent here. Tables hold no tables and headings no headings,
    so that one of each is open at a time.
    """

    def __init__(self, source: bytes, shift: int) -> None:
        self.source = source
        self.shift = shift
        self.marks: list[Mark] = []
        self.code: list[Span] = []
        self.html: list[Span] = []
        self.headings: list[Heading] = []
        self.outer: list[tuple[int, Heading]] = []  # headings outside quotes and lists
        self.tables: list[Table] = []
        self.blocks: list[Any] = []
        self._children = self.blocks
        self._open = [self.blocks]
        self._labels: list[str] = []  # of footnotes
        self._plain: list[str] | None = None  # of a heading
        self._anchor: str | None = None
        self._cells: list[tuple[int, int]] = []
        self._rows: list[Row] = []

    def consume(self, events: Iterable[tuple[Any, Any]]) -> None:
        """Read all events of a document."""
        shift = self.shift
        for event, place in events:
            if "Text" in event:
                if self._plain is not None:
                    self._plain.append(event["Text"])
                continue
            if "Start" in event:
                handlers, kind = _START, event["Start"]
            elif "End" in event:
                handlers, kind = _END, event["End"]
            else:
                handlers, kind = _INLINE, event
            value = None
            if type(kind) is not str:
                kind, value = kind.popitem()
            handle = handlers.get(kind)
            if handle is not None:
                handle(self, value, place["start"] + shift, place["end"] + shift)

    def cell(self, _: None, start: int, end: int) -> None:
        self._cells.append((start, end))

    def row(self, _: None, start: int, end: int) -> None:
        self._rows.append(scan.row(self.source, start, end, self._cells))
        self._cells = []

    def table(self, _: None, start: int, end: int) -> None:
        head, *rows = self._rows
        self._rows = []
        table = Table(Span(start, end), head, tuple(rows))
        self.tables.append(table)
        self._children.append(table)

    def paragraph(self, _: None, start: int, end: int) -> None:
        self._children.append(Paragraph(Span(start, end)))

    def open_heading(self, opened: Any, _start: int, _end: int) -> None:
        self._plain = []
        self._anchor = opened["id"]

    def heading(self, level: str, start: int, end: int) -> None:
        span = Span(start, end)
        attributes = self._anchor is not None
        content, text = scan.heading_content(self.source, span, attributes=attributes)
        plain, self._plain = "".join(self._plain or ()), None
        heading = Heading(span, int(level[1]), content, text, plain, self._anchor)
        self.headings.append(heading)
        if self._children is self.blocks:
            self.outer.append((len(self.blocks), heading))
        self._children.append(heading)

    def open(self, _: Any, _start: int, _end: int) -> None:
        self._children = []
        self._open.append(self._children)

    def close(self) -> tuple[Any, ...]:
        children = self._open.pop()
        self._children = self._open[-1]
        return tuple(children)

    def quote(self, _: None, start: int, end: int) -> None:
        children = self.close()
        self._children.append(Quote(Span(start, end), children))

    def list(self, _: bool, start: int, end: int) -> None:  # noqa: FBT001  # the parser's value
        children = self.close()
        self._children.append(List(Span(start, end), children))

    def item(self, _: None, start: int, end: int) -> None:
        checked, children = None, self.close()
        if children and isinstance(children[0], bool):
            checked, children = children[0], children[1:]
        self._children.append(Item(Span(start, end), children, checked))

    def task(self, checked: bool, _start: int, _end: int) -> None:  # noqa: FBT001  # as above
        self._children.append(checked)

    def open_footnote(self, label: str, start: int, end: int) -> None:
        self._labels.append(label)
        self.open(label, start, end)

    def footnote(self, _: None, start: int, end: int) -> None:
        children = self.close()
        self._children.append(Footnote(Span(start, end), self._labels.pop(), children))

    def code_block(self, fence: Any, start: int, end: int) -> None:
        span = Span(start, end)
        self.code.append(span)
        info = fence["Fenced"] if isinstance(fence, dict) else None
        self._children.append(CodeBlock(span, info))

    def html_block(self, _: None, start: int, end: int) -> None:
        span = Span(start, end)
        self.code.append(span)
        self.html.append(span)
        self._children.append(HtmlBlock(span))

    def rule(self, _: None, start: int, end: int) -> None:
        self._children.append(Rule(Span(start, end)))

    def link(self, found: Any, start: int, end: int, *, image: bool = False) -> None:
        style = _STYLES[found["link_type"]]
        span = _with_brackets(self.source, Span(start, end), style)
        self.marks.append(Link(span, found["dest_url"], style, found["id"], image))

    def image(self, found: Any, start: int, end: int) -> None:
        self.link(found, start, end, image=True)

    def inline_code(self, text: str, start: int, end: int) -> None:
        span = Span(start, end)
        self.code.append(span)
        self.marks.append(Code(span))
        if self._plain is not None:
            self._plain.append(text)

    def inline_html(self, _: str, start: int, end: int) -> None:
        span = Span(start, end)
        self.code.append(span)
        self.html.append(span)
        self.marks.append(InlineHtml(span))

    def footnote_use(self, label: str, start: int, end: int) -> None:
        self.marks.append(FootnoteUse(Span(start, end), label))


_Handlers = dict[str, Callable[[_Builder, Any, int, int], None]]
_START: _Handlers = {
    "TableCell": _Builder.cell,
    "Heading": _Builder.open_heading,
    "List": _Builder.open,
    "Item": _Builder.open,
    "BlockQuote": _Builder.open,
    "FootnoteDefinition": _Builder.open_footnote,
    "Link": _Builder.link,
    "Image": _Builder.image,
    "CodeBlock": _Builder.code_block,
    "HtmlBlock": _Builder.html_block,
}
_END: _Handlers = {
    "TableHead": _Builder.row,
    "TableRow": _Builder.row,
    "Table": _Builder.table,
    "Paragraph": _Builder.paragraph,
    "Heading": _Builder.heading,
    "List": _Builder.list,
    "Item": _Builder.item,
    "BlockQuote": _Builder.quote,
    "FootnoteDefinition": _Builder.footnote,
}
_INLINE: _Handlers = {
    "Code": _Builder.inline_code,
    "InlineHtml": _Builder.inline_html,
    "FootnoteReference": _Builder.footnote_use,
    "TaskListMarker": _Builder.task,
    "Rule": _Builder.rule,
}

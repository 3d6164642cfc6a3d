"""The shape of a Markdown text: blocks, the marks inside them, and where each stands."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import TYPE_CHECKING

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Span(Value, order=True):
    """A half-open range of byte offsets into the file as it is on disk; spans sort by place."""

    start: int
    end: int

    def __iter__(self) -> Iterator[int]:
        """Start and end, in this order: what `slice` takes."""
        yield self.start
        yield self.end

    def __contains__(self, other: object) -> bool:
        """Whether another span lies wholly within this one."""
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end


class LinkStyle(Enum):
    """How a link or image says where it leads."""

    INLINE = "inline"
    FULL = "full"
    COLLAPSED = "collapsed"
    SHORTCUT = "shortcut"
    AUTOLINK = "autolink"


class Link(Value):
    """A link or image: `[text](destination)`, `[text][label]`, `<https://…>`."""

    span: Span
    destination: str
    style: LinkStyle
    label: str
    image: bool = False


class Code(Value):
    """A code span."""

    span: Span


class InlineHtml(Value):
    """An HTML tag or comment inside a line."""

    span: Span


class FootnoteUse(Value):
    """`[^label]` where the footnote is defined."""

    span: Span
    label: str


Mark = Link | Code | InlineHtml | FootnoteUse


class Heading(Value):
    """A heading of level 1 to 6.

    `text` is its content as written, `plain` what a reader sees of it without markup, `anchor` the
    identifier that `{#…}` gives it, if any.
    """

    span: Span
    level: int
    content: Span
    text: str
    plain: str
    anchor: str | None


class Paragraph(Value):
    """A paragraph."""

    span: Span


class CodeBlock(Value):
    """A code block; `info` is the words after the fence, None when it is indented instead."""

    span: Span
    info: str | None


class HtmlBlock(Value):
    """A block of HTML, comments among them."""

    span: Span


class Rule(Value):
    """A horizontal rule."""

    span: Span


class Quote(Value):
    """A block quote."""

    span: Span
    children: tuple[Block, ...]


class Item(Value):
    """An item of a list; a tight item's own text stands before its children.

    `checked` is the state of its task box, None without one.
    """

    span: Span
    children: tuple[Block, ...]
    checked: bool | None


class List(Value):
    """A bulleted or numbered list."""

    span: Span
    children: tuple[Block, ...]


class Footnote(Value):
    """The definition of a footnote."""

    span: Span
    label: str
    children: tuple[Block, ...]


class Cell(Value):
    r"""A cell of a table.

    `span` is its trimmed content, `text` that content with `\|` read as `|`. A cell that the row
    leaves out is `missing`, with an empty span at the row's end.
    """

    span: Span
    text: str
    missing: bool = False


class Row(Value):
    """A row of a table, with as many cells as the head has.

    `surplus` spans what Markdown drops because the head has no column for it; `opened` and
    `closed` tell whether the row's line starts and ends with a pipe.
    """

    span: Span
    cells: tuple[Cell, ...]
    surplus: Span | None
    opened: bool
    closed: bool

    @property
    def stray(self) -> bool:
        """Whether this is only a line of text, which the table above it took in as a row."""
        return not (self.opened or self.closed) and all(cell.missing for cell in self.cells[1:])


class Table(Value):
    """A table: its head and the rows below the delimiter line."""

    span: Span
    head: Row
    rows: tuple[Row, ...]

    def entries(self) -> Iterator[Row]:
        """The rows that are meant as such; a table that is drawn with pipes takes in no text."""
        return (row for row in self.rows if not (self.head.opened and row.stray))


Block = Heading | Paragraph | CodeBlock | HtmlBlock | Rule | Quote | Item | List | Footnote | Table
CONTAINERS = (Quote, Item, List, Footnote)


class Definition(Value):
    """A reference definition, `[label]: destination`.

    It is `hidden` where an earlier definition of the same label counts instead.
    """

    span: Span
    label: str
    destination: str
    hidden: bool


class UndefinedReference(Value):
    """A reference whose label nothing in the text defines, so that its brackets stay visible."""

    span: Span
    label: str
    style: LinkStyle
    image: bool


class UndefinedFootnote(Value):
    """`[^label]` without a definition."""

    span: Span
    label: str


class Directive(Value):
    """A marker `(((NAME)))` or `(((NAME: ARGUMENT)))` outside code and HTML.

    `row` is the row that it stands in, where it stands below the head of a table.
    """

    span: Span
    name: str
    argument: str | None
    argument_span: Span | None
    row: Span | None = None


class FaultKind(Enum):
    """What can be wrong with a file's bytes before they are Markdown."""

    NOT_UTF8 = "not UTF-8"
    NUL = "NUL byte"
    BYTE_ORDER_MARK = "byte order mark"


class Fault(Value):
    """Bytes that are not text."""

    span: Span
    kind: FaultKind


class Section(Value):
    """A heading outside quotes and lists, and what stands between it and the next one.

    `parent` is the nearest earlier section of a higher rank.
    """

    heading: Heading
    blocks: tuple[Block, ...]
    body: Span
    parent: Section | None

    @property
    def title(self) -> str:
        """The heading's content as written."""
        return self.heading.text

    @property
    def level(self) -> int:
        """The heading's level, 1 to 6."""
        return self.heading.level

    def tables(self) -> Iterator[Table]:
        """The section's own tables, those of its subsections left out."""
        return (block for block in self.blocks if type(block) is Table)


class Tree(Value, eq=False):
    """A text, read: its blocks and everything in it that is found by kind, in order of the text.

    `code` is where words mean nothing: code and HTML. `uneven_directives` are markers with two or
    three parentheses on each side, but not three on both: words in doubled parentheses among them.
    """

    source: bytes
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    definitions: tuple[Definition, ...]
    undefined_references: tuple[UndefinedReference, ...]
    undefined_footnotes: tuple[UndefinedFootnote, ...]
    directives: tuple[Directive, ...]
    uneven_directives: tuple[Directive, ...]
    faults: tuple[Fault, ...]
    marks: tuple[Mark, ...]
    code: tuple[Span, ...]
    html: tuple[Span, ...]

    def slice(self, span: Span) -> str:
        """The text that a span covers; bytes that are no text read as `?`."""
        return self.source[span.start : span.end].decode("utf-8", "replace")

    def links(self) -> Iterator[Link]:
        """Every link and image, in order of the text."""
        return (mark for mark in self.marks if type(mark) is Link)

    def marks_in(self, span: Span) -> tuple[Mark, ...]:
        """What stands in the text of a span beside plain words, in order of the text."""
        first, last = (bisect_left(self.marks, end, key=_start) for end in span)
        return self.marks[first:last]

    def walk(self) -> Iterator[Block]:
        """Every block, parents before their children, in order of the text."""
        return walk(self.blocks)


def within(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span lies wholly within one of some others."""
    return any(span in other for other in others)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Some blocks and all below them, parents before their children, in order of the text."""
    stack = [*blocks][::-1]
    while stack:
        block = stack.pop()
        yield block
        if isinstance(block, CONTAINERS):
            stack.extend(reversed(block.children))


def _start(mark: Mark) -> int:
    return mark.span.start

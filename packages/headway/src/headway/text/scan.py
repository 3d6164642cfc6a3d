"""What the parser does not tell: read from the bytes beside it, with the same spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.text.tree import (
    CONTAINERS,
    Cell,
    Definition,
    Directive,
    Fault,
    FaultKind,
    FootnoteUse,
    Item,
    Row,
    Span,
    UndefinedFootnote,
    walk,
)
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.text.tree import Block, Table

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FOOTNOTE = re.compile(rb"\[\^([^\]\[\s]+)\](?!:)")
_SURROGATES = re.compile("[\udc80-\udcff]+")
_LONE_CR = re.compile(r"\r(?!\n)")
_NEWLINE = re.compile(rb"[\r\n]")
# It starts with what is sure to be there, which is quicker to search for than a line's start.
_DEFINITION = re.compile(
    rb"\[(?:(?<=^.)|(?<=^ .)|(?<=^  .)|(?<=^   .))((?!\^)(?:[^\[\]\\]|\\.)+)\]:"
    rb"[ \t]*(<[^<>\r\n]*>|\S+)[^\r\n]*",
    re.MULTILINE,
)
# Bounded, so that a line full of parentheses takes no longer than another; it starts as above.
_UNEVEN = re.compile(
    rb"\(\((?<!\(\(\()\(?[ \t]*#?[A-Za-z][A-Za-z \t]{0,40}(?::[^\r\n]{0,200}?)?\){2,3}(?!\))"
)
_ATTRIBUTES = re.compile(rb"[ \t]*\{[^{}]*\}[ \t]*\Z")
_SETEXT = re.compile(rb"(?:\r\n|\n|\r)[ \t>]*(?:=+|-+)[ \t]*\Z")
_ATX = re.compile(rb"#{1,6}(?:[ \t]+|\Z)")
_ATX_CLOSE = re.compile(rb"(?<![^ \t])#+\Z")


class Decoded(Value):
    """Bytes as text of the same length in UTF-8.

    `source` is the bytes with `?` for each that is none of UTF-8. `text` is what follows a byte
    order mark of `offset` bytes, with LF for a lone CR, which ends a line in CommonMark.
    """

    text: str
    source: bytes
    offset: int
    faults: tuple[Fault, ...]


def decode(data: bytes) -> Decoded:
    """Read bytes as UTF-8; each byte that is none becomes `?`, and is told as a fault."""
    faults: list[Fault] = []
    offset = 0
    if data.startswith(_BYTE_ORDER_MARK):
        offset = len(_BYTE_ORDER_MARK)
        faults.append(Fault(Span(0, offset), FaultKind.BYTE_ORDER_MARK))
    source = data
    try:
        text = data[offset:].decode("utf-8")
    except UnicodeDecodeError:
        text = data[offset:].decode("utf-8", "surrogateescape")
        faults.extend(_not_utf8(text, offset))
        text = _SURROGATES.sub(lambda match: "?" * len(match[0]), text)
        source = data[:offset] + text.encode()
    if b"\0" in data:
        faults.extend(
            Fault(Span(*match.span()), FaultKind.NUL) for match in re.finditer(rb"\0+", data)
        )
    if "\r" in text:
        text = _LONE_CR.sub("\n", text)
    return Decoded(text, source, offset, tuple(faults))


def _not_utf8(text: str, offset: int) -> Iterator[Fault]:
    """The runs of bytes that came through as surrogates, one a byte."""
    position = 0
    for match in _SURROGATES.finditer(text):
        offset += len(text[position : match.start()].encode())
        yield Fault(Span(offset, offset + len(match[0])), FaultKind.NOT_UTF8)
        offset += len(match[0])
        position = match.end()


def heading_content(source: bytes, span: Span, *, attributes: bool) -> Span:
    """The content of a heading, without its marker, underline and attributes."""
    raw = source[span.start : span.end].rstrip()
    if not attributes and b"\n" not in raw and raw[:1] == b"#" != raw[-1:]:
        content = raw.lstrip(b"#").lstrip()
        end = span.start + len(raw)
        return Span(end - len(content), end)
    start = 0
    if opening := _ATX.match(raw):
        start = opening.end()
        if closing := _ATX_CLOSE.search(raw, start):
            raw = raw[: closing.start()]
    elif underline := _SETEXT.search(raw):
        raw = raw[: underline.start()]
    if attributes and (found := _ATTRIBUTES.search(raw, start)):
        raw = raw[: found.start()]
    content = raw[start:]
    start += len(content) - len(content.lstrip())
    return Span(span.start + start, span.start + start + len(content.strip()))


def row(source: bytes, start: int, end: int, places: Sequence[tuple[int, int]]) -> Row:
    """A row of a table in its line, of the cells that stand at some places between pipes."""
    raw = source[start:end]
    line = raw.strip()
    start += len(raw) - len(raw.lstrip())
    end = start + len(line)
    cells = tuple([_cell(source, place, end) for place in places])
    last = places[-1][1]
    opened = line[:1] == b"|"
    if opened and last == end - 1 and line[-1:] == b"|":
        return Row(Span(start, end), cells, None, opened=True, closed=True)
    surplus = None
    if not cells[-1].missing:
        rest = source[last:end].removeprefix(b"|")
        if rest.strip().strip(b"|").strip():
            surplus = Span(end - len(rest.lstrip()), end)
    closed = line.endswith(b"|") and not line.endswith(b"\\|")
    return Row(Span(start, end), cells, surplus, opened, closed)


def _cell(source: bytes, place: tuple[int, int], row_end: int) -> Cell:
    start, end = place
    raw = source[start:end]
    content = raw.strip()
    if start >= row_end and not content:
        return Cell(Span(row_end, row_end), "", missing=True)
    first = start + (len(raw) - len(raw.lstrip()) if content else min(1, len(raw)))
    text = content.decode()
    if "\\" in text:
        text = text.replace("\\|", "|")
    return Cell(Span(first, first + len(content)), text)


def inside(offset: int, spans: Sequence[Span]) -> bool:
    """Whether an offset lies in one of some spans that are sorted and do not overlap."""
    return covering(offset, spans) is not None


def covering(offset: int, spans: Sequence[Span]) -> Span | None:
    """The span that an offset lies in, of some that are sorted and do not overlap."""
    index = bisect_right(spans, Span(offset, 1 << 62)) - 1
    return spans[index] if index >= 0 and offset < spans[index].end else None


def definitions(
    source: bytes, blocks: Sequence[Block], known: Sequence[Definition]
) -> tuple[Definition, ...]:
    """All reference definitions: those that count, and those that an earlier one hides.

    A line that reads as a definition and lies in no block is one, since nothing else of Markdown
    leaves no block behind.
    """
    if not known or source.count(b"]:") == len(known):  # there are no more lines like them
        return tuple(known)
    found = list(known)
    taken = sorted([*_texts(blocks), *(definition.span for definition in known)])
    for match in _DEFINITION.finditer(source):
        if not inside(match.start(), taken):
            label = match[1].decode("utf-8", "replace")
            target = match[2].decode("utf-8", "replace").strip("<>")
            found.append(Definition(Span(*match.span()), label, target, hidden=True))
    return tuple(sorted(found, key=lambda definition: definition.span))


def _texts(blocks: Iterable[Block]) -> Iterator[Span]:
    """Where blocks have text of their own."""
    for block in walk(blocks):
        if isinstance(block, Item):
            end = block.children[0].span.start if block.children else block.span.end
            yield Span(block.span.start, end)
        elif not isinstance(block, CONTAINERS):
            yield block.span


def undefined_footnotes(
    source: bytes, code: Sequence[Span], uses: Iterable[FootnoteUse]
) -> tuple[UndefinedFootnote, ...]:
    """Footnotes that are used and nowhere defined."""
    if b"[^" not in source:
        return ()
    defined = {use.span.start for use in uses}
    return tuple(
        UndefinedFootnote(Span(*match.span()), match[1].decode("utf-8", "replace"))
        for match in _FOOTNOTE.finditer(source)
        if match.start() not in defined
        and not inside(match.start(), code)
        and source[match.start() - 1 : match.start()] != b"\\"
    )


def directives(
    source: bytes, code: Sequence[Span], tables: Iterable[Table]
) -> tuple[Directive, ...]:
    """The `(((…)))` markers outside code and HTML, in order."""
    return _markers(source, _marker_spans(source), code, tables)


def uneven_directives(
    source: bytes, code: Sequence[Span], tables: Iterable[Table]
) -> tuple[Directive, ...]:
    """Markers that have not three parentheses on both sides, in order."""
    if b"((" not in source:
        return ()
    spans = (Span(*match.span()) for match in _UNEVEN.finditer(source))
    covered = sorted([*code, *_marker_spans(source)])
    return _markers(source, spans, covered, tables)


def _markers(
    source: bytes, spans: Iterable[Span], covered: Sequence[Span], tables: Iterable[Table]
) -> tuple[Directive, ...]:
    """The markers at some spans, those that start in a covered one left out."""
    found = [_directive(source, span) for span in spans if not inside(span.start, covered)]
    if not found:
        return ()
    rows = sorted(row.span for table in tables for row in table.rows)
    return tuple(replace(marker, row=covering(marker.span.start, rows)) for marker in found)


def _marker_spans(source: bytes) -> Iterator[Span]:
    """Each innermost `(((…)))` that stands on one line; linear in the source's length."""
    start = source.find(b"(((")
    while start >= 0:
        end = source.find(b")))", start + 3)
        if end < 0:
            return
        newline = _NEWLINE.search(source, start, end)
        if newline is None:
            yield Span(source.rfind(b"(((", start, end), end + 3)
            start = source.find(b"(((", end + 3)
        else:
            start = source.find(b"(((", newline.end())


def _directive(source: bytes, span: Span) -> Directive:
    raw = source[span.start : span.end]
    end = span.start + len(raw[:-2].removesuffix(b")"))
    start = span.end - len(raw[2:].removeprefix(b"("))
    name, colon, argument = source[start:end].partition(b":")
    if not colon:
        return Directive(span, name.decode("utf-8", "replace"), None, None)
    trimmed = argument.strip()
    start += len(name) + 1 + len(argument) - len(argument.lstrip())
    return Directive(
        span,
        name.decode("utf-8", "replace"),
        trimmed.decode("utf-8", "replace"),
        Span(start, start + len(trimmed)),
    )

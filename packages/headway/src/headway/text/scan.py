"""What the parser does not tell: read from the bytes beside it, with the same spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from headway.text.tree import (
    Cell,
    Definition,
    Directive,
    Fault,
    FaultKind,
    FootnoteUse,
    Span,
    UndefinedFootnote,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.text.tree import Table

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FOOTNOTE = re.compile(rb"\[\^([^\]\[\s]+)\](?!:)")
_SURROGATES = re.compile("[\udc80-\udcff]+")
_LONE_CR = re.compile(r"\r(?!\n)")
_NEWLINE = re.compile(rb"[\r\n]")
_DEFINITION = re.compile(
    rb"^ {0,3}\[((?!\^)(?:[^\[\]\\]|\\.)+)\]:[ \t]*(<[^<>\r\n]*>|\S+)[^\r\n]*", re.MULTILINE
)
# Bounded, so that a line full of parentheses takes no longer than another.
_UNEVEN = re.compile(
    rb"(?<!\()\({2,3}[ \t]*#?[A-Za-z][A-Za-z \t]{0,40}(?::[^\r\n]{0,200}?)?\){2,3}(?!\))"
)
_ATTRIBUTES = re.compile(rb"[ \t]*\{[^{}]*\}[ \t]*\Z")
_SETEXT = re.compile(rb"(?:\r\n|\n|\r)[ \t>]*(?:=+|-+)[ \t]*\Z")
_ATX = re.compile(rb"#{1,6}(?:[ \t]+|\Z)")
_ATX_CLOSE = re.compile(rb"(?<![^ \t])#+\Z")


class Decoded(NamedTuple):
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
        content = raw.lstrip(b"#").strip()
        if content:
            at = span.start + raw.find(content)
            return Span(at, at + len(content))
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


class RowEdges(NamedTuple):
    """How a row's line starts and ends."""

    span: Span
    surplus: Span | None
    opened: bool
    closed: bool


def row_edges(source: bytes, span: Span, cells: Sequence[Cell]) -> RowEdges:
    """Trim a row's span to its line, and find what Markdown drops after the last column."""
    raw = source[span.start : span.end]
    stripped = raw.strip()
    start = span.start + raw.find(stripped)
    end = start + len(stripped)
    if cells and end - cells[-1].outer.end == 1 and stripped[:1] == b"|" == stripped[-1:]:
        return RowEdges(Span(start, end), None, opened=True, closed=True)
    closed = stripped.endswith(b"|") and not stripped.endswith(b"\\|")
    surplus = None
    if cells and not cells[-1].missing:
        rest_start = cells[-1].outer.end
        rest = source[rest_start:end]
        if rest.startswith(b"|"):
            rest_start, rest = rest_start + 1, rest[1:]
        if rest.strip().strip(b"|").strip():
            surplus = Span(rest_start + len(rest) - len(rest.lstrip()), end)
    return RowEdges(Span(start, end), surplus, opened=stripped.startswith(b"|"), closed=closed)


def inside(offset: int, spans: Sequence[Span]) -> bool:
    """Whether an offset lies in one of some spans that are sorted and do not overlap."""
    return covering(offset, spans) is not None


def covering(offset: int, spans: Sequence[Span]) -> Span | None:
    """The span that an offset lies in, of some that are sorted and do not overlap."""
    index = bisect_right(spans, (offset, 1 << 62)) - 1
    return spans[index] if index >= 0 and offset < spans[index].end else None


def definitions(
    source: bytes, leaves: Iterable[Span], known: Iterable[tuple[Span, str, str]]
) -> tuple[Definition, ...]:
    """All reference definitions: those that count, and those that an earlier one hides.

    A line that reads as a definition and lies in no block is one, since nothing else of Markdown
    leaves no block behind.
    """
    found = [Definition(span, label, target, hidden=False) for span, label, target in known]
    if found:
        taken = sorted([*leaves, *(definition.span for definition in found)])
        for match in _DEFINITION.finditer(source):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            if not inside(start, taken):
                label = match[1].decode("utf-8", "replace")
                target = match[2].decode("utf-8", "replace").strip("<>")
                found.append(Definition(Span(start, match.end()), label, target, hidden=True))
        found.sort(key=lambda definition: definition.span)
    return tuple(found)


def undefined_footnotes(
    source: bytes, code: Sequence[Span], uses: Iterable[FootnoteUse]
) -> tuple[UndefinedFootnote, ...]:
    """Footnotes that are used and nowhere defined."""
    if b"[^" not in source:
        return ()
    defined = {use.span.start for use in uses}
    covered = sorted(code)
    return tuple(
        UndefinedFootnote(Span(*match.span()), match[1].decode("utf-8", "replace"))
        for match in _FOOTNOTE.finditer(source)
        if match.start() not in defined
        and not inside(match.start(), covered)
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
    covered = sorted(covered)
    found = [_directive(source, span) for span in spans if not inside(span.start, covered)]
    if not found:
        return ()
    rows = sorted(row.span for table in tables for row in table.rows)
    return tuple(marker._replace(row=covering(marker.span.start, rows)) for marker in found)


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

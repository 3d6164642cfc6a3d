"""Diagnostics for a person at a terminal: excerpt, caret, labels, notes and help."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from headway.diagnostics.model import Severity
from headway.diagnostics.printable import printable
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.diagnostics.model import Diagnostic
    from headway.diagnostics.report import Report
    from headway.text import Span

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.HINT: "1;36"}
_DIM, _BOLD, _GREEN = "2", "1", "32"
_MARGIN = 12
# Text is not squeezed into less than this, however narrow the terminal.
_MINIMUM = 20
_PAINT = re.compile(r"\x1b\[[\d;]*m")


class Style(Value):
    """How to draw: with colours or not, in ASCII only or not, how many columns wide."""

    colour: bool = False
    ascii: bool = True
    width: int = 100


class _Glyphs(Value):
    bar: str
    arrow: str
    note: str
    caret: str
    more: str


_UNICODE = _Glyphs("│", "╭─▸", "╰", "━", "…")  # drawn, not spelled
_ASCII = _Glyphs("|", "-->", "=", "^", "...")


def render(report: Report, style: Style) -> Iterator[str]:
    """A block a diagnostic, with a blank line between them."""
    drawer = _Drawer(report, style)
    for diagnostic in report.diagnostics:
        yield "\n".join(drawer.block(diagnostic)) + "\n\n"


def summarise(report: Report, name: str | None, style: Style) -> str:
    """The last lines of a run of the program of a name: counts, what was skipped, the fixes."""
    summary = report.summary
    drawer = _Drawer(None, style)
    counts = [
        drawer.paint(_count(number, word), _COLOURS[severity])
        for number, word, severity in (
            (summary.errors, "error", Severity.ERROR),
            (summary.warnings, "warning", Severity.WARNING),
            (summary.hints, "hint", Severity.HINT),
        )
        if number
    ]
    files = _count(summary.files, "file")
    found = ", ".join(counts) or "no mistakes"
    lines = [f"{found} in {files} of {drawer.clean(name)}" if name else f"{found} in {files}"]
    lines += _fixable(report)
    lines += [f"skipped: {reason}" for reason in summary.skipped]
    return "".join(f"{part}\n" for line in lines for part in _wrapped(line, style.width))


def _fixable(report: Report) -> list[str]:
    fixes = [diagnostic.fix for diagnostic in report.diagnostics if diagnostic.fix]
    safe = sum(1 for fix in fixes if fix.safe)
    lines = []
    if safe:
        lines.append(f"{_count(safe, 'safe fix', 'safe fixes')}: `--diff` shows, `--fix` applies")
    if len(fixes) > safe:
        others = _count(len(fixes) - safe, "fix to look at first", "fixes to look at first")
        lines.append(f"{others}: `--diff --unsafe` shows, `--fix --unsafe` applies")
    return lines


def _count(number: int, word: str, plural: str = "") -> str:
    return f"{number} {word if number == 1 else plural or word + 's'}"


class _Drawer:
    def __init__(self, report: Report | None, style: Style) -> None:
        self.report = report
        self.style = style
        self.glyphs = _ASCII if style.ascii else _UNICODE

    def paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.style.colour and text and colour else text

    def block(self, diagnostic: Diagnostic) -> Iterator[str]:
        assert self.report is not None  # noqa: S101  # as above
        colour = _COLOURS[diagnostic.severity]
        title = f"{diagnostic.severity.value}[{diagnostic.code}]"
        lead = f"{self.paint(title, colour)}: "
        yield from self.text(lead, len(title) + 2, diagnostic.message, _BOLD)
        line, column = self.report.position(diagnostic.file, diagnostic.span.start)
        last_lines = [line] + [
            self.report.position(label.file, label.span.start).line for label in diagnostic.labels
        ]
        gutter = len(str(max(last_lines)))
        yield self.arrow(gutter, f"{diagnostic.file}:{line}:{column}")
        yield from self.excerpt(diagnostic.file, diagnostic.span, gutter, colour, "")
        for label in diagnostic.labels:
            place = self.report.position(label.file, label.span.start)
            if label.file != diagnostic.file:
                yield self.arrow(gutter, f"{label.file}:{place.line}:{place.column}")
            yield from self.excerpt(label.file, label.span, gutter, _DIM, label.message)
        yield from self.remarks(diagnostic, gutter)

    def arrow(self, gutter: int, place: str) -> str:
        return f"{' ' * gutter}{self.paint(self.glyphs.arrow, _DIM)} {self.clean(place)}"

    def excerpt(
        self, file: str, span: Span, gutter: int, colour: str, message: str
    ) -> Iterator[str]:
        """The first line of a span with what it covers underlined."""
        assert self.report is not None  # noqa: S101  # as above
        lines = self.report.source(file).lines
        number, column = lines.position(span.start)
        end = lines.position(min(span.end, lines.span(number).end))
        text = lines.text(number)
        before, covered = text[: column - 1], text[column - 1 : end.column - 1]
        shown, indent = self.window(text, before, covered, gutter)
        bar = self.paint(self.glyphs.bar, _DIM)
        yield f"{self.paint(str(number).rjust(gutter), _DIM)} {bar} {shown}".rstrip()
        room = max(1, self.style.width - gutter - 3 - indent)
        mark = self.glyphs.caret * max(1, min(_width(self.clean(covered)), room))
        under = f"{mark} {self.clean(message)}".rstrip()
        lead = f"{' ' * gutter} {bar} "
        if _width(under) <= room:
            yield f"{lead}{' ' * indent}{self.paint(under, colour)}"
            return
        yield f"{lead}{' ' * indent}{self.paint(mark, colour)}"
        for part in _wrapped(self.clean(message), self.style.width - gutter - 3):
            yield f"{lead}{self.paint(part, colour)}"

    def window(self, text: str, before: str, covered: str, gutter: int) -> tuple[str, int]:
        """The part of a line that fits, and how many columns stand before the covered text."""
        room = max(_MINIMUM, self.style.width - gutter - 3)
        text, before, covered = (self.clean(part) for part in (text, before, covered))
        if _width(text) <= room:
            return text, _width(before)
        more = self.glyphs.more
        margin = min(_MARGIN, room // 3)
        start = max(0, min(len(before) - margin, len(before) + len(covered) - room // 2))
        more_before = "" if start == 0 else more
        shown, used = more_before, len(more_before)
        for character in text[start:]:
            used += _width(character)
            if used > room - len(more):
                shown += more
                break
            shown += character
        return shown, _width(more_before) + _width(text[start : len(before)])

    def remarks(self, diagnostic: Diagnostic, gutter: int) -> Iterator[str]:
        for note in diagnostic.notes:
            yield from self.remark("note", note, gutter, _BOLD)
        if diagnostic.help:
            yield from self.remark("help", diagnostic.help, gutter, _GREEN)
        if diagnostic.fix is not None:
            how = "--fix" if diagnostic.fix.safe else "--fix --unsafe"
            yield from self.remark("fix", f"{diagnostic.fix.message} ({how})", gutter, _GREEN)

    def remark(self, kind: str, text: str, gutter: int, colour: str) -> Iterator[str]:
        lead = f"{' ' * gutter} {self.paint(self.glyphs.note, _DIM)} {self.paint(kind, colour)}: "
        yield from self.text(lead, gutter + 3 + len(kind) + 2, text, "")

    def text(self, lead: str, indent: int, text: str, colour: str) -> Iterator[str]:
        """A text behind what leads it, which takes some columns, wrapped at the width."""
        for number, line in enumerate(_wrapped(self.clean(text), self.style.width - indent)):
            yield (" " * indent if number else lead) + self.paint(line, colour)

    def clean(self, text: str) -> str:
        """Text as the style can show it, with a tab as four spaces."""
        shown = printable(text.replace("\t", "    "), "?" if self.style.ascii else "�")
        return shown.encode("ascii", "replace").decode() if self.style.ascii else shown


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines of a width; a word that is longer is kept whole."""
    room = max(_MINIMUM, width)
    if _width(text) <= room:
        return [text]
    lines = [""]
    used = 0
    for word in text.split(" "):
        size = _width(_PAINT.sub("", word))
        if lines[-1] and used + 1 + size > room:
            lines.append(word)
            used = size
        else:
            lines[-1] += f" {word}" if lines[-1] else word
            used += size + (used > 0)
    return [line.rstrip() for line in lines]


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )

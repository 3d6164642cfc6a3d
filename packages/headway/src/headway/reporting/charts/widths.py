"""How wide text is in the font that charts are measured in.

Liberation Sans, which the renderer brings along, and Arial have the same widths; a reader's machine
may have neither. Every text of a picture is told how wide it is to be, so that nothing is cut or
overlaps in whatever font takes its place.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

# Thousandths of the size of the font, and the characters that are so wide.
_REGULAR = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;[\\]ftI",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "ckvxyszJ",
    556: "0123456789#$_abdeghnopquL?",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "\u2026",
    1015: "@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl",
    280: "|",
    333: "!()-:;[]`ft",
    389: "*r{}",
    474: '"',
    500: "z",
    556: "0123456789#$_aceksvxyJ",
    584: "+<=>^~",
    611: "?bdghnopquFLTZ",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "%m",
    944: "W",
    975: "@",
    1000: "\u2026",
}
_TABLES = tuple(
    {letter: width for width, letters in table.items() for letter in letters}
    for table in (_REGULAR, _BOLD)
)
_TEXT = re.compile(r"<text\b([^>]*[^>/])>(.*?)</text>", re.DOTALL)
_LINE = re.compile(r"<tspan\b([^>]*)>([^<]*)</tspan>")
_SIZE = re.compile(r'font-size="([\d.]+)px"')


def width(text: str, size: float, *, bold: bool = False) -> float | None:
    """How wide a text is in pixels; None where one of its letters is not known."""
    table = _TABLES[bold]
    letters = unicodedata.normalize("NFD", text)
    widths = [table.get(one) for one in letters if not unicodedata.combining(one)]
    return None if None in widths else sum(filter(None, widths)) * size / 1000


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """A text in lines that fit into a room; a letter that is not known counts as a wide one."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        wide = width(longer, size, bold=bold)
        if lines and (wide if wide is not None else len(longer) * size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def with_widths(svg: str) -> str:
    """A picture whose texts say how wide they are."""
    return _TEXT.sub(_measured, svg)


def _measured(match: re.Match[str]) -> str:
    attributes, content = match[1], match[2]
    size = _SIZE.search(attributes)
    if size is None:
        return match[0]
    bold = 'font-weight="bold"' in attributes

    def length(words: str) -> str:
        return _length(words, float(size[1]), bold=bold)

    if "<tspan" not in content:
        return f"<text{attributes}{length(content)}>{content}</text>"
    lines = _LINE.sub(lambda line: f"<tspan{line[1]}{length(line[2])}>{line[2]}</tspan>", content)
    return f"<text{attributes}>{lines}</text>"


def _length(content: str, size: float, *, bold: bool) -> str:
    wide = width(unescape(content), size, bold=bold)
    return f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"' if wide else ""

"""Where sentences end in the text of a paragraph or of a list's item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.text.tree import Code, InlineHtml, Link, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.text.tree import Tree

_HIDDEN = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what has no dots of its own, such as code
_ADDRESS = re.compile(r"https?://[^\s<>()]*[^\s<>().,;:!?*_'\"]")
_BRACKET = re.compile(r"[()]")
_SHORT_LINE = 60  # a longer one may have been wrapped by its author's editor
_EMOJI = "\u2600-\u27bf\u200d\ufe0f\U0001f000-\U0001faff"
_STOP = re.compile(
    rf"""(?P<stop>[.!?…]+)[\"'\u201d\u2019)\]*_~]*
        (?:[ \t]*(?:[{_EMOJI}]|:[a-z0-9_+-]+:(?=\s|\Z)))*(?=\s|\Z)
    |(?P<colon>:)[*_]*(?=[ \t]*\n)
    |(?P<line>(?=\n))""",
    re.VERBOSE,
)
# What a sentence begins with: one sign, or a reference, which may begin in small letters.
_NEXT = re.compile(r"[\s\"'\u201c\u2018(\[*_~]*([\w.-]+/[\w.-]+#\d|.?)", re.DOTALL)
# What ends with a dot and never ends a sentence.
_ABBREVIATED = re.compile(
    r"(?:(?i:\b(?:e\.g|i\.e|a\.k\.a|w\.r\.t|wrt|cf|vs|resp|incl|esp|approx|ca|fig|nr|mr|mrs|ms"
    r"|dr|prof|st))|(?:^|\s)[A-HJ-Z])\.\Z",
)
_EMPHASIS = re.compile(r"\*+|~~|(?<!\w)_+|_+(?!\w)")


def split(
    text: str, *, blotted: str | None = None, lines: bool = False
) -> Iterator[tuple[int, int]]:
    """The sentences of a text, as places in it; what is between them is white space.

    `blotted` is the text as `blot` gives it, where it has markup. With `lines`, the end of a line
    may end a sentence without a full stop, since GitHub shows each line of a comment as one. A
    sentence takes with it what it opens: brackets and emphasis are never cut in two.
    """
    hidden = _ADDRESS.sub(lambda found: _HIDDEN * len(found[0]), blotted or text)
    start = 0
    for found in _STOP.finditer(hidden):
        if (lines or found["stop"]) and found.end() > start and _ends(hidden, start, found):
            yield from _trimmed(text, start, found.end())
            start = found.end()
    yield from _trimmed(text, start, len(text))


def sentences(tree: Tree, span: Span, *, lines: bool = False) -> Iterator[Span]:
    """The spans of the sentences that stand in a span of Markdown."""
    text = tree.slice(span)
    for start, end in split(text, blotted=blot(tree, span), lines=lines):
        yield part(span, text, start, end)


def blot(tree: Tree, span: Span) -> str:
    """The text of a span with code, links and HTML blotted out, as long as before."""
    parts, at = [], span.start
    for mark in tree.marks_in(span):
        if isinstance(mark, (Code, Link, InlineHtml)) and at <= mark.span.start:
            end = min(mark.span.end, span.end)
            parts.append(tree.slice(Span(at, mark.span.start)))
            parts.append(_HIDDEN * len(tree.slice(Span(mark.span.start, end))))
            at = end
    return "".join([*parts, tree.slice(Span(at, span.end))])


def part(span: Span, text: str, start: int, end: int) -> Span:
    """The span of a part of a text that stands at a span."""
    first = span.start + len(text[:start].encode())
    return Span(first, first + len(text[start:end].encode()))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(stripped)


def _ends(hidden: str, start: int, found: re.Match[str]) -> bool:
    end = found.end()
    following = _NEXT.match(hidden, end)
    first = following[1] if following else ""
    if (len(first) == 1 and first.islower()) or _open(hidden, start, end):
        return False
    if found["stop"]:
        so_far = hidden[start : found.end("stop")]
        return not (first and found["stop"] == "." and _ABBREVIATED.search(so_far))
    return bool(found["colon"]) or _is_short_line(hidden, end)


def _is_short_line(hidden: str, end: int) -> bool:
    """Whether the line that ends here is too short to be one that an editor wrapped."""
    line = hidden[hidden.rfind("\n", 0, end) + 1 : end].rstrip()
    return len(line) < _SHORT_LINE and not line.endswith((",", ";"))


def _open(hidden: str, start: int, end: int) -> bool:
    """Whether a bracket or emphasis is still open that something further on closes."""
    inner, rest = hidden[start:end], hidden[end:]
    depth = 0
    for sign in _BRACKET.findall(inner):
        depth = depth + 1 if sign == "(" else max(0, depth - 1)
    if depth and ")" in rest:
        return True
    opened: set[str] = set()
    for run in _EMPHASIS.findall(inner):
        opened ^= {run}
    return any(run in rest for run in opened)

"""Marks in a draft: which parts of it Headway wrote, and what was asked of Headway.

A draft is a Markdown file. Its first mark says from what it was made, and each block stands between
two marks of its own:

    <!-- headway:update 1 {"period": "2026", …, "blocks": {"index": "0b1f6a0f5c1e"}} -->
    <!-- headway:index 0b1f6a0f5c1e 39bf -->
    text that Headway wrote

    <!-- /headway:index -->

The hexadecimal digits are a digest of the text, so that a block tells whether somebody has changed
it, and then short ones of its lines, so that Headway can say which lines are new. Everything
between blocks is its editor's. Marks stand at the beginning of a line, and whoever reads the post
does not see them.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from headway.errors import HeadwayError
from headway.reporting.folded import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

VERSION = 1
Piece: TypeAlias = "str | Block"
_HOW = "put the mark back, or delete both marks of the block to make its text your own"
_ENDS = "\r\n"
_DIGITS, _LINE_DIGITS = 12, 4
_NAME = re.compile(r"[^\s>]+")
_LIKE_A_MARK = re.compile(r"<!-- ?/?headway:")
_HEADER = re.compile(r"<!-- headway:update (\d+) (\{.*\}) -->\s*")
_OPENING = re.compile(
    rf"<!-- headway:([^\s>]+) ([0-9a-f]{{{_DIGITS}}})(?: ((?:[0-9a-f]{{{_LINE_DIGITS}}})+))? -->\s*"
)
_CLOSING = re.compile(r"<!-- /headway:([^\s>]+) -->\s*")
# Unlike `str.splitlines`, this knows only what ends a line of Markdown.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class BadDraftError(HeadwayError):
    """A file is no draft, or its marks are damaged."""

    exit_code = 2

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Tell where, and what is wrong there."""
        super().__init__(f"{file}:{line}: {problem}")


class Block(NamedTuple):
    """What stands between two marks.

    `text` are the lines between them, as they stand. `digest` is that of the text which Headway
    wrote, and `told` are short ones of the lines that it showed last. `marks` are the lines of the
    two marks, and `line` is that of the first one, from 1.
    """

    name: str
    digest: str
    told: frozenset[str]
    text: str
    marks: tuple[str, str]
    line: int

    @property
    def touched(self) -> bool:
        """Whether somebody changed the text, more than where its lines end."""
        return digest(self.text) != self.digest

    def written(self) -> str:
        """The block as it stands in its file."""
        return f"{self.marks[0]}{self.text}{self.marks[1]}"

    def ending(self, newline: str) -> Block:
        """The block with lines that end in another way."""
        first, last = (f"{mark.rstrip()}{newline}" for mark in self.marks)
        lines = (f"{line.rstrip(_ENDS)}{newline}" for line in lines_of(self.text))
        return self._replace(text="".join(lines), marks=(first, last))

    def telling(self, text: str) -> Block:
        """The block, with the lines of another text as those that were shown last."""
        end = self.marks[0][len(self.marks[0].rstrip()) :]
        mark = _opening(self.name, self.digest, text)
        return self._replace(told=_told(text), marks=(f"{mark}{end}", self.marks[1]))


class Draft(NamedTuple):
    """A draft, taken apart: what stands before the header, its line, and all that follows.

    A piece that is a text is the editor's own. `known` are the blocks that the draft was made from
    or last continued with, each with the digest of what Headway had for it.
    """

    before: str
    heading: str
    parameters: Mapping[str, Any]
    known: Mapping[str, str]
    pieces: Sequence[Piece]

    @property
    def blocks(self) -> dict[str, Block]:
        """The blocks by their names, in order."""
        return {one.name: one for one in self.pieces if isinstance(one, Block)}

    @property
    def newline(self) -> str:
        """What its lines end with."""
        return "\r\n" if self.heading.endswith("\r\n") else "\n"

    def written(self) -> str:
        """The file."""
        pieces = (one if isinstance(one, str) else one.written() for one in self.pieces)
        return "".join((self.before, self.heading, *pieces))


def digest(text: str) -> str:
    """What tells a text from another; white space at the end of lines does not count."""
    lines = "\n".join(line.rstrip() for line in lines_of(text)).strip("\n")
    return hashlib.sha256(lines.encode()).hexdigest()[:_DIGITS]


def short_digest(line: str) -> str:
    """What tells a line from the few others of its block."""
    return digest(line)[:_LINE_DIGITS]


def shown(text: str) -> Iterator[str]:
    """The lines of a block that a reader sees without unfolding anything, without empty ones."""
    hidden = folded(text)
    for number, line in enumerate(lines_of(text), 1):
        if number not in hidden and line.strip() and not line.startswith("</details"):
            yield line.rstrip()


def block(name: str, text: str) -> str:
    """A text between marks, each on a line of its own.

    Whoever changes one word takes over a whole block, so that what an editor will seldom touch, as
    a collapsed part, is best a block of its own. A line of the text that looks like a mark (one
    quoted as code could) is put in by a space. The empty line at the end keeps HTML in the text
    from taking in what follows the block.

    Raises:
        ValueError: the name is empty, or has white space or a `>`.
    """
    if not _NAME.fullmatch(name):
        msg = f"{name!r} cannot be the name of a block"
        raise ValueError(msg)
    inner = "\n".join(line.rstrip(_ENDS) for line in lines_of(harmless(text))).strip("\n")
    opening = _opening(name, digest(inner), inner)
    return f"{opening}\n{inner}\n\n<!-- /headway:{name} -->\n"


def harmless(text: str) -> str:
    """A text in which nothing reads as a mark."""
    return "".join(f" {line}" if _LIKE_A_MARK.match(line) else line for line in lines_of(text))


def header(parameters: Mapping[str, Any], blocks: Mapping[str, str]) -> str:
    """The line that says from what a draft was made."""
    said = json.dumps({**parameters, "blocks": dict(blocks)}, ensure_ascii=False)
    said = said.replace(">", "\\u003e")  # it would end the mark
    return f"<!-- headway:update {VERSION} {said} -->\n"


def sealed(before: str, parameters: Mapping[str, Any], body: str) -> str:
    """A new draft: what stands before its header, the header, and text with blocks in it.

    Raises:
        BadDraftError: the body has damaged marks, or a block twice.
    """
    pieces = _pieces([*lines_of(body)], 0, "the new draft")
    blocks = {one.name: one.digest for one in pieces if isinstance(one, Block)}
    return f"{before}{header(parameters, blocks)}{body}"


def read_draft(text: str, file: str = "the draft") -> Draft:
    """Take a draft apart, so that it can be written again without a byte being other.

    Raises:
        BadDraftError: there is no header, or one of a later version, or a mark is damaged.
    """
    lines = [*lines_of(text)]
    at = next((number for number, line in enumerate(lines) if _LIKE_A_MARK.match(line)), None)
    if at is None:
        problem = "this is no draft: it has no line `<!-- headway:update … -->`"
        raise BadDraftError(file, 1, f"{problem}; make a draft with `headway update -o FILE`")
    said = _said(lines[at], file, at + 1)
    known = said.pop("blocks")
    pieces = _pieces(lines[at + 1 :], at + 1, file)
    return Draft("".join(lines[:at]), lines[at], said, known, pieces)


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends, as Markdown has them."""
    return (found[0] for found in _LINE.finditer(text))


def _opening(name: str, written: str, text: str) -> str:
    """The first mark of a block; `text` is what is to be remembered line by line."""
    told = "".join(map(short_digest, shown(text)))
    return f"<!-- headway:{name} {written}{' ' * bool(told)}{told} -->"


def _told(text: str) -> frozenset[str]:
    return frozenset(map(short_digest, shown(text)))


def _said(line: str, file: str, number: int) -> dict[str, Any]:
    """What the header says: parameters, and `blocks` with digests by their names."""
    found = _HEADER.fullmatch(line)
    if found is None:
        raise BadDraftError(file, number, "the first mark of a draft must be its `headway:update`")
    if int(found[1]) != VERSION:
        problem = f"the draft is of version {found[1]}, and this Headway knows {VERSION} only"
        raise BadDraftError(file, number, f"{problem}; work on it with the Headway that made it")
    try:
        said = json.loads(found[2])
    except (ValueError, RecursionError) as error:
        problem = f"what `headway:update` says is no JSON ({error})"
        raise BadDraftError(
            file, number, f"{problem}; take the line from an earlier copy"
        ) from error
    blocks = said.get("blocks")
    if not isinstance(blocks, dict) or not all(isinstance(one, str) for one in blocks.values()):
        problem = "`headway:update` does not say which blocks the draft had"
        raise BadDraftError(file, number, f"{problem}; take the line from an earlier copy")
    return dict(said)


def _pieces(lines: Sequence[str], above: int, file: str) -> list[Piece]:
    """The blocks of some lines and the texts between them; `above` is how many lines precede."""
    pieces: list[Piece] = []
    seen: dict[str, int] = {}
    own: list[str] = []
    at = 0
    while at < len(lines):
        if not _LIKE_A_MARK.match(lines[at]):
            own.append(lines[at])
            at += 1
            continue
        found = _block(lines, at, above, file)
        if found.name in seen:
            problem = f"the block `{found.name}` stands in line {seen[found.name]} already"
            raise BadDraftError(file, found.line, f"{problem}; delete one, or the marks of one")
        seen[found.name] = found.line
        pieces += ["".join(own)] * bool(own) + [found]
        own = []
        at += 2 + sum(1 for _ in lines_of(found.text))
    return pieces + ["".join(own)] * bool(own)


def _block(lines: Sequence[str], at: int, above: int, file: str) -> Block:
    """The block that begins in a line."""
    number = above + at + 1
    opening = _OPENING.fullmatch(lines[at])
    if opening is None:
        raise BadDraftError(file, number, _no_opening(lines[at]))
    rest = range(at + 1, len(lines))
    end = next((one for one in rest if _LIKE_A_MARK.match(lines[one])), len(lines))
    closing = _CLOSING.fullmatch(lines[end]) if end < len(lines) else None
    name = opening[1]
    if closing is None or closing[1] != name:
        problem = f"the block `{name}` is not closed by `<!-- /headway:{name} -->`"
        where = f" before line {above + end + 1}" if end < len(lines) else ""
        raise BadDraftError(file, number, f"{problem}{where}; {_HOW}")
    text = "".join(lines[at + 1 : end])
    told = re.findall(f".{{{_LINE_DIGITS}}}", opening[3] or "")
    return Block(name, opening[2], frozenset(told), text, (lines[at], lines[end]), number)


def _no_opening(line: str) -> str:
    closing = _CLOSING.fullmatch(line)
    if closing:
        return f"the block `{closing[1]}` is closed here, but not opened before; {_HOW}"
    return f"this mark is damaged: `{line.strip()}`; {_HOW}"

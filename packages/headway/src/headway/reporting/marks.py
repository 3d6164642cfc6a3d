"""Marks in a draft: which parts of it Headway wrote, and what was asked of Headway.

A draft is a Markdown file. Its first mark says from what it was made, and each block stands between
two marks of its own:

    <!-- headway:update 1 {"period": "2026", …, "blocks": {"index": "0b1f6a0f5c1e"}} -->
    <!-- headway:index 0b1f6a0f5c1e -->
    text that Headway wrote

    <!-- /headway:index -->

The hexadecimal digits are a digest of the text, so that a block tells whether somebody has changed
it. Everything between blocks is its editor's. Marks stand at the beginning of a line, and whoever
reads the post does not see them.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

VERSION = 1
_HOW = "put the mark back, or delete both marks of the block to make its text your own"
_DIGITS = 12
_NAME = re.compile(r"[^\s>]+")
_LIKE_A_MARK = re.compile(r"<!-- ?/?headway:")
_HEADER = re.compile(r"<!-- headway:update (\d+) (\{.*\}) -->\s*")
_OPENING = re.compile(rf"<!-- headway:([^\s>]+) ([0-9a-f]{{{_DIGITS}}}) -->\s*")
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
    wrote, `marks` are the lines of the two marks, and `line` is that of the first one, from 1.
    """

    name: str
    digest: str
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


class Draft(NamedTuple):
    """A draft, taken apart: what stands before the header, its line, and all that follows.

    A piece that is a text is the editor's own. `blocks` are those which were in the draft when it
    was made or last continued, each with the digest of what Headway wrote.
    """

    before: str
    heading: str
    parameters: Mapping[str, Any]
    blocks: Mapping[str, str]
    pieces: Sequence[str | Block]

    def written(self) -> str:
        """The file."""
        pieces = (one if isinstance(one, str) else one.written() for one in self.pieces)
        return "".join((self.before, self.heading, *pieces))

    def block(self, name: str) -> Block | None:
        """The block of a name."""
        return next(
            (one for one in self.pieces if isinstance(one, Block) and one.name == name), None
        )


def digest(text: str) -> str:
    """What tells a text from another; white space at the end of lines does not count."""
    lines = "\n".join(line.rstrip() for line in _lines(text)).strip("\n")
    return hashlib.sha256(lines.encode()).hexdigest()[:_DIGITS]


def block(name: str, text: str) -> str:
    """A text between marks, each on a line of its own.

    A line of the text that looks like a mark (one quoted as code could) is put in by a space. The
    empty line at the end keeps HTML in the text from taking in what follows the block.

    Raises:
        ValueError: the name is empty, or has white space or a `>`.
    """
    if not _NAME.fullmatch(name):
        msg = f"{name!r} cannot be the name of a block"
        raise ValueError(msg)
    inner = harmless(text).strip("\r\n")
    return f"<!-- headway:{name} {digest(inner)} -->\n{inner}\n\n<!-- /headway:{name} -->\n"


def harmless(text: str) -> str:
    """A text in which nothing reads as a mark."""
    return "".join(f" {line}" if _LIKE_A_MARK.match(line) else line for line in _lines(text))


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
    pieces = _pieces([*_lines(body)], 0, "the new draft")
    blocks = {one.name: one.digest for one in pieces if isinstance(one, Block)}
    return f"{before}{header(parameters, blocks)}{body}"


def read_draft(text: str, file: str = "the draft") -> Draft:
    """Take a draft apart, so that it can be written again without a byte being other.

    Raises:
        BadDraftError: there is no header, or one of a later version, or a mark is damaged.
    """
    lines = [*_lines(text)]
    at = next((number for number, line in enumerate(lines) if _LIKE_A_MARK.match(line)), None)
    if at is None:
        problem = "this is no draft: it has no line `<!-- headway:update … -->`"
        raise BadDraftError(file, 1, f"{problem}; make a draft with `headway update -o FILE`")
    said = _said(lines[at], file, at + 1)
    blocks = said.pop("blocks")
    pieces = _pieces(lines[at + 1 :], at + 1, file)
    return Draft("".join(lines[:at]), lines[at], said, blocks, pieces)


def _lines(text: str) -> Iterator[str]:
    return (found[0] for found in _LINE.finditer(text))


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


def _pieces(lines: Sequence[str], above: int, file: str) -> list[str | Block]:
    """The blocks of some lines and the texts between them; `above` is how many lines precede."""
    pieces: list[str | Block] = []
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
        at += 2 + sum(1 for _ in _lines(found.text))
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
    return Block(name, opening[2], text, (lines[at], lines[end]), number)


def _no_opening(line: str) -> str:
    closing = _CLOSING.fullmatch(line)
    if closing:
        return f"the block `{closing[1]}` is closed here, but not opened before; {_HOW}"
    return f"this mark is damaged: `{line.strip()}`; {_HOW}"

"""The few lines between `---` at the start of a Markdown file."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLOCK = re.compile(rb"(?sm)(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_PAIR = re.compile(r"([A-Za-z][\w -]*?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")


class Entry(NamedTuple):
    """What a key says: one value, or those of a list; `line` is where the key stands."""

    line: int
    values: tuple[str, ...]


class FrontMatter(NamedTuple):
    """The entries by key in small letters, with `-` for `_` and spaces.

    `body` is the file with the front matter blanked out, so that lines keep their numbers;
    `unread` are the lines that are no entry.
    """

    entries: dict[str, Entry]
    body: bytes
    start: int
    unread: tuple[int, ...]

    def text(self, *keys: str) -> str:
        """The first value of the first of some keys that says anything, else an empty text."""
        said = (self.entries[key].values for key in keys if key in self.entries)
        return next((value for values in said for value in values), "")


def front_matter(data: bytes) -> FrontMatter:
    """Take a file's front matter apart.

    That is the part of YAML which minutes use: `key: value`, `key: [a, b]`, and a key with a list
    of `- item` lines below it. Nothing raises; other lines are told as unread.
    """
    match = _BLOCK.match(data)
    if match is None:
        return FrontMatter({}, data, 0, ())
    blank = re.sub(rb"[^\r\n]", b" ", match[0])
    entries: dict[str, Entry] = {}
    unread: list[int] = []
    key = ""
    for number, line in enumerate(match[1].decode("utf-8", "replace").splitlines(), 2):
        pair, item = _PAIR.fullmatch(line.rstrip()), _ITEM.fullmatch(line.rstrip())
        if pair:
            key = re.sub(r"[_\s]+", "-", pair[1].casefold())
            entries[key] = Entry(number, _values(pair[2] or ""))
        elif item and key:
            line_of, values = entries[key]
            entries[key] = Entry(line_of, (*values, _bare(item[1])))
        elif line.strip() and not line.lstrip().startswith("#"):
            unread.append(number)
    return FrontMatter(entries, blank + data[match.end() :], match.end(), tuple(unread))


def _values(text: str) -> tuple[str, ...]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return tuple(_bare(part) for part in text[1:-1].split(",") if part.strip())
    return (_bare(text),) if text else ()


def _bare(text: str) -> str:
    """A value without its quotes."""
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text

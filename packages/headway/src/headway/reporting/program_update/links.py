"""The links that a post recommends, from a list that people keep as text.

Items of Markdown, each with its day before everything else, stand below headings:

    ## From the blog

    - 2026-02-19 [Lumen takes part in the summer of code](https://lumen-lang.example/summer)
      - Proposals are welcome until March.

What stands above the first heading or item is about the file. Whatever else is no such item is told
with its line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.tracking.minutes_stats import Month

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_ITEM = re.compile(r"[-*+][ \t]+(.*)")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[:,]?(?:[ \t]+|$)(.*)", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>()]")
_LINE_END = re.compile(r"\r\n|\r|\n")  # as editors number lines
_FORM = "write it as `- 2026-01-31 [Title](https://…)`"


class Entry(NamedTuple):
    """A link: its day, the heading above it, what is said of it as Markdown, and its line.

    `lines` are the first line without marker and day, then those below it without their indent.
    """

    day: date
    group: str
    lines: tuple[str, ...]
    line: int


class Stray(NamedTuple):
    """What is in no month's post, as it stands in the list."""

    line: int
    text: str
    why: str


class LinkList(NamedTuple):
    """A list of links, as far as it can be read; `problems` are told with their lines."""

    entries: tuple[Entry, ...] = ()
    strays: tuple[Stray, ...] = ()
    problems: tuple[Problem, ...] = ()


class LinkGroup(NamedTuple):
    """The links of a month below one heading; `title` is empty for those above all headings."""

    title: str
    entries: tuple[Entry, ...]


class Links(NamedTuple):
    """What a post recommends: links by their headings, then what no month could be told of."""

    groups: tuple[LinkGroup, ...]
    strays: tuple[Stray, ...] = ()


def read_links(text: str, file: str) -> LinkList:
    """Read a list of links. Nothing of it is lost: what is no link with a day is a stray."""
    entries: list[Entry] = []
    strays: list[Stray] = []
    problems: list[Problem] = []
    for group, line, item in _items(text):
        entry = _entry(group, line, item)
        if isinstance(entry, Stray):
            strays.append(entry)
            problems.append(Problem(file, line, f"{entry.why}; {_FORM}"))
            continue
        entries.append(entry)
        if not any(map(_ADDRESS.search, entry.lines)):
            problems.append(Problem(file, line, f"this names a day, but no address; {_FORM}"))
    return LinkList(tuple(entries), tuple(strays), tuple(problems))


def links_of(found: LinkList, month: Month) -> Links:
    """The links of a month below their headings, by day; in the order of the file otherwise."""
    groups: dict[str, list[Entry]] = {}
    for one in found.entries:
        if one.day in month:
            groups.setdefault(one.group, []).append(one)
    named = sorted(groups.items(), key=lambda group: group[0] != "")
    return Links(
        tuple(
            LinkGroup(title, tuple(sorted(entries, key=lambda one: one.day)))
            for title, entries in named
        ),
        found.strays,
    )


def _items(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """The parts of a list that begin at the margin, with heading and line; indented lines go on."""
    group, begun = "", False
    item: list[str] = []
    at = 0
    for number, line in enumerate(_LINE_END.split(text), 1):
        heading = _HEADING.fullmatch(line)
        if item and (not line.strip() or line[0] in " \t"):
            item.append(line)
            continue
        if item:
            yield group, at, item
            item = []
        if heading and len(heading[1]) > 1:
            begun, group = True, heading[2]
        elif line.strip() and not heading and (begun or _ITEM.fullmatch(line)):
            begun, item, at = True, [line], number
    if item:
        yield group, at, item


def _entry(group: str, line: int, item: list[str]) -> Entry | Stray:
    text = "\n".join(item).rstrip()
    first = _ITEM.fullmatch(item[0])
    dated = _DAY.fullmatch(first[1]) if first else None
    if dated is None:
        why = "this item names no day" if first else "this is neither an item nor a heading"
        return Stray(line, text, f"{why}, so it is in no month")
    try:
        day = date.fromisoformat(dated[1])
    except ValueError:
        return Stray(line, text, f"there is no day {dated[1]}, so this is in no month")
    return Entry(day, group, (dated[2].strip(), *_below(text.split("\n")[1:])), line)


def _below(lines: list[str]) -> list[str]:
    """Lines below an item without the indent that they have in common."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents) :].rstrip() for line in lines]

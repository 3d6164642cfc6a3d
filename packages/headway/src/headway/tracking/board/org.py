"""Reading files of org-mode: headings with all that hangs on them, and what could not be read.

The syntax is that of the Org manual (sections 2, 3, 5, 6, 7 and 8): headlines, drawers, states,
tags, properties, timestamps. The reader never fails, and knows the line of everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.problem import Problem
from headway.program.board.values import When

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADLINE = re.compile(r"(\*+)[ \t]+(.*?)[ \t]*")
_PRIORITY = re.compile(r"\[#([A-Z]|[1-9]?\d)\][ \t]*")
_TAGS = re.compile(r"(?:^|[ \t]+):((?:[\w@#%]+:)+)$")
_COUNT = re.compile(r"[ \t]*\[(?:\d*/\d*|\d*%)\]")
_KEYWORD = re.compile(r"[ \t]*#\+(\w+):[ \t]*(.*?)[ \t]*")
_PLANNED = re.compile(r"(SCHEDULED|DEADLINE|CLOSED):[ \t]*(<[^>\n]*>|\[[^\]\n]*\])(--?<[^>\n]*>)?")
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*")
_END = re.compile(r"(?i)[ \t]*:end:[ \t]*")
_PROPERTY = re.compile(r"[ \t]*:([^\s:]+?)(\+?):(?:[ \t]+(.*?))?[ \t]*")
_STAMP = re.compile(
    r"[<\[](?P<day>\d{4}-\d\d-\d\d)(?: [^\d\s<>\]+.-][^\s<>\]]*)?"
    r"(?P<time> \d?\d:\d\d(?:-\d?\d:\d\d)?)?"
    r"(?P<cookies>(?: [.+-]{1,2}\d+[hdwmy](?:/\d+[hdwmy])?)*)[>\]]"
)
_ACTIVE = re.compile(r"<\d{4}-\d\d-\d\d[^>\n]*>")
_SEQUENCES = {"TODO", "SEQ_TODO", "TYP_TODO"}


@dataclass(slots=True)
class Heading:
    """A heading: its place, what its line says, and what stands below it.

    `tags` are its own, `all_tags` those that it inherits as well. `text` is what is neither a date
    nor a drawer, as lines.
    """

    line: int
    level: int
    title: str
    state: str = ""
    done: bool = False
    priority: str = ""
    tags: tuple[str, ...] = ()
    all_tags: tuple[str, ...] = ()
    parent: Heading | None = None
    scheduled: When | None = None
    deadline: When | None = None
    closed: When | None = None
    properties: dict[str, str] = field(default_factory=dict)
    drawers: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    @property
    def archived(self) -> bool:
        """Whether it was put away, itself or with a heading above it."""
        return "ARCHIVE" in self.all_tags

    @property
    def is_archive(self) -> bool:
        """Whether it only holds what was put away of its parent."""
        return self.title == "Archive" and "ARCHIVE" in self.tags


class States(NamedTuple):
    """The words by which a file says how far things are, in order."""

    open: tuple[str, ...] = ("TODO",)
    done: tuple[str, ...] = ("DONE",)


class OrgFile(NamedTuple):
    """A file's headings in order, its states, and what of it cannot be kept."""

    headings: tuple[Heading, ...]
    states: States
    problems: tuple[Problem, ...]


def read_org(file: str, text: str) -> OrgFile:
    """Read a file of org-mode; its name stands before what is told of it."""
    return _Reader(file, text.replace("\r\n", "\n").split("\n")).read()


def stamp(text: str) -> When | None:
    """A timestamp with its brackets; None for what is none, or names no day there is."""
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    cookies = match["cookies"].split()
    repeats = [one for one in cookies if "+" in one]
    warnings = [one for one in cookies if one.startswith("-")]
    parts = [match["day"], *(match["time"] or "").split(), *repeats, *warnings]
    return When.read(" ".join(parts))


class _Reader:
    """One reading of a file."""

    def __init__(self, file: str, lines: Sequence[str]) -> None:
        self._file = file
        self._lines = lines
        self._problems: list[Problem] = []
        self._file_tags: list[str] = []
        self._states = States()

    def read(self) -> OrgFile:
        self._settings()
        starts = [place for place, line in enumerate(self._lines) if _HEADLINE.fullmatch(line)]
        for place, line in enumerate(self._lines[: starts[0] if starts else None]):
            if line.strip() and not line.lstrip().startswith("#"):
                self._tell(place, "text above the first heading is not carried over")
                break
        headings: list[Heading] = []
        for start, end in pairwise([*starts, len(self._lines)]):
            heading = self._heading(start, headings)
            self._below(heading, start + 1, end)
            headings.append(heading)
        problems = sorted(self._problems, key=lambda problem: problem.line)
        return OrgFile(tuple(headings), self._states, tuple(problems))

    def _tell(self, place: int, message: str) -> None:
        self._problems.append(Problem(self._file, place + 1, message))

    def _settings(self) -> None:
        """Read the lines that begin with `#+`, wherever they stand."""
        sequences: list[States] = []
        block = ""
        for place, line in enumerate(self._lines):
            block = _block(line, block)
            match = None if block else _KEYWORD.fullmatch(line)
            if match is None:
                continue
            name = match[1].upper()
            if name in _SEQUENCES:
                sequences.append(_sequence(match[2]))
            elif name == "FILETAGS":
                self._file_tags += [tag for tag in match[2].replace(" ", ":").split(":") if tag]
            else:
                self._tell(place, f"`#+{match[1]}` is not carried over")
        if sequences:
            words = (tuple(word for one in sequences for word in one[part]) for part in (0, 1))
            self._states = States(*words)

    def _heading(self, place: int, before: Sequence[Heading]) -> Heading:
        match = _HEADLINE.fullmatch(self._lines[place])
        stars, title = (match[1], match[2]) if match else ("*", "")
        tags = _TAGS.search(title)
        own = tuple(tag for tag in tags[1].split(":") if tag) if tags else ()
        title = title[: tags.start()] if tags else title
        state, _, rest = title.partition(" ")
        known = {*self._states.open, *self._states.done}
        state, title = (state, rest.lstrip()) if state in known else ("", title)
        priority = _PRIORITY.match(title)
        title = title[priority.end() :] if priority else title
        if title.split(" ")[0] == "COMMENT":
            self._tell(place, "`COMMENT` is not carried over; the heading is")
            title = title.removeprefix("COMMENT").lstrip()
        if _COUNT.search(title):
            self._tell(place, "the count of what is done below is not carried over")
            title = _COUNT.sub("", title).strip()
        if not title:
            self._tell(place, "this heading has no title")
        parent = next((one for one in reversed(before) if one.level < len(stars)), None)
        above = parent.all_tags if parent else tuple(self._file_tags)
        return Heading(
            line=place + 1,
            level=len(stars),
            title=title,
            state=state,
            done=state in self._states.done,
            priority=priority[1] if priority else "",
            tags=own,
            all_tags=tuple(dict.fromkeys((*above, *own))),
            parent=parent,
        )

    def _below(self, heading: Heading, place: int, end: int) -> None:
        """Read what stands below a headline: its dates, its properties, drawers, text."""
        if place < end and self._planned(heading, place):
            place += 1
        if place < end and self._lines[place].strip().upper() == ":PROPERTIES:":
            place = self._properties(heading, place, end)
        block = ""
        while place < end:
            line = self._lines[place]
            drawer = None if block else _DRAWER.fullmatch(line)
            if drawer and not _END.fullmatch(line):
                place = self._drawer(heading, drawer[1], place, end)
                continue
            block = _block(line, block)
            self._text(heading, place, in_block=bool(block))
            place += 1
        heading.text = dedent("\n".join(heading.text)).split("\n")

    def _text(self, heading: Heading, place: int, *, in_block: bool) -> None:
        line = self._lines[place]
        if in_block or not _KEYWORD.fullmatch(line):
            heading.text.append(line)
        if not in_block and _ACTIVE.search(line):
            self._tell(place, "a date in a text is only text on a board")

    def _planned(self, heading: Heading, place: int) -> bool:
        """Read the line of dates below a headline, if it is one."""
        line = self._lines[place]
        if _PLANNED.sub("", line).strip() or not line.strip():
            return False
        for name, text, until in _PLANNED.findall(line):
            when = stamp(text)
            if when is None:
                self._tell(place, f"`{name}: {text}` cannot be read; it is kept as text")
                heading.text.append(f"{name}: {text}{until}")
                continue
            if until:
                self._tell(place, f"the end of {name} is not carried over")
            setattr(heading, name.lower(), when)
        return True

    def _properties(self, heading: Heading, place: int, end: int) -> int:
        close = self._close(heading, place, end)
        for number in range(place + 1, close or 0):
            match = _PROPERTY.fullmatch(self._lines[number])
            if match is None:
                self._tell(number, "this line of the properties cannot be read")
                continue
            name, value = match[1], match[3] or ""
            before = heading.properties.get(name) if match[2] else None
            heading.properties[name] = f"{before} {value}" if before else value
        return (close or place) + 1

    def _drawer(self, heading: Heading, name: str, place: int, end: int) -> int:
        close = self._close(heading, place, end)
        if close is None:
            return place + 1
        lines = dedent("\n".join(line.rstrip() for line in self._lines[place + 1 : close]))
        several = (heading.drawers.get(name), lines)
        heading.drawers[name] = "\n".join(filter(None, several)).strip("\n")
        return close + 1

    def _close(self, heading: Heading, place: int, end: int) -> int | None:
        """Where a drawer ends; None where it does not, and then its first line is text."""
        for number in range(place + 1, end):
            if _END.fullmatch(self._lines[number]):
                return number
        self._tell(place, f"`{self._lines[place].strip()}` has no `:END:`; it is kept as text")
        heading.text.append(self._lines[place])
        return None


def _sequence(text: str) -> States:
    """The words of a `#+TODO:` line; without a bar the last is the only one of what is done."""
    words = [word.partition("(")[0] for word in text.split()]
    if "|" in words:
        bar = words.index("|")
        done = tuple(word for word in words[bar + 1 :] if word != "|")
        return States(tuple(words[:bar]), done)
    return States(tuple(words[:-1]), tuple(words[-1:]))


def _block(line: str, block: str) -> str:
    """The name of the block that goes on behind a line; drawers and settings are none in it."""
    match = re.match(r"(?i)[ \t]*#\+(begin|end)_(\S+)", line)
    if match is None:
        return block
    name = match[2].upper()
    if match[1].lower() == "begin":
        return block or name
    return "" if name == block else block

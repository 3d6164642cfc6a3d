"""Minutes of a meeting: Markdown with front matter or with headings, read as far as they go."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.front_matter import FrontMatter, front_matter
from headway.activity.names import Name, labelled, names_in
from headway.activity.passages import Passage, passages
from headway.activity.problem import Problem
from headway.text import Source, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headway.text import Heading

_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_ATTENDANCE = re.compile(r"(?i)attendance|attendees?|attending|present|participants|people")
_ROLES = re.compile(r"(?i)(?:meeting )?roles")
_TAKER = re.compile(r"(?i)\b(?:minutes?|scribe|notes?|note[- ]taker)\b")
# What GNU `wc -w` takes for white space in a UTF-8 locale, no-break spaces and the joiner included.
_SPACE = re.compile("[\t-\r \xa0\u1680\u2000-\u200a\u202f\u205f\u2060\u3000]+")


class Minutes(NamedTuple):
    """The minutes of one meeting.

    `team` is the team's key as it was named, empty where nobody said; `takers` wrote the minutes.
    `words` counts the body, as `wc -w` does: everything behind the front matter.
    """

    file: str
    title: str
    day: date | None
    team: str
    attendance: tuple[Name, ...]
    takers: tuple[Name, ...]
    sections: tuple[str, ...]
    passages: tuple[Passage, ...]
    words: int
    problems: tuple[Problem, ...]


def count_words(text: str) -> int:
    """The number of words: what stands between white space, as GNU `wc -w` counts it."""
    return sum(1 for word in _SPACE.split(text) if word)


def read_minutes(source: Source, team: str = "") -> Minutes:
    """Read the minutes of a meeting; `team` is whose they are where they do not say.

    Date, team, attendance and minutes-taker come from the front matter, else from headings: the
    date from the first heading or the file's name, the people from the lists below `Attendance`
    and `Meeting roles`. Nothing raises: what is missing becomes a problem.
    """
    front = front_matter(source.data)
    tree = parse(front.body)
    found = tuple(passages(tree, Source(source.path, front.body)))
    title = front.text("title") or next((heading.plain for heading in tree.headings), "")
    attendance, takers = _people(front, found)
    day = _day(front.text("date"), title, source.path.rpartition("/")[2])
    return Minutes(
        source.path,
        title,
        day,
        front.text("team") or team,
        attendance,
        takers,
        tuple(map(_plain, tree.headings)),
        found,
        count_words(source.data[front.start :].decode("utf-8", "replace")),
        tuple(_problems(source.path, front, day, attendance)),
    )


def read_folder(folder: Path, team: str = "") -> Iterator[Minutes]:
    """Read all minutes in and below a folder, or those in one file.

    Raises:
        OSError: a file cannot be read.
    """
    for file in minutes_files(folder):
        yield read_minutes(Source(file.as_posix(), file.read_bytes()), team)


def minutes_files(folder: Path) -> Iterator[Path]:
    """The files of minutes in and below a folder, or the one file; READMEs are none."""
    for file in sorted(folder.rglob("*.md")) if folder.is_dir() else [folder]:
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.name.casefold() != "readme.md" and not hidden and not file.is_dir():
            yield file


def _day(*texts: str) -> date | None:
    for text in texts:
        for year, month, day in _DAY.findall(text):
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
    return None


def _plain(heading: Heading) -> str:
    return heading.plain.strip()


def _people(
    front: FrontMatter, found: tuple[Passage, ...]
) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Who was there and who took the minutes, by the front matter and the lists of the body."""
    attendance: list[Name] = []
    takers: list[Name] = []
    for key, (line, values) in front.entries.items():
        names = [name for value in values for name in names_in(value, line, _role(key))]
        if _TAKER.search(key):
            takers += names
        elif _ATTENDANCE.fullmatch(key) or not _present(names):
            attendance += names
    for passage in found:
        label, rest = labelled(passage.text)
        listed = bool(_ATTENDANCE.fullmatch(passage.section.rstrip(":")))
        if _TAKER.search(label) and (listed or _ROLES.fullmatch(passage.section)):
            takers += names_in(rest, passage.line, label)
        elif listed:
            attendance += names_in(rest, passage.line, label)
    return tuple(attendance), tuple(takers)


def _role(key: str) -> str:
    """The role that a key of the front matter gives: none where it only says that they came."""
    return "" if _ATTENDANCE.fullmatch(key) else key


def _present(names: list[Name]) -> bool:
    return all(name.present for name in names)


def _problems(
    file: str, front: FrontMatter, day: date | None, attendance: tuple[Name, ...]
) -> Iterator[Problem]:
    for line in front.unread:
        message = "this line of the front matter is neither `key: value` nor `- item`"
        yield Problem(file, line, message)
    if day is None:
        yield Problem(
            file,
            1,
            "these minutes have no date, so they count in no month; write it in the first heading "
            "or as `date: 2026-01-31` in the front matter",
        )
    if not any(name.present for name in attendance):
        yield Problem(
            file, 1, "nobody is listed as present; list them below a heading `## Attendance`"
        )

"""Calendar files: iCalendar, and calendars in TOML with includes, read as series of meetings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import tomli
from icalendar import Calendar, Event

from headway.activity.calendar_toml import NotUnderstoodError, event_of
from headway.activity.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EVENT = re.compile(r"(?m)^\[\[\s*events\s*\]\]")
_QUOTED = 120


class Series(NamedTuple):
    """A meeting, held once or again and again: its event, and those that replace single ones.

    `calendar` is the file that was named, `file` that or one that it includes.
    """

    calendar: str
    file: str
    line: int
    events: tuple[Event, ...]


class Calendars(NamedTuple):
    """The series of some calendar files, and what is wrong in them."""

    series: tuple[Series, ...]
    problems: tuple[Problem, ...]


def read_calendars(files: list[Path]) -> Calendars:
    """Read calendar files with all that they include, each file once.

    A name that ends in `.toml` is a calendar in TOML, any other one iCalendar. Never raises for
    what a file holds: what is not understood is a problem, and left out.

    Raises:
        OSError: a file that was named cannot be read.
    """
    reader = _Reader()
    for file in files:
        reader.calendar = file.as_posix()
        reader.read(file)
    return Calendars(tuple(reader.series), tuple(reader.problems))


class _Reader:
    """Collects the series of files, and remembers which files it has seen."""

    def __init__(self) -> None:
        self.calendar = ""
        self.series: list[Series] = []
        self.problems: list[Problem] = []
        self._seen: set[Path] = set()

    def read(self, file: Path) -> None:
        if file.resolve() not in self._seen:
            self._seen.add(file.resolve())
            data = file.read_bytes()
            if file.suffix.casefold() == ".toml":
                self._toml(file, data.decode("utf-8", "replace"))
            else:
                self._ics(file, data)

    def _tell(self, file: Path, line: int, message: str) -> None:
        self.problems.append(Problem(file.as_posix(), line, message))

    def _toml(self, file: Path, text: str) -> None:
        try:
            table = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            self._tell(file, error.lineno, f"this is no TOML: {error.msg}")
            return
        for name in _includes(table):
            try:
                self.read(file.parent / name)
            except OSError as error:
                self._tell(
                    file, 1, f"`{name}`, which it includes, cannot be read: {error.strerror}"
                )
        lines = [text.count("\n", 0, match.start()) + 1 for match in _EVENT.finditer(text)]
        for number, entry in enumerate(_events(table)):
            line = lines[number] if number < len(lines) else 1
            try:
                self._add(file, line, event_of(entry))
            except NotUnderstoodError as error:
                self._tell(file, line, str(error))

    def _ics(self, file: Path, data: bytes) -> None:
        try:
            calendars = Calendar.from_ical(data, multiple=True)
            events = [event for one in calendars for event in one.walk("VEVENT")]
        except (ValueError, KeyError, IndexError) as error:
            self._tell(file, 1, f"this is no iCalendar: {_shortened(error)}")
            return
        by_uid: dict[str, list[Event]] = {}
        for event in events:
            if isinstance(event, Event) and "DTSTART" in event:
                by_uid.setdefault(str(event.get("UID", len(by_uid))), []).append(event)
            else:
                title = event.get("SUMMARY", "an event")
                self._tell(file, 1, f"`{title}` has no start, so it is left out")
        for uid, group in by_uid.items():
            line = data.count(b"\n", 0, max(data.find(f"UID:{uid}".encode()), 0)) + 1
            self._add(file, line, *group)

    def _add(self, file: Path, line: int, *events: Event) -> None:
        self.series.append(Series(self.calendar, file.as_posix(), line, events))


def _shortened(error: Exception) -> str:
    """The beginning of a message, which may quote all of a file and what a terminal acts upon."""
    text = str(error)
    shown = "".join(one if one.isprintable() else " " for one in text[:_QUOTED])
    return shown if len(text) <= _QUOTED else f"{shown}…"


def _includes(table: dict[str, object]) -> Iterator[str]:
    meta = table.get("meta")
    names = meta.get("includes") if isinstance(meta, dict) else None
    yield from (name for name in names or () if isinstance(name, str))


def _events(table: dict[str, object]) -> list[dict[str, object]]:
    events = table.get("events")
    return [one for one in events if isinstance(one, dict)] if isinstance(events, list) else []

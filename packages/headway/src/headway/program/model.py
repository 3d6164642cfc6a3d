"""A folder as one program: its periods, goals, roadmaps and pages, with who is who."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from headway.documents.values import Written
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from headway.diagnostics import Finding
    from headway.documents.values import Goal, Roadmap, Signoff
    from headway.program.board.values import Board
    from headway.program.config import Config
    from headway.program.directory import Directory
    from headway.program.outcomes import Entry
    from headway.text import Directive, Heading, Link, Source, Span, UndefinedReference

_PERIOD = re.compile(r"(\d{4})(?:[hH]([12]))?")
_DROPPED = re.compile(r"[^\w\s-]")


def is_period(name: str) -> bool:
    """Whether a folder's name is that of a period: `2026`, `2025h2`."""
    return _PERIOD.fullmatch(name) is not None


def period_of(file: str) -> str | None:
    """The name of the period in whose folder a file is."""
    return next((part for part in reversed(file.split("/")[:-1]) if is_period(part)), None)


class Page(Value):
    """What other pages and rules about the whole program need to know of one page.

    `kind` is `goal`, `roadmap`, `template`, `summary` or `page`; `places` are the names that HTML
    in the page gives to places.
    """

    file: str
    kind: str
    period: str | None
    headings: tuple[Heading, ...]
    places: tuple[str, ...]
    links: tuple[Link, ...]
    undefined: tuple[UndefinedReference, ...]
    directives: tuple[Directive, ...]
    uneven_directives: tuple[Directive, ...]
    swallowed: frozenset[str]
    bare_issues: tuple[Written, ...]
    allowed: frozenset[str]

    @property
    def titles(self) -> tuple[str, ...]:
        """The headings as written."""
        return tuple(heading.text for heading in self.headings)

    @property
    def title_span(self) -> Span | None:
        """Where the first heading stands."""
        return self.headings[0].span if self.headings else None

    @property
    def anchors(self) -> frozenset[str]:
        """The fragments that links may name."""
        return frozenset((*anchors(self.headings), *self.places))


def anchors(headings: Iterable[Heading]) -> Iterator[str]:
    """The identifiers of headings by mdBook's rule: repeated ones are numbered from 1."""
    seen: Counter[str] = Counter()
    for heading in headings:
        if heading.anchor:
            yield heading.anchor
            continue
        base = slug(heading.plain)
        yield f"{base}-{seen[base]}" if seen[base] else base
        seen[base] += 1


def slug(text: str) -> str:
    """The identifier that mdBook gives a heading: letters, digits, `_`, `-`; spaces as `-`."""
    return re.sub(r"\s", "-", _DROPPED.sub("", text.strip()).lower())


class Period(Value):
    """A period: its documents by the names of their kinds, in order of the files, and its pages."""

    name: str
    documents: Mapping[str, tuple[Any, ...]]
    pages: tuple[Page, ...]

    @property
    def folder(self) -> str:
        """The folder of the period, relative to the program's root."""
        folders = {posixpath.dirname(page.file) for page in self.pages}
        return min(folders, key=lambda folder: (folder.count("/"), folder))

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The period's goals."""
        return self.documents.get("goal", ())

    @property
    def roadmaps(self) -> tuple[Roadmap, ...]:
        """The period's roadmaps."""
        return self.documents.get("roadmap", ())

    @property
    def listed(self) -> tuple[Goal, ...]:
        """The goals that lists show: all but those not accepted."""
        return tuple(goal for goal in self.goals if goal.listed)

    @property
    def not_accepted(self) -> tuple[Goal, ...]:
        """The goals that were proposed and not accepted."""
        return tuple(goal for goal in self.goals if not goal.listed)

    @property
    def start(self) -> date:
        """The first day of the period."""
        match = _PERIOD.fullmatch(self.name)
        assert match is not None  # noqa: S101  # a period is made from such a name
        return date(int(match[1]), 7 if match[2] == "2" else 1, 1)

    @property
    def end(self) -> date:
        """The last day of the period."""
        match = _PERIOD.fullmatch(self.name)
        assert match is not None  # noqa: S101  # a period is made from such a name
        return date(int(match[1]), 6, 30) if match[2] == "1" else date(int(match[1]), 12, 31)

    @property
    def highlights(self) -> tuple[Written, ...]:
        """The highlights that a page of the period shows, as its directives name them."""
        return tuple(
            Written(directive.argument, directive.argument_span)
            for page in self.pages
            for directive in page.directives
            if directive.name.startswith("HIGHLIGHT ")
            and directive.argument
            and directive.argument_span
        )

    def roadmap(self, name: str) -> Roadmap | None:
        """The roadmap that goals call by a name."""
        return next((roadmap for roadmap in self.roadmaps if roadmap.name == name), None)

    def document(self, file: str) -> Goal | Roadmap | None:
        """The goal or roadmap in a file."""
        return next((d for kind in self.documents.values() for d in kind if d.file == file), None)

    def goals_of(self, roadmap: Roadmap) -> list[Goal]:
        """The goals that name a roadmap, themselves or in a subgoal."""
        return [goal for goal in self.goals if roadmap.name in goal.all_roadmaps]


class Program(Value, dict=True, gc=True):
    """A goals program as its files are.

    `files` are those of the book's sources; `pages` holds the Markdown beside them as well.
    `sources` holds every file that was read, by path relative to `root`; `skipped` tells which
    checks cannot be made, and why; `unreadable` gives the reason for each file that was not read,
    and for each folder, which has a slash behind it. `outcomes` are what people wrote down of what
    became of goals, by period and goal.
    """

    root: Path
    config: Config
    today: date
    periods: tuple[Period, ...]
    pages: tuple[Page, ...]
    directory: Directory | None
    sources: Mapping[str, Source]
    files: frozenset[str]
    unreadable: Mapping[str, str] = MappingProxyType({})
    config_findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()
    signoffs: tuple[Signoff, ...] = ()
    board: Board | None = None
    outcomes: Mapping[tuple[str, str], Entry] = MappingProxyType({})

    @cached_property
    def pages_by_file(self) -> dict[str, Page]:
        """Every page by its path."""
        return {page.file: page for page in self.pages}

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, itself or deeper."""
        return frozenset(
            "/".join(parts[:depth])
            for parts in (file.split("/") for file in self.files)
            for depth in range(1, len(parts))
        )

    @property
    def areas(self) -> tuple[str, ...]:
        """The application areas: those configured, else those that roadmaps name."""
        if self.config.application_areas is not None:
            return self.config.application_areas
        named = (
            area
            for period in self.periods
            for roadmap in period.roadmaps
            for area in roadmap.application_areas
        )
        return tuple(dict.fromkeys(named))

    def period(self, name: str) -> Period | None:
        """A period by name, in any letter case."""
        return next((p for p in self.periods if p.name.casefold() == name.casefold()), None)

    def signoff(self, goal: Goal) -> Signoff | None:
        """The sign-off of a goal, if there is one."""
        name = (goal.period, goal.id)
        return next((one for one in self.signoffs if (one.period, one.id) == name), None)

    def goals(self) -> Iterator[Goal]:
        """Every goal of every period."""
        return (goal for period in self.periods for goal in period.goals)

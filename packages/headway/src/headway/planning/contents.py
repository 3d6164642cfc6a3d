"""A new period in a book's table of contents and on its first page; every other byte stays."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import Edit, apply, fold
from headway.planning.naming import PeriodName, period_in
from headway.planning.samples import PAGES, filled, sample_of
from headway.text import List, Span, line_end, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.program.model import Program
    from headway.text import Section, Tree

_TITLES = {
    "README.md": "Overview",
    "goals.md": "Proposed goals",
    "not_accepted.md": "Goals not accepted",
}
_CONTENTS_TITLE = "summary"
_PART = "⏳ YYYYHN goal process"
_SIGN = re.compile(r"^⚙️?")
_NOT_YET = "[Not yet started]"
_NEXT = re.compile(r"next goal period\b", re.IGNORECASE)
_CURRENT = re.compile(r"current goal period\b", re.IGNORECASE)
_README_SAMPLE = "main-readme.md"
_NEXT_SECTION = """\
## Next goal period (YYYYHN)

Goals for YYYYHN, from MM 1 to MM 30, are being collected: see [the proposals](./yyyyhn/goals.md).
"""
_HOW_TO = {
    "how_to/propose_a_goal.md": "To propose one, [read how](./how_to/propose_a_goal.md).\n",
    "TEMPLATE.md": "To propose one, copy the [template](./TEMPLATE.md).\n",
}


class _Part(NamedTuple):
    """A part of the table of contents that is a period's."""

    section: Section
    period: PeriodName


def contents(data: bytes, folder: str, period: PeriodName) -> bytes:
    """A table of contents, `SUMMARY.md`, that leads to every page of a new period.

    `folder` is the one of the period beside it. A part for the period goes where the order of the
    parts wants it; a part that is there gets the entries that are nowhere yet.
    """
    tree = parse(data)
    linked = {posixpath.normpath(link.destination.partition("#")[0]) for link in tree.links()}
    missing = [name for name in PAGES if f"{folder}/{name}" not in linked]
    if not missing:
        return data
    entries = "".join(f"- [{_TITLES[name]}](./{folder}/{name})\n" for name in missing)
    parts = _parts(tree)
    own = next((part.section for part in parts if part.period == period), None)
    if own is None:
        place = _place(tree, parts, period)
        return _inserted(data, place, f"{_heading(data, parts, period)}\n\n{entries}")
    if not tree.slice(own.body).strip() or _NOT_YET in tree.slice(own.body):
        return _replaced(data, own.body, f"\n{entries}")
    last = [block for block in own.blocks if isinstance(block, List)][-1:]
    if last:
        end = last[0].span.start + len(tree.slice(last[0].span).rstrip().encode())
        return _written(data, Span(end, end), f"\n{entries.rstrip()}")
    return _inserted(data, own.body.end, entries)


def first_page(program: Program, data: bytes, folder: str, period: PeriodName) -> bytes:
    """A book's first page, `README.md`, with a section on the period that comes next.

    It is left alone where it leads to the period already, or where a later period is there.
    """
    tree = parse(data)
    linked = [posixpath.normpath(link.destination.partition("#")[0]) for link in tree.links()]
    later = any(one.name.casefold() > folder.casefold() for one in program.periods)
    if later or any(path.partition("/")[0] == folder for path in linked):
        return data
    section = _next_section(program, period)
    start = _titled(tree, _NEXT)
    if start is not None:
        return _replaced(data, Span(start.heading.span.start, _end(tree, start)), section)
    current = _titled(tree, _CURRENT)
    if current is not None:
        return _inserted(data, _end(tree, current), section)
    first = next((one.heading.span.start for one in tree.sections if one.level > 1), len(data))
    return _inserted(data, first, section)


def _parts(tree: Tree) -> list[_Part]:
    named = ((section, period_in(section.heading.plain)) for section in tree.sections)
    return [_Part(section, period) for section, period in named if period is not None]


def _heading(data: bytes, parts: list[_Part], period: PeriodName) -> str:
    """The new part's heading, worded as the others are."""
    if not parts:
        return f"# {filled(_PART, period)}"
    nearest = parts[0]
    text = data[slice(*nearest.section.heading.content)].decode("utf-8", "replace")
    named = re.sub(re.escape(nearest.period.label), period.label, text, flags=re.IGNORECASE)
    return f"{'#' * nearest.section.level} {_SIGN.sub('⏳', named)}"


def _place(tree: Tree, parts: list[_Part], period: PeriodName) -> int:
    """Where the new part goes: the newest first, unless the parts that are there say otherwise."""
    folders = [part.period.folder for part in parts]
    if len(folders) > 1 and folders[0] < folders[-1]:
        earlier = [part for part in parts if part.period.folder < period.folder]
        return earlier[-1].section.body.end if earlier else parts[0].section.heading.span.start
    for part in parts:
        if part.period.folder < period.folder:
            return part.section.heading.span.start
    if parts:
        return parts[-1].section.body.end
    sections = [one for one in tree.sections if fold(one.title) != _CONTENTS_TITLE]
    return sections[0].heading.span.start if sections else len(tree.source)


def _next_section(program: Program, period: PeriodName) -> str:
    """The section on the next period: from the program's sample, else Headway's own."""
    sample = sample_of(program, _README_SAMPLE)
    if sample is not None:
        tree = parse(sample)
        found = _titled(tree, _NEXT)
        if found is not None:
            return filled(tree.slice(Span(found.heading.span.start, _end(tree, found))), period)
    how_to = (
        sentence
        for file, sentence in _HOW_TO.items()
        if posixpath.join(program.config.source, file) in program.files
    )
    return filled(_NEXT_SECTION, period) + next(how_to, "")


def _titled(tree: Tree, pattern: re.Pattern[str]) -> Section | None:
    return next((s for s in tree.sections if s.level > 1 and pattern.match(s.title)), None)


def _end(tree: Tree, section: Section) -> int:
    """Where a section ends with all that is below it."""
    later = (one.heading for one in _after(tree.sections, section) if one.level <= section.level)
    return next((heading.span.start for heading in later), len(tree.source))


def _after(sections: Iterable[Section], section: Section) -> list[Section]:
    start = section.heading.span.start
    return [one for one in sections if one.heading.span.start > start]


def _inserted(data: bytes, place: int, text: str) -> bytes:
    """Bytes with a text put in before a block, blank lines around it."""
    return _replaced(data, Span(place, place), text)


def _replaced(data: bytes, span: Span, text: str) -> bytes:
    """Bytes with a block in another's place; one blank line parts it from what stands around."""
    before, after = data[: span.start], data[span.end :]
    gap = "" if not before or before.endswith((b"\n\n", b"\r\n\r\n")) else "\n"
    gap += "" if not before or before.endswith(b"\n") else "\n"
    tail = "\n" if after.strip() and not after.startswith((b"\n", b"\r\n")) else ""
    return _written(data, span, f"{gap}{text.strip()}\n{tail}")


def _written(data: bytes, span: Span, text: str) -> bytes:
    return apply(data, [Edit(span, text.replace("\n", line_end(data)))])

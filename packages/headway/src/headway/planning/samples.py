"""The pages that a new period starts with: a program's own samples, else Headway's.

Samples use the placeholders of the goals repository's `src/admin/samples`: `YYYYHN`, `YYYY` and
`HN`, in lower case for folders, and `MM 1` and `MM 30` for the first and the last day.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, apply
from headway.text import Quote, Span, line_end, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.planning.naming import PeriodName
    from headway.program.model import Program
    from headway.text import Definition, Tree

_FOLDER = "admin/samples"
_NOTE = re.compile(rb">\s*\*\*NOTE:\*\*")
_TOKEN = re.compile(
    r"(?P<gap> ?)(?<![0-9A-Za-z])(?P<token>YYYYHN|yyyyhn|YYYY|yyyy|HN|hn|MM 1|MM 30)(?![0-9A-Za-z])"
)
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#]")

# The pages of a new period, each with the sample that it is made of and Headway's own text.
PAGES = {
    "README.md": (
        "rfc.md",
        """\
# Goals for YYYYHN

## Summary

Proposals for YYYYHN, from MM 1 to MM 30, are being collected. So far there are (((#GOALS))).

## Motivation

(TBD: what should YYYYHN achieve, and why this?)

## Roadmaps

(((ROADMAPS)))

(((ROADMAP CHAPTERS)))

## Goals

(((GOALS)))

## What is asked of teams

(((TEAM ASKS)))
""",
    ),
    "goals.md": (
        "goals.md",
        """\
# Proposed goals for YYYYHN

A goal on this page has been proposed. Whether it is accepted is up to the teams that it asks.

(((GOAL CHAPTERS)))

## Goals on a roadmap

(((ROADMAP GOALS)))

## Other goals

(((OTHER GOALS)))
""",
    ),
    "not_accepted.md": (
        "not_accepted.md",
        """\
# Goals not accepted in YYYYHN

These goals were proposed for YYYYHN and not accepted. Each document keeps the discussion's result.

(((GOALS NOT ACCEPTED)))
""",
    ),
}


def page(program: Program, period: PeriodName, name: str, kept: frozenset[str]) -> bytes:
    """A page of a new period; definitions that lead to none of the `kept` files are left out."""
    sample, own = PAGES[name]
    source = sample_of(program, sample)
    if source is None:
        return filled(own, period).encode()
    text = filled(_without_notes(source).decode("utf-8", "replace"), period)
    folder = posixpath.join(program.config.source, period.folder)
    return _without_dead_definitions(text.encode(), folder, kept)


def sample_of(program: Program, name: str) -> bytes | None:
    """The bytes of one of a program's samples; None for one that it does not have."""
    source = program.sources.get(posixpath.join(program.config.source, _FOLDER, name))
    return source.data if source else None


def filled(text: str, period: PeriodName) -> str:
    """A sample in which placeholders have become a period, where they stand as whole words.

    In a path a period is written as its folder is.
    """

    def value(match: re.Match[str]) -> str:
        token = match["token"]
        start, end = match.span("token")
        in_path = token.islower() or "/" in {text[max(0, start - 1) : start], text[end : end + 1]}
        found = {
            "yyyyhn": period.folder if in_path else period.label,
            "yyyy": period.year,
            "hn": period.half.lower() if in_path else period.half,
            "mm 1": period.first_day,
            "mm 30": period.last_day,
        }[token.lower()]
        return match["gap"] + found if found else ""

    return _TOKEN.sub(value, text)


def _without_notes(data: bytes) -> bytes:
    """A sample without the quotes that tell how to use it, ending in a line break."""
    tree = parse(data)
    notes = (block.span for block in tree.blocks if isinstance(block, Quote))
    edits = [Edit(_with_gap(data, s), "") for s in notes if _NOTE.match(data[s.start : s.end])]
    return apply(data, edits).rstrip() + line_end(data).encode()


def _without_dead_definitions(data: bytes, folder: str, kept: frozenset[str]) -> bytes:
    tree = parse(data)
    dead = _dead_definitions(tree, folder, kept)
    return apply(data, [Edit(_with_line_end(data, definition.span), "") for definition in dead])


def _dead_definitions(tree: Tree, folder: str, kept: frozenset[str]) -> Iterator[Definition]:
    used = {link.label.casefold() for link in tree.links()}
    for definition in tree.definitions:
        target = definition.destination.partition("#")[0]
        relative = bool(target) and not _ELSEWHERE.match(target)
        if relative and definition.label.casefold() not in used:
            file = posixpath.normpath(posixpath.join(folder, target))
            if file not in kept:
                yield definition


def _with_gap(data: bytes, span: Span) -> Span:
    """A block with the blank lines behind it."""
    rest = data[span.end :]
    return Span(span.start, span.end + len(rest) - len(rest.lstrip(b"\r\n")))


def _with_line_end(data: bytes, span: Span) -> Span:
    end = data.find(b"\n", span.end)
    return Span(span.start, len(data) if end < 0 else end + 1)

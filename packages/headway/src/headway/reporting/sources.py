"""The comments that a report quotes, and where in its Markdown it refers to them.

A quotation is followed by its citation, the comment's day as a link in parentheses:

    - The parser was merged. ([2025-11-14](https://github.com/…#issuecomment-1))

The line above a comment in full ends with the same link and a colon.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Comment, Issue
from headway.reporting.bodies import Home, fit
from headway.reporting.marks import harmless, lines_of
from headway.reporting.quoting import is_quoted, quotable
from headway.reporting.sentences import sentences_in
from headway.text import parse

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from headway.activity.store import Store

LEVEL = 3  # of the headings below which comments stand
_LINK = r"\[(\d{4}-\d\d-\d\d)\]\(([^()\s]+)\)"
_CITATION = re.compile(rf"\({_LINK}\)")
_HEAD = re.compile(rf"(?<!\(){_LINK}:\s*\Z")


class Citation(NamedTuple):
    """A link to a comment under its day; `start` and `end` are where it stands in its line."""

    day: str
    url: str
    start: int
    end: int


class Source(NamedTuple):
    """A comment that can be quoted."""

    url: str
    at: dt.datetime
    body: str
    repository: Home

    @property
    def day(self) -> str:
        """The day on which it was written, in UTC."""
        return str(self.at.date())

    def has(self, markdown: str) -> bool:
        """Whether Markdown is a sentence of the comment or several in a row, whole and verbatim."""
        return is_quoted(markdown, self.body, self.url, self.repository)

    def sentences(self) -> list[str]:
        """Its sentences, each as it can be quoted."""
        tree = parse(self.body.encode())
        return quotable(tree, sentences_in(tree), self.url, self.repository)

    def lines(self) -> list[str]:
        """All lines of the comment as they stand in a report, without what they end with."""
        text = harmless(fit(self.body, self.url, self.repository, LEVEL))
        return "".join(f"{line.rstrip()}\n" for line in lines_of(text)).strip("\n").split("\n")


def citations(line: str) -> Iterator[Citation]:
    """What a line cites, in order."""
    for found in _CITATION.finditer(line):
        yield Citation(found[1], found[2], *found.span())


def head(line: str) -> Citation | None:
    """The comment that a line introduces."""
    found = _HEAD.search(line)
    return Citation(found[1], found[2], *found.span()) if found else None


def sources(markdown: str, store: Store) -> dict[str, Source]:
    """The comments in a store that Markdown refers to, by their addresses.

    Raises:
        StoreFailedError: the database does not answer.
    """
    highest = store.highest_numbers(Issue)
    return {
        one.url: Source(
            one.url,
            one.created_at,
            one.body,
            Home(one.repository, highest.get(one.repository)),
        )
        for one in store.find(Comment, url={*_addresses(markdown.splitlines())})
    }


def _addresses(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from (one.url for one in citations(line))
        if found := head(line):
            yield found.url

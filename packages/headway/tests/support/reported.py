"""What reports are held to: each quote stands in the comment that it links to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.quoting import is_quoted

if TYPE_CHECKING:
    from pathlib import Path

_QUOTE = re.compile(r"(?m)^- (?P<text>.+) \(\[(?P<day>\d{4}-\d\d-\d\d)\]\((?P<url>\S+)\)\)$")
_PING = re.compile(r"(?<![\w`/.%\[-])@[A-Za-z]")
_CODE = re.compile(r"`[^`]*`")
_FOLDED = re.compile(r"(?s)<details>.*?</details>")


class Quoted(NamedTuple):
    """A line of a report that quotes: the sentence, the day of its comment, and its address."""

    text: str
    day: str
    url: str


def quoted(report: str) -> list[Quoted]:
    """The quotes of a report in Markdown, without what is folded away."""
    return [Quoted(*found.groups()) for found in _QUOTE.finditer(unfolded(report))]


def unfolded(report: str) -> str:
    """What a reader sees of a report without opening anything."""
    return _FOLDED.sub("", report)


class Said(NamedTuple):
    """A comment of an export."""

    day: str
    body: str


def comments_in(folder: Path) -> dict[str, Said]:
    """The comments of an export, by their addresses."""
    comments = json.loads((folder / "comments.json").read_text("utf-8"))
    return {one["html_url"]: Said(one["created_at"][:10], one["body"]) for one in comments}


def stands(report: str, said: dict[str, Said], repository: str) -> int:
    """Hold each quote of a report to its comment, and the report to pinging nobody.

    Gives the number of quotes. `repository` is what a bare `#12` belongs to.
    """
    found = quoted(report)
    for one in found:
        comment = said[one.url]
        assert one.day == comment.day
        assert is_quoted(one.text, comment.body, one.url, repository), one
    assert not _PING.search(_CODE.sub("", unfolded(report)))
    return len(found)

"""What reports are held to: each quote stands in the comment that it links to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.bodies import fit

if TYPE_CHECKING:
    from pathlib import Path

_QUOTE = re.compile(r"(?m)^- (?P<text>.+) \(\[(?P<day>\d{4}-\d\d-\d\d)\]\((?P<url>\S+)\)\)$")
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


def comments_in(folder: Path, repository: str) -> dict[str, tuple[str, str]]:
    """The comments of an export by their addresses: the day, and the words as reports have them."""
    comments = json.loads((folder / "comments.json").read_text("utf-8"))
    return {
        one["html_url"]: (
            one["created_at"][:10],
            one_line(fit(one["body"], one["html_url"], repository, 3)),
        )
        for one in comments
    }


def one_line(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())

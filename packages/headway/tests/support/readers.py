"""What a reader sees of a post, found out without anything of the program."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def words(markdown: str) -> list[str]:
    """The words outside of collapsed parts, without front matter, markup and addresses."""
    reader = _Reader()
    reader.feed(MarkdownIt().enable("table").render(_FRONT.sub("", markdown)))
    text = " ".join(reader.seen)
    return [word for word in text.split() if "://" not in word and re.search(r"[^\W_]", word)]


class _Reader(HTMLParser):
    """Unfolds nothing; of what is folded it reads the summary."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._folds = 0
        self._summaries = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # its signature
        self._folds += tag == "details"
        self._summaries += tag == "summary"

    def handle_endtag(self, tag: str) -> None:
        self._folds -= tag == "details"
        self._summaries -= tag == "summary"
        if tag in {"p", "li", "td", "th", "h2", "h3", "summary"}:
            self.seen.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._folds or self._summaries:
            self.seen[-1:] = ["".join([*self.seen[-1:], data])]

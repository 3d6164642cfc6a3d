"""Texts of org-mode as Markdown: links become links, addresses of issues become references.

Code and quotes keep what they hold. Emphasis stays as it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINK = re.compile(r"\[\[(?P<target>[^\[\]]+)\](?:\[(?P<text>[^\[\]]+)\])?\]")
_ADDRESS = re.compile(r"<?(?P<url>https?://[^\s<>\[\]()]*[^\s<>\[\]().,;:!?'\"])>?")
_EITHER = re.compile(f"{_LINK.pattern}|{_ADDRESS.pattern}")
_ISSUE = re.compile(
    r"https?://github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)(?:/\w+)?/?(?P<rest>[?#].*)?"
)
_BEGIN = re.compile(r"(?i)[ \t]*#\+begin_(\w+)[ \t]*(\S*).*")
_FENCED = {"SRC", "EXAMPLE", "EXPORT"}


class Line(NamedTuple):
    """A line of text without links, the issues that it named, and the other links that it had."""

    text: str
    issues: tuple[str, ...]
    links: tuple[str, ...]


def title(text: str) -> Line:
    """A heading's title: an address of an issue goes, unless its text says something else."""
    issues: list[str] = []
    links: list[str] = []

    def plain(match: re.Match[str]) -> str:
        target = match["target"] or match["url"]
        words, issue = match["text"] or "", issue_at(target)
        if issue is not None:
            issues.append(issue)
            return words if words and words not in {issue, target} else ""
        if not target.startswith(("http://", "https://")):
            return words or target
        links.append(f"[{words}]({target})" if words else target)
        return words or target

    shown = _EITHER.sub(plain, text)
    issues += re.findall(r"(?<![\w.-])[\w.-]+/[\w.-]+#\d+", shown)
    return Line(_tidy(shown), tuple(dict.fromkeys(issues)), tuple(links))


def issue_at(target: str) -> str | None:
    """The issue or pull request whose address this is, as `organisation/repository#number`."""
    match = _ISSUE.fullmatch(target)
    return f"{match[1]}#{match[2]}" if match else None


def note(lines: Iterable[str], problems: list[Problem], place: tuple[str, int]) -> str:
    """The text below a heading as Markdown; what of its links is lost is told, with the place."""
    return "\n".join(_converted(lines, problems, place)).strip("\n")


def _converted(
    lines: Iterable[str], problems: list[Problem], place: tuple[str, int]
) -> Iterator[str]:
    block = ""
    for line in lines:
        begins = _BEGIN.fullmatch(line)
        if begins and not block:
            block = begins[1].upper()
            if block in _FENCED:
                yield f"```{begins[2] if block == 'SRC' else ''}"
        elif block and re.fullmatch(rf"(?i)[ \t]*#\+end_{re.escape(block)}[ \t]*", line):
            if block in _FENCED:
                yield "```"
            block = ""
        elif block in _FENCED:
            yield line.removeprefix(",") if line.startswith((",*", ",#+")) else line
        else:
            mark = "> " if block == "QUOTE" else ""
            yield f"{mark}{_linked(line, problems, place)}".rstrip()
    if block in _FENCED:
        yield "```"


def _linked(line: str, problems: list[Problem], place: tuple[str, int]) -> str:
    """A line with links as Markdown has them."""

    def link(match: re.Match[str]) -> str:
        target, words = match["target"] or match["url"], match["text"]
        issue = issue_at(target)
        if issue is not None:
            exact = "#" in target or "?" in target
            named = f"{issue} (<{target}>)" if exact else issue
            return f"{words} ({named})" if words and words not in {issue, target} else named
        if target.startswith(("http://", "https://", "mailto:")):
            return f"[{words}]({target})" if words else target
        problems.append(
            Problem(*place, f"the link to `{target}` leads nowhere on a board; its text is kept")
        )
        return f"{words} ({target})" if words else target

    return _EITHER.sub(link, line)


def _tidy(text: str) -> str:
    """A text without the gaps, brackets and colons that a link left behind."""
    text = re.sub(r"\(\s*\)", "", " ".join(text.split()))
    return text.strip(" :,;-\N{EN DASH}")

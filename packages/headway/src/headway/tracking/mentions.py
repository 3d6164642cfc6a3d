"""Where minutes speak of a goal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from headway.activity.minutes import Minutes
    from headway.documents.values import Goal


class Mention(NamedTuple):
    """A passage that speaks of a goal; `by` is the name it uses."""

    file: str
    line: int
    day: date | None
    team: str
    section: str
    text: str
    by: str


def mentions(minutes: Iterable[Minutes], goal: Goal) -> Iterator[Mention]:
    """The passages that name a goal, in the order of files and lines.

    Names of a goal are its title, its short title where that has several words, its tracking
    issue as reference or link, and its document's file.
    """
    name_in = namer(goal)
    for one in minutes:
        for passage in one.passages:
            by = name_in(passage.text)
            if by is not None:
                text = " ".join(passage.text.split())
                yield Mention(one.file, passage.line, one.day, one.team, passage.section, text, by)


def namer(goal: Goal) -> Callable[[str], str | None]:
    """What finds the name by which a text speaks of a goal; None where it does not."""
    names = _names(goal)
    return lambda text: next((name for name, pattern in names if pattern.search(text)), None)


def _names(goal: Goal) -> list[tuple[str, re.Pattern[str]]]:
    """The names of a goal with what finds them, the exact ones first."""
    page, file = f"{goal.period}/{goal.id}", re.escape(goal.id)
    document = rf"(?i)(?<![\w-])(?:{re.escape(page)}(?:\.md|\.html)?|{file}\.md)(?![\w-])"
    patterns = [(page, re.compile(document))]
    issue = goal.tracking_issue
    if issue is not None:
        link = rf"github\.com/{re.escape(issue.repository)}/issues/{issue.number}(?!\d)"
        reference = rf"(?<![\w/.-]){re.escape(issue)}(?!\d)"
        patterns.append((str(issue), re.compile(f"(?i){reference}|{link}")))
    titles = [title for title in (goal.title, goal.short_title) if title and " " in title.strip()]
    return [*patterns, *((str(title), _words(str(title))) for title in titles)]


def _words(title: str) -> re.Pattern[str]:
    """A title wherever its words stand in a row, in any letter case and spacing."""
    words = r"\W+".join(re.escape(word) for word in re.findall(r"\w+", title))
    return re.compile(rf"(?i)(?<!\w){words}(?!\w)")

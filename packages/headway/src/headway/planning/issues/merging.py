"""Bringing the text of a tracking issue up to its goal; what stands in it stays.

People tick boxes and write beside them. So an existing text only ever gains: a box for a task that
it lacks, a text for a new period. What it says otherwise than the document is told as drift.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import Edit, apply, fold
from headway.pages import facts, markdown
from headway.planning.issues.body import TASKS, boxes, document_sign, new_body, task_list
from headway.text import Item, Span, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headway.documents.values import Goal
    from headway.pages.shelf import Abroad
    from headway.planning.issues.body import Box
    from headway.text import Section, Tree

_BEFORE = "<summary>Before "
# Below it stands what an issue said in earlier periods: as written here, and by today's tool.
_FOLD = re.compile(
    rf"(?m)^---[ \t\r]*\n\s*(?:<details>\s*{_BEFORE}|\W*Note\b.*(?:\n.*){{0,3}}?<details>)"
)
_BOX = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\[(?P<tick>[ xX])\](?P<text>.*)")
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<title>.*?)[ \t#]*")
_LINE_END = re.compile(r"\r\n?|\n")
_MAIN = 2
_PERSON = re.compile(r"(?<![\w.])@[A-Za-z0-9][\w-]*")
_OWNERS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*\Z")


class Merged(NamedTuple):
    """A text that was brought up to a goal: what it is now, what was added, what differs."""

    text: str
    added: tuple[str, ...]
    drift: tuple[str, ...]


class _Line(NamedTuple):
    """A box in an issue; `listed` says whether it stands below the heading of tasks."""

    text: str
    ticked: bool
    heading: str
    listed: bool


def merged(body: str, goal: Goal, place: Abroad) -> Merged:
    """Bring an issue's text up to its goal; nothing that stands in it goes.

    A text that does not link to the goal's document is that of an earlier period, or written by
    hand: it moves into a fold below the new one, ticks and all.
    """
    live = current(body)
    if not _tells_of(live, goal, place):
        return _above(body, goal, place)
    wanted, lines = list(boxes(goal, place)), list(_lines(live))
    found = _matched(wanted, lines)
    missing = [box for number, box in enumerate(wanted) if number not in found]
    tree = parse(live.encode())
    text = apply(tree.source, _insertions(tree, missing)).decode()
    if missing and len(live) < len(body) and not text.endswith("\n"):
        text += "\n\n"
    drift = (*_table_drift(tree, goal), *_task_drift(wanted, lines, found))
    added = tuple(f"the task `{box.text}`" for box in missing)
    return Merged(text + body[len(live) :], added, drift)


def current(body: str) -> str:
    """The part of an issue's text that is about its present period."""
    fold_below = _FOLD.search(body)
    return body[: fold_below.start()] if fold_below else body


def _tells_of(text: str, goal: Goal, place: Abroad) -> bool:
    """Whether a text links to a goal's document, by whatever address the book has or had."""
    signs = (document_sign(goal), place.to(goal.file), f"/{goal.period}/{goal.id}.html")
    return any(sign in text for sign in (*signs, f"/{goal.file}"))


def _above(body: str, goal: Goal, place: Abroad) -> Merged:
    """The text of a goal, with what an issue said before in a fold below it."""
    text = new_body(goal, place)
    if not body.strip():
        return Merged(text, ("all text",), ())
    opening = f"<details>\n{_BEFORE}{goal.period}</summary>"
    folded = f"---\n\n{opening}\n\n{body.strip()}\n\n</details>"
    return Merged(f"{text}\n{folded}\n", (f"the text for {goal.period}",), ())


# --- which line stands for which task -------------------------------------------------------------


def _lines(text: str) -> Iterator[_Line]:
    """The boxes of a text. Lines are read as they stand, so that none is missed for its markup."""
    heading, listed = "", False
    for line in _LINE_END.split(text):
        if title := _HEADING.fullmatch(line):
            heading = fold(title["title"])
            if len(title["marks"]) <= _MAIN or heading == fold(TASKS):
                listed = heading == fold(TASKS)
        elif box := _BOX.match(line):
            yield _Line(box["text"].strip(), box["tick"] != " ", heading, listed)


def _matched(wanted: Sequence[Box], lines: Sequence[_Line]) -> Mapping[int, int]:
    """The number of the line that stands for each task, by the task's number.

    A line stands for one task. Those that say just what Headway would write go first, then those
    that begin with the words of a task; the longest task first, since a shorter one may be how it
    begins. So whatever is added for a task is found again for it.
    """
    found: dict[int, int] = {}
    free = dict(enumerate(lines))
    words = [_words(line.text) for line in lines]
    longest_first = sorted(range(len(wanted)), key=lambda number: -len(_words(wanted[number].text)))
    for exactly in (True, False):
        for number in longest_first:
            box = wanted[number]
            fits = [
                place
                for place, line in free.items()
                if (
                    fold(line.text) == fold(box.line)
                    if exactly
                    else _begins(words[place], _words(box.text))
                )
            ]
            if number not in found and fits:
                heading = fold(box.heading or TASKS)
                found[number] = min(fits, key=lambda place: (free[place].heading != heading, place))
                del free[found[number]]
    return found


def _words(text: str) -> list[str]:
    """The words of a text, without links, marks and the case of letters."""
    return re.findall(r"\w+", markdown.unlinked(text).casefold())


def _begins(words: Sequence[str], beginning: Sequence[str]) -> bool:
    return words[: len(beginning)] == beginning


# --- what differs ---------------------------------------------------------------------------------


def _task_drift(
    wanted: Sequence[Box], lines: Sequence[_Line], found: Mapping[int, int]
) -> Iterator[str]:
    """What the tasks of an issue say otherwise than the document."""
    for number, place in sorted(found.items()):
        box, line = wanted[number], lines[place]
        if box.done and not line.ticked:
            yield f"`{box.text}` is complete in the document, and its box is not ticked"
        for person in _unnamed(box.owners, line.text):
            yield f"`{box.text}` does not name {person}, who owns the task in the document"
    for place, line in enumerate(lines):
        if line.listed and place not in found.values():
            text = _OWNERS.sub("", line.text) or line.text
            yield f"it lists `{text}`, which is no task of the document"


def _table_drift(tree: Tree, goal: Goal) -> Iterator[str]:
    """What the table of an issue says otherwise than the document."""
    held = {
        fold(row.cells[0].text): row.cells[1].text
        for table in tree.tables[:1]
        for row in table.entries()
        if len(row.cells) > 1
    }
    contact = held.get("point of contact")
    if contact is not None:
        for person in _unnamed(goal.point_of_contact or "", contact):
            said = f"names `{contact}`" if contact else "names nobody"
            yield f"its table {said} as point of contact, and the document {person}"
    teams = held.get("team(s)")
    named = markdown.unlinked(teams or "")
    for team in facts.teams(goal) if teams is not None else ():
        if not re.search(rf"(?<![\w-]){re.escape(team)}(?![\w-])", named, re.IGNORECASE):
            yield f"its table does not name the team {team}, which the document asks"


def _unnamed(wanted: str, text: str) -> Iterator[str]:
    """The people of one text whom another does not name."""
    named = {person.casefold() for person in _PERSON.findall(text)}
    return (person for person in _PERSON.findall(wanted) if person.casefold() not in named)


# --- where boxes are put --------------------------------------------------------------------------


def _insertions(tree: Tree, missing: Sequence[Box]) -> list[Edit]:
    """The edits that put boxes behind the last one of their heading, or under a new one."""
    sections = {fold(section.title): section for section in _task_sections(tree)}
    texts: dict[int, str] = {}
    if missing and not sections:
        texts[_trimmed(tree, len(tree.source))] = "\n".join(["", "", *task_list(missing)])
        missing = ()
    for heading in dict.fromkeys(box.heading for box in missing):
        lines = "\n".join(str(box) for box in missing if box.heading == heading)
        offset, lead = _place(tree, sections, heading)
        texts[offset] = texts.get(offset, "") + lead + lines
    return [Edit(Span(offset, offset), text) for offset, text in texts.items()]


def _place(tree: Tree, sections: Mapping[str, Section], heading: str | None) -> tuple[int, str]:
    """Where boxes of a heading go, and what stands between the text there and them."""
    section = sections.get(fold(heading or TASKS))
    if section is not None:
        ends = [item.span.end for item in _items(section)]
        if ends:
            return _trimmed(tree, max(ends)), "\n"
        return _trimmed(tree, section.heading.span.end), "\n\n"
    end = max(found.body.end for found in sections.values())
    return _trimmed(tree, end), f"\n\n### {heading}\n\n"


def _task_sections(tree: Tree) -> Iterator[Section]:
    """The section of tasks, and those below it."""
    inside: list[int] = []
    for section in tree.sections:
        above = id(section.parent) in inside if section.parent else False
        if above or fold(section.title) == fold(TASKS):
            inside.append(id(section))
            yield section


def _items(section: Section) -> Iterator[Item]:
    """The items with a box in a section."""
    stack = list(section.blocks)
    while stack:
        block = stack.pop(0)
        if isinstance(block, Item) and block.checked is not None:
            yield block
        stack[:0] = getattr(block, "children", ())


def _trimmed(tree: Tree, end: int) -> int:
    return len(tree.source[:end].rstrip())

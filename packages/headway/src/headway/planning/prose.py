"""The summary and motivation of an earlier goal, as a later one may say them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.goal import GOAL
from headway.documents.goal_tables import SUMMARY
from headway.documents.reading import opening
from headway.documents.values import Written
from headway.text import Footnote, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headway.documents.values import Goal
    from headway.pages.shelf import Place
    from headway.text import Section, Tree

_CARRIED = {SUMMARY, "Motivation", "The status quo", "What we propose to do about it"}
_MAIN = 2


class Prose(NamedTuple):
    """Texts by the titles of their sections; `left` are the sections that none of them has in."""

    bodies: Mapping[str, str]
    left: tuple[str, ...]


def prose(place: Place, goal: Goal) -> Prose:
    """The prose of a goal, quoted for the place of a new document.

    What stands below headings of the author's own, between those of the motivation, comes along;
    definitions, which quoting resolves, footnotes, and tables of tasks do not.
    """
    tree = place.shelf.tree(goal.file)
    sections = opening(tree).sections
    bodies: dict[str, str] = {}
    left: list[str] = []
    for group in _groups(sections):
        head = GOAL.section(group[0].title)
        if head is None:
            left.append(group[0].title)
        elif head.title in _CARRIED and head.title not in bodies:
            span = Span(group[0].body.start, group[-1].body.end)
            texts = (_quoted(place, tree, goal, part) for part in _kept(tree, goal, span))
            bodies[head.title] = "\n\n".join(filter(None, texts))
        elif head.table is None:
            left.append(head.title)
    return Prose(bodies, tuple(left))


def _groups(sections: Sequence[Section]) -> Iterator[list[Section]]:
    """Each declared section, or one on its own, with those that go with it.

    With one that is carried goes every other section of the motivation up to the next declared one.
    """
    group: list[Section] = []
    for section in sections:
        if group and not _belongs(section, group[0]):
            yield group
            group = []
        group.append(section)
    if group:
        yield group


def _belongs(section: Section, head: Section) -> bool:
    declared = GOAL.section(head.title)
    if GOAL.section(section.title) is not None or section.level <= _MAIN:
        return False
    return section.level > head.level or (declared is not None and declared.title in _CARRIED)


def _kept(tree: Tree, goal: Goal, span: Span) -> Iterator[Span]:
    """The stretches of a span that are prose."""
    tasks = [task.span for task in goal.all_tasks]
    dropped = [
        *(definition.span for definition in tree.definitions),
        *(block.span for block in tree.walk() if isinstance(block, Footnote)),
        *(table.span for table in tree.tables if any(_holds(table.span, task) for task in tasks)),
    ]
    start = span.start
    for gap in sorted(one for one in dropped if _holds(span, one)):
        yield Span(start, max(start, gap.start))
        start = max(start, gap.end)
    yield Span(start, span.end)


def _quoted(place: Place, tree: Tree, goal: Goal, span: Span) -> str:
    return place.quote(Written(tree.slice(span), span), goal.file).strip("\r\n")


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end

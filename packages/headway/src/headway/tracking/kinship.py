"""Which goal of a later period goes on with which of an earlier one, and what tells it.

Surest first: the same tracking issue; what the later document says of a goal that it links to; and
a likeness of titles and owners, which is a guess and marked as such.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import fold
from headway.pages.shelf import Shelf
from headway.text import Paragraph
from headway.text.splitting import sentences
from headway.tracking.updates import points_of_contact, tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.forge.model import IssueName
    from headway.program.model import Program
    from headway.text import Tree

_GOAL_PAGE = re.compile(r"(?:^|.*/)([^/]+/[^/]+?)(?:\.md|\.html)?(?:[#?].*)?")
_GOES_ON = re.compile(
    r"\b(?:continu(?:es?|ing|ation)|extends|extension of|follows up|follow-up (?:to|of)"
    r"|builds (?:up)?on)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:previous|earlier|prior) (?:\w+ )?(?:goal|period)\b", re.IGNORECASE)
_LINK_TEXT = re.compile(r"\[[^\[\]]*\]")
_REPLACES = re.compile(r"\b(?:supersedes|replaces|merges|takes over from)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{3,}")
# Words of titles that goals of any kind have, beside those of the program's name.
_COMMON = frozenset(
    (
        *("the", "and", "for", "with", "from", "towards", "first", "next", "continue", "finish"),
        *("experiment", "experimental", "implement", "improve", "support", "prototype", "progress"),
        *("stabilize", "stabilizable", "language", "project", "goal"),
    )
)
_ALIKE = 0.5  # of the words of the shorter title
_SEVERAL = 2
_SEE_ALSO = "See also"


class How(StrEnum):
    """What tells that a goal goes on with another."""

    ISSUE = "same issue"
    DECLARED = "declared"
    LIKELY = "likely"


class Kin(NamedTuple):
    """A goal that goes on with one of an earlier period, and what tells it.

    `replaces` says that the later document puts itself in the place of the earlier goal.
    """

    before: Goal
    after: Goal
    how: How
    why: str
    replaces: bool = False


def kinship(program: Program) -> list[Kin]:
    """All that goes on, period by period, each pair once by what is surest."""
    found: dict[tuple[str, str], Kin] = {}
    for kin in (*_by_issue(program), *_declared(program)):
        found.setdefault((kin.before.file, kin.after.file), kin)
    surer = _without_leaps(list(found.values()))
    return [*surer, *_likely(program, surer)]


def _by_issue(program: Program) -> Iterator[Kin]:
    """The same issue in one period and in the next that has it."""
    last: dict[IssueName, list[Goal]] = {}
    for period in program.periods:
        now: dict[IssueName, list[Goal]] = {}
        for goal in period.listed:
            name = tracking_issue(goal, program)
            if name is not None:
                now.setdefault(name, []).append(goal)
        for issue, goals in now.items():
            for before in last.get(issue, ()):
                yield from (Kin(before, goal, How.ISSUE, str(issue)) for goal in goals)
        last |= now


def _declared(program: Program) -> Iterator[Kin]:
    """What a document says in a sentence with a link to a goal of an earlier period."""
    listed = [goal for period in program.periods for goal in period.listed]
    goals = {f"{goal.period}/{goal.id}".casefold(): goal for goal in listed}
    starts = {period.name: period.start for period in program.periods}
    shelf = Shelf(program)
    for goal in listed:
        for sentence, target in _linking(shelf.tree(goal.file)):
            before = goals.get(target.casefold())
            if before is None or starts[before.period] >= starts[goal.period]:
                continue
            said = _LINK_TEXT.sub("", sentence)
            replaces = _REPLACES.search(said) is not None
            also = sentence.lstrip("| ").startswith(_SEE_ALSO)
            if replaces or also or _GOES_ON.search(said) or _EARLIER.search(sentence):
                why = " ".join(sentence.split()).strip("| ")
                yield Kin(before, goal, How.DECLARED, f"{goal.file}: {why}", replaces)


def _linking(tree: Tree) -> Iterator[tuple[str, str]]:
    """The sentences and rows with links to pages of goals, and which, as `period/id`."""
    places = [block.span for block in tree.walk() if isinstance(block, Paragraph)]
    places += [row.span for table in tree.tables for row in (table.head, *table.rows)]
    for link in tree.links():
        page = _GOAL_PAGE.fullmatch(link.destination)
        place = next(
            (one for one in places if one.start <= link.span.start and link.span.end <= one.end),
            None,
        )
        if page is None or place is None:
            continue
        sentence = next((one for one in sentences(tree, place) if link.span in one), place)
        yield tree.slice(sentence), page[1]


def _without_leaps(found: list[Kin]) -> list[Kin]:
    """What goes on, without pairs that leap over a goal between the two."""
    direct: dict[str, set[str]] = {}
    for kin in found:
        direct.setdefault(kin.after.file, set()).add(kin.before.file)

    def ancestors(file: str) -> set[str]:
        own = direct.get(file, set())
        return own.union(*map(ancestors, own))

    return [
        kin
        for kin in found
        if all(
            kin.before.file not in ancestors(other)
            for other in direct[kin.after.file] - {kin.before.file}
        )
    ]


def _likely(program: Program, surer: Iterable[Kin]) -> Iterator[Kin]:
    """Goals that begin, and earlier ones that end, without anything surer, where they are alike."""
    begun = {kin.after.file for kin in surer}
    gone_on = {kin.before.file for kin in surer}
    common = _COMMON | _words(program.config.name or "")
    for number, period in enumerate(program.periods):
        for goal in period.listed:
            if goal.file in begun:
                continue
            for earlier in reversed(program.periods[:number]):
                ended = [one for one in earlier.listed if one.file not in gone_on]
                alike = [(why, one) for one in ended if (why := _likeness(one, goal, common))]
                if alike:
                    why, before = min(alike, key=lambda pair: pair[0])
                    gone_on.add(before.file)
                    yield Kin(before, goal, How.LIKELY, why)
                    break


def _likeness(one: Goal, other: Goal, common: frozenset[str]) -> str | None:
    """Why two goals may be one; None where nothing speaks for it."""
    if fold(one.title or "") == fold(other.title or one.title or "-"):
        return "same title"
    shared = sorted(set(_owners(one)) & set(_owners(other)))
    if fold(one.id) == fold(other.id):
        return f"same file name{_both(shared)}"
    for what, texts in (
        ("titles", (one.title or "", other.title or "")),
        ("file names", (one.id, other.id)),
    ):
        same = _shared([_words(text) - common for text in texts])
        if shared and same:
            return f"{what} share {', '.join(sorted(same))}{_both(shared)}"
    return None


def _shared(words: list[frozenset[str]]) -> frozenset[str]:
    """The words that two texts share, if these are most of the shorter one: two of them, or all."""
    same = frozenset.intersection(*words)
    enough = len(same) >= _SEVERAL or same in words
    return same if enough and len(same) >= _ALIKE * min(map(len, words)) else frozenset()


def _both(people: list[str]) -> str:
    return f"; both have @{people[0]}" if people else ""


def _owners(goal: Goal) -> Iterator[str]:
    yield from points_of_contact(goal)
    yield from (owner[1:].casefold() for owner in goal.task_owners)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold().removesuffix("s") for word in _WORD.findall(text))

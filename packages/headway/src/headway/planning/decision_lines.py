"""The line that records what one team decided about one goal.

A review packet has one for each of its goals, and sign-off reads it back:

    - [ ] 2026/glow-watch for tools: decision: yes | concern | no, by @…, note: …
    - [x] 2026/glow-watch for tools: decision: concern, by @ana-lind, note: who reviews it?

To fill it in, leave one of the three words, and say who speaks for the team. The note runs to the
end of the list item; `…` stands for what is not there yet, as nothing does. Letter case, white
space, emphasis and commas do not matter, nor do words that are struck through, nor the box of a
line that states a decision.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Verdict, is_person
from headway.text import Item, Lines, Span
from headway.text import parse as parse_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.text import Tree

# Boxes below this heading of a packet are ticked as the team goes along, and sign nothing.
QUESTIONS = "Questions to answer"
_NOTHING = "…"
_LINE = re.compile(
    r"[-*+]\s+\[(?P<box>[ xX])\]\s+(?P<goal>\S.*?)\s+for\s+(?P<team>[^\s:]+)\s*:"
    r"\s*(?P<word>decision\s*:)?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?P<verdict>[^,]*?)\s*(?:[,\s]\s*by\s+(?P<by>@?[^,\s]*)\s*)?"
    r"(?:[,\s]\s*note\s*:\s*(?P<note>.*))?",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"~~.*?~~")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_SHAPE = "`decision: yes, by @login, note: …`"


_ALL = tuple(Verdict)


class Decision(NamedTuple):
    """What a team decided about a goal.

    `goal` is its period and id, as `2026/glow-watch`; `by` is who spoke for the team, as written:
    `@login`, or a word that may be one. Without a verdict nothing was decided yet.
    """

    goal: str
    team: str
    verdict: Verdict | None = None
    by: str | None = None
    note: str | None = None


class Unclear(NamedTuple):
    """A line that is meant as a decision and does not say which; the reason is for its author."""

    goal: str
    team: str
    reason: str


class Found(NamedTuple):
    """What a line of a text says, and the line's number from 1."""

    line: int
    decision: Decision | Unclear


def format(decision: Decision) -> str:  # noqa: A001  # the other half of `parse`
    """A decision as its line, without a line end."""
    box = "x" if decision.verdict else " "
    verdict = decision.verdict or " | ".join(_ALL)
    by = decision.by or f"@{_NOTHING}"
    note = " ".join((decision.note or _NOTHING).split())
    return (
        f"- [{box}] {decision.goal} for {decision.team}: decision: {verdict}, by {by}, note: {note}"
    )


def parse(line: str) -> Decision | Unclear | None:
    """What a line says; None for one that is no decision line.

    The word `decision` may be missing where the goal is named with its period.
    """
    match = _LINE.fullmatch(line.strip())
    if match is None or not (match["word"] or "/" in match["goal"]):
        return None
    goal, team = match["goal"], match["team"]
    rest = _REST.fullmatch(match["rest"])
    if rest is None:
        return Unclear(goal, team, f"what follows the decision is not read; write {_SHAPE}")
    by, note = _said((rest["by"] or "").strip("*`.;")), _said(rest["note"])
    if by is not None and not is_person(f"@{by.removeprefix('@')}"):
        return Unclear(goal, team, f"`{by}` is no GitHub user; write `by @login`")
    verdict = _verdict(rest["verdict"], ticked=match["box"] != " ")
    if verdict is None or isinstance(verdict, Verdict):
        return Decision(goal, team, verdict, by, note)
    return Unclear(goal, team, verdict)


def _verdict(text: str, *, ticked: bool) -> Verdict | str | None:
    """The verdict that a line states, None where it states none; else why it is unclear."""
    stands = _STRUCK.sub("", text.casefold())
    words = [_said(word.strip("*_` ")) for word in stands.split("|")]
    words = [word for word in words if word] or [None]
    if len(words) == 1 and words[0] in _ALL:
        return Verdict(words[0])
    if words not in ([None], list(_ALL)):
        return f"`{text}` is no decision; leave one of {', '.join(_ALL)}"
    if ticked:
        return f"it is ticked and states no decision; leave one of {', '.join(_ALL)}"
    return None


def read(data: bytes) -> Iterator[Found]:
    """The decision lines of a Markdown text, in its order; those in code are examples."""
    tree = parse_text(data)
    lines = Lines(tree.source)
    for block in tree.walk():
        if isinstance(block, Item) and block.checked is not None:
            decision = parse(_own_text(tree, block))
            if decision is not None:
                yield Found(lines.position(block.span.start).line, decision)


def _own_text(tree: Tree, item: Item) -> str:
    """An item's first paragraph on one line, with its bullet and box."""
    inner = (child.span.start for child in item.children if child.span.start > item.span.start)
    nested = [start for start in inner if tree.source[item.span.start : start].count(b"\n")]
    text = tree.slice(Span(item.span.start, min([item.span.end, *nested])))
    return " ".join(_BLANK_LINE.split(text, maxsplit=1)[0].split())


def _said(text: str | None) -> str | None:
    """A text, None where it stands for nothing."""
    text = (text or "").strip()
    return None if text.strip("@._ ") in ("", _NOTHING) else text

"""Who owns a task, as the cell of a table says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import fold
from headway.documents.values import Written, is_person, within

if TYPE_CHECKING:
    from collections.abc import Iterator

HELP_WANTED = "Help wanted"
BADGE = re.compile(r"!\[([^\[\]]*)\](?:\[[^\[\]]*\]|\([^()\s]*\))?")

_USER = r"(?<![\w.-])@[A-Za-z0-9][A-Za-z0-9_-]*"
_BRACKETS = r"\[[^\[\]@]*\](?:\[[^\[\]]*\]|\([^()\s]*\))?"
_LINK_END = r"\]\([^()\s]*\)"
_NAMED = re.compile(rf"({_USER})(?:{_LINK_END})?|!?{_BRACKETS}")
# Brackets, links, parentheses and emphasis in which no user is named.
_ONE_TEXT = re.compile(
    rf"{_BRACKETS}|{_LINK_END}|\([^()@]*\)|(?<![\w*`])([*_`])\1*+[^*_`@]++\1(?!\w)"
)
_BETWEEN = re.compile(r"[,;+()](?:\s*(?:and|or)\b)?", re.IGNORECASE)
_BETWEEN_USERS = re.compile(rf"&|\band\b|\bor\b|{_BETWEEN.pattern}", re.IGNORECASE)
_AROUND = " \t~"


def read_owners(text: Written) -> tuple[Written, ...]:
    """Who owns a task: people as `@login`, `Help wanted`, teams as `[team]`, else the words.

    A comma, semicolon or plus stands between owners; "and", "or" and "&" do so only beside a
    user, a team or a badge, since words without any may be one name. Words around a user say more
    about the user, and are no owner of their own; in parentheses each user counts. Text in
    emphasis, brackets or parentheses that name no user stays whole.
    """
    if is_person(text):
        return (text,)
    return tuple(
        owner for start, end in _pieces(text) for owner in _owners(within(text, start, end))
    )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the texts between the separators of owners start and end."""
    shown = _ONE_TEXT.sub(lambda match: "\0" * len(match[0]), text)
    for start, end in _split(_BETWEEN, shown, 0, len(text)):
        named = _NAMED.search(text, start, end)
        yield from _split(_BETWEEN_USERS, shown, start, end) if named else [(start, end)]


def _split(between: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for gap in between.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end


def _owners(text: Written) -> Iterator[Written]:
    """The owners in a text without separators."""
    named = list(_NAMED.finditer(text))
    if any(match[1] or _wanted(match[0]) for match in named):
        for match in named:
            owner = within(text, *match.span(1 if match[1] else 0))
            yield Written(HELP_WANTED, owner.span) if _wanted(owner) else owner
    elif words := text.strip(_AROUND):
        start = len(text) - len(text.lstrip(_AROUND))
        yield within(text, start, start + len(words))


def _wanted(text: str) -> bool:
    """Whether a text is the badge of help wanted."""
    badge = BADGE.fullmatch(text)
    return badge is not None and fold(badge[1]) == fold(HELP_WANTED)

"""The fields of an item and of a column, each declared once: how it is read, and what it means."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from headway.documents.values import IssueReference, Written
from headway.program.board.values import When
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.text import Span

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ISSUE = re.compile(r"[\w.-]+/[\w.-]+#\d+")
_PRIORITY = re.compile(r"[A-Z]|[1-9]?\d")


class Kind(Value):
    """A kind of value: what it must be, and its reading, which gives None for what is not that."""

    about: str
    read: Callable[[Any, Span], Any]


def _text(value: Any, _span: Span) -> str | None:
    return value.strip("\r\n") if isinstance(value, str) else None


def _line(value: Any, span: Span) -> Written | None:
    fits = isinstance(value, str) and value.strip() and "\n" not in value
    return Written(value, span) if fits else None


def _id(value: Any, span: Span) -> Written | None:
    return Written(value, span) if isinstance(value, str) and ID.fullmatch(value) else None


def _issue(value: Any, span: Span) -> IssueReference | None:
    fits = isinstance(value, str) and _ISSUE.fullmatch(value)
    return IssueReference(value, span) if fits else None


def _priority(value: Any, _span: Span) -> str | None:
    return value if isinstance(value, str) and _PRIORITY.fullmatch(value) else None


def _number(value: Any, _span: Span) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return value if fits and math.isfinite(value) else None


def _flag(value: Any, _span: Span) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: Any, _span: Span) -> tuple[str, ...] | None:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(value) if fits else None


def _mapping(value: Any, _span: Span) -> dict[str, str] | None:
    fits = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return {key: text.strip("\r\n") for key, text in value.items()} if fits else None


def _when(value: Any, _span: Span) -> When | None:
    return When.read(value) if isinstance(value, str | dt.date) else None


TEXT = Kind("a text", _text)
LINE = Kind("a text of one line", _line)
SLUG = Kind("small letters and digits, joined by `-`", _id)
ISSUE = Kind("`organisation/repository#number`", _issue)
PRIORITY = Kind("a letter from `A` to `Z`, or a number as text", _priority)
NUMBER = Kind("a number", _number)
FLAG = Kind("`true` or `false`", _flag)
TEXTS = Kind("a list of texts", _texts)
MAPPING = Kind("a table of texts, in one pair of braces", _mapping)
WHEN = Kind("a day, such as 2026-02-03; as text also `2026-02-03 10:00 +1w -3d`", _when)


class Field(Value):
    """A field by its key: the kind of its value, and what it means."""

    name: str
    kind: Kind
    about: str


COLUMN_FIELDS = (
    Field("name", LINE, "What the column is called."),
    Field("done", FLAG, "Whether what stands in it is done; `false` without it."),
    Field("states", TEXTS, "The states of org-mode whose headings are put there by an import."),
)
# In the order in which an item is written.
ITEM_FIELDS = (
    Field("id", SLUG, "What the item is known by, for good. Needed."),
    Field("title", LINE, "What is to be done; needed unless the item is an issue."),
    Field("issue", ISSUE, "The issue or pull request that the item is."),
    Field("column", LINE, "Where it stands; without it, in the first column."),
    Field("rank", NUMBER, "Its place in the column: the lowest comes first."),
    Field("owner", LINE, "Who sees to it, as `@login`."),
    Field("priority", PRIORITY, "How urgent it is; `A` is the most urgent."),
    Field("state", TEXT, "The org-mode state that it was imported with."),
    Field("scheduled", WHEN, "When work on it begins."),
    Field("deadline", WHEN, "When it must be done."),
    Field("done", WHEN, "When it was done."),
    Field("tags", TEXTS, "Words to find it by."),
    Field("parent", SLUG, "The id of the item that it is a part of."),
    Field("archived", FLAG, "Whether it was put away; lists leave it out then."),
    Field("note", TEXT, "Everything else there is to say, in Markdown."),
    Field("properties", MAPPING, "Properties of the heading that it was imported from."),
    Field("drawers", MAPPING, "Drawers of that heading, such as its log, as they were."),
    Field("source", TEXT, "What brought it in, so that it comes only once."),
    Field("seen", MAPPING, "What the last import brought, as a digest a field."),
)

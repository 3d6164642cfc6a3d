"""What an org-mode file brings to a board: new items, and what became of those it brought before.

What is compared is threefold: what the file says now, what it said when it was last imported (an
item keeps a digest of that, field by field), and what the board says now. So an edit on the board
stays, and one in the file arrives, until both change the same.
"""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.program.board.naming import free_id
from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML
from headway.text import Source
from headway.tracking.board import org_text
from headway.tracking.board.editing import edited, empty_board
from headway.tracking.board.formatting import written
from headway.tracking.board.org import read_org
from headway.tracking.board.org_items import Headings, columns_of
from headway.tracking.board.ranking import last_rank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway.activity.problem import Problem
    from headway.program.board.values import Board, Item
    from headway.tracking.board.org import Heading, OrgFile

    Fields = Mapping[str, Any]

# The fields that a file speaks of. A column stands for the state and the day of its end as well.
_MERGED = (
    "title",
    "issue",
    "column",
    "owner",
    "priority",
    "scheduled",
    "deadline",
    "tags",
    "parent",
    "archived",
    "note",
    "properties",
    "drawers",
)
_STANDING = ("column", "state", "done")


class Conflict(NamedTuple):
    """A field that file and board give different values, each since the last import."""

    id: str
    line: int
    field: str
    board: str
    file: str


class OrgImport(NamedTuple):
    """The bytes of the board after an import, and what there is to tell of it.

    `new` and `changed` are ids of items; `gone` are those of items that came from the file and are
    no longer in it.
    """

    data: bytes
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    conflicts: tuple[Conflict, ...]
    gone: tuple[str, ...]
    problems: tuple[Problem, ...]


def import_org(
    data: bytes | None,
    file: str,
    text: str,
    prefer: str = "",
    present: Callable[[str], str] = str,
) -> OrgImport:
    """Bring the headings of an org-mode file to a board's bytes, None where there is no board yet.

    `file` is the name by which its items are known again. In a conflict the board keeps its value,
    and every import tells it, unless `prefer` says which side is right: `board` or `org`. `present`
    gives issues their present names.

    Raises:
        UnreadableBoardError: the board is no TOML.
    """
    org = read_org(file, text)
    board = _board(data) or empty_board(columns_of(org))
    headings = Headings(file, board.columns, list(org.problems), present)
    return _Import(board, org, headings, file, prefer).run()


def _board(data: bytes | None) -> Board | None:
    return None if data is None else read_board(Source(BOARD_TOML, data))


class _Import:
    """One import: which heading is which item, and what is to be written."""

    def __init__(
        self, board: Board, org: OrgFile, headings: Headings, file: str, prefer: str
    ) -> None:
        self._board, self._org, self._headings, self._prefer = board, org, headings, prefer
        self._prefix = f"org:{file}#"
        self._conflicts: list[Conflict] = []
        self._taken = {str(item.id) for item in board.items}
        self._sources = {item.source: item for item in board.items if item.source}
        self._issues = {str(item.issue).casefold(): item for item in board.items if item.issue}
        self._ranks = {str(c.name): last_rank(board.in_order(c.name)) for c in board.columns}
        self._ids: dict[int, str] = {}  # of items, by the lines of their headings
        self._used: set[str] = set()

    def run(self) -> OrgImport:
        new: list[dict[str, Any]] = []
        changes: dict[str, dict[str, Any]] = {}
        known: set[str] = set()
        for heading in self._org.headings:
            if heading.is_archive:
                continue
            fields = self._fields(heading)
            source, item = self._known(heading, fields, known)
            if item is None:
                new.append(self._new(heading, fields, source))
                continue
            known.add(str(item.id))
            self._ids[heading.line] = str(item.id)
            changed = self._changes(item, heading, fields)
            if source != item.source:
                changed["source"] = source
            if changed:
                changes[str(item.id)] = changed
        mine = (item for item in self._board.items if item.source.startswith(self._prefix))
        problems = sorted(self._headings.problems, key=lambda problem: problem.line)
        return OrgImport(
            edited(self._board, changes, new),
            tuple(fields["id"] for fields in new),
            tuple(changes),
            len(known) - len(changes),
            tuple(self._conflicts),
            tuple(str(item.id) for item in mine if item.id not in known),
            tuple(problems),
        )

    def _fields(self, heading: Heading) -> dict[str, Any]:
        """What a heading says, with the item that it is a part of."""
        fields = self._headings.fields(heading)
        above = heading.parent
        while above is not None and above.is_archive:
            above = above.parent
        if above is not None:
            fields["parent"] = self._ids[above.line]
        return fields

    def _known(self, heading: Heading, fields: Fields, known: set[str]) -> tuple[str, Item | None]:
        """What a heading is known by, and the item that it is already.

        Where it has become known by something better, such as an ID, the item is found by what it
        was known by before.
        """
        sources = [f"{self._prefix}{name}" for name in _names(heading, fields)]
        free = [source for source in sources if source not in self._used]
        source = free[0] if free else self._numbered(sources[-1])
        self._used.add(source)
        for one in dict.fromkeys((source, *free)):
            item = self._sources.get(one)
            if item is not None and item.id not in known:
                return source, item
        item = self._issues.get(str(fields.get("issue", "")).casefold())
        return source, item if item is not None and item.id not in known else None

    def _numbered(self, source: str) -> str:
        return next(one for n in count(2) if (one := f"{source}~{n}") not in self._used)

    def _new(self, heading: Heading, fields: Fields, source: str) -> dict[str, Any]:
        name = free_id(fields.get("title", ""), fields.get("issue"), self._taken)
        self._taken.add(name)
        self._ids[heading.line] = name
        said = {field: _digest(fields, field) for field in _MERGED}
        return {
            **fields,
            "id": name,
            "rank": self._next_rank(fields["column"]),
            "source": source,
            "seen": {field: text for field, text in said.items() if text},
        }

    def _next_rank(self, column: str) -> float:
        rank = self._ranks[column]
        self._ranks[column] = rank + 10
        return rank

    def _changes(self, item: Item, heading: Heading, fields: Fields) -> dict[str, Any]:
        """What is to be written of an item: the file's values, and what is seen of them."""
        board, seen = _fields_of(item), dict[str, str | None](item.seen)
        changed: dict[str, Any] = {}
        for name in _MERGED:
            now, here, was = _digest(fields, name), _digest(board, name), seen.get(name)
            if now in {here, was}:
                seen[name] = now
            elif here == was or self._prefer == "org":
                changed |= self._taken_over(name, fields)
                seen[name] = now
            elif self._prefer == "board":
                seen[name] = now
            else:
                self._conflicts.append(_conflict(item, heading, name, fields))
        seen = {name: seen[name] for name in _MERGED if seen.get(name)}
        if seen != dict(item.seen):
            changed["seen"] = seen
        return changed

    def _taken_over(self, name: str, fields: Fields) -> dict[str, Any]:
        if name != "column":
            return {name: fields.get(name)}
        standing = {one: fields.get(one) for one in _STANDING}
        return {**standing, "rank": self._next_rank(fields["column"])}


def _names(heading: Heading, fields: Fields) -> Iterator[str]:
    """What a heading can be known by, the best first: an ID, its issue, its place."""
    for name in ("ID", "CUSTOM_ID"):
        if heading.properties.get(name):
            yield f"id:{heading.properties[name]}"
    if fields.get("issue"):
        yield str(fields["issue"])
    path = [heading.title]
    above = heading.parent
    while above is not None:
        path.append(above.title)
        above = above.parent
    yield "/".join(org_text.title(title).text for title in reversed(path))


def _fields_of(item: Item) -> dict[str, Any]:
    """The fields of an item that a file speaks of, as a heading gives them."""
    values = {name: getattr(item, name) for name in (*_MERGED, *_STANDING)}
    return {
        name: dict(value) if name in {"properties", "drawers"} else value
        for name, value in values.items()
        if value
    }


def _digest(fields: Fields, name: str) -> str | None:
    """Some letters by which a value is told from others; None for one that is not there."""
    if name == "column":
        standing = "\n".join(str(fields.get(one, "")) for one in _STANDING)
    elif name in fields:
        standing = written(fields[name])
    else:
        return None
    return hashlib.sha256(standing.encode()).hexdigest()[:6]


def _conflict(item: Item, heading: Heading, name: str, fields: Fields) -> Conflict:
    board = _fields_of(item)
    values = (" ".join(str(one.get(name, "nothing")).split()) for one in (board, fields))
    return Conflict(str(item.id), heading.line, name, *values)

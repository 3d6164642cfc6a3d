"""Reading `board.toml`; what is wrong in it becomes findings, and the rest is read all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.diagnostics import Edit, Finding, Fix, meant, one_of
from headway.documents.values import Written
from headway.program.board.fields import COLUMN_FIELDS, ITEM_FIELDS
from headway.program.board.naming import free_id
from headway.program.board.statements import statements
from headway.program.board.values import BOARD_TOML, Board, Column, Item, default_columns
from headway.program.toml import TomlFile
from headway.text import Source, Span, line_end
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from headway.program.board.fields import Field
    from headway.program.board.statements import Statement

_ITEM, _COLUMN = "[[item]]", "[[column]]"
_FORM = "a board is made of `[[column]]` and `[[item]]`, each with `key = value` below it"


class _Entry(Value):
    """A `[[column]]` or `[[item]]` with what stands below it."""

    header: Statement
    pairs: Mapping[str, Statement]
    values: Mapping[str, Any]
    span: Span


def find_board(root: Path, overlay: Mapping[str, bytes]) -> Board | None:
    """The board of the program in a folder, if it has one."""
    if BOARD_TOML in overlay:
        return read_board(Source(BOARD_TOML, overlay[BOARD_TOML]))
    file = TomlFile.open(root, BOARD_TOML)
    return _board(file) if file else None


def read_board(source: Source) -> Board:
    """Read a board; never fails for what the file holds."""
    return _board(TomlFile(source))


def _board(file: TomlFile) -> Board:
    entries = list(_entries(file)) if file.readable else []
    columns = tuple(_columns(file, (one for one in entries if one.header.name == _COLUMN)))
    columns = columns or default_columns()
    items = [one for one in entries if one.header.name == _ITEM]
    read = tuple(_items(file, items, columns[0]))
    return Board(file.source, columns, read, tuple(file.findings), file.readable)


def _entries(file: TomlFile) -> Iterator[_Entry]:
    """The entries, each with the values that the standard library reads for it."""
    values = {_COLUMN: iter(_tables(file, "column")), _ITEM: iter(_tables(file, "item"))}
    for header, below in _grouped(file.source.data):
        if header is None or header.name not in values:
            for one in below if header is None else (header,):
                file.tell(one.name_span, f"`{one.name}` has no place on a board", _FORM)
            continue
        said = next(values[header.name], None)
        if said is not None:
            pairs = {one.name: one for one in below}
            end = below[-1].span.end if below else header.span.end
            yield _Entry(header, pairs, said, Span(header.span.start, end))


def _grouped(data: bytes) -> list[tuple[Statement | None, list[Statement]]]:
    """Each header with the pairs below it; first the pairs above all headers."""
    groups: list[tuple[Statement | None, list[Statement]]] = [(None, [])]
    for statement in statements(data):
        if statement.value is None:
            groups.append((statement, []))
        else:
            groups[-1][1].append(statement)
    return groups


def _tables(file: TomlFile, key: str) -> Sequence[Any]:
    value = file.table.get(key, [])
    fits = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if fits else ()


def _columns(file: TomlFile, entries: Iterator[_Entry]) -> Iterator[Column]:
    for entry in entries:
        fields = _read(file, entry, COLUMN_FIELDS)
        if "name" in fields:
            yield Column(**fields)
        elif "name" not in entry.values:
            file.tell(entry.header.name_span, "this column has no `name`")


def _items(file: TomlFile, entries: Sequence[_Entry], first: Column) -> Iterator[Item]:
    taken = {str(one.values.get("id")) for one in entries}
    for entry in entries:
        fields = _read(file, entry, ITEM_FIELDS)
        if not fields.get("title") and "issue" not in fields:
            file.tell(entry.header.name_span, "this item has neither a `title` nor an `issue`")
        elif "id" not in fields:
            if "id" not in entry.values:
                file.findings.append(_without_id(file, entry, fields, taken))
        else:
            fields.setdefault("column", Written(first.name, entry.header.name_span))
            yield Item(
                **fields,
                span=entry.span,
                spans={name: one.value for name, one in entry.pairs.items() if one.value},
            )


def _without_id(
    file: TomlFile, entry: _Entry, fields: Mapping[str, Any], taken: set[str]
) -> Finding:
    name = free_id(fields.get("title", ""), fields.get("issue"), taken)
    taken.add(name)
    end = entry.header.name_span.end
    line = f'{line_end(file.source.data)}id = "{name}"'
    fix = Fix(f"call it `{name}`", (Edit(Span(end, end), line),), safe=True)
    message = "this item has no `id`, so nothing can refer to it"
    return Finding(entry.header.name_span, message, file.source.path, fix=fix)


def _read(file: TomlFile, entry: _Entry, declared: Sequence[Field]) -> dict[str, Any]:
    """The fields of an entry that can be read, by name; findings for the others."""
    kinds = {field.name: field.kind for field in declared}
    fields: dict[str, Any] = {}
    for name, statement in entry.pairs.items():
        if name not in kinds:
            hint = meant(name, kinds) or f"there are {one_of(kinds)}"
            file.tell(statement.name_span, f"`{name}` is no field of it", hint)
            continue
        span = statement.value or statement.name_span
        value = kinds[name].read(entry.values[name], span)
        if value is None:
            file.tell(span, f"`{name}` must be {kinds[name].about}")
        else:
            fields[name] = value
    return fields

"""Changing one value or adding rows in a file, and leaving every other byte as it was."""

from __future__ import annotations

import difflib
import os
import tempfile
from contextlib import ExitStack, contextmanager
from errno import EINVAL
from pathlib import Path
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, apply
from headway.documents.reading import Page, read
from headway.errors import FileChangedError, NothingToEditError, NotWritableError
from headway.text import Source, Span, line_end, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.documents.kinds import Kind
    from headway.documents.reading import Document, Records
    from headway.text import Row, Table


# As a new file has it with the usual umask.
_MODE = 0o644


def set_row(source: Source, kind: Kind, field: str, value: str, *, key: str = "") -> Edit:
    """The edit that gives a metadata row another value; a row that is missing is added last.

    Raises:
        NothingToEditError: the document has no metadata table.
        ValueError: the value has a line break.
    """
    document = _read(source, kind)
    if document.metadata is None:
        raise NothingToEditError(source.path, "metadata table")
    for row in document.rows_of(field):
        if row.key.casefold() == key.casefold():
            if row.value.span.start == row.span.end:
                return Edit(row.value.span, _missing_cell(source, row.span, value))
            return Edit(row.value.span, _cell_text(value))
    name = kind.row_for(field).name.replace("{team}", key)
    rows = list(document.metadata.entries())
    end = rows[-1].span.end if rows else _below_head(source, document.metadata)
    text = f"{line_end(source.data)}| {name} | {_cell_text(value)} |"
    return Edit(Span(end, end), text)


def set_cell(source: Source, kind: Kind, place: tuple[str, int, str], value: str) -> Edit:
    """The edit that gives a cell of a declared table another value.

    `place` is the table's field, the row's number and the column's field; rows count from 0 over
    all tables of that name.

    Raises:
        NothingToEditError: there is no such table, row or cell.
        ValueError: the value has a line break.
    """
    table, row, column = place
    document = _read(source, kind)
    rows = [cells for records in document.records_of(table) for cells in records.rows]
    if row >= len(rows) or column not in rows[row] or rows[row][column].missing:
        raise NothingToEditError(source.path, f"cell `{column}` in row {row} of `{table}`")
    return Edit(rows[row][column].span, _cell_text(value))


def add_rows(
    source: Source, kind: Kind, table: str, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> list[Edit]:
    """The edits that add rows to a declared table, each by its columns' fields.

    A row comes behind as many of the present rows of the first table of that name as the number
    beside it says, and behind those that were given before it for the same place. It is padded to
    the widths that the table's head has.

    Raises:
        NothingToEditError: there is no such table, or it has no column for a value.
        ValueError: a value has a line break.
    """
    found = _read(source, kind).records_of(table)
    if not found:
        raise NothingToEditError(source.path, f"table of `{table}`")
    records = found[0]
    below = _below_head(source, records.source)
    texts: dict[int, str] = {}
    for position, values in rows:
        above = records.spans[:position]
        end = above[-1].end if above else below
        line = _row_text(source, records, values)
        texts[end] = f"{texts.get(end, '')}{line_end(source.data)}{line}"
    return [Edit(Span(end, end), text) for end, text in texts.items()]


def write(path: Path, seen: str, edits: Iterable[Edit]) -> bytes:
    """Apply edits to a file whose bytes had the digest `seen`, in one step; gives the new bytes.

    Raises:
        FileChangedError: the file's bytes have another digest; nothing is written.
        NotWritableError: the file cannot be written.
    """
    data = path.read_bytes()
    if Source(path.name, data).digest != seen:
        raise FileChangedError(path)
    changed = apply(data, edits)
    if changed != data:
        replace_files({path: changed})
    return changed


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Put new bytes in the place of files, so that no reader ever sees half of them.

    Raises:
        NotWritableError: one cannot be written; none is changed then.
    """
    with ExitStack() as parts:
        for path, data in contents.items():
            with parts.enter_context(replacing(path)).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())


def create_file(path: Path, data: bytes) -> None:
    """Put bytes where there is no file yet, so that no reader ever sees half of them.

    Raises:
        FileExistsError: there is a file; it is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_MODE)
        path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


def difference(file: str, before: bytes, after: bytes) -> Iterator[str]:
    """What changes in a file, as the lines of a unified diff, each with its line end."""
    old, new = (
        data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after)
    )
    for line in difflib.unified_diff(old, new, f"a/{file}", f"b/{file}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give an empty file beside another, to take its place at the end if nothing went wrong.

    Raises:
        NotWritableError: there can be no file beside it, or the file itself must not be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        # A device would be gone: /dev/null, say, when root names it.
        raise NotWritableError(path, OSError(EINVAL, "it is no regular file"))
    try:
        if target.exists():
            target.open("r+b").close()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise NotWritableError(path, error) from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(target.stat().st_mode if target.exists() else _MODE)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _read(source: Source, kind: Kind) -> Document:
    return read(kind, Page(source, parse(source.data), None))


def _row_text(source: Source, records: Records, values: Mapping[str, str]) -> str:
    fields = [column.field if column else "" for column in records.columns]
    for field, value in values.items():
        if value and field not in fields:
            raise NothingToEditError(source.path, f"column `{field}` in `{records.table.field}`")
    cells = (
        _cell_text(values.get(field, "")).ljust(width)
        for field, width in zip(fields, _widths(records.source.head), strict=True)
    )
    return f"| {' | '.join(cells)} |"


def _widths(head: Row) -> list[int]:
    """How wide the cells of a head are, between a space on either side."""
    starts = [cell.span.start for cell in head.cells]
    ends = [*starts[1:], head.span.end + 1]
    return [after - start - 3 for start, after in zip(starts, ends, strict=True)]


def _below_head(source: Source, table: Table) -> int:
    """The end of the line that parts a table's head from its rows."""
    return source.lines.span(source.lines.position(table.head.span.end).line + 1).end


def _missing_cell(source: Source, row: Span, value: str) -> str:
    """What to write behind a row that ends before its second cell."""
    pipe = "" if source.data[row.end - 1 : row.end] == b"|" else " |"
    return f"{pipe} {_cell_text(value)} |"


def _cell_text(value: str) -> str:
    """A value as a cell holds it; a backslash at its end must not escape the pipe behind it."""
    if "\n" in value or "\r" in value:
        msg = "a cell holds one line"
        raise ValueError(msg)
    text = value.replace("|", "\\|")
    return f"{text} " if text.endswith("\\") else text

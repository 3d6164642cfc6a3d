from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headway.diagnostics import Edit, apply
from headway.documents import edit
from headway.documents.goal import GOAL
from headway.documents.reading import Document, Page, read
from headway.errors import FileChangedError, NothingToEditError, NotWritableError
from headway.text import Source, Span, parse

TEXT = """\
# Größe 🦀

| Metadata           |            |
| :----------------- | :--------- |
| Point of contact   | @ana-lind  |
| Status             | Proposed   |
| Colour             | \\| green  |
|Tracking issue||
| [lang] champion    | @bo        |

Text after it.

### Work items over the next year

| Task | Owner(s) | Notes |
|------|----------|-------|
| One  | @a       | x \\| y |
| Two  |

#### Part

|Task|Owner(s)|Notes|
|-|-|-|
|Three||n|

Last line without an end"""
SOURCE = Source("src/2026/g.md", TEXT.encode())
# What a person may type into a field of one line; white space around it is not kept.
VALUES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")) | st.sampled_from(" |\\`[]@*")
).map(str.strip)


def reread(data: bytes) -> Document:
    return read(GOAL, Page(Source(SOURCE.path, data), parse(data), "2026"))


def changed(source: Source, made: Edit) -> bytes:
    """The bytes after an edit, of which those around its span are checked to be the same."""
    data = apply(source.data, [made])
    assert data.startswith(source.data[: made.span.start])
    assert data.endswith(source.data[made.span.end :])
    return data


@given(VALUES)
@example("a | b")
@example("\\")
@example("a\\")
@example("\\|")
@example("\\\\|")
@example("`a|b`")
@example("<!-- a")
@example("")
@pytest.mark.parametrize("field", ["status", "tracking_issue"])
def test_a_row_takes_any_value(field: str, value: str) -> None:
    made = edit.set_row(SOURCE, GOAL, field, value)
    (row,) = reread(changed(SOURCE, made)).rows_of(field)
    assert row.value == value


@given(VALUES)
@example("a\\")
@pytest.mark.parametrize("place", [(0, "notes"), (0, "task"), (2, "owners"), (2, "notes")])
def test_a_cell_takes_any_value(place: tuple[int, str], value: str) -> None:
    row, column = place
    made = edit.set_cell(SOURCE, GOAL, ("tasks", row, column), value)
    records = reread(changed(SOURCE, made)).records_of("tasks")
    rows = [cells for one in records for cells in one.rows]
    assert rows[row][column].text == value
    assert len(rows) == 3


@given(VALUES, st.lists(st.integers(0, 4), max_size=4))
def test_rows_are_added_where_they_belong(value: str, places: list[int]) -> None:
    added = [(place, {"task": f"new {n}", "notes": value}) for n, place in enumerate(places)]
    data = apply(SOURCE.data, edit.add_rows(SOURCE, GOAL, "tasks", added))
    first, second = reread(data).records_of("tasks")
    expected: list[list[tuple[str, str]]] = [[], [("One", "x | y")], [("Two", "")]]
    for place, cells in added:
        expected[min(place, 2)].append((cells["task"], value))
    found = [(cells["task"].text, cells["notes"].text) for cells in first.rows]
    assert found == [row for rows in expected for row in rows]
    assert len(second.rows) == 1


@pytest.mark.parametrize(
    ("table", "values"), [("asks", {"team": "x"}), ("tasks", {"task": "x", "team": "y"})]
)
def test_a_row_that_has_no_place_cannot_be_added(table: str, values: dict[str, str]) -> None:
    with pytest.raises(NothingToEditError):
        edit.add_rows(SOURCE, GOAL, table, [(0, values)])


def test_only_the_bytes_of_the_cell_change() -> None:
    made = edit.set_row(SOURCE, GOAL, "status", "Accepted")
    assert SOURCE.data[slice(*made.span)] == b"Proposed"
    assert changed(SOURCE, made) == TEXT.replace("Proposed", "Accepted").encode()


def test_one_champion_of_several_is_changed() -> None:
    made = edit.set_row(SOURCE, GOAL, "champions", "@cy", key="LANG")
    assert SOURCE.data[slice(*made.span)] == b"@bo"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_row_that_is_missing_is_added_last(newline: str) -> None:
    source = Source("g.md", TEXT.replace("\n", newline).encode())
    made = edit.set_row(source, GOAL, "champions", "@cy", key="types")
    data = changed(source, made)
    before, added, after = data.partition(f"{newline}| [types] champion | @cy |".encode())
    assert added
    assert before + after == source.data
    assert before.endswith(b"| @bo        |")
    assert data.count(newline.encode()) == data.count(b"\n")
    assert reread(data).value.champions == {"lang": "@bo", "types": "@cy"}


@pytest.mark.parametrize("end", ["", "\n", "\n\ntext\n"])
def test_a_row_is_added_to_a_table_without_rows(end: str) -> None:
    source = Source("g.md", f"# T\n\n| Metadata | |\n|---|---|{end}".encode())
    made = edit.set_row(source, GOAL, "status", "Proposed")
    assert changed(source, made).decode() == (
        f"# T\n\n| Metadata | |\n|---|---|\n| Status | Proposed |{end}"
    )


@pytest.mark.parametrize("row", ["| Status |", "| Status", "Status |"])
def test_a_row_without_a_value_cell_takes_one(row: str) -> None:
    source = Source("g.md", f"# T\n\n| Metadata | |\n|---|---|\n{row}\n| See also | x |\n".encode())
    data = changed(source, edit.set_row(source, GOAL, "status", "Proposed"))
    assert reread(data).value.status == "Proposed"
    assert reread(data).value.see_also == "x"


@pytest.mark.parametrize("text", ["", "# T\n", "# T\n\n| Task | |\n|---|---|\n| Status | x |\n"])
def test_without_a_metadata_table_nothing_can_be_set(text: str) -> None:
    with pytest.raises(NothingToEditError, match="metadata table"):
        edit.set_row(Source("g.md", text.encode()), GOAL, "status", "Accepted")


@pytest.mark.parametrize(
    "place",
    [("tasks", 3, "task"), ("tasks", 1, "notes"), ("tasks", 0, "team"), ("asks", 0, "team")],
)
def test_a_cell_that_is_not_there_cannot_be_set(place: tuple[str, int, str]) -> None:
    with pytest.raises(NothingToEditError):
        edit.set_cell(SOURCE, GOAL, place, "x")


@pytest.mark.parametrize("value", ["a\nb", "a\r", "\r\n"])
def test_a_cell_holds_one_line(value: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        edit.set_row(SOURCE, GOAL, "status", value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "goal.md"
    path.write_bytes(SOURCE.data)
    path.chmod(0o640)
    return path


def test_writing_changes_the_file_and_nothing_about_it(file: Path) -> None:
    made = edit.set_row(SOURCE, GOAL, "status", "Accepted")
    data = edit.write(file, SOURCE.digest, [made])
    assert file.read_bytes() == data == TEXT.replace("Proposed", "Accepted").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(file.parent) == ["goal.md"]  # noqa: PTH208  # hidden files as well


def test_a_file_that_was_changed_meanwhile_is_left_alone(file: Path) -> None:
    file.write_bytes(b"# Another text\n")
    made = edit.set_row(SOURCE, GOAL, "status", "Accepted")
    with pytest.raises(FileChangedError, match="has changed"):
        edit.write(file, SOURCE.digest, [made])
    assert file.read_bytes() == b"# Another text\n"


def test_several_edits_are_written_at_once_or_not_at_all(file: Path) -> None:
    first = edit.set_row(SOURCE, GOAL, "status", "Accepted")
    second = edit.set_cell(SOURCE, GOAL, ("tasks", 0, "owners"), "@z")
    with pytest.raises(ValueError, match="overlap"):
        edit.write(file, SOURCE.digest, [first, first])
    assert file.read_bytes() == SOURCE.data
    edit.write(file, SOURCE.digest, [second, first])
    found = reread(file.read_bytes()).value
    assert (found.status, found.tasks[0].owners) == ("Accepted", ("@z",))


def test_an_error_leaves_no_file_behind(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        edit.write(file, SOURCE.digest, [Edit(Span(0, 1), "!")])
    assert file.read_bytes() == SOURCE.data
    assert os.listdir(file.parent) == ["goal.md"]  # noqa: PTH208  # hidden files as well


def test_a_link_is_followed_and_stays_a_link(file: Path) -> None:
    link = file.with_name("link.md")
    link.symlink_to(file)
    edit.write(link, SOURCE.digest, [Edit(Span(0, 1), "!")])
    assert link.is_symlink()
    assert file.read_bytes() == b"!" + SOURCE.data[1:]


def test_what_is_no_regular_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(NotWritableError, match="no regular file"):
        edit.replace_files({pipe: b"x"})
    assert pipe.is_fifo()

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from headway.errors import HeadwayError
from headway.program.export import sqlite
from headway.program.export.tables import TABLES
from headway.program.load import Options, load

if TYPE_CHECKING:
    from headway.program.model import Program

Make = Callable[[Mapping[str, str]], Path]


@pytest.fixture(scope="module")
def program(lumen: Path) -> Program:
    return load(lumen, Options(offline=True)).program


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def test_every_table_is_filled_and_every_key_leads_somewhere(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "goals.db"
    sqlite.write(file, program.periods)
    with opened(file) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in TABLES:
            info = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
            assert tuple(column[1] for column in info) == table.header
            key = sorted((column[5], column[1]) for column in info if column[5])
            assert tuple(name for _, name in key) == table.primary_key
            stored = sorted(connection.execute(f"SELECT * FROM {table.name}"), key=repr)  # noqa: S608
            rows = [row for period in program.periods for row in table.rows(period)]
            assert stored == sorted(rows, key=repr)


def test_questions_can_be_asked_across_tables(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "goals.db"
    sqlite.write(file, program.periods)
    question = """
        SELECT goals.id, task_owners.owner FROM goals
        JOIN tasks ON tasks.period = goals.period AND tasks.goal = goals.id
        JOIN subgoals ON subgoals.period = goals.period AND subgoals.goal = goals.id
            AND subgoals.position = tasks.subgoal
        JOIN task_owners ON task_owners.period = goals.period AND task_owners.goal = goals.id
            AND task_owners.task = tasks.position
        WHERE goals.period = '2026' AND subgoals.title = 'Packs, signed and pinned'
        ORDER BY tasks.position, task_owners.owner
    """
    with opened(file) as connection:
        assert connection.execute(question).fetchall() == [
            ("board-packs", "@yuki-tanabe"),
            ("board-packs", "@kit-halloran"),
            ("board-packs", "@pell-grady"),
            ("board-packs", "@kit-halloran"),
        ]


def test_roadmaps_of_subgoals_lead_to_them(make: Make, tmp_path: Path) -> None:
    goal = (
        "# A\n\n| Metadata | |\n|---|---|\n| Status | Proposed |\n\n"
        "### Work items over the next year\n\n#### Part\n\n"
        "| Metadata | |\n|---|---|\n| Roadmap | One |\n"
    )
    file = tmp_path / "goals.db"
    sqlite.write(file, load(make({"src/2026/a.md": goal})).program.periods)
    question = """
        SELECT subgoals.title, subgoal_roadmaps.name FROM subgoal_roadmaps
        JOIN subgoals ON subgoals.period = subgoal_roadmaps.period
            AND subgoals.goal = subgoal_roadmaps.goal
            AND subgoals.position = subgoal_roadmaps.subgoal
    """
    with opened(file) as connection:
        assert connection.execute(question).fetchall() == [("Part", "One")]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_earlier_export_is_replaced(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "goals.db"
    sqlite.write(file, program.periods)
    sqlite.write(file, program.periods[:1])
    with opened(file) as connection:
        assert connection.execute("SELECT name FROM periods").fetchall() == [("2025h2",)]
    assert [path.name for path in tmp_path.iterdir()] == ["goals.db"]


@pytest.mark.parametrize("content", [b"# Notes\n", b"", b"SQLite format 3\0 or so"])
def test_a_file_of_another_kind_is_left_alone(
    program: Program, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "notes.md"
    file.write_bytes(content)
    with pytest.raises(HeadwayError, match="no headway export") as error:
        sqlite.write(file, program.periods)
    assert error.value.exit_code == 2
    assert file.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with opened(file) as connection:
        connection.execute("CREATE TABLE mine (x)")
    before = file.read_bytes()
    with pytest.raises(HeadwayError):
        sqlite.write(file, program.periods)
    assert file.read_bytes() == before


def test_goals_of_one_name_in_two_folders_are_both_written(make: Make, tmp_path: Path) -> None:
    goal = "# T\n\n| Metadata | |\n|---|---|\n| [lang] champion | @a |\n"
    root = make({"src/2026/one/a.md": goal, "src/2026/two/a.md": goal})
    sqlite.write(tmp_path / "goals.db", load(root).program.periods)
    with opened(tmp_path / "goals.db") as connection:
        files = connection.execute("SELECT file FROM goals ORDER BY file").fetchall()
    assert files == [("src/2026/one/a.md",), ("src/2026/two/a.md",)]


ODD = """\
# T

| Metadata | |
|---|---|
| Status | Maybe |
| Roadmap | A |
| Roadmap | A |
| [lang] champion | @a |
| [lang] champion | @b |
| [LANG] champion | |
| Other tracking issues | a/b#1 a/b#1 |

### Work items over the next year

| Task | Owner(s) | Notes |
|---|---|---|
| | @a, @a | |
| x | | |

#### Same

#### Same

| Task | Owner(s) | Notes |
|---|---|---|
| x\0y | @a | |

## Team asks

| Team | Support level | Notes |
|---|---|---|
| [lang] | Small | |
| [lang] | Small | |
"""


def test_odd_documents_break_no_key(make: Make, tmp_path: Path) -> None:
    root = make({f"src/{period}/a.md": ODD for period in ("2025H1", "2025h2", "2026")})
    sqlite.write(tmp_path / "goals.db", load(root).program.periods)
    with opened(tmp_path / "goals.db") as connection:
        assert connection.execute("SELECT count(*) FROM goals").fetchone() == (3,)
        assert connection.execute("SELECT DISTINCT status FROM goals").fetchall() == [(None,)]
        assert connection.execute("SELECT count(*) FROM asks").fetchone() == (6,)


def test_an_error_leaves_nothing_behind(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        sqlite.write(tmp_path / "goals.db", program.periods)
    assert list(tmp_path.iterdir()) == []

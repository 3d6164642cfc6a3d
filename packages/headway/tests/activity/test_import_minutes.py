from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.minutes import read_folder
from headway.activity.minutes_store import put_minutes, read_records, stored_minutes
from headway.activity.records import Minutes
from headway.activity.store import Changes, open_store
from headway.cli import main

if TYPE_CHECKING:
    from headway.activity.store import Store

TEXT = "---\ndate: 2026-02-11\nattendance: [Ana Lind]\n---\n\n# Notes\n\nDecision: {}.\n"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    root = tmp_path / "program"
    (root / "src/2026").mkdir(parents=True)
    (root / "teams.toml").write_text(
        '[teams.lang]\nmembers = ["ana"]\n[teams.docs]\nmembers = []\n', "utf-8"
    )
    return root


def write(folder: Path, **files: str) -> Path:
    for name, what in files.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEXT.format(what), "utf-8")
    return folder


def run(program: Path, *args: str | Path) -> Result:
    return CliRunner().invoke(main, ["-C", *map(str, (program, *args))])


def imported(program: Path, address: str, *args: str | Path) -> dict[str, int]:
    result = run(program, "import", "minutes", "--database", address, "--json", *args)
    assert result.exit_code == 0, result.output
    found: dict[str, int] = json.loads(result.stdout)["records"]["minutes"]
    return {name: number for name, number in found.items() if number}


def files(address: str) -> list[tuple[str, str]]:
    with open_store(address) as store:
        return [(one.team, one.file) for one in store.find(Minutes)]


def test_an_import_follows_its_folder(program: Path, address: str) -> None:
    folder = write(program / "minutes/lang", a="Ship", b="Wait")
    args = (program, address, folder, "--team", "lang")
    assert imported(*args) == {"new": 2}
    assert imported(*args) == {"same": 2}
    write(folder, b="Ship as well", c="Rest")
    (folder / "a.md").unlink()
    assert imported(*args) == {"new": 1, "changed": 1, "removed": 1}
    assert imported(*args) == {"same": 2}
    assert files(address) == [("lang", "minutes/lang/b.md"), ("lang", "minutes/lang/c.md")]


def test_other_teams_are_left_alone(program: Path, address: str, tmp_path: Path) -> None:
    lang, docs = write(tmp_path / "one/notes", a="Ship"), write(tmp_path / "two/notes", a="Wait")
    imported(program, address, lang, "--team", "lang")
    assert imported(program, address, docs, "--team", "docs") == {"new": 1}
    assert files(address) == [("docs", "notes/a.md"), ("lang", "notes/a.md")]


def test_several_folders_are_one_team_s_minutes(program: Path, address: str) -> None:
    old, new = write(program / "old", a="Ship"), write(program / "new", a="Wait")
    assert imported(program, address, old, new, "--team", "lang") == {"new": 2}
    assert imported(program, address, new, "--team", "lang") == {"same": 1, "removed": 1}


def test_a_team_is_known_in_any_letter_case(program: Path, address: str) -> None:
    folder = write(program / "minutes", a="Ship")
    imported(program, address, folder, "--team", "LANG")
    assert imported(program, address, folder, "--team", "lang") == {"same": 1}


def test_settings_name_folders_of_all_teams(program: Path, address: str) -> None:
    for team in ("lang", "docs"):
        write(program / team, a="Ship", b="Wait")
    settings_file = "".join(f'[minutes.{team}]\nfolder = "{team}"\n' for team in ("lang", "docs"))
    (program / "headway.toml").write_text(settings_file, "utf-8")
    assert imported(program, address) == {"new": 4}
    assert imported(program, address, "--team", "docs") == {"same": 2}


def test_problems_are_told_and_the_text_is_kept(program: Path, address: str) -> None:
    folder = program / "minutes"
    folder.mkdir()
    (folder / "a.md").write_bytes(b"# Notes\n\nCaf\xe9 \0 closed.\n")
    result = run(program, "import", "minutes", folder, "--team", "lung", "--database", address)
    assert result.exit_code == 0
    assert "a.md:1: these minutes have no date" in result.stderr
    assert "the team `lung` is not in the team directory" in result.stderr
    assert imported(program, address, folder, "--team", "lung") == {"same": 1}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("minutes",), "--team"),
        (("empty", "--team", "lang"), "none of the files"),
        ((), "which minutes?"),
        (("nowhere", "--team", "lang"), "nowhere"),
    ],
)
def test_used_wrongly(program: Path, args: tuple[str, ...], said: str) -> None:
    write(program / "minutes", a="Ship")
    (program / "empty").mkdir()
    result = run(program, "import", "minutes", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (program / ".headway").exists()


# --- the store answers as the files do ------------------------------------------------------------

COMMANDS = (
    ("stats", "--month", "2026-02"),
    ("search", "stream"),
    ("decisions",),
    ("mentions", "stream-core"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_store_answers_as_the_files_do(
    examples: Path, address: str, command: tuple[str, ...]
) -> None:
    lumen = examples / "lumen"
    assert imported(lumen, address) == {"new": 10}
    args = ("minutes", *command, "--today", "2026-03-01", "--json")
    told = run(lumen, *args, "--stored", "--database", address)
    assert told.exit_code == 0, told.output
    assert told.stdout == run(lumen, *args).stdout


def test_without_settings_the_store_is_asked(program: Path, address: str) -> None:
    imported(program, address, write(program / "minutes", a="Ship"), "--team", "lang")
    found = run(program, "minutes", "decisions", "--database", address, "--team", "Lang")
    assert found.exit_code == 0
    assert "minutes/a.md:8" in found.stdout
    missing = run(program, "minutes", "decisions", "--database", address, "--team", "docs")
    assert missing.exit_code == 2
    assert "the store has no minutes of docs" in missing.stderr


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_file_holds_it_is_read_alike(lasting: Store, data: bytes) -> None:
    def without_place(one: Any) -> Any:
        return one._replace(file="", problems=len(one.problems))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.md").write_bytes(data)
        records = [*read_records([folder], "lang", folder / "elsewhere")]
        first = put_minutes(lasting, "lang", records)
        assert first.new + first.changed + first.same == 1
        assert put_minutes(lasting, "lang", records) == Changes(same=1)
        (stored,), (read,) = stored_minutes(lasting, "lang"), read_folder(folder, "lang")
    assert stored.words == read.words
    if b"\0" not in data and data.decode("utf-8", "replace").encode() == data:
        assert without_place(stored) == without_place(read)


def test_real_minutes_are_imported_whole_and_once(
    program: Path, corpus: Path, address: str
) -> None:
    folder = corpus / "minutes/leadership-council"
    args = (program, address, folder, "--team", "leadership-council")
    assert imported(*args) == {"new": 34}
    assert imported(*args) == {"same": 34}
    with open_store(address) as store:
        words = {one.file.rpartition("/")[2]: one.words for one in stored_minutes(store)}
    assert words == {one.file.rpartition("/")[2]: one.words for one in read_folder(folder)}

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from headway.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG = """\
# A

| Metadata | |
|---|---|
| point of contact | @a |
| Status | Mabye |

## Summary

Text.
"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of whoever runs the tests; and the collector, which commands switch off, on."""
    for name in ("HEADWAY_TEAM_DATA", "HEADWAY_TODAY", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEADWAY_TODAY", "2026-03-01")
    yield
    gc.enable()


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A program with an error and a warning that has a safe fix, in one of its files."""
    folder = tmp_path / "wrong/src/2026"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(WRONG)
    (folder / "b.md").write_text("# B\n\n[dead](nowhere.md)\n")
    return tmp_path / "wrong"


def run(*args: str | Path, **env: str) -> Result:
    result = CliRunner().invoke(main, [*map(str, args)], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_program_without_mistakes(lumen: Path) -> None:
    result = run("check", lumen)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("no mistakes in ")


def test_errors_exit_with_one(wrong: Path) -> None:
    result = run("check", wrong)
    assert result.exit_code == 1
    assert "error[META005]" in result.stdout
    assert "src/2026/a.md:6:12" in result.stdout


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--strict",), 1)])
def test_warnings_exit_with_one_only_if_strict(
    lumen: Path, flags: tuple[str, ...], code: int
) -> None:
    page = lumen / "src/2026/glow-watch.md"
    page.write_text(page.read_text().replace("| Roadmap  ", "| Raodmap  "))
    result = run("check", lumen, *flags)
    assert "warning[META001]" in result.stdout
    assert result.exit_code == code


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("error", {"error"}),
        ("warning", {"error", "warning"}),
        ("hint", {"error", "warning", "hint"}),
    ],
)
def test_the_least_level_that_is_shown(wrong: Path, level: str, shown: set[str]) -> None:
    (wrong / "src/2026/Odd_name.md").write_text(WRONG)
    result = run("check", wrong, "--format", "short", "--level", level)
    assert {line.split(": ")[1].partition("[")[0] for line in result.stdout.splitlines()} == shown
    assert result.exit_code == 1


def test_hidden_errors_still_count(wrong: Path) -> None:
    (wrong / "src/2026/a.md").write_text(WRONG.replace("Mabye", "Proposed"))
    assert run("check", wrong / "src/2026/a.md", "--strict", "--level", "error").exit_code == 1


@pytest.mark.parametrize("flags", [("--json",), ("--format", "json")])
def test_json(wrong: Path, flags: tuple[str, ...]) -> None:
    result = run("check", wrong, *flags)
    found = json.loads(result.stdout)
    assert (found["version"], result.exit_code) == (1, 1)
    assert found["summary"]["errors"] == sum(d["severity"] == "error" for d in found["diagnostics"])


@pytest.mark.parametrize("output", ["github", "sarif", "short", "terminal", "json"])
def test_every_format_tells_of_every_diagnostic(wrong: Path, output: str) -> None:
    codes = [d["code"] for d in json.loads(run("check", wrong, "--json").stdout)["diagnostics"]]
    result = run("check", wrong, "--format", output)
    assert all(code in result.stdout for code in codes)
    assert "\x1b" not in result.stdout


def test_a_file_as_path_limits_what_is_told(wrong: Path) -> None:
    one = json.loads(run("check", wrong / "src/2026/b.md", "--json").stdout)
    assert {d["file"] for d in one["diagnostics"]} == {"src/2026/b.md"}
    assert one["summary"]["files"] == 1


def test_a_program_is_found_from_the_current_folder(
    wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(wrong / "src/2026")
    assert "META005" in run("check").stdout


def test_another_folder_to_start_in(wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(wrong.parent)
    assert "META005" in run("-C", wrong / "src", "check").stdout
    monkeypatch.chdir(wrong.parent)
    assert "src/2026/a.md:6" in run("-C", "wrong", "check", "src/2026/a.md").stdout


def test_the_diff_writes_nothing(wrong: Path) -> None:
    result = run("check", wrong, "--diff")
    assert result.exit_code == 0
    assert "-| point of contact | @a |\n+| Point of contact | @a |\n" in result.stdout
    assert (wrong / "src/2026/a.md").read_text() == WRONG


def test_fixing_writes_and_checks_again(wrong: Path) -> None:
    result = run("check", wrong, "--fix", "--format", "short")
    assert (wrong / "src/2026/a.md").read_text() == WRONG.replace("point of", "Point of")
    assert "applied 1 fix in 1 file" in result.stderr
    assert "META012" not in result.stdout
    assert result.exit_code == 1
    again = run("check", wrong, "--diff")
    assert again.stdout == ""


def test_guesses_are_applied_only_when_asked_for(wrong: Path) -> None:
    assert "+| Status | Maybe" not in run("check", wrong, "--diff").stdout
    guessed = run("check", wrong, "--diff", "--unsafe").stdout
    assert guessed.count("\n+") >= run("check", wrong, "--diff").stdout.count("\n+")
    assert (wrong / "src/2026/a.md").read_text() == WRONG


def test_fixing_one_file_leaves_the_others(wrong: Path) -> None:
    (wrong / "src/2026/c.md").write_text(WRONG)
    run("check", wrong / "src/2026/a.md", "--fix")
    assert (wrong / "src/2026/c.md").read_text() == WRONG


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["chekc"], 2, "did you mean `check`?"),
        (["something"], 2, "there is no command `something`"),
        (["check", "--unsafe", "{lumen}"], 2, "--unsafe goes with"),
        (["check", "{lumen}/nowhere"], 2, "nowhere"),
        (["check", "{lumen}/.."], 2, "no goals program"),
        (["check", "{lumen}", "--today", "soon"], 2, "no day"),
        (["check", "{lumen}", "--team-data", "{lumen}"], 3, "there is no teams.json"),
        (["goals", "{lumen}", "--period", "2025h3"], 2, "did you mean `2025h2`?"),
        (["goals", "{lumen}", "--team", "[complier]"], 2, "did you mean `compiler`?"),
        (["goals", "{lumen}", "--status", "acepted", "--json"], 2, "did you mean `Accepted`?"),
        (["export", "{lumen}", "--period", "1999"], 2, "no period `1999`"),
        (["export", "--format", "sqlite"], 2, "FILE"),
        (["export", "{lumen}", "--format", "sqlite", "{lumen}/book.toml"], 2, "no headway export"),
        (["show", "glow-wacth", "{lumen}"], 2, "did you mean `glow-watch`?"),
        (["explain", "META0001"], 2, "did you mean `META001`?"),
    ],
)
def test_wrong_use(lumen: Path, args: list[str], code: int, words: str) -> None:
    result = run(*(arg.format(lumen=lumen) for arg in args))
    assert result.exit_code == code
    assert words in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("flags", "env", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(wrong: Path, flags: tuple[str, ...], env: dict[str, str], coloured: bool) -> None:  # noqa: FBT001
    assert ("\x1b[" in run("check", wrong, *flags, **env).stdout) is coloured


def test_ascii_only(wrong: Path) -> None:
    (wrong / "src/2026/é.md").write_text("# é\n\n[é](ü.md)\n")
    assert run("check", wrong, "--ascii").stdout.isascii()
    assert not run("check", wrong).stdout.isascii()


def test_a_narrow_screen(examples: Path) -> None:
    mistakes = sorted(path for path in (examples / "mistakes").iterdir() if path.is_dir())
    for folder in mistakes:
        text = run("check", folder, "--ascii", "--offline", COLUMNS="40").stdout
        for line in text.splitlines():
            # A place and a long word are not broken.
            whole = "-->" in line or any(len(word) > 20 for word in line.split())
            assert len(line) <= 40 or whole, (folder.name, line)


def test_goals_as_a_table_and_as_json(lumen: Path) -> None:
    args = ("goals", lumen, "--period", "2026", "--needs", "funding", "--size", "large")
    lines = run(*args).stdout.splitlines()
    assert lines[0].startswith("Period  Goal ")
    assert [line.split()[1] for line in lines[2:]] == ["board-packs", "incremental-check"]
    assert all(len(line) <= 80 for line in run(*args, COLUMNS="80").stdout.splitlines())
    found = json.loads(run(*args, "--json").stdout)
    assert [goal["id"] for goal in found] == ["board-packs", "incremental-check"]


@pytest.mark.parametrize(
    "wanted", [("--text", "nothing of the kind"), ("--period", "2026", "--team", "playground-ops")]
)
def test_no_goal_is_no_error(lumen: Path, wanted: tuple[str, ...]) -> None:
    result = run("goals", lumen, *wanted)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no goal" in result.stderr


@pytest.mark.parametrize("name", ["glow-watch", "2025h2/stream-syntax", "Tiny devices"])
def test_showing_a_document(lumen: Path, name: str) -> None:
    shown = run("show", name, lumen).stdout
    facts = json.loads(run("show", name, lumen, "--json").stdout)
    assert shown.startswith(f"{facts['title']}\n")
    assert facts["summary"] in shown


def test_export_to_each_shape(lumen: Path, tmp_path: Path) -> None:
    assert json.loads(run("export", lumen, "--period", "2026").stdout)["period"] == "2026"
    rows = run("export", lumen, "--format", "csv", "--table", "asks").stdout.splitlines()
    assert rows[0] == "period,goal,position,team,level,kind,notes,task"
    assert run("export", lumen, "--format", "table").stdout.startswith("period  id ")
    file = tmp_path / "goals.db"
    assert run("export", lumen, "--format", "sqlite", file).exit_code == 0
    assert file.read_bytes().startswith(b"SQLite format 3")
    run("export", lumen, "-o", tmp_path / "goals.json")
    assert len(json.loads((tmp_path / "goals.json").read_text())["periods"]) == 2


@pytest.mark.parametrize("output", ["json", "csv", "sqlite"])
@pytest.mark.parametrize("place", ["nowhere/goals", "lumen/book.toml/goals"])
def test_a_place_that_cannot_be_written_to(lumen: Path, output: str, place: str) -> None:
    target = lumen.parent / place
    result = run("export", lumen, "--format", output, "-o", target)
    assert result.exit_code in {1, 2}
    assert result.stderr.startswith(("headway: ", "Usage: "))
    assert str(target.parent) in result.stderr


def test_explaining(lumen: Path) -> None:  # noqa: ARG001  # as everywhere
    text = run("explain", "meta001").stdout
    assert text.startswith("META001 (warning")
    assert "Wrong:" in text
    assert "Right:" in text
    codes = [entry["code"] for entry in json.loads(run("explain", "--json").stdout)]
    assert codes == sorted(codes)
    assert len(run("explain").stdout.splitlines()) == len(codes) > 50


def test_an_explanation_on_a_narrow_screen() -> None:
    text, _, _ = run("explain", "DIR004", COLUMNS="40").stdout.partition("Wrong:")
    assert max(map(len, text.splitlines())) <= 40
    wide, _, _ = run("explain", "DIR004", COLUMNS="200").stdout.partition("Wrong:")
    assert text.split() == wide.split()


def test_every_command_has_help() -> None:
    text = run("--help").stdout
    for command in ("check", "explain", "goals", "show", "export"):
        assert f"  {command} " in text
        assert run(command, "--help").stdout.startswith(f"Usage: main {command}")
    assert run("--version").stdout.startswith("headway ")


def test_as_a_module(wrong: Path) -> None:
    command = [sys.executable, "-m", "headway", "check", str(wrong), "--format", "short"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "error[META005]" in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("output", ["terminal", "short", "json", "github", "sarif"])
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_file_name_that_cannot_be_shown(wrong: Path, output: str, encoding: str) -> None:
    odd = wrong / "src/2026" / b"\xff\xc3\xa9.md".decode("utf-8", "surrogateescape")
    odd.write_text(WRONG + "\nünï [x](é.md)\n")
    command = [sys.executable, "-m", "headway", "check", str(wrong), "--format", output]
    env = {"PYTHONIOENCODING": encoding, "PATH": ""}
    result = subprocess.run(command, capture_output=True, check=False, env=env)
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert b"META005" in result.stdout


@pytest.mark.parametrize(
    "command",
    [["goals"], ["show", "a"], ["export", "--format", "table"], ["check", "--format", "short"]],
)
def test_what_documents_hold_does_not_steer_the_terminal(wrong: Path, command: list[str]) -> None:
    hostile = "\x1b]0;x\x07\x1b[2J"
    text = WRONG.replace("# A", f"# A{hostile}").replace("Mabye", f"Mabye{hostile}")
    (wrong / "src/2026/a.md").write_text(text.replace("Text.", f"Text.{hostile}"))
    (wrong / "src/2026/a\nb.md").write_text(text)
    result = CliRunner().invoke(main, ["-C", str(wrong), *command])
    assert "\ufffd]0;" in result.stdout
    assert not {"\x1b", "\x07"} & set(result.stdout)
    assert "a\nb" not in result.stdout


def test_a_reader_who_leaves_early_is_no_error(lumen: Path) -> None:
    command = [sys.executable, "-m", "headway", "export", str(lumen)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_told(lumen: Path) -> None:
    command = [sys.executable, "-m", "headway", "goals", str(lumen)]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 1
    assert result.stderr == b"headway: cannot write the output: No space left on device\n"


def test_output_goes_into_a_pipe_that_has_a_name(lumen: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "headway", "export", str(lumen), "-o", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert json.loads(pipe.read_bytes())["version"] == 1
    assert process.returncode == 0
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", [["goals"], ["export"], ["check"]])
def test_output_may_be_closed(lumen: Path, command: list[str]) -> None:
    script = "import os, sys; os.close(1); os.execv(sys.argv[1], sys.argv[1:])"
    whole = [sys.executable, "-m", "headway", *command, str(lumen)]
    result = subprocess.run(
        [sys.executable, "-c", script, *whole], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0
    assert "Traceback" not in result.stderr

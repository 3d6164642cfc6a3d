"""`headway signoff` as one types it, on the example program."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner, Result

from headway.cli import main
from headway.planning import signoff, signoff_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

RECORD = ("--team", "docs", "--by", "@oskar-wrona", "--verdict", "concern")
COMMENT = "## docs\n\n* [x] @oskar-wrona (required, lead)\n* [ ] sofia-quispe (optional)\n"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of whoever runs the tests; and the collector, which commands switch off, on."""
    for name in ("HEADWAY_TEAM_DATA", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEADWAY_TODAY", "2026-03-01")
    yield
    gc.enable()


@pytest.fixture
def lumen(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example program, which is the current folder as well."""
    folder = Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))
    monkeypatch.chdir(folder)
    return folder


def run(*args: str | Path, text: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["signoff", *map(str, args)], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- status ---------------------------------------------------------------------------------------


def test_status(lumen: Path, snapshot: SnapshotAssertion) -> None:
    assert run("status", lumen).stdout == snapshot


@pytest.mark.usefixtures("lumen")
def test_status_of_a_goal_as_json(snapshot: SnapshotAssertion) -> None:
    found = json.loads(run("status", "--goal", "over-the-air-updates", "--json").stdout)
    assert found == snapshot


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("period", ["2025h2", "2026"])
def test_json_follows_its_schema(period: str) -> None:
    found = json.loads(run("status", "--period", period, "--json").stdout)
    jsonschema.validate(found, signoff_status.schema())
    assert found["goals"]


@pytest.mark.usefixtures("lumen")
def test_status_of_a_team_tells_of_no_other() -> None:
    found = json.loads(run("status", "--team", "Registry", "--json").stdout)
    assert [team["team"] for team in found["teams"]] == ["registry"]
    assert {one["team"] for goal in found["goals"] for one in goal["teams"]} == {"registry"}
    assert found["teams"][0]["open"] == ["2026/over-the-air-updates"]


@pytest.mark.usefixtures("lumen")
def test_status_of_an_earlier_day() -> None:
    args = ("status", "--goal", "incremental-check", "--json")
    days = ("2025-12-02", "2025-12-08", "2025-12-17", "2025-12-18")
    goals = [json.loads(run(*args, "--today", day).stdout)["goals"][0] for day in days]
    assert [goal["complete"] for goal in goals] == [False, False, False, True]
    assert [len(goal["teams"][0]["open"]) for goal in goals] == [0, 1, 1, 0]


@pytest.mark.usefixtures("lumen")
def test_a_goal_of_another_period() -> None:
    found = run("status", "--period", "2025h2", "--goal", "region-memory").stdout
    assert "2025h2/region-memory" in found
    assert "2026/" not in found


def test_status_into_a_file(lumen: Path) -> None:
    shown = run("status").stdout
    run("status", "-o", lumen / "status.md")
    assert (lumen / "status.md").read_text("utf-8") == shown


# --- record ---------------------------------------------------------------------------------------


def test_recording_is_shown_then_applied_then_nothing(
    lumen: Path, snapshot: SnapshotAssertion
) -> None:
    args = ("record", "notebook-kernel", *RECORD, "--note", "Who writes\nit?")
    before = contents(lumen)
    planned = run(*args)
    assert planned.stdout == snapshot
    assert "--apply writes 1 file" in planned.stderr
    assert contents(lumen) == before
    assert run(*args, "--apply").stderr == "done: edit signoff/2026/notebook-kernel.md\n"
    assert contents(lumen) != before
    again = run(*args, "--apply", "--today", "2026-03-20")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing to do" in again.stderr


@pytest.mark.usefixtures("lumen")
def test_a_first_statement_makes_the_file(snapshot: SnapshotAssertion) -> None:
    assert run("record", "stream-core", *RECORD, "--date", "2026-02-27").stdout == snapshot
    run("record", "stream-core", *RECORD, "--date", "2026-02-27", "--apply")
    checked = CliRunner().invoke(main, ["check", "--strict", "--format", "short"])
    assert checked.exit_code == 1
    (line,) = checked.stdout.splitlines()
    assert "SIGN011" in line
    assert "`lang`, `runtime`, `embedded`, `docs`" in line


@pytest.mark.usefixtures("lumen")
def test_hints_are_told_and_stop_nothing() -> None:
    args = ("--team", "tools", "--by", "ana-lind", "--verdict", "yes")
    result = run("record", "stream-core", *args, "--json")
    found = json.loads(result.stdout)
    assert found["hints"] == [
        "@ana-lind is not on the team `tools`",
        "`2026/stream-core` asks nothing of `tools`",
    ]
    assert [change["new"] for change in found["changes"]] == [True]
    assert result.stderr.count("hint: ") == 2


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("record", "stream-croe", *RECORD), "did you mean `stream-core`?"),
        (("record", "Tiny devices", *RECORD), "no goal `Tiny devices`"),
        (("record", "stream-core", *RECORD, "--team", "doc"), "did you mean `docs`?"),
        (("record", "stream-core", *RECORD, "--by", "Oskar W"), "no GitHub user"),
        (("record", "stream-core", *RECORD, "--verdict", "maybe"), "'maybe'"),
        (("record", "stream-core", *RECORD, "--date", "2026-03-02"), "is after 2026-03-01"),
        (("record", "stream-core", *RECORD, "--date", "soon"), "`soon` is no day"),
        (("status", "--team", "doc"), "did you mean `docs`?"),
        (("status", "--period", "2025h3"), "did you mean `2025h2`?"),
        (("status", "--goal", "stream-croe"), "did you mean `stream-core`?"),
        (("import", "-", "--period", "2027"), "no period `2027`"),
    ],
)
def test_wrong_use(args: tuple[str, ...], words: str) -> None:
    result = run(*args, text="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


# --- import ---------------------------------------------------------------------------------------


def test_importing_a_comment(lumen: Path, tmp_path: Path) -> None:
    comment = tmp_path / "comment.md"
    comment.write_text(COMMENT)
    args = ("import", comment, "--period", "2026", "--note", "in the comment")
    before = contents(lumen)
    planned = run(*args)
    assert planned.exit_code == 0
    assert planned.stdout.count("+| 2026-03-01 | [docs]") == 5
    assert contents(lumen) == before
    assert run(*args, "--apply").stderr.count("done: ") == 5
    assert "nothing to do" in run(*args).stderr
    assert "docs: waiting" not in run("status").stdout


def test_importing_a_packet_from_input(lumen: Path) -> None:
    packet = (
        "- [x] 2026/stream-core for docs: decision: no, by @oskar-wrona, note: …\n"
        "- [x] 2026/stream-croe for docs: decision: no, by @oskar-wrona, note: …\n"
    )
    result = run("import", "-", "--apply", text=packet)
    assert result.exit_code == 1
    assert "not read: (input):2: there is no goal" in result.stderr
    assert "did you mean `stream-core`?" in result.stderr
    row = "| 2026-03-01 | [docs] | @oskar-wrona | no      |      |\n"
    assert row in (lumen / "signoff/2026/stream-core.md").read_text()


def test_boxes_beside_the_questions_of_a_packet_sign_nothing(lumen: Path) -> None:
    shutil.rmtree(lumen / "signoff")
    packet = CliRunner().invoke(main, ["review", "docs"]).stdout
    blank = "decision: yes | concern | no, by @…"
    assert packet.count("- [ ]") > packet.count(blank) > 0
    filled = packet.replace("- [ ]", "- [X]").replace(blank, "decision: YES, by oskar-wrona")
    result = run("import", "-", text=f"{filled}\n> - [x] done, says the summary\n")
    assert (result.exit_code, "not read" in result.stderr) == (0, False)
    assert result.stdout.count("@oskar-wrona | yes") == packet.count(blank)


@pytest.mark.usefixtures("lumen")
def test_a_text_that_says_nothing_is_told() -> None:
    blank = "- [ ] 2026/stream-core for docs: decision: yes | concern | no"
    result = run("import", "-", text=blank)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no ticked box and no decision was found" in result.stderr


@pytest.mark.usefixtures("lumen")
def test_a_stray_box_and_an_unknown_name_are_told() -> None:
    packet = "- [x] lunch\n- [x] 2026/stream-core for docs: yes, by me\n"
    result = run("import", "-", text=packet)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "(input):1: this ticked box names nobody" in result.stderr
    assert "(input):2: nobody on the team `docs` is `me`" in result.stderr


@pytest.mark.usefixtures("lumen")
def test_importing_as_json() -> None:
    result = run("import", "-", "--json", "--period", "2026", text=f"{COMMENT}* [x] whoever\n")
    found = json.loads(result.stdout)
    assert found["unread"] == [
        {
            "file": "(input)",
            "line": 5,
            "text": "this ticked box names nobody; write `[x] @login`",
        }
    ]
    assert len(found["changes"]) == 5


@pytest.mark.usefixtures("lumen")
def test_ticked_boxes_need_a_period() -> None:
    result = run("import", "-", text=COMMENT)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "(input):3 is a ticked box" in result.stderr


def test_a_file_that_changed_meanwhile_is_left_alone(
    lumen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lumen / "signoff/2026/notebook-kernel.md"
    plan = signoff.record

    def slowly(*args: object) -> object:
        changes = plan(*args)  # type: ignore[arg-type]
        file.write_text(f"{file.read_text()}\nSomebody was quicker.\n")
        return changes

    monkeypatch.setattr(signoff, "record", slowly)
    result = run("record", "notebook-kernel", *RECORD, "--apply")
    assert result.exit_code == 1
    assert "was changed since" in result.stderr
    assert "concern" not in file.read_text()

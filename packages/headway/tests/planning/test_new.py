from __future__ import annotations

import gc
import json
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from headway.cli import main
from headway.diagnostics import Severity
from headway.documents.known import KINDS
from headway.errors import NoPeriodError, UnknownNameError
from headway.planning.cfp import scaffold
from headway.planning.naming import NoFileNameError, kebab
from headway.planning.new import (
    DocumentExistsError,
    NotAGoalError,
    continued_goal,
    new_document,
)
from headway.program.load import Loaded, Options, load
from planned import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from headway.documents.kinds import Kind
    from headway.documents.values import Goal
    from headway.planning.new import Draft

IN_THE_BOOK = [kind for kind in KINDS if kind.folder is None]

TODAY = date(2026, 6, 30)
# What only the author of a new document can say.
AUTHORS = {
    "ASK001",  # who champions it
    "ASK007",  # how much is asked
    "ASK008",  # of whom anything is asked
    "META004",  # who answers for it
    "ROAD004",  # which goals go there
    "SECT004",  # the words themselves
    "TASK001",  # who does the work
}
# What an earlier goal has itself: somebody unknown, a reference that nothing defines.
INHERITED = {"ASK005", "LINK001", "LINK003", "PERS002", "REF001", "REF005"}


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Commands switch the garbage collector off, since they end with their process."""
    yield
    gc.enable()


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    """The example with a period that has no goals yet."""
    root = Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))
    write(root, scaffold(read(root).program, "2027"))
    return root


def read(root: Path, team_data: Path | None = None) -> Loaded:
    return load(root, Options(team_data=team_data, offline=True, today=TODAY))


def run(*args: str | Path) -> Result:
    command = [*map(str, args), "--offline", "--today", TODAY.isoformat()]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def told(root: Path, draft: Draft) -> set[str]:
    """The codes of what is told of a draft once it is there."""
    write(root, [draft.change])
    found = read(root).report.diagnostics
    return {one.code for one in found if one.file == draft.change.file}


@pytest.mark.parametrize("kind", IN_THE_BOOK, ids=lambda kind: kind.name)
def test_a_new_document_lacks_only_what_its_author_must_say(kind: Kind, lumen: Path) -> None:
    draft = new_document(read(lumen).program, kind, "What's new in the `region` heap?", "2027")
    assert draft.change.file == f"src/2027/{kind.prefix}whats-new-in-the-region-heap.md"
    assert told(lumen, draft) <= AUTHORS
    period = read(lumen).program.period("2027")
    assert period is not None
    (value,) = period.documents[kind.name]
    assert value.title == "What's new in the `region` heap?"


def test_a_new_goal_is_shown_and_written_only_when_applied(
    lumen: Path, snapshot: SnapshotAssertion
) -> None:
    command = ("new", "goal", "Check in a wink", lumen)
    result = run(*command)
    assert result.stdout == snapshot
    assert result.stderr == "nothing is written yet; --apply writes 1 file\n"
    assert not (lumen / "src/2027/check-in-a-wink.md").exists()
    assert run(*command, "--apply").stderr == "done: create src/2027/check-in-a-wink.md\n"
    shown = result.stdout.partition("\n\n")[2]
    assert (lumen / "src/2027/check-in-a-wink.md").read_text() == shown
    assert run(*command).exit_code == 2


def test_continuing_a_goal(lumen: Path, snapshot: SnapshotAssertion) -> None:
    result = run("new", "goal", "--from", "2026/stream-core", lumen)
    assert (result.exit_code, result.stdout, result.stderr) == snapshot


def test_continuing_a_goal_of_the_older_form(lumen: Path, snapshot: SnapshotAssertion) -> None:
    result = run("new", "goal", "Streams again", lumen, "--from", "stream-syntax")
    assert (result.exit_code, result.stdout, result.stderr) == snapshot


def test_line_ends_are_alike_whatever_the_earlier_goal_has(lumen: Path) -> None:
    args = ("goal", "--from", "2026/glow-watch", "--period", "2027", "--apply", lumen)
    assert run("cfp", "2027", "--apply", lumen).exit_code == 0
    assert run("new", *args).exit_code == 0
    made = lumen / "src/2027/glow-watch.md"
    expected = made.read_bytes()
    made.unlink()
    earlier = lumen / "src/2026/glow-watch.md"
    earlier.write_bytes(earlier.read_bytes().replace(b"\n", b"\r\n"))
    assert run("new", *args).exit_code == 0
    assert made.read_bytes() == expected


def test_a_period_may_stand_deeper(lumen: Path) -> None:
    (lumen / "src/old").mkdir()
    (lumen / "src/2025h2").rename(lumen / "src/old/2025H2")
    shown = run("new", "goal", "Again", "--period", "2025h2", lumen).stdout
    assert shown.startswith("src/old/2025H2/again.md\n")
    assert run("cfp", "2025h2", lumen).stdout.find("b/src/2025") == -1


def test_as_json(lumen: Path) -> None:
    found = json.loads(run("new", "goal", "--from", "stream-syntax", lumen, "--json").stdout)
    assert (found["version"], found["file"]) == (1, "src/2027/stream-syntax.md")
    assert found["left_out"]
    assert all(one["what"] and one["why"] for one in found["left_out"])


def test_every_goal_of_the_example_can_be_continued(lumen: Path) -> None:
    loaded = read(lumen)
    for goal in list(loaded.program.goals()):
        draft = continued_goal(loaded.program, f"{goal.period}/{goal.id}", None, "2027")
        assert told(lumen, draft) <= AUTHORS, goal.file
        (lumen / draft.change.file).unlink()


@pytest.mark.parametrize("name", ["2024h2", "2025h1", "2025h2", "2026"])
def test_every_real_goal_can_be_continued(corpus: Path, tmp_path: Path, name: str) -> None:
    root = Path(shutil.copytree(corpus / "rust-goals", tmp_path / "rust-goals"))
    write(root, scaffold(read(root).program, "2030"))
    loaded = read(root, corpus / "team")
    earlier = loaded.program.period(name)
    assert earlier is not None
    origins = {}
    for goal in earlier.goals:
        draft = continued_goal(loaded.program, f"{name}/{goal.id}", None, "2030")
        write(root, [draft.change])
        origins[draft.change.file] = goal
    own = defaultdict(set)
    for one in loaded.report.diagnostics:
        own[one.file].add(one.code)
    after = read(root, corpus / "team")
    for one in after.report.diagnostics:
        if one.file not in origins or one.code == "FILE001":  # the samples list no goals
            continue
        assert one.code in AUTHORS | INHERITED, one
        inherited = one.code in own[origins[one.file].file]
        assert one.severity is not Severity.ERROR or one.code in AUTHORS or inherited, one
    period = after.program.period("2030")
    assert period is not None
    assert len(period.goals) == len(earlier.goals) == len(origins)
    for goal in period.goals:
        assert_continued(goal, origins[goal.file])


def assert_continued(goal: Goal, origin: Goal) -> None:
    assert goal.title == origin.title
    assert goal.status == "Proposed"
    assert fold(goal.point_of_contact) == fold(origin.point_of_contact)
    assert goal.tracking_issue == origin.tracking_issue
    assert goal.see_also is not None
    assert f"](../{origin.period}/" in goal.see_also
    still_open = sum(not task.done for task in origin.all_tasks)
    assert len(goal.all_tasks) == (still_open or 1)  # the template has one
    assert not goal.funding
    assert not goal.help_wanted
    assert {ask.team for ask in goal.asks} <= {ask.team for ask in origin.asks}


def fold(text: str | None) -> str:
    return (text or "").casefold()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Check in a blink", "check-in-a-blink"),
        ("  C++ & `Result<T>`: don't! ", "c-result-t-dont"),
        ("Éole à l'œuvre", "eole-a-luvre"),
        ("2027", "2027"),
    ],
)
def test_titles_become_file_names(title: str, name: str) -> None:
    assert kebab(title) == name


@pytest.mark.parametrize("title", ["", "…", "one\ntwo", "日本"])
def test_titles_of_which_no_name_can_be_made(title: str) -> None:
    with pytest.raises(NoFileNameError):
        kebab(title)


def test_a_goal_never_gets_the_name_of_a_roadmap(lumen: Path) -> None:
    program = read(lumen).program
    for kind, name in zip(IN_THE_BOOK, ("roadmap-x", "goal-roadmap-x"), strict=True):
        draft = new_document(program, kind, "Roadmap X", None)
        assert draft.change.file == f"src/2027/{name}.md"


def test_what_is_refused(lumen: Path, tmp_path: Path) -> None:
    program = read(lumen).program
    goal = next(kind for kind in KINDS if kind.name == "goal")
    with pytest.raises(DocumentExistsError, match=r"src/2026/stream-core\.md"):
        new_document(program, goal, "Stream CORE", "2026")
    with pytest.raises(UnknownNameError):
        new_document(program, goal, "A", "2099")
    with pytest.raises(UnknownNameError):
        continued_goal(program, "2026/stream-core", None, "2026")
    with pytest.raises(NotAGoalError):
        continued_goal(program, "roadmap-tiny-devices", None, "2027")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/headway.toml").write_text("[program]\nname = 'Ours'\n")
    with pytest.raises(NoPeriodError, match="headway cfp"):
        new_document(read(tmp_path / "empty").program, goal, "A", None)
    for wrong in (("goal",), ("roadmap", "X", "--from", "stream-core")):
        assert run("-C", lumen, "new", *wrong).exit_code == 2

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checkouts import commit, git
from headway.activity.moments import Span
from headway.cli.document_changes import document_changes_in
from headway.program.load import Options, load
from headway.reporting.document_changes import Kind, document_changes

if TYPE_CHECKING:
    from headway.reporting.document_changes import DocumentChange

PACKS = "src/2026/board-packs.md"
MARCH = Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
APRIL = Span(dt.date(2026, 4, 1), dt.date(2026, 4, 30))


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(examples / "lumen", tmp_path / "work/lumen"))


@pytest.fixture
def checkout(lumen: Path) -> Path:
    """The example as a folder of a checkout that has it since February."""
    git(lumen.parent, "init", "-q", "-b", "main")
    commit(lumen.parent, "2026-02-10")
    return lumen


def edit(root: Path, old: str, new: str, file: str = PACKS) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def told(changes: tuple[DocumentChange, ...] | None) -> list[str]:
    assert changes is not None
    return [f"{one.goal.id}: {one.words}" for one in changes]


def between(before: Path, after: Path) -> list[str]:
    """What changed between two folders."""
    one, other = (load(root, Options(offline=True)).program for root in (before, after))
    return told(document_changes(one, other))


def in_days(root: Path, days: Span) -> tuple[DocumentChange, ...] | None:
    return document_changes_in(load(root, Options(offline=True)).program, days)


# --- what differs between two states --------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# Board packs on the Shelf", "# Packs", "title: Packs (was Board packs on the Shelf)"),
        ("| Accepted ", "| Not accepted ", "status: Not accepted (was Accepted)"),
        (
            "Point of contact    | @yuki-tanabe",
            "Point of contact | @pell-grady",
            "point of contact: @pell-grady (was @yuki-tanabe)",
        ),
        ("[lumen-lang/goals#32]", " ", "tracking issue gone: lumen-lang/goals#32"),
        (
            "goals#32]",
            "goals#99]",
            "tracking issue: lumen-lang/goals#99 (was lumen-lang/goals#32)",
        ),
        (
            "| [registry] champion | @kit-halloran",
            "| [registry] champion | @ana-lind",
            "champion for registry: @ana-lind (was @kit-halloran)",
        ),
        ("champion | @kit-halloran", "champion |", "champion for registry gone: @kit-halloran"),
        ("| Funding contact ", "| [docs] champion | @jo |\n| F ", "new champion for docs: @jo"),
        ("| [embedded] | Large ", "| [embedded] | Small ", "ask of embedded: Small (was Large)"),
        ("| [docs]     |", "| [lang] |", "ask of docs gone: Small; new ask of lang: Small"),
        (
            "@pell-grady",
            "@ana-lind",
            "new task owner: @ana-lind; task owner gone: @pell-grady",
        ),
        (
            "| Rack with one board of each kind",
            "| [Rack](x) with two boards of each kind",
            "task: Rack with two boards of each kind (was Rack with one board of each kind)",
        ),
        (
            "| Rack with one board of each kind",
            "| ~~Rack with one board of each kind~~",
            "task done: Rack with one board of each kind",
        ),
        ("| Needs funding", "| ![Complete][]", "task done: Rack with one board of each kind"),
        (
            "| Check packs at upload ",
            "| Hire an engineer ",
            "new task: Hire an engineer; task gone: Check packs at upload",
        ),
        ("| @yuki-tanabe     ", "| @YUKI-tanabe ", ""),
        ("[embedded] champion", "[Embedded] champion", ""),
        ("With the vendor's help", "Without help", ""),
        ("Put everything", "Put all", ""),
    ],
)
def test_each_thing_that_can_change(
    lumen: Path, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    after = Path(shutil.copytree(lumen, tmp_path / "after"))
    edit(after, old, new)
    wanted = [f"board-packs: {words}" for words in expected.split("; ") if words]
    assert between(lumen, after) == wanted


def test_what_the_older_form_asks_for(lumen: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(lumen, tmp_path / "after"))
    file = "src/2025h2/stream-syntax.md"
    edit(after, "| RFC decision", "| Miscellaneous", file)
    change = "Miscellaneous, Release decision (was RFC decision, Release decision)"
    assert between(lumen, after) == [f"stream-syntax: ask of lang: {change}"]


def test_goals_that_are_new_gone_and_renamed(lumen: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(lumen, tmp_path / "after"))
    folder = after / "src/2026"
    (folder / "glow-watch.md").rename(folder / "watch.md")
    (folder / "stream-core.md").unlink()
    text = (after / PACKS).read_text("utf-8").replace("goals#32", "goals#99")
    (folder / "fresh.md").write_text(text.replace("Board packs", "Fresh packs"), "utf-8")
    assert between(lumen, after) == ["fresh: new, Accepted", "stream-core: gone, Accepted"]


def test_a_new_period(lumen: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(lumen, tmp_path / "after"))
    shutil.rmtree(lumen / "src/2026")
    one, other = (load(root, Options(offline=True)).program for root in (lumen, after))
    assert {change.kind for change in document_changes(one, other)} == {Kind.NEW}
    assert {change.kind for change in document_changes(other, one)} == {Kind.GONE}
    assert {change.goal.period for change in document_changes(other, one)} == {"2026"}


def test_what_lists_no_longer_show(lumen: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(lumen, tmp_path / "after"))
    edit(after, "| Accepted ", "| Not accepted ")
    edit(after, "| Accepted ", "| Proposed ", "src/2026/glow-watch.md")
    (after / "src/2026/stream-core.md").unlink()
    one, other = (load(root, Options(offline=True)).program for root in (lumen, after))
    dropped = {change.goal.id: change.dropped for change in document_changes(one, other)}
    assert dropped == {"board-packs": True, "glow-watch": False, "stream-core": True}


# --- what git knows -------------------------------------------------------------------------------


def test_only_what_was_committed_in_the_days_counts(checkout: Path) -> None:
    edit(checkout, "| [docs]     | Small", "| [docs] | Medium")
    commit(checkout, "2026-02-28")
    edit(checkout, "| [embedded] | Large ", "| [embedded] | Medium ")
    commit(checkout, "2026-03-01")
    edit(checkout, "| [registry] | Medium", "| [registry] | Small")
    commit(checkout, "2026-03-31")
    edit(checkout, "| Accepted ", "| Proposed ")
    commit(checkout, "2026-04-01")
    edit(checkout, "@yuki-tanabe", "@nobody")
    assert told(in_days(checkout, MARCH)) == [
        "board-packs: ask of embedded: Medium (was Large)",
        "board-packs: ask of registry: Small (was Medium)",
    ]
    assert told(in_days(checkout, APRIL)) == ["board-packs: status: Proposed (was Accepted)"]


def test_nothing_changed(checkout: Path) -> None:
    (checkout.parent / "other.txt").write_text("beside the program")
    commit(checkout.parent, "2026-03-10")
    assert in_days(checkout, MARCH) == ()
    assert in_days(checkout, APRIL) == ()


def test_the_clock_of_who_committed_counts(checkout: Path) -> None:
    edit(checkout, "| Accepted ", "| Proposed ")
    commit(checkout, "2026-04-02", authored="2026-03-15")
    assert in_days(checkout, MARCH) == ()
    assert told(in_days(checkout, APRIL)) == ["board-packs: status: Proposed (was Accepted)"]


def test_what_was_merged_counts_when_it_was_merged(checkout: Path) -> None:
    git(checkout, "checkout", "-q", "-b", "proposal")
    edit(checkout, "| Accepted ", "| Proposed ")
    commit(checkout, "2026-03-15")
    git(checkout, "checkout", "-q", "main")
    git(checkout, "merge", "-q", "--no-ff", "-m", "Merge", "proposal", committed="2026-04-15")
    assert in_days(checkout, MARCH) == ()
    assert told(in_days(checkout, APRIL)) == ["board-packs: status: Proposed (was Accepted)"]


@pytest.mark.parametrize(
    ("days", "reason"),
    [(Span(dt.date(2026, 2, 1), dt.date(2026, 2, 28)), "its git history begins on 2026-02-10")],
)
def test_a_history_that_is_too_short(
    checkout: Path, capsys: pytest.CaptureFixture[str], days: Span, reason: str
) -> None:
    assert in_days(checkout, days) is None
    assert capsys.readouterr().err == (
        "headway: changes of documents are left out: git does not tell how the documents were when "
        f"2026-02-01 began: {reason}\n"
    )


def test_a_shallow_clone(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout, "| Accepted ", "| Proposed ")
    commit(checkout, "2026-03-05")
    clone = tmp_path / "clone"
    source = f"file://{checkout.parent}"
    git(tmp_path, "clone", "-q", "--depth", "1", source, str(clone))
    assert in_days(clone / "lumen", MARCH) is None
    said = capsys.readouterr().err
    assert said.endswith("goes back only to 2026-03-05; run `git fetch --unshallow`\n")
    assert in_days(clone / "lumen", APRIL) == ()
    git(clone, "fetch", "-q", "--unshallow")
    assert told(in_days(clone / "lumen", MARCH)) == ["board-packs: status: Proposed (was Accepted)"]


def test_a_program_that_is_younger_than_its_repository(
    lumen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(lumen.parent, "init", "-q")
    git(lumen.parent, "commit", "-q", "--allow-empty", "-m", "Begin", committed="2026-02-01")
    commit(lumen.parent, "2026-03-05")
    assert in_days(lumen, MARCH) is None
    assert "it has no goals program in this folder" in capsys.readouterr().err


def test_a_program_outside_git(lumen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert in_days(lumen, MARCH) is None
    assert "not a git repository" in capsys.readouterr().err


def test_without_git(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert in_days(checkout, MARCH) is None
    assert "git is not installed" in capsys.readouterr().err


def test_a_repository_without_commits(lumen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(lumen, "init", "-q")
    assert in_days(lumen, MARCH) is None
    assert "nothing was committed yet" in capsys.readouterr().err

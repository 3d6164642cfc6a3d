"""Work on drafts of the example program, by the commands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]
APRIL = ("--from", "2026-04-01", "--to", "2026-05-01")
LATE = "2026-04-20"  # comments since then come in when the draft was made


@pytest.fixture
def empty(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command where there is nothing but a file of some name."""
    (tmp_path / "post.md").touch()
    monkeypatch.chdir(tmp_path)
    return run


@pytest.fixture
def lumen(run: Run, monkeypatch: pytest.MonkeyPatch, examples: Path, tmp_path: Path) -> Run:
    """Run a command in the example program, with what happened before the late comments."""
    lumen = shutil.copytree(examples / "lumen", tmp_path / "lumen")
    monkeypatch.chdir(lumen)
    monkeypatch.setenv("HEADWAY_DATABASE", str(tmp_path / "activity.db"))
    monkeypatch.setenv("HEADWAY_TODAY", "2026-05-20")
    monkeypatch.setenv("COLUMNS", "300")
    early = shutil.copytree("activity", tmp_path / "early")
    comments = json.loads((early / "comments.json").read_text("utf-8"))
    known = [one for one in comments if one["created_at"] < LATE]
    assert 0 < len(known) < len(comments)
    (early / "comments.json").write_text(json.dumps(known), "utf-8")
    assert run("import", "github", str(early)).exit_code == 0
    return run


@pytest.fixture
def draft(lumen: Run, tmp_path: Path) -> Path:
    """A draft as it was made."""
    file = tmp_path / "post.md"
    assert lumen("update", *APRIL, "-o", file).exit_code == 0
    return file


def replaced(draft: Path, before: str, after: str) -> None:
    text = draft.read_text("utf-8")
    assert before in text
    draft.write_text(text.replace(before, after, 1), "utf-8")


def test_a_draft_that_was_just_made_is_proved_and_goes_on_as_it_is(lumen: Run, draft: Path) -> None:
    result = lumen("update", "--verify", draft)
    assert result.exit_code == 0
    assert result.stdout.startswith("proved: ")
    assert "wrong: 0; not to be known: 0; your own: 0" in result.stdout
    before = draft.read_bytes()
    result = lumen("update", "--continue", draft, "--apply")
    assert (result.exit_code, draft.read_bytes()) == (0, before)
    assert "nothing to do" in result.stderr


def test_a_draft_goes_on_when_it_is_to_be_written(lumen: Run, draft: Path) -> None:
    replaced(draft, "## All goals", "Spring came, and with it news.\n\n## All goals")
    before = draft.read_bytes()
    lumen("import", "github", "activity")
    shown = lumen("update", "--continue", draft)
    assert draft.read_bytes() == before
    assert "+++ b/post.md\n" in shown.stdout
    assert "brought up to date: opening" in shown.stderr
    assert "--apply writes 1 file" in shown.stderr
    assert lumen("update", "--continue", draft, "--apply").exit_code == 0
    assert "Spring came, and with it news." in draft.read_text("utf-8")
    again = lumen("update", "--continue", draft)
    assert (again.stdout, again.stderr.count("nothing to do")) == ("", 1)


def test_a_draft_can_go_on_in_another_file(lumen: Run, draft: Path, tmp_path: Path) -> None:
    before = draft.read_bytes()
    lumen("import", "github", "activity")
    assert lumen("update", "--continue", draft, "-o", tmp_path / "next.md").exit_code == 0
    assert draft.read_bytes() == before
    fresh = lumen("update", *APRIL).stdout
    assert (tmp_path / "next.md").read_text("utf-8") == fresh


def test_news_of_what_the_editor_changed_are_shown(lumen: Run, draft: Path) -> None:
    replaced(draft, "| none |", "| none so far |")
    lumen("import", "github", "activity")
    told = json.loads(lumen("update", "--continue", draft, "--json").stdout)
    assert (told["version"], told["applied"], told["file"]) == (1, False, str(draft))
    (index,) = [one for one in told["news"] if one["what"] == "touched"]
    assert index["block"] == "index"
    assert index["lines"]
    shown = lumen("update", "--continue", draft).stderr
    assert f"{draft}:{index['line']}: index was changed by you and stays so" in shown
    assert all(f"    {line}\n" in shown for line in index["lines"])


def test_comments_come_in_below_words_of_the_editor(
    lumen: Run, draft: Path, tmp_path: Path
) -> None:
    replaced(
        draft,
        '<a id="goal-friendlier-diagnostics">',
        'Mine.\n\n<a id="goal-friendlier-diagnostics">',
    )
    file = tmp_path / "early/comments.json"
    comments = json.loads(file.read_text("utf-8"))
    first = next(one for one in comments if one["html_url"].endswith("-51518"))
    other = first["html_url"].replace("51518", "51599")
    more = {**first, "id": 51599, "html_url": other, "body": "The fifth language is there."}
    file.write_text(json.dumps([{**more, "created_at": "2026-04-28T10:00:00Z"}]), "utf-8")
    assert lumen("import", "github", tmp_path / "early").exit_code == 0
    result = lumen("update", "--continue", draft, "--apply")
    assert "goal-friendlier-diagnostics was changed by you and stays so" in result.stderr
    assert f"    - The fifth language is there. ([2026-04-28]({other}))\n" in result.stderr
    text = draft.read_text("utf-8")
    assert "Mine.\n" in text
    assert f"[2026-04-28]({other}):\n\nThe fifth language is there.\n" in text
    assert f"([2026-04-28]({other}))" not in text.partition("\n### ")[2]


def test_what_is_wrong_is_told_where_it_stands(lumen: Run, draft: Path) -> None:
    replaced(draft, "## All goals", "Spring came.\n\n## All goals")
    text = draft.read_text("utf-8")
    number = next(at for at, line in enumerate(text.splitlines(), 1) if line.startswith("| ["))
    line = text.splitlines()[number - 1]
    replaced(draft, line, line.replace("202", "203"))
    result = lumen("update", "--verify", draft)
    assert result.exit_code == 1
    own, wrong, says, should, _ = result.stdout.splitlines()
    assert own.endswith(": your own: Spring came.")
    assert wrong == f"{draft}:{number}: wrong: Headway would write it otherwise"
    assert says == f"    it says:   {line.replace('202', '203')}"
    assert should == f"    should be: {line}"
    found = json.loads(lumen("update", "--verify", draft, "--json").stdout)
    assert (found["version"], found["holds"]) == (1, False)
    assert [one["verdict"] for one in found["findings"]] == ["own", "wrong"]
    assert found["findings"][1]["line"] == number


def test_a_draft_that_is_out_of_date_is_told_how_it_goes_on(lumen: Run, draft: Path) -> None:
    lumen("import", "github", "activity")
    result = lumen("update", "--verify", draft)
    assert result.exit_code == 1
    assert f"`headway update --continue {draft}` brings up to date" in result.stderr
    assert lumen("update", "--continue", draft, "--apply").exit_code == 0
    assert lumen("update", "--verify", draft).exit_code == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--continue", "post.md", "--words", "9"), "--words does not go with --continue"),
        (("--continue", "post.md", "--from", "2026-01-01"), "--from does not go with --continue"),
        (("--verify", "post.md", "--format", "html"), "--format does not go with --verify"),
        (("--verify", "post.md", "--continue", "post.md"), "--continue does not go with --verify"),
        (("--verify", "post.md", "--apply"), "--apply writes what --continue shows"),
        (("--apply",), "--apply writes what --continue shows; a new draft is written by -o"),
        (("--continue", "nothing.md"), "File 'nothing.md' does not exist"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    empty: Run, options: tuple[str, ...], told: str
) -> None:
    result = empty("update", *options)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (b'"words"', b'"wrods"', "does not say from which days, period and words it was made"),
        (b'"2026-04-01"', b'"April"', "does not say from which days, period and words it was made"),
        (b"<!-- /headway:index -->", b"", "the block `index` is not closed"),
        (b"# All goals", b"# All g\xf6als", "this is not UTF-8"),
    ],
)
def test_a_draft_that_cannot_be_read_is_left_alone(
    lumen: Run, draft: Path, before: bytes, after: bytes, told: str
) -> None:
    damaged = draft.read_bytes().replace(before, after, 1)
    draft.write_bytes(damaged)
    for work in ("--continue", "--verify"):
        result = lumen("update", work, draft)
        assert result.exit_code == 2
        assert told in result.stderr
        assert str(draft) in result.stderr
    assert draft.read_bytes() == damaged

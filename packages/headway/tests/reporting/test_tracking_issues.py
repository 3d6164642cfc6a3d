from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from headway.reporting.tracking_issues import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

# The public types of the existing tool, restated: what must be there, of which shape, no more.
COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}


def exactly(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": [*fields],
        "additionalProperties": False,
    }


def each(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


PROGRESS = {
    "oneOf": [
        exactly(Tracked=exactly(completed=COUNT, total=COUNT)),
        exactly(Binary=exactly(is_closed={"type": "boolean"})),
        exactly(Error=exactly(message=TEXT)),
    ]
}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
ISSUE = exactly(
    number=COUNT,
    title=TEXT,
    roadmap={"type": "boolean"},
    progress=PROGRESS,
    assignees=each(TEXT),
    updates=each(exactly(author=TEXT, body=TEXT, createdAt=TIME, url=TEXT)),
    state={"enum": ["OPEN", "CLOSED"]},
)
PUBLIC_TYPES = exactly(repository=TEXT, milestone=TEXT, issues=each(ISSUE))


@pytest.fixture
def lumen(run: Run, examples: Path, tmp_path: Path) -> list[str | Path]:
    """The example with what happened in a store."""
    root, store = examples / "lumen", tmp_path / "activity.db"
    assert (
        run("-C", root, "import", "github", root / "activity", "--database", store).exit_code == 0
    )
    return ["-C", root, "export", "--format", "tracking-issues", "--database", store]


def exported(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    jsonschema.validate(found, PUBLIC_TYPES)
    jsonschema.validate(found, schema())
    return found


def test_the_schema_is_of_the_public_types() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    issue = {
        "number": 1,
        "title": "",
        "roadmap": True,
        "progress": {"Binary": {"is_closed": True}},
        "assignees": [],
        "updates": [],
        "state": "OPEN",
    }
    for field in issue:
        wrong = {**issue, field: None}
        less = {key: value for key, value in issue.items() if key != field}
        for bad in (wrong, less, {**issue, "version": 1}):
            document = {"repository": "", "milestone": "", "issues": [bad]}
            for one in (PUBLIC_TYPES, schema()):
                with pytest.raises(jsonschema.ValidationError):
                    jsonschema.validate(document, one)


def test_the_example(run: Run, lumen: list[str | Path]) -> None:
    result = run(*lumen, "--today", "2026-05-20")
    found = exported(result)
    assert (found["repository"], found["milestone"]) == ("lumen-lang/goals", "2026")
    issues = {one["number"]: one for one in found["issues"]}
    assert [*issues] == sorted(issues)
    packs = issues[32]
    assert {
        name: packs[name] for name in ("title", "roadmap", "progress", "assignees", "state")
    } == {
        "title": "Board packs on the Shelf",
        "roadmap": True,
        "progress": {"Tracked": {"completed": 1, "total": 6}},
        "assignees": ["yuki-tanabe"],
        "state": "OPEN",
    }
    assert [one["createdAt"] for one in packs["updates"]] == sorted(
        one["createdAt"] for one in packs["updates"]
    )
    assert packs["updates"][0]["url"].startswith("https://github.com/lumen-lang/goals/issues/32#")
    assert issues[34]["progress"] == {"Binary": {"is_closed": False}}
    assert not result.stderr


def test_a_past_day_knows_nothing_later(run: Run, lumen: list[str | Path]) -> None:
    found = exported(run(*lumen, "--today", "2026-03-01"))
    days = [one["createdAt"] for issue in found["issues"] for one in issue["updates"]]
    assert max(days) < "2026-03-02"
    now = exported(run(*lumen, "--today", "2026-05-20"))
    assert len(days) < sum(len(issue["updates"]) for issue in now["issues"])


def test_a_period_of_the_past(run: Run, lumen: list[str | Path], tmp_path: Path) -> None:
    file = tmp_path / "issues.json"
    result = run(*lumen, "--period", "2025h2", "--today", "2026-05-20", "-o", file)
    assert result.exit_code == 0
    found = json.loads(file.read_text("utf-8"))
    jsonschema.validate(found, PUBLIC_TYPES)
    assert found["milestone"] == "2025h2"
    assert {one["state"] for one in found["issues"]} == {"OPEN", "CLOSED"}


def test_what_cannot_be_among_them_is_told(
    run: Run, lumen: list[str | Path], examples: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))
    for name, old, new in (
        ("board-packs", "[lumen-lang/goals#32]", "[lumen-lang/shelf#32]"),
        ("glow-watch", "[lumen-lang/goals#31]", "[lumen-lang/goals#3199]"),
    ):
        file = root / f"src/2026/{name}.md"
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    result = run("-C", root, *lumen[2:], "--today", "2026-05-20")
    assert {31, 32}.isdisjoint(issue["number"] for issue in exported(result)["issues"])
    elsewhere = "of other repositories, which this format has no place for"
    unknown = "not in the store by 2026-05-20; see `headway sync`"
    assert result.stderr.splitlines() == [
        f"headway: 1 issue left out, {elsewhere}: lumen-lang/shelf#32",
        f"headway: 1 issue left out, {unknown}: lumen-lang/goals#3199",
    ]


def test_what_could_not_be_counted_is_an_error(
    run: Run, lumen: list[str | Path], tmp_path: Path
) -> None:
    """As where a tracking issue points to another that the store does not have."""
    folder = Path(shutil.copytree(lumen[1] / Path("activity"), tmp_path / "activity"))
    issues = json.loads((folder / "issues.json").read_text("utf-8"))
    for issue in issues:
        if issue["number"] == 34:
            issue["body"] = "| See also | lumen-lang/glow#999 |\n| --- | --- |\n"
            issue["updated_at"] = "2026-06-05T09:00:00Z"
    (folder / "issues.json").write_text(json.dumps(issues), "utf-8")
    assert run("-C", lumen[1], "import", "github", folder, *lumen[-2:]).exit_code == 0
    found = exported(run(*lumen, "--today", "2026-06-10"))
    progress = {issue["number"]: issue["progress"] for issue in found["issues"]}
    message = "lumen-lang/glow#999 is not counted: it is not in the store"
    assert progress[34] == {"Error": {"message": message}}


def test_without_a_store_it_is_said(run: Run, lumen: list[str | Path], tmp_path: Path) -> None:
    result = run(*lumen[:-1], tmp_path / "none.db")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none.db" in result.stderr


@pytest.mark.parametrize("name", ["json", "csv", "table"])
def test_other_formats_do_not_open_the_store(name: str, examples: Path, tmp_path: Path) -> None:
    code = """
import sys
sys.modules["sqlalchemy"] = None
from headway.cli import main
main()
"""
    database = tmp_path / "activity.db"
    database.write_bytes(b"no store at all")
    args = ["-C", f"{examples}/lumen", "export", "--format", name, "--database", str(database)]
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("period", ["2025h1", "2025h2"])
def test_the_real_issues(period: str, run: Run, corpus: Path, tmp_path: Path) -> None:
    root, store = corpus / "rust-goals", ["--database", str(tmp_path / "activity.db")]
    assert run("-C", root, "import", "github", corpus / "activity", *store).exit_code == 0
    options = (
        "--period",
        period,
        "--today",
        "2025-12-01",
        "--offline",
        "--team-data",
        corpus / "team",
    )
    result = run("-C", root, "export", "--format", "tracking-issues", *store, *options)
    found = exported(result)
    given = json.loads((corpus / "activity/issues.json").read_text("utf-8"))
    titles = {one["number"]: one["title"] for one in given}
    assert {one["number"]: one["title"] for one in found["issues"]}.items() <= titles.items()
    assert len(found["issues"]) > 30
    comments = json.loads((corpus / "activity/comments.json").read_text("utf-8"))
    written = {one["html_url"] for one in comments}
    told = [one["url"] for issue in found["issues"] for one in issue["updates"]]
    assert {*told} <= written
    assert len(told) > 100

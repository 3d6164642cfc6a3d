"""What `check --activity` tells, and what it leaves alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from headway.program.catalogue import ACTIVITY_CODES
from headway.tracking.rules import ACTIVITY_RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

SETTINGS = """[program]
repository = "org/plan"
former-repositories = ["org/goals"]
[cadence.labels]
often = 1
seldom = 4
monthly = 4
"""
GOAL = """# {title}

| Metadata         |       |
| ---------------- | ----- |
| Point of contact | {who} |
| Status           | {status} |
| Tracking issue   | [{issue}] |

## Summary

Keep bees.

## Motivation

Honey.

### Work items over the next year

| Task  | Owner(s) | Notes |
| ----- | -------- | ----- |
| Build | @ana     |       |

## Team asks

| Team   | Support level | Notes |
| ------ | ------------- | ----- |
| [lang] | Small         |       |
"""
LABEL = {"event": "labeled", "label": {"name": "often"}, "actor": {"login": "ana"}}


def goal(
    issue: str = "org/plan#1", status: str = "Accepted", title: str = "Bees", who: str = "@ana"
) -> str:
    return GOAL.format(issue=issue, status=status, title=title, who=who)


def issue(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": "Bees",
        "state": "open",
        "html_url": f"https://github.com/org/plan/issues/{number}",
        "assignees": [{"login": "ana"}],
        "created_at": "2026-01-05T10:00:00Z",
        "updated_at": "2026-02-01T10:00:00Z",
        **fields,
    }


def closed(reason: str | None = None, body: str = "", day: str = "2026-02-01") -> dict[str, Any]:
    when = f"{day}T10:00:00Z"
    return issue(state="closed", state_reason=reason, body=body, closed_at=when, updated_at=when)


class Case:
    """A program in a folder, with its store."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root = root
        self.run = run

    def write(self, goals: dict[str, str], settings: str = SETTINGS) -> None:
        (self.root / "headway.toml").write_text(settings, "utf-8")
        for name, text in goals.items():
            file = self.root / "src" / f"{name}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def happened(self, *issues: dict[str, Any], events: list[dict[str, Any]] | None = None) -> None:
        export = self.root / "export"
        export.mkdir()
        (export / "issues.json").write_text(json.dumps(issues), "utf-8")
        (export / "events.json").write_text(json.dumps(events or []), "utf-8")
        result = self.run("import", "github", export, self.root)
        assert result.exit_code == 0, result.stderr

    def check(self, *args: str | Path, today: str = "2026-03-01") -> Result:
        return self.run("check", "--activity", "--today", today, *args, self.root)

    def told(self, *args: str, today: str = "2026-03-01") -> list[tuple[str, str]]:
        found = json.loads(self.check("--json", *args, today=today).stdout)["diagnostics"]
        return [(one["code"], one["message"]) for one in found if one["code"].startswith("TRACK")]


@pytest.fixture
def case(tmp_path: Path, run: Run) -> Case:
    return Case(tmp_path, run)


def test_the_catalogue_knows_every_code() -> None:
    assert set(ACTIVITY_CODES) == ACTIVITY_RULES.rules.keys()


def test_where_all_is_well_nothing_is_told(case: Case) -> None:
    case.write({"2026/a": goal(), "2026/b": goal("org/goals#2", title="Wasps")})
    case.happened(issue(), issue(2, title="Wasps", labels=["seldom", "monthly"]))
    assert case.told() == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (closed("completed"), None),
        (closed("completed", "- [x] a\n"), None),
        (closed(), None),
        (closed("completed", "- [x] a\n- [ ] b\n"), "with 1 of 2 boxes open"),
        (closed("not_planned"), "as not planned"),
        (closed("duplicate", "- [x] a\n"), "as duplicate"),
        (closed("not_planned", day="2026-03-02"), None),
    ],
)
def test_a_closed_issue_is_told_unless_all_is_done(
    case: Case, one: dict[str, Any], said: str | None
) -> None:
    case.write({"2026/a": goal()})
    case.happened(one)
    expected = f"`org/plan#1` is closed {said}, and 2026 runs until 2026-12-31"
    assert case.told() == ([("TRACK001", expected)] if said else [])


@pytest.mark.parametrize(
    ("file", "status"),
    [("2026/a", "Proposed"), ("2026/a", "Not accepted"), ("2025h2/a", "Accepted")],
)
def test_a_closed_issue_is_fine_where_nothing_runs(case: Case, file: str, status: str) -> None:
    case.write({file: goal(status=status)})
    case.happened(closed("not_planned"))
    assert case.told() == []


def test_an_issue_of_a_goal_that_is_not_accepted_is_told_unless_another_has_it(case: Case) -> None:
    case.write({"2026/a": goal(status="Not accepted"), "2026/b": goal("org/plan#2")})
    case.happened(issue(), issue(2))
    assert case.told() == [("TRACK002", "`org/plan#1` is open, and the goal is not accepted")]
    case.write({"2025h2/c": goal()})
    assert case.told() == []


def test_an_issue_of_a_past_period_is_told_once_a_later_one_began(case: Case) -> None:
    case.write({"2025h2/a": goal()})
    case.happened(issue(created_at="2025-08-01T10:00:00Z"), issue(2))
    assert case.told() == []
    case.write({"2026/b": goal("org/plan#2")})
    assert [code for code, _ in case.told()] == ["TRACK003"]
    assert case.told(today="2025-12-31") == []
    case.write({"2026/b": goal()})
    assert case.told() == []


def test_an_unknown_issue_is_told_where_its_repository_is_known(case: Case) -> None:
    case.write({"2026/a": goal(), "2026/b": goal("org/plan#2"), "2026/c": goal("org/other#3")})
    case.happened(issue())
    assert case.told() == [("TRACK004", "`org/plan#2` is not in the store")]


def test_two_cadences_are_told_as_of_the_day(case: Case) -> None:
    case.write({"2026/a": goal()})
    event = {**LABEL, "id": 1, "created_at": "2026-02-01T10:00:00Z"}
    event["issue_url"] = "https://api.github.com/repos/org/plan/issues/1"
    case.happened(issue(labels=["often", "seldom"]), events=[event])
    expected = "`org/plan#1` has `often` and `seldom`, and the shortest counts"
    assert case.told() == [("TRACK005", expected)]
    assert case.told(today="2026-01-31") == []


def test_another_title_and_other_people_are_told(case: Case) -> None:
    case.write({"2026/a": goal(), "2026/b": goal("org/plan#2", title="[Wasps](x.md) `fly`")})
    case.happened(
        issue(title="Bees!", assignees=[{"login": "bo"}, {"login": "kit"}]),
        issue(2, title="Wasps `fly`", assignees=[{"login": "bo"}, {"login": "ANA"}]),
    )
    assert case.told() == [
        ("TRACK006", "`org/plan#1` is called `Bees!`, and the goal `Bees`"),
        ("TRACK007", "`org/plan#1` is assigned to @bo and @kit, and the point of contact is @ana"),
    ]


def test_what_is_known_only_as_it_is_now_says_so(case: Case) -> None:
    case.write({"2026/a": goal()})
    case.happened(issue(title="Bees!"))
    notes = [
        json.loads(case.check("--json", today=day).stdout)["diagnostics"][-1]["notes"]
        for day in ("2026-01-31", "2026-02-01")
    ]
    assert [any("only as it is now" in note for note in some) for some in notes] == [True, False]


@pytest.mark.parametrize(
    ("see_also", "way"),
    [
        ({1: "org/plan#1"}, "1 1"),
        ({1: "org/plan#2", 2: "org/plan#1"}, "1 2 1"),
        ({1: "org/plan#2", 2: "org/plan#3", 3: "org/plan#1"}, "1 2 3 1"),
        ({1: "org/plan#2, org/plan#3", 2: "org/plan#3", 3: "org/goals#1"}, "1 3 1"),
        ({1: "org/plan#2", 2: "org/plan#3", 3: "org/plan#2"}, ""),
        ({1: "org/plan#2", 2: "org/plan#9"}, ""),
    ],
)
def test_the_shortest_circle_is_told(case: Case, see_also: dict[int, str], way: str) -> None:
    case.write({"2026/a": goal()})
    row = "| Metadata | |\n| --- | --- |\n| See also | {} |\n"
    case.happened(*(issue(number, body=row.format(text)) for number, text in see_also.items()))
    shown = " → ".join(f"org/plan#{number}" for number in way.split())
    expected = [("TRACK008", f"`See also` leads in a circle: {shown}")] if way else []
    assert case.told() == expected


# --- the command ----------------------------------------------------------------------------------


def test_without_a_store_the_check_goes_on_and_says_so(case: Case) -> None:
    case.write({"2026/a": goal()})
    result = case.check()
    assert result.exit_code == 0
    assert "skipped: checks of what happened (there is no store; `headway sync`" in result.stdout
    assert not (case.root / ".headway").exists()
    told = json.loads(case.check("--json").stdout)
    assert any("what happened" in one for one in told["summary"]["skipped"])


def test_a_plain_check_never_opens_the_store(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.write({"2026/a": goal()})
    broken = case.root / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("HEADWAY_DATABASE", str(broken))
    assert case.run("check", case.root).exit_code == 0
    result = case.check()
    assert result.exit_code == 2
    assert "is not a store of Headway" in result.stderr


def test_settings_and_comments_switch_these_codes(case: Case) -> None:
    case.write({"2026/a": goal()})
    case.happened(issue(title="Bees!"))
    case.write({}, SETTINGS + '[rules]\nTRACK006 = "error"\n')
    assert case.check().exit_code == 1
    case.write({"2026/a": goal() + "\n<!-- headway: allow TRACK006 -->\n"})
    found = json.loads(case.check("--json").stdout)["diagnostics"]
    assert not {one["code"] for one in found} & {"TRACK006", "CONF002"}


@pytest.mark.parametrize("form", ["terminal", "short", "json", "github", "sarif"])
def test_every_renderer_shows_them(case: Case, form: str) -> None:
    case.write({"2026/a": goal()})
    case.happened(issue(title="Bees!"))
    result = case.check("--format", form)
    assert result.exit_code == 0
    assert "TRACK006" in result.stdout


def test_a_fix_of_something_else_goes_with_them(case: Case) -> None:
    case.write({"2026/a": goal().replace("| Status ", "| status ")})
    case.happened(issue(title="Bees!"))
    result = case.check("--fix", "--format", "short")
    assert "applied 1 fix" in result.stderr
    assert "[TRACK006]" in result.stdout
    assert "| Status" in (case.root / "src/2026/a.md").read_text("utf-8")


def test_one_file_alone(case: Case) -> None:
    case.write({"2026/a": goal(), "2026/b": goal("org/plan#2", title="Wasps")})
    case.happened(issue(title="Bees!"), issue(2, title="Wasps!"))
    result = case.run("check", "--activity", case.root / "src/2026/b.md", "--format", "short")
    assert "Wasps!" in result.stdout
    assert "Bees!" not in result.stdout


# --- the board ------------------------------------------------------------------------------------

BOARD = """[[column]]
name = "doing"

[[column]]
name = "done"
done = true

[[item]]
id = "bees"
column = "doing"
issue = "org/plan#1"
"""


def test_a_fix_that_only_the_store_knows_of_is_applied(case: Case) -> None:
    case.write({"2026/a": goal("org/plan#2")})
    board = case.root / "board.toml"
    board.write_text(BOARD, "utf-8")
    case.happened(closed("completed"), issue(2))
    assert "[BOARD008]" in case.check("--format", "short").stdout
    assert "BOARD008" not in case.run("check", case.root, "--format", "short").stdout
    assert '+column = "done"' in case.check("--diff", "--unsafe").stdout
    assert board.read_text("utf-8") == BOARD
    assert "[BOARD008]" not in case.check("--fix", "--unsafe", "--format", "short").stdout
    assert board.read_text("utf-8") == BOARD.replace('"doing"\nissue', '"done"\nissue')

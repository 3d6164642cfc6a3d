"""A board as a project on GitHub, against the simulator and whatever goes wrong there."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from github_simulator import Fault
from headway.cli import forges
from headway.errors import HeadwayError
from headway.forge.carry import apply
from headway.forge.plan import World
from headway.forge.project_actions import moves
from headway.forge.projects import Project, ProjectItem, ProjectName
from headway.program.load import Options, load
from headway.tracking.board.project import ProjectPlan, plan_project, read_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from github_simulator import Simulator
    from github_simulator.opened import Opened
    from github_simulator.state import Project as Held

    Run = Callable[..., Result]

NAME = ProjectName("org", 7)
BOARD = """\
[[column]]
name = "next"

[[column]]
name = "done"
done = true

[[item]]
id = "ask-kit"
title = "Ask Kit"
column = "next"
rank = 30
priority = "A"
note = "About the age of mirrors."

[[item]]
id = "plan-2"
issue = "org/plan#2"
column = "next"
rank = 10
owner = "@ana"
deadline = 2026-03-20

[[item]]
id = "plan-3"
issue = "org/plan#3"
column = "done"
rank = 10

[[item]]
id = "old"
title = "Old"
archived = true
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    (folder / "src/2026").mkdir(parents=True)
    settings = f'[program]\nrepository = "org/plan"\n[board]\nproject = "{NAME}"\n'
    (folder / "headway.toml").write_text(settings, "utf-8")
    (folder / "board.toml").write_text(BOARD, "utf-8")
    return folder


@pytest.fixture
def held(simulator: Simulator) -> Held:
    """The project, with an issue and a draft that people put there."""
    return fill(simulator)


def fill(simulator: Simulator) -> Held:
    repository = simulator.state.add_repository("org/plan")
    for title in ("One", "Two", "Three"):
        repository.add_issue(title)
    project = simulator.state.add_project("org", 7)
    project.add_field("Title", "TITLE")
    project.add_item((repository, repository.issues[1]))
    project.add_item(None, "By hand", "Mine")
    return project


def planned(program: Path, opened: Opened) -> ProjectPlan:
    loaded = load(program, Options(offline=True, today=dt.date(2026, 3, 1))).program
    assert loaded.board is not None
    with opened() as github:
        return plan_project(loaded, loaded.board, read_state(NAME, loaded, loaded.board, github))


def carry(program: Path, opened: Opened) -> bool:
    """One run; whether there was nothing left to do."""
    plan = planned(program, opened).plan
    with opened() as github:
        result = apply(plan, World(program, github), sleep=opened.simulator.clock.sleep)
    return not plan and result.complete


def shown(held: Held) -> list[tuple[Any, ...]]:
    """The items that are not put away, in order, with the values of fields by name."""
    names = {field.id: field for field in held.fields}
    rows = []
    for item in (item for item in held.items if not item.archived):
        values = {
            names[one].name: next(
                (name for name, option in names[one].options.items() if option == value), value
            )
            for one, value in item.values.items()
        }
        rows.append((item.content[1].title if item.content else item.title, values))
    return rows


EXPECTED = [
    ("Two", {"Column": "next", "Owner": "@ana", "Deadline": "2026-03-20"}),
    ("Ask Kit", {"Column": "next", "Priority": "A"}),
    ("Three", {"Column": "done"}),
]


def mine(held: Held) -> list[tuple[Any, ...]]:
    return [row for row in shown(held) if row[0] not in {"One", "By hand"}]


def test_a_project_becomes_the_board_and_keeps_what_people_put_there(
    program: Path, opened: Opened, held: Held
) -> None:
    assert not carry(program, opened)
    assert mine(held) == EXPECTED
    assert [row for row in shown(held) if row not in EXPECTED] == [("One", {}), ("By hand", {})]
    draft = next(item for item in held.items if item.title == "Ask Kit")
    assert draft.body == "About the age of mirrors.\n\n<!-- headway: board ask-kit -->"


def test_running_again_plans_and_writes_nothing(
    program: Path, opened: Opened, held: Held, simulator: Simulator
) -> None:
    carry(program, opened)
    before, asked = repr(held.items), len(simulator.log)
    again = planned(program, opened)
    assert not again.plan
    assert again.notes == (
        "only in the project: org/plan#1; it is left alone",
        "only in the project: By hand; it is left alone",
    )
    assert repr(held.items) == before
    assert len(simulator.log) == asked + 2


def test_changes_of_the_board_arrive(program: Path, opened: Opened, held: Held) -> None:
    carry(program, opened)
    text = BOARD.replace("rank = 30", "rank = 5").replace("deadline = 2026-03-20\n", "")
    text = text.replace('"Ask Kit"', '"Ask Kit again"').replace('"@ana"', '"@bo"')
    (program / "board.toml").write_text(text, "utf-8")
    plan = planned(program, opened).plan
    assert [step.shown.title for step in plan.steps] == [
        "rename the draft `Ask Kit` to `Ask Kit again`",
        "plan-2: set Owner to `@bo`, it was `@ana`, take away Deadline `2026-03-20`",
        "put 3 items of orgs/org/projects/7 into the order of the board",
    ]
    carry(program, opened)
    assert mine(held) == [
        ("Ask Kit again", {"Column": "next", "Priority": "A"}),
        ("Two", {"Column": "next", "Owner": "@bo"}),
        EXPECTED[2],
    ]
    assert carry(program, opened)


def test_what_is_put_away_on_the_board_is_put_away(
    program: Path, opened: Opened, held: Held
) -> None:
    carry(program, opened)
    text = BOARD.replace('column = "done"\n', 'column = "done"\narchived = true\n')
    (program / "board.toml").write_text(text, "utf-8")
    carry(program, opened)
    assert mine(held) == EXPECTED[:2]
    assert carry(program, opened)


def test_fields_that_people_made_are_used_or_told(
    program: Path, opened: Opened, held: Held
) -> None:
    held.add_field("Column", "SINGLE_SELECT", ["next"])
    held.add_field("priority", "NUMBER")
    other_kind, no_option, *_ = planned(program, opened).notes
    assert other_kind.startswith("the project's field `priority` is of another kind; it is left")
    assert no_option.startswith("the field `Column` has no option `done`: add it in the project's")
    carry(program, opened)
    assert [values.get("Column") for _, values in mine(held)] == ["next", "next", None]
    assert carry(program, opened)


def test_an_issue_that_is_not_found_is_left_out(program: Path, opened: Opened, held: Held) -> None:
    (program / "board.toml").write_text(BOARD.replace("#3", "#99"), "utf-8")
    assert planned(program, opened).notes[0] == (
        "org/plan#99 is not found on GitHub; `plan-3` is left out"
    )
    carry(program, opened)
    assert mine(held) == EXPECTED[:2]
    assert carry(program, opened)


def test_an_issue_is_known_by_the_present_name_of_its_repository(
    program: Path, opened: Opened, held: Held, simulator: Simulator
) -> None:
    carry(program, opened)
    repository = simulator.state.repositories.pop("org/plan")
    repository.name = "org/new"
    simulator.state.repositories["org/new"] = repository
    simulator.state.renamed["org/plan"] = "org/new"
    assert carry(program, opened)
    assert mine(held) == EXPECTED


def test_a_value_that_changed_meanwhile_is_not_overwritten(
    program: Path, opened: Opened, held: Held
) -> None:
    carry(program, opened)
    text = BOARD.replace('"@ana"', '"@bo"')
    (program / "board.toml").write_text(text, "utf-8")
    plan = planned(program, opened).plan
    owner = next(field for field in held.fields if field.name == "Owner")
    held.items[2].values[owner.id] = "@zoe"
    with opened() as github:
        (result,) = apply(plan, World(program, github)).results
    assert result.reason == "Owner of plan-2 was changed since this was planned"
    assert held.items[2].values[owner.id] == "@zoe"


def test_without_the_right_it_is_told(
    program: Path, opened: Opened, held: Held, simulator: Simulator
) -> None:
    next(iter(simulator.state.accounts.values())).may_write_projects = False
    plan = planned(program, opened).plan
    with opened() as github:
        result = apply(plan, World(program, github))
    assert "the token needs the permission `Projects: write`" in result.results[0].reason
    assert mine(held) == []


def test_a_project_that_is_not_there_is_told(program: Path, opened: Opened) -> None:
    opened.simulator.state.add_repository("org/plan")
    with pytest.raises(HeadwayError, match="cannot read the project orgs/org/projects/7"):
        planned(program, opened)


# --- faults ---------------------------------------------------------------------------------------


class Attempts:
    """Runs the plan anew until there is nothing to do, as a person would run the command."""

    def __init__(self, program: Path, opened: Opened) -> None:
        self.program, self.opened, self.simulator = program, opened, opened.simulator

    def begin(self, faults: dict[int, Fault]) -> None:
        token, account = next(iter(self.simulator.state.accounts.items()))
        self.simulator.reset()
        self.simulator.state.accounts[token] = account
        self.held = fill(self.simulator)
        for name in ("Owner", "Priority"):
            self.held.add_field(name, "TEXT")
        for name in ("Scheduled", "Deadline"):
            self.held.add_field(name, "DATE")
        self.simulator.faults = faults
        shutil.rmtree(self.opened.cache, ignore_errors=True)

    def until_done(self) -> int:
        for run in range(1, 30):
            try:
                if carry(self.program, self.opened):
                    return run
            except HeadwayError:
                continue
        pytest.fail("it never ends")

    def check(self) -> None:
        assert mine(self.held) == EXPECTED
        assert len(self.held.items) == 5
        assert [field.name for field in self.held.fields].count("Column") == 1
        assert not self.simulator.complaints


@pytest.mark.parametrize("fault", Fault)
def test_one_fault_at_each_request(program: Path, opened: Opened, fault: Fault) -> None:
    attempts = Attempts(program, opened)
    attempts.begin({})
    assert attempts.until_done() == 2
    for number in range(len(attempts.simulator.log)):
        attempts.begin({number: fault})
        assert attempts.until_done() <= 3
        attempts.check()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.integers(0, 60), st.sampled_from(Fault), max_size=25))
def test_any_faults(program: Path, opened: Opened, faults: dict[int, Fault]) -> None:
    attempts = Attempts(program, opened)
    attempts.begin(faults)
    attempts.until_done()
    attempts.check()


# --- order ----------------------------------------------------------------------------------------


@given(st.permutations(range(7)), st.permutations(range(5)))
def test_items_are_brought_into_order_with_few_moves(there: list[int], order: list[int]) -> None:
    drafts = [
        ProjectItem(str(n), {}, None, "d", body=f"<!-- headway: board i{n} -->") for n in there
    ]
    project = Project("p", "", "", (), tuple(drafts))
    wanted = tuple(f"board i{n}" for n in order)
    now, count = list(map(str, there)), 0
    for item, after in moves(project, wanted):
        now.remove(item)
        now.insert(now.index(after) + 1 if after else 0, item)
        count += 1
    assert [one for one in now if int(one) < 5] == list(map(str, order))
    assert count <= 4
    assert [one for one in now if int(one) >= 5] == [str(n) for n in there if n >= 5]


# --- the command ----------------------------------------------------------------------------------


def test_the_command_shows_and_carries_out(
    program: Path, opened: Opened, held: Held, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forges, "github", lambda **_: opened())
    first = run("board", "project", program)
    assert first.exit_code == 0
    assert "only in the project: By hand; it is left alone" in first.stdout
    assert "create the field `Column` of `next`, `done` in orgs/org/projects/7" in first.stdout
    assert mine(held) == []
    document = json.loads(run("board", "project", program, "--apply", "--json").stdout)
    assert document["complete"]
    assert mine(held) == EXPECTED
    assert "nothing to do" in run("board", "project", program).stdout


def test_without_a_setting_there_is_no_project(program: Path, run: Run) -> None:
    (program / "headway.toml").write_text("", "utf-8")
    result = run("board", "project", program)
    assert result.exit_code == 2
    assert '[board]\nproject = "https://github.com/orgs/NAME/projects/NUMBER"' in result.stderr

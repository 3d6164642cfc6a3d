"""What a plan is, and how it is carried out: with files alone, so that nothing needs a server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pytest

from headway.diagnostics import Edit
from headway.forge import render
from headway.forge.carry import Result, State, apply
from headway.forge.errors import UnknownOutcomeError, UnreachableError
from headway.forge.file_actions import CreateFile, EditFile
from headway.forge.plan import (
    Action,
    BadPlanError,
    Following,
    Outcome,
    Plan,
    Refusal,
    Step,
    World,
)
from headway.text import Source, Span

if TYPE_CHECKING:
    from pathlib import Path

OLD = b"# Goal\r\nold\r\n"
EDIT = EditFile(Source("src/goal.md", OLD), (Edit(Span(8, 11), "new"),))
NEW = b"# Goal\r\nnew\r\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/goal.md").write_bytes(OLD)
    return World(tmp_path)


@dataclass(frozen=True)
class Failing(Action):
    """A remote change that always fails in the same manner."""

    kind: ClassVar[str] = "failing"
    error: Exception

    @property
    def title(self) -> str:
        return "fail"

    def look(self, world: World) -> Outcome | Refusal | None:  # noqa: ARG002  # as declared
        return None

    def perform(self, world: World) -> Outcome:  # noqa: ARG002  # as declared
        raise self.error


def steps(*actions: Action) -> Plan:
    """A plan of independent steps, called s1, s2 and so on."""
    named = enumerate(actions, 1)
    return Plan("Test", tuple(Step(f"s{place}", one, "it is a test") for place, one in named))


def carried(plan: Plan, world: World) -> list[tuple[State, str]]:
    result = apply(plan, world, sleep=lambda _: None)
    assert result.exit_code == (0 if result.complete else 1)
    return [(one.state, one.reason) for one in result.results]


def everything(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


# --- files ----------------------------------------------------------------------------------------


def test_files_are_made_and_edited_once(world: World) -> None:
    plan = steps(CreateFile("src/2026/README.md", b"# 2026\n"), EDIT)
    assert carried(plan, world) == [(State.DONE, "")] * 2
    made = {"src/2026/README.md": b"# 2026\n", "src/goal.md": NEW}
    assert everything(world.folder) == made
    assert carried(plan, world) == [(State.ALREADY, "")] * 2
    assert everything(world.folder) == made


def test_no_file_is_replaced(world: World) -> None:
    plan = steps(CreateFile("src/goal.md", b"mine"))
    assert carried(plan, world) == [
        (State.REFUSED, "src/goal.md exists already, and is something else")
    ]
    assert everything(world.folder) == {"src/goal.md": OLD}


def test_a_file_that_comes_between_is_not_replaced(world: World) -> None:
    action = CreateFile("src/goal.md", b"mine")
    with pytest.raises(FileExistsError):
        action.perform(world)
    assert everything(world.folder) == {"src/goal.md": OLD}


@pytest.mark.parametrize("change", [b"# Goal\r\nother\r\n", None])
def test_a_file_that_has_changed_is_left_alone(world: World, change: bytes | None) -> None:
    file = world.folder / "src/goal.md"
    if change is None:
        file.unlink()
    else:
        file.write_bytes(change)
    before = everything(world.folder)
    assert carried(steps(EDIT), world) == [
        (State.REFUSED, "src/goal.md was changed since this was planned")
    ]
    assert everything(world.folder) == before


def test_nothing_outside_the_folder_is_touched(world: World) -> None:
    outside = Source("../goal.md", OLD)
    plan = steps(CreateFile("../new.md", b""), EditFile(outside, EDIT.edits))
    assert [state for state, _ in carried(plan, world)] == [State.REFUSED] * 2
    assert not (world.folder.parent / "new.md").exists()


def test_a_file_that_cannot_be_written_is_told(world: World) -> None:
    (world.folder / "src/2026").write_bytes(b"no folder")
    ((state, reason),) = carried(steps(CreateFile("src/2026/a.md", b"")), world)
    assert state is State.REFUSED
    assert "src/2026" in reason
    long = f"src/{'a' * 300}.md"
    ((state, reason),) = carried(steps(CreateFile(long, b"")), world)
    assert state is State.FAILED
    assert long in reason


# --- steps ----------------------------------------------------------------------------------------


def test_the_others_go_on_when_a_step_is_refused(world: World) -> None:
    plan = Plan(
        "Test",
        (
            Step("bad", CreateFile("src/goal.md", b"mine"), "it is a test"),
            Step("follows", CreateFile("b.md", b"b"), "it is a test", after=("bad",)),
            Step("further", CreateFile("c.md", b"c"), "it is a test", after=("follows",)),
            Step("free", CreateFile("d.md", b"d"), "it is a test"),
        ),
    )
    states = carried(plan, world)
    assert [state for state, _ in states] == [*[State.REFUSED] * 3, State.DONE]
    assert states[1][1] == "it needs bad"
    assert set(everything(world.folder)) == {"src/goal.md", "d.md"}


def test_a_step_uses_what_an_earlier_one_came_to(world: World) -> None:
    first = CreateFile("a.md", b"a")
    second = Following(
        CreateFile("copy.md", b"?"), lambda path: CreateFile("copy.md", f"of {path}".encode())
    )
    plan = Plan("Test", (Step("a", first, "one"), Step("b", second, "two", after=("a",))))
    for state in (State.DONE, State.ALREADY):
        assert carried(plan, world) == [(state, "")] * 2
    assert everything(world.folder)["copy.md"] == b"of a.md"


def test_a_forge_that_is_gone_is_not_asked_again(world: World) -> None:
    gone = Failing(UnreachableError("read org/plan#1", "the connection broke"))
    plan = steps(gone, gone, CreateFile("a.md", b"a"))
    first, second, third = carried(plan, world)
    assert first == (State.FAILED, "cannot read org/plan#1: the connection broke")
    assert second[0] is State.REFUSED
    assert second[1].startswith("not tried, since")
    assert third == (State.DONE, "")


def test_what_may_have_happened_and_has_not_is_told(world: World) -> None:
    ((state, reason),) = carried(steps(Failing(UnknownOutcomeError("do it", "gone"))), world)
    assert state is State.FAILED
    assert reason.startswith("it is not known whether this happened: do it (gone)")


def test_each_step_is_told_when_it_is_over(world: World) -> None:
    told: list[str] = []
    plan = steps(EDIT, CreateFile("src/goal2.md", b""))
    apply(plan, world, lambda result: told.append(render.line(result)))
    assert told == ["done: edit src/goal.md", "done: create src/goal2.md"]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (
            (Step("a", EDIT, ""), Step("a", CreateFile("b", b""), "")),
            "the step a is there twice",
        ),
        (
            (Step("a", EDIT, "", after=("b",)), Step("b", CreateFile("b", b""), "")),
            "the step a does not come after b",
        ),
        ((Step("a", Following(EDIT, lambda _: EDIT), ""),), "the step a follows none"),
        (
            (Step("a", EDIT, ""), Step("b", EDIT, "")),
            "the step b changes src/goal.md, as another does",
        ),
    ],
)
def test_a_plan_that_contradicts_itself(made: tuple[Step, ...], message: str) -> None:
    with pytest.raises(BadPlanError) as caught:
        Plan("Test", made)
    assert str(caught.value) == message


# --- how it is shown ------------------------------------------------------------------------------


def shown() -> Plan:
    return Plan(
        "Goals of 2026",
        (
            Step("folder", CreateFile("src/2026/README.md", b"# 2026\n"), "there is no period"),
            Step("goal", EDIT, "it says `old`", after=("folder",)),
        ),
    )


def test_a_plan_in_short() -> None:
    assert list(render.text(shown())) == [
        "Goals of 2026: 2 steps",
        "",
        "1. create src/2026/README.md",
        "   because there is no period",
        "",
        "2. edit src/goal.md (after 1)",
        "   because it says `old`",
    ]


def test_a_plan_in_full_has_diffs() -> None:
    lines = list(render.text(shown(), full=True))
    assert "     +# 2026" in lines
    assert "     -old" in lines
    assert "     +new" in lines


def test_an_empty_plan() -> None:
    plan = Plan("Goals of 2026")
    assert not plan
    assert list(render.text(plan)) == ["Goals of 2026: nothing to do"]
    assert render.summary(Result(())) == "nothing to do"
    assert json.loads(render.to_json(plan)) == {
        "version": 1,
        "title": "Goals of 2026",
        "steps": [],
    }


def test_a_plan_as_json(world: World) -> None:
    document = json.loads(render.to_json(shown()))
    assert document["version"] == 1
    assert document["steps"][0] == {
        "name": "folder",
        "kind": "create-file",
        "title": "create src/2026/README.md",
        "reason": "there is no period",
        "after": [],
        "facts": {"path": "src/2026/README.md", "text": "# 2026\n"},
    }
    edit = document["steps"][1]
    assert (edit["kind"], edit["after"]) == ("edit-file", ["folder"])
    assert edit["facts"]["path"] == "src/goal.md"
    assert edit["facts"]["diff"].splitlines()[:2] == ["--- a/src/goal.md", "+++ b/src/goal.md"]

    (world.folder / "src/goal.md").write_bytes(b"other")
    result = apply(shown(), world)
    after = json.loads(render.to_json(shown(), result))
    assert [step["result"] for step in after["steps"]] == [
        {"state": "done", "reason": ""},
        {"state": "refused", "reason": "src/goal.md was changed since this was planned"},
    ]
    assert after["complete"] is False
    assert render.summary(result) == "1 done, 1 refused"

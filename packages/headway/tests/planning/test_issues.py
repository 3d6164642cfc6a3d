"""The tracking issues of a period: planned against a simulated GitHub, and kept in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from github_simulator import Access, Fault
from github_simulator.opened import SECRET, Opened
from headway.forge.carry import apply
from headway.forge.model import Repository
from headway.forge.plan import World
from headway.planning.issues.plan import IssuesPlan, plan_issues
from headway.planning.issues.tracker import read_tracker
from headway.program.load import Options, load

if TYPE_CHECKING:
    from pathlib import Path

    from github_simulator import Repository as Held
    from github_simulator import Simulator

HEADWAY_TOML = """
[program]
name = "Plan"
repository = "org/plan"
book-url = "https://book.example/"
"""
TEAMS = """
[teams.lang]
url = "https://example.org/lang"
leads = ["ana"]
members = ["ben"]
"""
ALPHA = """# Alpha goal

| Metadata         |       |
| ---------------- | ----- |
| Point of contact | @ana  |
| Status           | Accepted |
| Tracking issue   | {issue} |
| [lang] champion  | @ben |

## Summary

Do alpha, as [beta](./beta.md) needs it.

## Work items over the next year

| Task        | Owner(s)           | Notes |
| ----------- | ------------------ | ----- |
| Write it    | @ana               |       |
| Document it | ![Help wanted][]   |       |

#### Second part

| Task    | Owner(s)   | Notes |
| ------- | ---------- | ----- |
| Ship it | @ana, @ben |       |

## Team asks

| Team   | Support level | Notes |
| ------ | ------------- | ----- |
| [lang] | Medium        |       |
"""
BETA = ALPHA.replace("Alpha", "Beta").replace("alpha", "beta").replace("Do beta, as", "Do it as")


class Goals:
    """A program on disk, and its tracker behind the production adapter."""

    def __init__(self, folder: Path, opened: Opened) -> None:
        self.folder = folder
        self.opened = opened
        self.repository = Repository("org", "plan")

    def write(self, name: str, text: str, issue: str = "") -> None:
        file = self.folder / f"src/2026/{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{issue}", issue))

    def read(self, name: str) -> str:
        return (self.folder / f"src/2026/{name}.md").read_text()

    def plan(self) -> IssuesPlan:
        return self._plan(apply_it=False)

    def run(self) -> IssuesPlan:
        """Plan and apply, as `headway issues --apply`."""
        return self._plan(apply_it=True)

    def _plan(self, *, apply_it: bool) -> IssuesPlan:
        program = load(self.folder, Options(offline=True)).program
        period = program.period("2026")
        assert period is not None
        with self.opened() as forge:
            tracker = read_tracker(forge, self.repository, program, period, print)
            planned = plan_issues(program, period, tracker)
            if apply_it:
                clock = self.opened.simulator.clock
                apply(planned.plan, World(self.folder, forge), sleep=clock.sleep)
        return planned


def made(folder: Path, opened: Opened) -> Goals:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "headway.toml").write_text(HEADWAY_TOML)
    (folder / "teams.toml").write_text(TEAMS)
    return Goals(folder, opened)


@pytest.fixture
def goals(tmp_path: Path, opened: Opened) -> Goals:
    return made(tmp_path / "program", opened)


@pytest.fixture
def held(simulator: Simulator) -> Held:
    return tracker(simulator)


def tracker(simulator: Simulator) -> Held:
    repository = simulator.state.add_repository("org/plan")
    repository.people += ["ana", "ben", "cleo"]
    return repository


def names(planned: IssuesPlan) -> list[str]:
    return [step.name for step in planned.plan.steps]


def test_an_accepted_goal_gets_its_issue(goals: Goals, held: Held) -> None:
    goals.write("alpha", ALPHA)
    assert names(goals.plan()) == [
        "label C-tracking-issue",
        "label T-lang",
        "milestone",
        "alpha: create",
        "alpha: write-back",
        "alpha: say",
        "alpha: lock",
    ]
    assert not held.issues, "a plan changed something"
    goals.run()
    (issue,) = held.issues.values()
    assert issue.title == "Alpha goal"
    assert issue.labels == ["C-tracking-issue", "T-lang"]
    assert issue.assignees == ["ana"]
    assert issue.locked
    assert len(issue.comments) == 1
    assert issue.body is not None
    assert "| Team(s)          | [lang](https://example.org/lang) |" in issue.body
    assert "[2026/alpha](https://book.example/2026/alpha.html)" in issue.body
    assert "Do alpha, as [beta](https://book.example/2026/beta.html) needs it." in issue.body
    assert "* [ ] Write it (@ana)\n* [ ] Document it (**Help wanted**)" in issue.body
    assert "### Second part\n\n* [ ] Ship it (@ana, @ben)" in issue.body
    assert "| Tracking issue   | [org/plan#1] |" in goals.read("alpha")
    assert not goals.plan().plan


def test_the_written_row_is_the_only_change_of_the_document(goals: Goals, held: Held) -> None:
    goals.write("alpha", ALPHA)
    before = goals.read("alpha").splitlines()
    goals.run()
    after = goals.read("alpha").splitlines()
    assert [a for a, b in zip(after, before, strict=True) if a != b] == [
        "| Tracking issue   | [org/plan#1] |"
    ]
    assert len(held.issues) == 1


def test_a_lost_write_back_is_made_up_for(goals: Goals, held: Held) -> None:
    goals.write("alpha", ALPHA)
    goals.run()
    goals.write("alpha", ALPHA)
    assert names(goals.plan()) == ["alpha: write-back"]
    goals.run()
    assert len(held.issues) == 1
    assert "[org/plan#1]" in goals.read("alpha")


@pytest.mark.parametrize("status", ["Proposed", "Not accepted"])
def test_other_goals_get_none(goals: Goals, held: Held, status: str) -> None:
    goals.write("alpha", ALPHA.replace("Accepted", status))
    assert not goals.plan().plan
    assert not held.issues


def test_a_continuing_goal_keeps_its_issue_and_its_history(goals: Goals, held: Held) -> None:
    old = held.add_milestone("2025h2-goals")
    body = "Old words\r\n\r\n* [x] Did that\r\n* [ ] Write it (@ana)\r\n"
    held.add_issue("Alpha, once", body=body, milestone=old.number, labels=["R-every-2-weeks"])
    goals.write("alpha", ALPHA, "[org/plan#1]")
    goals.run()
    (issue,) = held.issues.values()
    assert issue.title == "Alpha goal"
    assert issue.labels == ["R-every-2-weeks", "C-tracking-issue", "T-lang"]
    assert [one.title for one in held.milestones if one.number == issue.milestone] == ["2026-goals"]
    assert issue.body is not None
    assert "* [x] Did that" in issue.body
    assert issue.body.index("* [ ] Ship it") < issue.body.index("Old words")
    assert issue.comments[0].body.startswith("This goal goes on in 2026.")
    assert issue.locked
    assert not goals.plan().plan


def test_the_words_of_the_existing_tool_are_known(goals: Goals, simulator: Simulator) -> None:
    simulator.state.add_account(SECRET, "ana", **{"rust-lang/goals": Access.WRITE})
    held = simulator.state.add_repository("rust-lang/goals")
    goals.repository = Repository("rust-lang", "goals")
    settings = goals.folder / "headway.toml"
    settings.write_text(settings.read_text().replace("org/plan", "rust-lang/goals"))
    issue = held.add_issue("Alpha goal", labels=["C-tracking-issue"])
    said = (
        "This issue is intended for status updates only.\r\n\r\n"
        "For general questions or comments, please contact the owner(s) directly."
    )
    held.add_comment(issue, "ana", said)
    goals.write("alpha", ALPHA, "[rust-lang/goals#1]")
    goals.run()
    assert issue.locked
    assert len(issue.comments) == 1


def test_ticks_and_words_of_people_stay(goals: Goals, held: Held) -> None:
    goals.write("alpha", ALPHA)
    goals.run()
    (issue,) = held.issues.values()
    assert issue.body is not None
    issue.body = issue.body.replace("* [ ] Write it (@ana)", "* [X] Write it (@ana) in #12 🎉")
    issue.body = issue.body.replace("\n", "\r\n") + "\r\nBy hand."
    held.add_label("nice")
    issue.labels.append("nice")
    issue.assignees.append("cleo")
    assert not goals.plan().plan
    goals.write(
        "alpha", goals.read("alpha").replace("| Ship it |", "| Test it | @ben | |\n| Ship it |")
    )
    planned = goals.run()
    assert names(planned) == ["alpha: body"]
    assert "* [X] Write it (@ana) in #12 🎉\r\n" in issue.body
    assert "* [ ] Ship it (@ana, @ben)\n* [ ] Test it (@ben)" in issue.body.replace("\r\n", "\n")
    assert issue.body.endswith("By hand.")
    assert issue.labels[-1] == "nice"
    assert "cleo" in issue.assignees
    assert not goals.plan().plan


def test_drift_is_told_and_left(goals: Goals, held: Held) -> None:
    goals.write("alpha", ALPHA)
    goals.run()
    goals.write("alpha", goals.read("alpha").replace("| Write it    |", "| Rewrite it  |"))
    (issue,) = held.issues.values()
    held.add_label("T-types")
    issue.labels.append("T-types")
    issue.assignees.append("cleo")
    planned = goals.run()
    told = [one.what for one in planned.drift]
    assert told == [
        "it lists `Write it`, which is no task of the document",
        "it has the label T-types, and the goal asks no such team",
        "@cleo is assigned, and no point of contact",
    ]
    assert issue.body is not None
    assert "Write it" in issue.body
    assert "Rewrite it" in issue.body


def test_two_goals_with_one_issue_are_refused(goals: Goals, held: Held) -> None:
    held.add_issue("Alpha goal")
    goals.write("alpha", ALPHA, "[org/plan#1]")
    goals.write("beta", BETA, "[org/plan#1]")
    planned = goals.plan()
    assert not planned.plan
    assert {one.goal for one in planned.refused} == {"src/2026/alpha.md", "src/2026/beta.md"}


def test_an_issue_that_is_not_there_is_told(goals: Goals, held: Held) -> None:
    goals.write("alpha", ALPHA, "[org/plan#77]")
    planned = goals.plan()
    assert not planned.plan
    (one,) = planned.refused
    assert one.what.startswith("org/plan has no such issue: it was moved")
    assert not held.issues


def finished(state: Held) -> list[object]:
    """What of the tracker counts, whatever the order in which it came about."""
    milestones = {one.number: one.title for one in state.milestones}
    return [
        sorted(state.labels),
        sorted(milestones.values()),
        sorted(
            (
                issue.title,
                sorted(issue.labels),
                issue.assignees,
                milestones.get(issue.milestone or 0),
                issue.locked,
                issue.body,
                sorted(comment.body for comment in issue.comments),
            )
            for issue in state.issues.values()
        ),
    ]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    faults=st.dictionaries(st.integers(0, 60), st.sampled_from(list(Fault)), min_size=1, max_size=4)
)
def test_faults_at_any_request_change_nothing_in_the_end(
    server: Simulator, tmp_path_factory: pytest.TempPathFactory, faults: dict[int, Fault]
) -> None:
    outcomes = []
    for broken in ({}, faults):
        server.reset()
        server.state.add_account(SECRET, "ana", **{"org/plan": Access.WRITE})
        state = tracker(server)
        old = state.add_milestone("2025h2-goals")
        state.add_issue("Beta, once", body="* [x] Old", milestone=old.number)
        folder = tmp_path_factory.mktemp("faults")
        goals = made(folder / "program", Opened(server, folder / "cache"))
        goals.write("alpha", ALPHA)
        goals.write("beta", BETA, "[org/plan#1]")
        server.log.clear()
        server.faults = dict(broken)
        for _ in range(8):
            if not tried(goals):
                break
        else:
            pytest.fail("it does not come to rest")
        outcomes.append((finished(state), goals.read("alpha"), goals.read("beta")))
        assert not server.complaints
    assert outcomes[0] == outcomes[1]


def tried(goals: Goals) -> bool:
    """Whether a run found something to do, or could not tell for a fault."""
    from headway.forge.errors import ForgeError  # noqa: PLC0415

    try:
        return bool(goals.run().plan)
    except ForgeError:
        return True

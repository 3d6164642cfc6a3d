"""`headway issues` as one types it: the production adapter, at a simulated GitHub."""

from __future__ import annotations

import json
import re
import shutil
import socket
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from github_simulator import Access
from github_simulator.opened import SECRET
from headway.documents.values import Status
from headway.forge.network import Surroundings
from headway.pages.shelf import Abroad, Shelf
from headway.planning.issues import shown
from headway.planning.issues.body import new_body
from headway.program.load import Options, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from github_simulator import Repository as Held
    from github_simulator import Simulator

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]


@pytest.fixture
def env(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> pytest.MonkeyPatch:
    """The simulator in place of GitHub, with a token that may write."""
    monkeypatch.setenv("HEADWAY_GITHUB_URL", simulator.url)
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    clock = simulator.clock
    patient = partial(Surroundings, clock.now, clock.sleep)  # a second between writes is long
    monkeypatch.setattr(import_module("headway.forge.opening"), "Surroundings", patient)
    return monkeypatch


@pytest.fixture
def held(simulator: Simulator, env: pytest.MonkeyPatch) -> Held:  # noqa: ARG001  # set for all
    """The tracker of the example, as it was at the end of 2025h2."""
    simulator.state.add_account(SECRET, "ana-lind", **{"lumen-lang/goals": Access.WRITE})
    held = simulator.state.add_repository("lumen-lang/goals")
    held.people += ["ana-lind", "nadia-elbaz", "tuan-pham", "yuki-tanabe", "oskar-wrona"]
    return held


def filled(held: Held, folder: Path, until: str) -> None:
    """Give a tracker the issues that the documents of earlier periods name."""
    program = load(folder, Options(offline=True)).program
    stone = held.add_milestone(f"{until}-goals")
    texts = {
        goal.tracking_issue.number: new_body(goal, Abroad(Shelf(program), None))
        for goal in program.goals()
        if goal.tracking_issue and goal.period <= until
    }
    known = {goal.tracking_issue.number: goal for goal in program.goals() if goal.tracking_issue}
    for number, goal in sorted(known.items()):
        issue = held.add_issue(goal.title or goal.id, labels=["C-tracking-issue"])
        del held.issues[issue.number]
        held.issues[number] = issue
        issue.number = number
        issue.body = texts.get(number, "By hand.").replace("\n", "\r\n")
        issue.milestone = stone.number


def test_a_plan_is_a_list_with_reasons(
    run: Run, lumen: Path, held: Held, kept: Kept, simulator: Simulator
) -> None:
    filled(held, lumen, "2025h2")
    result = run("issues", "2026", lumen)
    assert result.exit_code == 0, result.stderr
    kept("issues-2026.txt", result.stdout)
    assert result.stderr.endswith("\nnothing is changed yet; --apply carries this out\n")
    assert not [method for method in ("PUT", "PATCH", "DELETE") if simulator.asked(method)]
    assert "/graphql" in simulator.asked("POST") or not simulator.asked("POST")
    full = run("issues", "2026", lumen, "--full").stdout
    assert len(full) > 2 * len(result.stdout)
    assert "## Tasks and status" in full
    assert "+## Tasks and status" in full, "the change of a text is a diff"


def test_the_plan_as_json_follows_its_schema(run: Run, lumen: Path, held: Held) -> None:
    filled(held, lumen, "2025h2")
    planned = json.loads(run("issues", "2026", lumen, "--json").stdout)
    jsonschema.validate(planned, shown.schema())
    assert planned["period"] == "2026"
    assert {step["kind"] for step in planned["steps"]} >= {"create-label", "change-issue"}
    done = json.loads(run("issues", "2026", lumen, "--json", "--apply").stdout)
    jsonschema.validate(done, shown.schema())
    assert done["complete"]
    assert {step["result"]["state"] for step in done["steps"]} <= {"done", "already so"}


def test_a_second_run_plans_nothing(run: Run, lumen: Path, held: Held) -> None:
    filled(held, lumen, "2025h2")
    name, number = a_goal(lumen)
    renumbered(lumen, name, "")
    held.issues.pop(number)
    applied = run("issues", "2026", lumen, "--apply")
    assert applied.exit_code == 0, applied.stderr
    assert re.search(r"(?m)^done: create the issue `", applied.stderr)
    again = run("issues", "2026", lumen, "--apply")
    assert again.exit_code == 0
    assert "tracking issues of 2026 in lumen-lang/goals: nothing to do" in again.stdout
    earlier = json.loads(run("issues", "2025h2", lumen, "--json").stdout)
    moved = [step for step in earlier["steps"] if step["facts"].get("field") == "milestone"]
    assert not moved, "what goes on in 2026 stays there"


def test_without_a_token_a_plan_is_made_and_not_applied(
    run: Run, lumen: Path, held: Held, env: pytest.MonkeyPatch
) -> None:
    for goal in load(lumen, Options(offline=True)).program.goals():
        if goal.tracking_issue and goal.period == "2026":
            issue = held.add_issue(goal.title or "", labels=["C-tracking-issue"])
            held.issues[goal.tracking_issue.number] = held.issues.pop(issue.number)
            issue.number = goal.tracking_issue.number
    env.setenv("GITHUB_TOKEN", "")
    assert run("issues", "2026", lumen).exit_code == 0
    result = run("issues", "2026", lumen, "--apply")
    assert result.exit_code == 1
    assert "there is no token" in result.stderr
    assert "`Issues: write` on lumen-lang/goals" in result.stderr
    assert "not tried, since Headway cannot" in result.stderr


def test_a_powerless_token_is_told_the_permission_and_never_shown(
    run: Run, lumen: Path, held: Held, simulator: Simulator
) -> None:
    filled(held, lumen, "2025h2")
    simulator.state.accounts[SECRET].may_write_issues = False
    result = run("issues", "2026", lumen, "--apply", "--json")
    assert result.exit_code == 1
    assert "the token needs the permission `Issues: write` on lumen-lang/goals" in result.stderr
    assert SECRET not in result.output + repr(result.exception)


def test_an_unknown_token_is_told(
    run: Run, lumen: Path, held: Held, env: pytest.MonkeyPatch
) -> None:
    assert not held.issues
    env.setenv("GITHUB_TOKEN", "ghp_unknown")
    result = run("issues", "2026", lumen)
    assert result.exit_code == 3
    assert "GitHub does not accept the token" in result.stderr
    assert "ghp_unknown" not in result.output


@pytest.mark.usefixtures("env")
def test_a_repository_that_is_not_there_is_told(run: Run, lumen: Path) -> None:
    result = run("issues", "2026", lumen)
    assert result.exit_code == 3
    assert "cannot read the labels of lumen-lang/goals: GitHub finds nothing" in result.stderr


@pytest.mark.usefixtures("env")
@pytest.mark.parametrize("command", [("issues", "2026"), ("proposals",)])
def test_a_program_without_a_repository_is_asked_for_it(
    run: Run, lumen: Path, command: tuple[str, ...]
) -> None:
    for name, row in (("headway.toml", "repository = "), ("book.toml", "git-repository-url = ")):
        text = (lumen / name).read_text("utf-8")
        (lumen / name).write_text(text.replace(row, f"# {row}"), "utf-8")
    for file in lumen.glob("src/*/*.md"):
        file.write_text(re.sub(r"\[lumen-lang/goals#\d+\]", "", file.read_text("utf-8")), "utf-8")
    result = run(*command, lumen)
    assert result.exit_code == 2
    assert 'repository = "organisation/name"' in result.stderr


@pytest.mark.parametrize("command", [("issues", "2026", "--apply"), ("proposals",)])
def test_offline_never_touches_the_network(
    run: Run, lumen: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    result = run("-C", lumen, *command, "--offline")
    assert result.exit_code == 2
    assert "with --offline there is no answer" in result.stderr


def renumbered(lumen: Path, name: str, row: str) -> Path:
    """A goal of the example that names another issue."""
    file = lumen / f"src/2026/{name}.md"
    text = file.read_text("utf-8")
    changed = re.sub(r"(?m)^\| Tracking issue *\|.*$", f"| Tracking issue | {row} |", text)
    assert changed != text
    file.write_text(changed, "utf-8")
    return file


def test_two_goals_with_one_issue_are_refused(run: Run, lumen: Path, held: Held) -> None:
    filled(held, lumen, "2025h2")
    first, second = sorted(
        goal.id
        for goal in load(lumen, Options(offline=True)).program.goals()
        if goal.period == "2026" and goal.tracking_issue
    )[:2]
    renumbered(lumen, first, "[lumen-lang/goals#1]")
    renumbered(lumen, second, "[lumen-lang/goals#1]")
    result = run("issues", "2026", lumen, "--apply")
    assert result.exit_code == 1
    names = f"src/2026/{first}.md and src/2026/{second}.md name the same issue"
    assert result.stdout.count(names) == 2
    again = run("issues", "2026", lumen)
    assert again.exit_code == 1, "the others are done, and these are still left out"
    assert "nothing to do" in again.stdout


def test_an_interruption_leaves_a_clear_message(
    run: Run, lumen: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headway.forge.github import GitHub  # noqa: PLC0415  # to have it stopped midway

    filled(held, lumen, "2025h2")
    with monkeypatch.context() as patch:

        def stop(*_: Any) -> None:
            raise KeyboardInterrupt

        patch.setattr(GitHub, "create_milestone", stop)
        result = run("issues", "2026", lumen, "--apply")
    assert result.exit_code == 1
    assert "interrupted; what is told as done stays done" in result.stderr
    assert "Run the same command again" in result.stderr
    assert held.labels
    assert run("issues", "2026", lumen, "--apply").exit_code == 0
    assert run("issues", "2026", lumen).stdout.endswith("nothing to do\n")


# --- what a program manager meets -----------------------------------------------------------------


def a_goal(lumen: Path) -> tuple[str, int]:
    """An accepted goal of 2026 with an issue of its own."""
    program = load(lumen, Options(offline=True)).program
    goal = next(
        goal
        for goal in program.goals()
        if goal.period == "2026" and goal.tracking_issue and goal.status == Status.ACCEPTED.value
    )
    assert goal.tracking_issue
    return goal.id, goal.tracking_issue.number


def test_labels_in_another_case_or_colour_are_taken_as_they_are(
    run: Run, lumen: Path, held: Held
) -> None:
    held.add_label("c-tracking-issue", "000000")
    held.add_label("t-LANG", "123456")
    filled(held, lumen, "2025h2")
    assert run("issues", "2026", lumen, "--apply").exit_code == 0
    assert held.labels["c-tracking-issue"].color == "000000"
    assert held.labels["t-lang"].name == "t-LANG"


def test_a_milestone_in_another_case_is_taken(run: Run, lumen: Path, held: Held) -> None:
    held.add_milestone("2026-Goals")
    filled(held, lumen, "2025h2")
    assert "create the milestone" not in run("issues", "2026", lumen).stdout


def test_people_who_cannot_be_assigned_are_told(run: Run, lumen: Path, held: Held) -> None:
    filled(held, lumen, "2025h2")
    held.people.clear()
    result = run("issues", "2026", lumen, "--apply")
    assert result.exit_code == 0, result.stderr
    told = "cannot be assigned: GitHub allows it for people with access to lumen-lang/goals alone"
    assert told in result.stdout
    assert not any(issue.assignees for issue in held.issues.values())
    assert "nothing to do" in run("issues", "2026", lumen).stdout


@pytest.mark.parametrize("contact", ["@ana-lind, @tuan-pham", "@nobody-of-this-name", ""])
def test_a_point_of_contact_that_is_no_known_person_is_told(
    run: Run, lumen: Path, held: Held, contact: str
) -> None:
    name, number = a_goal(lumen)
    file = lumen / f"src/2026/{name}.md"
    text = file.read_text("utf-8")
    row = re.compile(r"(?m)^\| Point of contact *\|.*$")
    file.write_text(row.sub(f"| Point of contact | {contact} |", text), "utf-8")
    filled(held, lumen, "2025h2")
    result = run("issues", "2026", lumen, "--apply")
    assert result.exit_code == 0
    assert not held.issues[number].assignees
    assert f"#{number}): nobody is to be assigned: no point of contact" in result.stdout


def test_a_closed_issue_of_an_earlier_period_is_told(run: Run, lumen: Path, held: Held) -> None:
    _, number = a_goal(lumen)
    filled(held, lumen, "2025h2")
    held.issues[number].state = "closed"
    result = run("issues", "2026", lumen, "--apply")
    assert f"(lumen-lang/goals#{number}): the goal goes on, and its issue is closed: reopen it" in (
        result.stdout
    )
    assert held.issues[number].state == "closed"


def test_an_issue_that_was_moved_away_is_left_out(run: Run, lumen: Path, held: Held) -> None:
    _, number = a_goal(lumen)
    filled(held, lumen, "2025h2")
    del held.issues[number]
    result = run("issues", "2026", lumen)
    assert result.exit_code == 1
    assert "has no such issue: it was moved elsewhere or deleted, or the number" in result.stdout


def test_a_repository_that_was_renamed_is_told_when_it_is_written_to(
    run: Run, lumen: Path, held: Held, simulator: Simulator
) -> None:
    filled(held, lumen, "2025h2")
    moved = simulator.state.repositories.pop("lumen-lang/goals")
    moved.name = "lumen-lang/plans"
    simulator.state.repositories["lumen-lang/plans"] = moved
    simulator.state.renamed["lumen-lang/goals"] = "lumen-lang/plans"
    result = run("issues", "2026", lumen, "--apply")
    assert result.exit_code == 1
    assert "use the new name of the repository" in result.stderr


# --- at full size ---------------------------------------------------------------------------------


def test_a_real_period_comes_to_rest_in_few_requests(
    run: Run, corpus: Path, simulator: Simulator, env: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Reads: a constant, one per issue that is not settled, one per person not assigned."""
    assert env
    folder = Path(shutil.copytree(corpus / "rust-goals", tmp_path / "goals"))
    team = ("--team-data", corpus / "team")
    simulator.state.add_account(SECRET, "ana", **{"rust-lang/goals": Access.WRITE})
    held = simulator.state.add_repository("rust-lang/goals")
    real_tracker(held, folder)
    before = {issue.number: issue.body or "" for issue in held.issues.values()}

    simulator.log.clear()
    result = run("issues", "2026", folder, *team, "--json")
    assert result.stdout, result.stderr
    planned = json.loads(result.stdout)
    assert planned["steps"]
    singly = [one.path for one in simulator.log if re.search("/comments$|/assignees/", one.path)]
    assert len(singly) == len(set(singly))
    assert sum(path.endswith("/comments") for path in singly) == len(held.issues)
    contacts = {login.casefold() for login in held.people}
    assert {path.rpartition("/")[2] for path in singly if "/assignees/" in path} <= contacts
    assert len(simulator.log) - len(singly) <= 4, "labels, milestones, issues; no issue by itself"

    applied = run("issues", "2026", folder, *team, "--apply")
    assert applied.exit_code == 0, applied.stderr[-2000:]
    for number, text in before.items():
        kept = (held.issues[number].body or "").replace("\r\n", "\n")
        assert text.strip().replace("\r\n", "\n") in kept

    simulator.log.clear()
    again = json.loads(run("issues", "2026", folder, *team, "--json").stdout)
    assert again["steps"] == []
    assert len(simulator.log) <= 4, "nothing is unsettled, so nothing is asked one by one"


def real_tracker(held: Held, folder: Path) -> None:
    """The issues that the documents of 2026 name, with labels and texts as they are today."""
    program = load(folder, Options(offline=True)).program
    stones = {name: held.add_milestone(name).number for name in ("2025h2", "2026")}
    for label, color in (("C-tracking-issue", "f5f1fd"), ("T-lang", "bfd4f2")):
        held.add_label(label, color)
    before = {
        goal.tracking_issue.number: goal
        for period in program.periods[:-1]
        for goal in period.goals
        if goal.tracking_issue
    }
    for goal in program.periods[-1].goals:
        if goal.tracking_issue is None:
            continue
        number = goal.tracking_issue.number
        earlier = before.get(number)
        issue = held.add_issue(goal.title or "", labels=["C-tracking-issue"])
        held.issues[number] = held.issues.pop(issue.number)
        issue.number = number
        issue.milestone = stones["2025h2" if earlier else "2026"]
        text = new_body(earlier, Abroad(Shelf(program), None)) if earlier else ""
        issue.body = text.replace("* [ ]", "* [x]", 1).replace("\n", "\r\n")
        held.people += [login.lstrip("@") for login in [goal.point_of_contact or ""]]

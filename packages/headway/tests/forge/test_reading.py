from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from github_simulator import File, Pull
from github_simulator.state import START
from headway.forge.errors import BadRepositoryError, NotFoundError
from headway.forge.model import Change, ChangedFile, FileName, IssueName, Label, Repository

if TYPE_CHECKING:
    from github_simulator import Simulator
    from github_simulator.opened import Opened

PLAN = Repository("org", "plan")
HEAD = "f" * 40


def test_issues_come_from_all_pages_newest_first(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    for number in range(1, 251):
        repository.add_issue(f"Goal {number}")
    with opened() as github:
        found = list(github.issues(PLAN))
    assert [issue.number for issue in found] == list(range(250, 0, -1))
    assert [one.query.get("page") for one in simulator.log] == [None, "2", "3"]


def test_a_page_is_read_when_it_is_needed(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    for number in range(250):
        repository.add_issue(f"Goal {number}")
    with opened() as github:
        assert next(github.issues(PLAN)).number == 250
    assert len(simulator.log) == 1


def test_issues_are_chosen_by_milestone_and_labels(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    stone = repository.add_milestone("2026")
    repository.add_issue("both", labels=["T-lang", "C-tracking-issue"], milestone=stone.number)
    repository.add_issue("closed", labels=["T-lang"], state="closed", milestone=stone.number)
    repository.add_issue("neither")
    with opened() as github:
        in_stone = github.issues(PLAN, milestone=stone.number)
        assert [one.title for one in in_stone] == ["closed", "both"]
        labelled = github.issues(PLAN, labels=["t-lang", "C-tracking-issue"])
        assert [one.title for one in labelled] == ["both"]


def test_an_issue_says_everything(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    repository.add_milestone("2026")
    repository.add_issue(
        "A goal",
        body="text",
        author=None,
        state="closed",
        state_reason="not_planned",
        labels=["T-lang"],
        assignees=["Ben"],
        milestone=1,
        locked=True,
    )
    with opened() as github:
        issue = github.issue(IssueName(PLAN, 1))
        assert github.issues_named([IssueName(PLAN, 1)])[IssueName(PLAN, 1)] == issue
    assert issue.url == "https://github.com/org/plan/issues/1"
    assert (issue.title, issue.body, issue.author) == ("A goal", "text", None)
    assert (issue.state, issue.state_reason, issue.locked) == ("closed", "not_planned", True)
    assert (issue.labels, issue.assignees, issue.milestone) == (("T-lang",), ("Ben",), "2026")
    assert issue.created_at == START + timedelta(minutes=1)
    assert not issue.is_pull_request


def test_an_issue_may_say_next_to_nothing(simulator: Simulator, opened: Opened) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal", body=None, author="helper[bot]")
    with opened() as github:
        issue = github.issue(IssueName(PLAN, 1))
        assert github.issues_named([IssueName(PLAN, 1)])[IssueName(PLAN, 1)] == issue
    assert (issue.body, issue.author, issue.milestone) == ("", "helper[bot]", None)


def test_many_issues_take_one_request_for_fifty(simulator: Simulator, opened: Opened) -> None:
    here = simulator.state.add_repository("org/plan")
    there = simulator.state.add_repository("other/place")
    for number in range(60):
        here.add_issue(f"Here {number}")
        there.add_issue(f"There {number}", pull=Pull(HEAD))
    names = [IssueName(PLAN, number) for number in range(1, 61)]
    names += [IssueName(Repository("other", "place"), number) for number in range(1, 61)]
    with opened() as github:
        found = github.issues_named(names)
    assert list(found) == names
    assert [found[name].title for name in names[-2:]] == ["There 58", "There 59"]
    assert [found[name].is_pull_request for name in names[59:61]] == [False, True]
    assert len(simulator.log) == 3


def test_named_issues_that_are_not_there_are_left_out(simulator: Simulator, opened: Opened) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")
    simulator.state.add_repository("org/secret", private=True).add_issue("Hidden")
    names = [
        IssueName(PLAN, 1),
        IssueName(PLAN, 7),
        IssueName(Repository("org", "secret"), 1),
        IssueName(Repository("no", "where"), 1),
    ]
    with opened() as github:
        assert list(github.issues_named(names)) == names[:1]
        assert github.issues_named([]) == {}


def test_one_issue_that_is_not_there_is_an_error(simulator: Simulator, opened: Opened) -> None:
    simulator.state.add_repository("org/plan")
    with opened() as github, pytest.raises(NotFoundError, match="read org/plan#7") as caught:
        github.issue(IssueName(PLAN, 7))
    assert "`Issues: read` on org/plan" in str(caught.value)


def test_comments_are_oldest_first_and_say_what_was_hidden(
    simulator: Simulator, opened: Opened
) -> None:
    repository = simulator.state.add_repository("org/plan")
    issue = repository.add_issue("A goal")
    repository.add_comment(issue, "ana", "first")
    repository.add_comment(issue, None, "second", minimized=True)
    with opened() as github:
        first, second = github.comments(IssueName(PLAN, 1))
    assert (first.author, first.body, first.minimized) == ("ana", "first", False)
    assert (second.author, second.body, second.minimized) == (None, "second", True)
    assert first.url == "https://github.com/org/plan/issues/1#issuecomment-1"
    assert first.created_at < second.created_at


def test_labels_and_milestones(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    repository.add_label("T-lang", "BFD4F2", "the language team")
    repository.add_label("plain")
    repository.add_milestone("2025", "closed")
    repository.add_milestone("2026")
    with opened() as github:
        labels = list(github.labels(PLAN))
        stones = [(one.number, one.title, one.state) for one in github.milestones(PLAN)]
    assert labels == [
        Label("T-lang", "bfd4f2", "the language team"),
        Label("plain", "ededed", ""),
    ]
    assert stones == [(1, "2025", "closed"), (2, "2026", "open")]


def test_open_pull_requests_come_with_all_their_files(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    many = [File(f"src/2026/goal-{number}.md", "ADDED", 10) for number in range(230)]
    repository.add_issue("Merged", state="closed", pull=Pull(HEAD))
    repository.add_issue("Add goals", author="ben", pull=Pull(HEAD, draft=True, files=many))
    repository.add_issue("No pull request")
    for number in range(30):
        files = [File("src/a.md", "RENAMED", 1, 2)]
        repository.add_issue(f"Small {number}", pull=Pull(HEAD, head_repository=None, files=files))
    with opened() as github:
        found = list(github.open_pull_requests(PLAN))
    assert [one.number for one in found] == [*range(33, 3, -1), 2]
    big = found[-1]
    assert (big.title, big.author, big.head, big.draft) == ("Add goals", "ben", HEAD, True)
    assert [file.path for file in big.files] == [file.path for file in many]
    assert found[0].head_repository is None
    assert found[0].files == (ChangedFile("src/a.md", Change.RENAMED, 1, 2),)
    assert len(simulator.log) == 4  # two pages of pull requests, two more of files


def test_a_file_is_read_byte_by_byte(simulator: Simulator, opened: Opened) -> None:
    data = "# Ünïcode\r\n".encode() + b"\xff\x00"
    name = FileName(HEAD, "src/2026/a goal #1.md")
    simulator.state.add_repository("org/plan").files[name.ref, name.path] = data
    with opened() as github:
        assert github.file(PLAN, name) == data
        with pytest.raises(NotFoundError, match=r"read src/b\.md of org/plan at main"):
            github.file(PLAN, FileName("main", "src/b.md"))


def test_many_files_take_one_request_for_fifty(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.add_repository("org/plan")
    names = [FileName(HEAD, f"src/{number:02}.md") for number in range(52)]
    for name in names:
        repository.files[name.ref, name.path] = name.path.encode()
    repository.files[HEAD, "src/00.md"] = b"\0\1"
    with opened() as github:
        found = github.texts(PLAN, [*names, FileName(HEAD, "gone.md")])
    assert found == {name: None if name == names[0] else name.path for name in names}
    assert len(simulator.log) == 2


@pytest.mark.parametrize("text", ["plan", "org/", "/plan", "org/plan/x", "org/..", "o g/plan", ""])
def test_what_names_no_repository(text: str) -> None:
    with pytest.raises(BadRepositoryError, match="organisation/name"):
        Repository.parse(text)
    assert str(Repository.parse("rust-lang/goals")) == "rust-lang/goals"

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from headway.activity.records import Comment, Count, Event, Issue, Review
from headway.activity.store import open_store
from headway.cli import main
from headway.forge.feed import EVENTS
from headway.program.load import Options, load

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

REPOSITORY = "https://github.com/org/plan"
ISSUE = {
    "number": 7,
    "title": "Faster bees",
    "state": "open",
    "html_url": f"{REPOSITORY}/issues/7",
    "user": {"login": "ana"},
    "labels": [{"name": "T-lang"}, "C-tracking-issue"],
    "assignees": [{"login": "bo"}],
    "milestone": {"title": "2026"},
    "body": None,
    "created_at": "2026-01-05T10:00:00Z",
    "updated_at": "2026-02-01T09:30:00+01:00",
    "closed_at": None,
}
COMMENT = {
    "id": 4007,
    "issue_url": "https://api.github.com/repos/org/plan/issues/7",
    "html_url": f"{REPOSITORY}/issues/7#issuecomment-4007",
    "user": {"login": "bo"},
    "created_at": "2026-02-01T08:00:00Z",
    "updated_at": "2026-02-01T08:00:00Z",
    "body": "On track.",
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "program/src/2026").mkdir(parents=True)
    settings = '[program]\nrepository = "org/plan"\nformer-repositories = ["org/goals"]\n'
    (tmp_path / "program/headway.toml").write_text(settings, "utf-8")
    return tmp_path / "program"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "export").mkdir()
    return tmp_path / "export"


REVIEW = {
    "id": 71,
    "pull_request_url": "https://api.github.com/repos/org/plan/pulls/7",
    "html_url": f"{REPOSITORY}/pull/7#pullrequestreview-71",
    "user": {"login": "bo"},
    "state": "CHANGES_REQUESTED",
    "body": None,
    "submitted_at": "2026-02-03T08:00:00Z",
}
LINE_COMMENT = {
    **{name: value for name, value in COMMENT.items() if name != "issue_url"},
    "pull_request_url": "https://api.github.com/repos/org/plan/pulls/7",
    "html_url": f"{REPOSITORY}/pull/7#discussion_r4007",
}
EVENT = {
    "id": 9001,
    "node_id": "LE_9001",
    "event": "labeled",
    "actor": {"login": "ana"},
    "label": {"name": "T-lang"},
    "created_at": "2026-02-01T08:00:00Z",
    "issue": {"number": 7, "html_url": f"{REPOSITORY}/issues/7"},
}


def fill(folder: Path, issues: Any = None, comments: Any = None, **others: Any) -> None:
    for name, content in {"issues": issues, "comments": comments, **others}.items():
        if content is not None:
            (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")


def run(folder: Path, program: Path, *options: str) -> Result:
    args = ["import", "github", str(folder), str(program), "--offline", *options]
    return CliRunner().invoke(main, args)


def records(result: Result) -> dict[str, tuple[int, int, int]]:
    summary = json.loads(result.stdout)
    assert summary["version"] == 1
    return {
        name: (one["new"], one["changed"], one["same"]) for name, one in summary["records"].items()
    }


def test_everything_github_tells_is_kept(folder: Path, program: Path, address: str) -> None:
    pull = {**ISSUE, "number": 8, "state": "closed", "draft": True, "locked": True}
    pull |= {"closed_at": "2026-02-02T10:00:00Z", "state_reason": "completed"}
    pull |= {"pull_request": {"merged_at": "2026-02-02T10:00:00Z"}, "user": None}
    bot = {**COMMENT, "id": 4008, "user": {"login": "glow-bot", "type": "Bot"}, "minimized": True}
    fill(folder, [ISSUE, pull], [COMMENT, bot])
    assert run(folder, program, "--database", address).exit_code == 0
    with open_store(address) as store:
        first, second = store.find(Issue)
        said, noise = store.find(Comment)
    assert first.labels == ("C-tracking-issue", "T-lang")
    assert (first.repository, first.author, first.milestone) == ("org/plan", "ana", "2026")
    assert first.updated_at is not None
    assert first.updated_at.isoformat() == "2026-02-01T08:30:00+00:00"
    assert not any((first.is_pull_request, first.draft, first.locked, first.body))
    assert second.is_pull_request
    assert second.draft
    assert second.locked
    assert (second.author, second.state_reason) == (None, "completed")
    assert second.merged_at == second.closed_at
    assert (said.id, said.number, said.author, said.bot) == (4007, 7, "bo", False)
    assert noise.bot
    assert noise.minimized


def test_a_second_import_changes_nothing(folder: Path, program: Path, address: str) -> None:
    fill(folder, [ISSUE], [COMMENT])
    runs = [run(folder, program, "--database", address, "--json") for _ in range(2)]
    assert [records(one)["issues"] for one in runs] == [(1, 0, 0), (0, 0, 1)]
    assert [records(one)["comments"] for one in runs] == [(1, 0, 0), (0, 0, 1)]


def test_a_newer_export_changes_what_is_new_and_an_older_one_nothing(
    folder: Path, program: Path, address: str
) -> None:
    newer = {**ISSUE, "title": "Slower bees", "updated_at": "2026-03-01T00:00:00Z"}
    found = []
    for issues in ([ISSUE], [newer, {**ISSUE, "number": 9}], [ISSUE]):
        fill(folder, issues)
        found.append(records(run(folder, program, "--database", address, "--json"))["issues"])
    assert found == [(1, 0, 0), (1, 1, 0), (0, 0, 1)]
    with open_store(address) as store:
        assert [one.title for one in store.find(Issue)] == ["Slower bees", "Faster bees"]


def test_a_former_name_of_the_repository_counts_as_the_present_one(
    folder: Path, program: Path, address: str
) -> None:
    former = {**ISSUE, "html_url": "https://github.com/Org/Goals/issues/7"}
    fill(folder, [former], [{**COMMENT, "issue_url": None, "html_url": "x", "issue_number": 7}])
    assert run(folder, program, "--database", address).exit_code == 0
    with open_store(address) as store:
        assert [one.repository for one in store.find(Issue)] == ["org/plan"]
        assert [one.repository for one in store.find(Comment)] == ["org/plan"]


def test_reviews_and_comments_on_lines_are_kept(folder: Path, program: Path, address: str) -> None:
    pending = {**REVIEW, "id": 72, "state": "PENDING", "submitted_at": None}
    fill(folder, [ISSUE], [COMMENT], reviews=[REVIEW, pending], review_comments=[LINE_COMMENT])
    runs = [run(folder, program, "--database", address, "--json") for _ in range(2)]
    assert [records(one)["comments"] for one in runs] == [(2, 0, 0), (0, 0, 2)]
    assert [records(one)["reviews"] for one in runs] == [(1, 0, 0), (0, 0, 1)]
    with open_store(address) as store:
        (review,) = store.find(Review)
        assert {(one.kind, one.id, one.number) for one in store.find(Comment)} == {
            ("issue", 4007, 7),
            ("review", 4007, 7),
        }
    assert (review.repository, review.number, review.author) == ("org/plan", 7, "bo")
    assert (review.state, review.body) == ("changes_requested", "")


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ({}, "T-lang"),
        ({"event": "milestoned", "label": None, "milestone": {"title": "2026"}}, "2026"),
        ({"event": "assigned", "label": None, "assignee": {"login": "bo"}}, "bo"),
        (
            {"event": "review_requested", "label": None, "requested_reviewer": {"login": "bo"}},
            "bo",
        ),
        (
            {"event": "review_requested", "label": None, "requested_team": {"slug": "lang"}},
            "org/lang",
        ),
        (
            {"event": "renamed", "label": None, "rename": {"from": "Slow", "to": "Fast"}},
            "Slow",
        ),
        ({"event": "closed", "label": None, "actor": None}, None),
    ],
)
def test_an_event_says_what_was_done_with_what(
    folder: Path, program: Path, more: dict[str, Any], subject: str | None
) -> None:
    event = {**EVENT, **more}
    fill(folder, [ISSUE], events=[event])
    assert run(folder, program).exit_code == 0
    with open_store(str(program / ".headway/activity.db")) as store:
        (found,) = store.find(Event)
    assert (found.repository, found.number, found.kind) == ("org/plan", 7, event["event"])
    assert (found.subject, found.actor is None) == (subject, event["actor"] is None)


def test_events_are_joined_by_what_they_say_and_noise_is_left_out(
    folder: Path, program: Path
) -> None:
    bare = {name: value for name, value in EVENT.items() if name not in {"issue", "node_id"}}
    address = "https://api.github.com/repos/org/plan/issues/7"
    events = [
        {**bare, "id": 1, "issue_number": 7},
        {**bare, "id": 2, "issue_url": address},
        {**EVENT, "node_id": "LE_3", "issue": None},
        {**EVENT, "node_id": "LE_4", "event": "subscribed"},
    ]
    fill(folder, [ISSUE], events=events)
    results = [run(folder, program, "--json") for _ in range(2)]
    assert [records(one)["events"] for one in results] == [(2, 0, 0), (0, 0, 2)]
    with open_store(str(program / ".headway/activity.db")) as store:
        assert [(one.id, one.number) for one in store.find(Event)] == [("1", 7), ("2", 7)]


def test_the_documentation_names_the_events_that_are_kept(examples: Path) -> None:
    page = (examples.parent / "docs/tracking.md").read_text("utf-8")
    assert f"these are kept: {', '.join(f'`{kind}`' for kind in EVENTS)}." in page


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"reviews": [{**REVIEW, "submitted_at": None}]}, "reviews.json[0].submitted_at"),
        ({"reviews": [{**REVIEW, "state": None}]}, "reviews.json[0].state: is missing"),
        ({"review_comments": [{**LINE_COMMENT, "id": "x"}]}, "review_comments.json[0].id"),
        ({"events": ["labeled"]}, "events.json[0]: must be an object"),
        ({"events": [{**EVENT, "issue": {}}]}, "events.json[0].issue_number: is missing"),
        ({"events": [{**EVENT, "created_at": "then"}]}, "events.json[0].created_at"),
    ],
)
def test_bad_reviews_and_events_are_told_with_their_place(
    folder: Path, program: Path, others: dict[str, Any], told: str
) -> None:
    fill(folder, [ISSUE], **others)
    result = run(folder, program)
    assert result.exit_code == 1
    assert told in result.stderr


def test_recorded_progress_is_kept(folder: Path, program: Path, address: str) -> None:
    fill(folder, [{**ISSUE, "progress": [["2026-02-01", 1, 4], ["2026-03-01", 2, 5]]}])
    assert run(folder, program, "--database", address).exit_code == 0
    with open_store(address) as store:
        assert [(str(one.day), one.done, one.total) for one in store.find(Count)] == [
            ("2026-02-01", 1, 4),
            ("2026-03-01", 2, 5),
        ]


WITHOUT_NUMBER = {name: value for name, value in ISSUE.items() if name != "number"}


@pytest.mark.parametrize(
    ("issues", "comments", "told"),
    [
        ([WITHOUT_NUMBER], [], "issues.json[0].number: is missing; it must be a whole number"),
        ([{**ISSUE, "number": True}], [], "issues.json[0].number: must be a whole number"),
        ([{**ISSUE, "number": 2**70}], [], "issues.json[0].number: must be a whole number"),
        ([{**ISSUE, "title": 3}], [], "issues.json[0].title: must be a text, and is 3"),
        (
            [{**ISSUE, "state": "ajar"}],
            [],
            'issues.json[0].state: must be `open` or `closed`, and is "ajar"',
        ),
        ([{**ISSUE, "labels": [{}]}], [], "issues.json[0].labels[0].name: is missing"),
        ([{**ISSUE, "labels": "bug"}], [], "issues.json[0].labels: must be a list"),
        ([{**ISSUE, "created_at": "soon"}], [], "issues.json[0].created_at: must be a moment"),
        (
            [{**ISSUE, "created_at": "2026-01-05"}],
            [],
            "issues.json[0].created_at: must be a moment",
        ),
        ([{**ISSUE, "html_url": "over there"}], [], "issues.json[0].html_url: must be the address"),
        ([{**ISSUE, "user": "ana"}], [], "issues.json[0].user: must be an object"),
        ([{**ISSUE, "locked": "no"}], [], "issues.json[0].locked: must be true or false"),
        (
            [{**ISSUE, "progress": [["2026-02-01", 1]]}],
            [],
            "progress[0]: must be [day, done, total]",
        ),
        ([{**ISSUE, "progress": [["May", 1, 2]]}], [], "progress[0][0]: must be a day"),
        (["bees"], [], "issues.json[0]: must be an object"),
        (
            {"message": "Not Found"},
            [],
            'issues.json: must be a list, and is {"message": "Not Found"}',
        ),
        ([ISSUE], [{**COMMENT, "id": None}], "comments.json[0].id: is missing"),
        (
            [ISSUE],
            [{**COMMENT, "issue_url": "x", "html_url": "y"}],
            "comments.json[0].issue_number",
        ),
    ],
)
def test_bad_input_is_told_with_its_place(
    folder: Path, program: Path, issues: Any, comments: Any, told: str
) -> None:
    fill(folder, issues, comments)
    result = run(folder, program)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert told in result.stderr


def test_what_can_be_read_beside_bad_input_is_kept(folder: Path, program: Path) -> None:
    fill(folder, [WITHOUT_NUMBER, ISSUE], [COMMENT, {**COMMENT, "id": "x"}])
    result = run(folder, program, "--json")
    assert result.exit_code == 1
    assert records(result)["issues"] == records(result)["comments"] == (1, 0, 0)
    places = [one["place"] for one in json.loads(result.stdout)["problems"]]
    assert places == ["issues.json[0].number", "comments.json[1].id"]


@pytest.mark.parametrize("bad", [b'[{"number": 7,\n ]', b"\xff\xfe[", b"", b"[" * 100_000])
def test_a_file_that_is_no_json_is_told_and_the_other_one_read(
    folder: Path, program: Path, bad: bytes
) -> None:
    fill(folder, [ISSUE])
    (folder / "comments.json").write_bytes(bad)
    result = run(folder, program, "--json")
    assert result.exit_code == 1
    assert records(result)["issues"] == (1, 0, 0)
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["place"].startswith("comments.json")
    assert "is no JSON" in problem["message"]


def test_a_comment_without_its_issue_is_told_and_kept(folder: Path, program: Path) -> None:
    fill(folder, comments=[COMMENT])
    result = run(folder, program)
    assert "org/plan#7: has comments, reviews or events, and is not known" in result.stderr
    fill(folder, [ISSUE])
    result = run(folder, program, "--json")
    assert result.exit_code == 0
    assert records(result)["comments"] == (0, 0, 1)


def test_a_folder_without_the_files_is_refused(folder: Path, program: Path) -> None:
    result = run(folder, program)
    assert result.exit_code == 2
    assert "none of the files" in result.stderr
    assert not (program / ".headway").exists()


def test_by_default_the_store_is_in_the_program(folder: Path, program: Path) -> None:
    fill(folder, [ISSUE])
    result = run(folder, program, "--json")
    assert json.loads(result.stdout)["store"] == str(program / ".headway/activity.db")
    checked = CliRunner().invoke(main, ["check", "--offline", str(program)])
    assert checked.exit_code == 0, checked.output


def test_the_environment_may_name_the_store(
    folder: Path, program: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWAY_DATABASE", address)
    fill(folder, [ISSUE])
    assert run(folder, program).exit_code == 0
    with open_store(address) as store:
        assert store.count(Issue) == 1


def test_real_activity_is_imported_whole_and_once(corpus: Path, address: str) -> None:
    def summary() -> dict[str, tuple[int, int, int]]:
        options = ("--database", address, "--json")
        result = run(corpus / "activity", corpus / "rust-goals", *options)
        assert result.exit_code == 0, result.stderr
        return records(result)

    first, second = summary(), summary()
    assert first["issues"] == (71, 0, 0)
    assert first["comments"] == (270, 0, 0)
    assert second == {name: (0, 0, sum(changes)) for name, changes in first.items()}
    issues = json.loads((corpus / "activity/issues.json").read_text("utf-8"))
    with open_store(address) as store:
        found = {(one.number, one.title, one.body, one.state) for one in store.find(Issue)}
    assert found == {(one["number"], one["title"], one["body"], one["state"]) for one in issues}


def test_the_example_is_imported_whole_and_once(examples: Path, address: str) -> None:
    lumen = examples / "lumen"
    found = [
        records(run(lumen / "activity", lumen, "--database", address, "--json")) for _ in range(2)
    ]
    assert found[0] == {
        "repositories": (4, 0, 0),
        "issues": (22, 0, 0),
        "comments": (90, 0, 0),
        "reviews": (2, 0, 0),
        "events": (6, 0, 0),
        "counts": (11, 0, 0),
    }
    assert found[1] == {name: (0, 0, sum(changes)) for name, changes in found[0].items()}


def test_the_example_tells_of_every_goal_that_has_an_issue(examples: Path) -> None:
    listed = json.loads((examples / "lumen/activity/issues.json").read_text("utf-8"))
    known = {one["html_url"] for one in listed}
    program = load(examples / "lumen", Options(offline=True)).program
    issues = {goal.tracking_issue for goal in program.goals() if goal.tracking_issue}
    assert issues
    for one in issues:
        assert f"https://github.com/{one.repository}/issues/{one.number}" in known

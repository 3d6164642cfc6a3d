from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.tracking.health import LABELS, SPELLINGS, State, health, stated
from headway.tracking.help_wanted import asked_for
from headway.tracking.updates import Update
from tracked import at


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    "form",
    [
        "Status: {}",
        "**Status:** {}",
        "**Status**: {}.",
        "* Health: {}",
        "- [ ] __Goal status__: {}!",
        "## Status: {}",
        "Some news first.\n\nOverall status: {}\n\nMore news.",
        "News in a line\nStatus: 🟢 {}\nMore of it",
        "status: `{}`",
    ],
)
def test_every_spelling_counts_under_a_label(spelling: str, form: str) -> None:
    for words in (spelling, spelling.upper(), spelling.replace(" ", "-")):
        found = stated(form.format(words))
        assert found is not None, words
        assert found.state is SPELLINGS[spelling]


@pytest.mark.parametrize("label", LABELS)
def test_every_label_counts(label: str) -> None:
    assert stated(f"{label.title()}: on track") is not None


@pytest.mark.parametrize(
    ("body", "state", "words"),
    [
        ("Status: on track again", "on track", "Status: on track again"),
        (
            "Status: at risk for December, since …",
            "at risk",
            "Status: at risk for December, since …",
        ),
        ("Status: blocked on [the RFC](x)", "blocked", "Status: blocked on the RFC"),
        ("Status: ~~on track~~ at risk", "at risk", "Status:  at risk"),
        ("Status: done. Closing.", "done", "Status: done. Closing."),
        ("Done in org/repo#7.", "done", "Done in org/repo#7."),
        ("Done in [#7](x), at last.", "done", "Done in #7, at last."),
        ("Done in https://example.org/pull/7.", "done", "Done in https://example.org/pull/7."),
        ("Completed by the PR of Ana.", "done", "Completed by the PR of Ana."),
        ("This project goal has been completed.", "done", "This project goal has been completed."),
        ("It parses. On track.", "on track", "On track."),
        ("On track, though late.", "on track", "On track, though late."),
        ("Blocked on the RFC since May.", "blocked", "Blocked on the RFC since May."),
        ("TL;DR: still on track.", "on track", "TL;DR: still on track."),
        ("Key developments: **Goal complete.**", "done", "Key developments: Goal complete."),
        ("News.\n\nThis project goal has been completed.", "done", None),
        ("The goal is now blocked by a review.", "blocked", None),
        ("We're currently behind schedule, but well.", "at risk", None),
        ("This is on pause until June.\n\nSorry.", "paused", "This is on pause until June."),
        ("## June\n\nStatus: on track", "on track", None),
        ("## Status\n\nOn track.\n\n## Parser\n\nBlocked.", "on track", None),
        ("Status: at risk\n\nThe parser part: on track.", "at risk", "Status: at risk"),
    ],
)
def test_what_states_the_health_of_a_goal(body: str, state: str, words: str | None) -> None:
    found = stated(body)
    assert found is not None
    assert found.state == state
    if words:
        assert found.words == words


@pytest.mark.parametrize(
    "body",
    [
        "",
        "The parser is done.",
        "Done.",
        "Done in May: the parser.",
        "It parses.\n\nDone in #7.",
        "* Done in #7.",
        "## Parser\n\nDone in #7.\n\n## Checker\n\nNot begun.",
        "We're mostly done with the opaque types.",
        "Const sizedness is on hold until the solver is ready.",
        "The PR is blocked on review.",
        "Unblocked: the hook has become a trait.",
        "Blockers: none",
        "Blocked pull requests: #7, #8",
        "This was at risk once.",
        "News.\n\nThis is blocked on them.",
        "Status update: the checks are on track",
        "Status: not completed",
        "Status: not on track",
        "Status: done with the parser, then the checker",
        "Status: complete rewrite of the parser",
        "Status: blocked pull requests are through",
        "Status: on track / at risk / blocked",
        "Status: the parser is on track",
        "Is this goal on track?",
        "Are we on track? We are on track?",
        "> Status: on track",
        "```\nStatus: on track\n```",
        "<!-- Status: on track -->",
        "<details><summary>old</summary>\n\nStatus: on track\n\n</details>",
        "| Status: | on track |\n| --- | --- |",
        "* The parser\n  * Status: blocked",
        "* At risk.",
        "## Parser\n\nBlocked.\n\n## Checker\n\nOn track.",
        "## Parser\n\nText.\n\n## Checker\n\nStatus: blocked",
        "Status: on track\nStatus: at risk",
    ],
)
def test_prose_and_parts_state_nothing(body: str) -> None:
    assert stated(body) is None


@given(st.text())
def test_any_text_can_be_read(body: str) -> None:
    found = stated(body)
    assert found is None or found.state in State
    assert asked_for(body) is None or isinstance(asked_for(body), str)


def update(day: str, author: str, body: str) -> Update:
    return Update(at(day), author, f"https://example.org/{day}", body)


def test_only_the_point_of_contact_states_and_the_last_word_counts() -> None:
    told = [
        update("2026-01-01", "ana", "Status: at risk"),
        update("2026-02-01", "Ana", "Status: on track"),
        update("2026-02-02", "ana", "It parses."),
        update("2026-03-01", "bo", "Status: blocked"),
    ]
    found = health(told, ["ana"])
    assert found is not None
    assert found[:3] == (State.ON_TRACK, dt.date(2026, 2, 1), "Ana")
    assert found.url == "https://example.org/2026-02-01"
    assert health(told, []) is None


def test_all_that_real_comments_state_was_read_by_eye(corpus: Path) -> None:
    """Six of 270 comments state it, and in all six the goal as a whole is meant."""
    comments = json.loads((corpus / "activity/comments.json").read_text("utf-8"))
    found = {
        (one["issue_number"], one["created_at"][:10]): str(said.state)
        for one in comments
        if (said := stated(one["body"]))
    }
    assert found == {
        (268, "2025-02-19"): "at risk",
        (269, "2025-02-19"): "at risk",
        (255, "2025-02-20"): "paused",
        (265, "2025-06-30"): "done",
        (271, "2025-07-29"): "on track",
        (402, "2025-11-19"): "done",
        (387, "2025-11-21"): "done",
    }


# --- help wanted ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("No label.", None),
        ("We have no help wanted label.", None),
        ("Help wanted: a *reviewer* for [this](x).", "a reviewer for this."),
        (
            "* **help wanted:** a page. Two weeks;\n  part-time\n* next: rest",
            "a page. Two weeks; part-time",
        ),
        ("**Help Wanted: **\nTesters.\nFor Macs.\n\nThanks.", "Testers. For Macs."),
        ("**Help wanted:**\n\nTesters.\n\nThanks.", "Testers."),
        ("## Help wanted\n\n- one\n- two\n\nThanks.", "one two"),
        ("Help wanted\n* Reviews", "Reviews"),
        ("**Help wanted**: *Where do you look for help?*\n\nTesters.", "Testers."),
        ("Help wanted: testers\nStatus: on track", "testers"),
        ("- Blockers:\n- Help wanted:", ""),
        ("- Help wanted:\n- Next: the parser", ""),
        ("Help wanted: none at the moment.", ""),
        ("* **Help wanted:** null", ""),
        ("> Help wanted: testers", None),
    ],
)
def test_what_is_asked_for(body: str, asked: str | None) -> None:
    assert asked_for(body) == asked


def test_all_that_real_comments_ask_for_was_read_by_eye(corpus: Path) -> None:
    comments = json.loads((corpus / "activity/comments.json").read_text("utf-8"))
    asked = [asked_for(one["body"]) for one in comments]
    assert sum(one is not None for one in asked) == 29
    assert sum(one == "" for one in asked) == 8


def test_the_documentation_has_every_spelling_and_label() -> None:
    text = (Path(__file__).parents[4] / "docs/progress.md").read_text("utf-8")
    rows = dict(re.findall(r"(?m)^\| `([a-z ]+)` \| ([^|`]+) \|$", text))
    for state in State:
        assert rows[state] == ", ".join(one for one in SPELLINGS if SPELLINGS[one] is state)
    assert all(f"`{label.capitalize()}`" in text for label in LABELS)

"""The sentences that a reader would keep are labelled by a rule, and can be found by a program."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TypedDict

import pytest

SAMPLE, LONG_ENOUGH, MOST_KEPT = 60, 250, 3
WHY = {
    "blocker",
    "date",
    "decision",
    "figure",
    "merge",
    "plan",
    "question",
    "request",
    "review",
    "state",
}


class Labelled(TypedDict):
    """What is noted of one comment: the sentences by number, and which of them to keep."""

    keep: list[int]
    why: list[str]
    sentences: dict[str, str]


TEXT = Path(__file__).with_name("kept.toml").read_text("utf-8")
KEPT: dict[str, Labelled] = tomllib.loads(TEXT)


@pytest.fixture(scope="module")
def bodies(corpus: Path) -> dict[int, str]:
    """The comments of the corpus by id."""
    comments = json.loads((corpus / "activity/comments.json").read_text("utf-8"))
    return {comment["id"]: comment["body"] for comment in comments}


def test_the_rule_chose_the_comments(bodies: dict[int, str]) -> None:
    long = sorted(number for number, body in bodies.items() if len(body) >= LONG_ENOUGH)
    chosen = [long[place * len(long) // SAMPLE] for place in range(SAMPLE)]
    assert [int(number) for number in KEPT] == chosen


@pytest.mark.parametrize("number", KEPT)
def test_first_words_stand_in_the_comment_in_order(number: str, bodies: dict[int, str]) -> None:
    body = " ".join(bodies[int(number)].split())
    end = 0
    for words in KEPT[number]["sentences"].values():
        start = body.find(words, end)
        assert start >= 0, f"{words!r} does not stand after the sentence before"
        end = start + len(words)


@pytest.mark.parametrize("number", KEPT)
def test_kept_are_some_of_the_sentences(number: str) -> None:
    labelled = KEPT[number]
    keep, why, sentences = labelled["keep"], labelled["why"], labelled["sentences"]
    assert list(map(int, sentences)) == list(range(1, len(sentences) + 1))
    assert keep == sorted(set(keep) & set(map(int, sentences)))
    assert len(keep) <= MOST_KEPT
    assert len(why) == len(keep)
    assert set(why) <= WHY


def test_the_header_counts_right() -> None:
    sentences = sum(len(comment["sentences"]) for comment in KEPT.values())
    kept = sum(len(comment["keep"]) for comment in KEPT.values())
    assert f"# In all: {sentences} sentences, {kept} kept.\n" in TEXT

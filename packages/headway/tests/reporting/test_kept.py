"""The sentences that a reader would keep are labelled by a rule, and selection finds many of them.

Selection may be tuned by the labels of one half of the comments; the other half is only counted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import pytest

from headway.activity.moments import Span
from headway.reporting.sentences import count_words, sentences
from headway.reporting.summary import summary
from headway.tracking.updates import Update
from tracked import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from headway.reporting.sentences import Sentence

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


class Told(NamedTuple):
    """A comment's sentences, and the numbers of those that a reader kept."""

    body: str
    sentences: Sequence[Sentence]
    kept: Sequence[int]

    def hits(self, chosen: Iterable[int]) -> int:
        """How many of some sentences, given by their numbers, a reader kept."""
        return len({*chosen} & {*self.kept})

    def best(self) -> Iterable[int]:
        """As many sentences as a reader kept, by their rank."""
        ranked = sorted(self.sentences, key=lambda one: (-one.rank, one.number))
        return (one.number for one in ranked[: len(self.kept)])

    def summed_up(self) -> Iterable[int]:
        """The sentences of a summary in as many words as the first two sentences have."""
        words = sum(count_words(one.text) for one in self.sentences[:2])
        told = Update(at("2026-03-02"), "ana", "https://example.org/1", self.body)
        found = summary([told], (), Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31)), words)
        return (quote.number for quote in (found.shown if found else ()))


def told(number: str, body: str) -> Told:
    """A comment with its labels; what is kept is the last sentence with some of its first words."""
    flat, found = " ".join(body.split()), sentences(body)
    ours = _places(flat, (" ".join(one.text.split()) for one in found))
    theirs = _places(flat, KEPT[number]["sentences"].values())
    kept = [
        max(one for one, (start, end) in enumerate(ours, 1) if start < last and first < end)
        for key, (first, last) in enumerate(theirs, 1)
        if key in KEPT[number]["keep"]
    ]
    return Told(body, found, kept)


def _places(flat: str, texts: Iterable[str]) -> list[tuple[int, int]]:
    found, end = [], 0
    for text in texts:
        start = flat.index(text, end)
        end = start + len(text)
        found.append((start, end))
    return found


class Figures(NamedTuple):
    """How many sentences a reader kept, and how many of those chosen are among them.

    `best` and `first` choose as many as the reader; `summed_up` fills the words of the `first_two`.
    """

    kept: int
    best: int
    first: int
    summed_up: int
    first_two: int


# Ours may rise, and fall only for a reason.
@pytest.mark.parametrize(
    ("is_for_tuning", "least"),
    [(True, Figures(44, 25, 17, 20, 18)), (False, Figures(71, 45, 31, 37, 31))],
    ids=["tuning", "held-out"],
)
def test_a_reader_would_keep_more_of_ours_than_of_the_first(
    bodies: dict[int, str],
    is_for_tuning: bool,  # noqa: FBT001  # pytest passes it by name
    least: Figures,
    record_property: Callable[[str, object], None],
) -> None:
    comments = [
        told(number, bodies[int(number)])
        for number in KEPT
        if (hashlib.sha256(number.encode()).digest()[0] % 2 == 0) is is_for_tuning
    ]
    found = Figures(
        kept=sum(len(one.kept) for one in comments),
        best=sum(one.hits(one.best()) for one in comments),
        first=sum(one.hits(range(1, len(one.kept) + 1)) for one in comments),
        summed_up=sum(one.hits(one.summed_up()) for one in comments),
        first_two=sum(one.hits((1, 2)) for one in comments),
    )
    record_property("found", str(found))
    print(found)  # noqa: T201  # for whoever runs it with -s
    assert found.kept == least.kept
    assert found.best >= least.best
    assert found.summed_up >= least.summed_up
    assert found.best > 1.3 * found.first
    assert found.summed_up > found.first_two

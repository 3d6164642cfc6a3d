from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headway.reporting.news import News
from headway.reporting.sentences import count_words, sentences

if TYPE_CHECKING:
    from pathlib import Path

SCRAPS = [
    *("We merged it", "The parser", " ", ". ", "? ", "! ", "…", ": ", "\n", "\n\n", "\r\n", "\r"),
    *("- ", "1. ", "  - [x] ", "> ", "# ", "```\n", "`a. B`", "[a. B](c)", "[x]", "<!-- ", "-->"),
    *("**", "*", "_", "~~", "(", ")", "<details>\n", "</details>", "| a | b |\n|---|---|\n", "é"),
    *("🦀", "\u2028", "\ufeff", "\0", "e.g. ", "https://a.b/c. ", "Blockers:", "**Update**:"),
]


def texts(body: str) -> list[str]:
    return [sentence.text for sentence in sentences(body)]


@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join) | st.text(max_size=60))
@example("- \u2028We merged it")
@example("1)\r\n\r\n Key developments:\rYes")
def test_every_sentence_is_a_slice_of_the_comment_in_order(body: str) -> None:
    found = sentences(body)
    for sentence in found:
        start, end = sentence.span
        assert body.encode()[start:end].decode() == sentence.text
        assert sentence.text == sentence.text.strip() != ""
    assert all(one.span.end <= after.span.start for one, after in pairwise(found))
    assert [one.number for one in found] == [*range(1, len(found) + 1)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It parses. It is quick! Is it?", ["It parses.", "It is quick!", "Is it?"]),
        ("Lists, e.g. Ours. So, i.e. This.", ["Lists, e.g. Ours.", "So, i.e. This."]),
        ("Rust 1.91. Then v0.3.1 came.", ["Rust 1.91.", "Then v0.3.1 came."]),
        ("Call `a. B` now. See [c. D](e).", ["Call `a. B` now.", "See [c. D](e)."]),
        ("At https://a.b/c.html. Then", ["At https://a.b/c.html.", "Then"]),
        ("One (with two. In it.) here. Two", ["One (with two. In it.) here.", "Two"]),
        ("**Bold. All of it.** Plain.", ["**Bold. All of it.**", "Plain."]),
        ("Merged! 🎉 Next one.", ["Merged! 🎉", "Next one."]),
        ("Wrapped by an editor that puts its lines' ends at eighty,\nThen goes on.", None),
        ("A short line\nAnother one", ["A short line", "Another one"]),
        ("A line that goes on\nin the next.", None),
        ("Three things:\n- one thing\n  and more. Two\n- [x] three", [
            "Three things:", "one thing\n  and more.", "Two", "three",
        ]),
        ("- item\n\n  A paragraph. Two.\n  1. deep", ["item", "A paragraph.", "Two.", "deep"]),
        ("Yes, <!-- a. B --> we do. <!-- no -->", ["Yes, <!-- a. B --> we do."]),
        ("Wait for it... and so on. Done.", ["Wait for it... and so on.", "Done."]),
        ("It is in. org/repo#12 is next.", ["It is in.", "org/repo#12 is next."]),
        ("By A. Turing. He did.", ["By A. Turing.", "He did."]),
    ],
)  # fmt: skip
def test_where_sentences_end(body: str, expected: list[str] | None) -> None:
    assert texts(body) == (expected or [body])


@pytest.mark.parametrize(
    "body",
    [
        "# A heading. Of two.",
        "Underlined\n====",
        "> Quoted. Twice.",
        "```\nCode. More.\n```",
        "    Indented code.",
        "<!-- A comment. -->",
        "| A cell. | b |\n|---|---|\n| C. | d |",
        "<details>\n\nFolded away. All of it.\n\n</details>",
        "**Key developments:**",
        "- Blockers:",
        "- Blockers",
        "https://a.b/c",
        "- ...",
        "",
    ],
)
def test_what_is_no_sentence(body: str) -> None:
    assert texts(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "**Key developments:** We are quick.",
        "**Key developments**: We are quick.",
        "__Key developments:__\n\nWe are quick.",
        "* Key developments:\n  * We are quick.",
        "- Blockers: none\n- **Key developments**\n  :\n- Key developments: We are quick.",
        "### Key developments\n\n- We are quick.",
        "- **Key developments**\n  - We are quick.",
        "No updates\n\nKey developments\n\nWe are quick.",
    ],
)
def test_a_sentence_knows_its_label(body: str) -> None:
    last = sentences(body)[-1]
    assert (last.text, last.label) == ("We are quick.", "key developments")


@pytest.mark.parametrize(
    "body",
    [
        "The parser is twice as quick now.",
        "This month we rewrote the parser.",
        "Also, @ana opened a draft of the RFC.",
        "A small update, @ana opened a draft of the RFC.",
        "The parser is above 90% of the tests.",
        "The RFC has had its first review.",
        "It is now possible to parse tables.",
        "`parse` is stable since Rust 1.91.",
        "- rust-lang/rust#12 got merged on Monday.",
        "- ana has finished the parser.",
        "We opened #12 last week, and this makes it quick.",
        "So we decided to keep the syntax.",
        "In short, the parser is done.",
        "Other parsers are now as quick.",
        "https://example.org/12 has been merged.",
        "Working on the lints of the parser.",
        "`?Sized` is blocked since it needs a syntax.",
        "The parser is behind the target of this cycle.",
        "@ana opened [this thread](https://example.org) with an idea.",
        "@ana opened this [draft](https://example.org) of an RFC.",
        "The parser is done, see this thread: https://example.org/1",
        "- lib.rs has begun to use the parser.",
        "- the last failures in the tests of the parser are bugs.",
        "- we need two parsers for the syntax.",
        "However, we have a plan for the parser.",
        "Instead of a table we switched to a tree.",
        "- [parsing of `x`](https://example.org/1), merged.",
        "- `x`, waiting for review.",
        "Key developments\n\n- Support for `x` blocks",
        "# `x` / org/repo#12\n\nMerged, expected to ship in Rust 1.93.",
        "# `x` / org/repo#12\n\nAna addressed the comment and rebased the PR.",
    ],
)
def test_what_stands_alone(body: str) -> None:
    (found,) = sentences(body)
    assert found.alone


@pytest.mark.parametrize(
    "body",
    [
        "This makes parsing twice as quick.",
        "It suffers from the same bug as before.",
        "With this I should be ready for review.",
        "We also landed these PRs last week.",
        "They are looking into the parser.",
        "The second is about the new lifetimes.",
        "That said, we have a plan for it.",
        "However, the parser is not stable yet.",
        "**However**, the parser is not stable yet.",
        "Also, this is not stable at all yet.",
        "The parser is as described above.",
        "There were three things to be done:",
        "Not much done.",
        "Is there any way to avoid that?",
        "(Possibly the parser is to blame.)",
        "- Support for custom error types",
        "Update from the 2025-11-05 meeting.",
        "- continued work on the parser and printer",
        "So it was decided to keep the syntax.",
        "Merged, expected to ship in Rust 1.93.",
        "- how do we make the parser quick?",
        "- there is a difference between the parsers.",
        "The issue is that the parser is slow.",
        "Another parser was merged last week.",
        "See https://example.org/12 for the parser's RFC.",
        "This has been [approved by the team](https://example.org).",
        "If you are still looking for a parser.",
        "First, an alternative to the parser, which is slow.",
        "Seems to be handled by the parser.",
        "Ana is working to make that happen.",
        "For the item above we have a parser.",
        "The goal is to have that released.",
        "- Comparing the needs of parsers.",
        "- What is known (such as a parser).",
        "Ana addressed the comment and rebased the PR.",
        "The team said yes, and the PR was merged.",
        "Ana suggested to wait.",
        "# Status\n\nMerged, expected to ship in Rust 1.93.",
        "# `x` / org/repo#12\n\n```\n```\n\nMerged, expected to ship in Rust 1.93.",
        "- Support for a macro of ours",
        "[The parser was a good idea](https://example.org)",
    ],
)
def test_what_does_not_stand_alone(body: str) -> None:
    (found,) = sentences(body)
    assert not found.alone


@pytest.mark.parametrize(
    ("body", "news"),
    [
        ("The lang team decided to keep the syntax.", News.DECISION),
        ("The team has not decided on the syntax.", News.OTHER),
        ("The first PR was merged last week.", News.MERGE),
        ("Once the first PR is merged we rest.", News.OTHER),
        ("We are waiting on the compiler team.", News.BLOCKER),
        ("Blockers: the parser's speed on Windows.", News.BLOCKER),
        ("Blockers: None.", News.NOTHING),
        ("We are looking for reviewers of the parser.", News.HELP_WANTED),
        ("Help wanted: somebody who knows Windows.", News.HELP_WANTED),
        ("Haven't yet made any progress in May.", News.NOTHING),
        ("The flag is a non-blocking one.", News.OTHER),
        ("Once 1.90 is merged we rest.", News.OTHER),
        ("The goal is to have the parser released.", News.OTHER),
        ("We have been able to merge the parser.", News.MERGE),
        ("A small update, the parser is quick.", News.OTHER),
        ("Please try the new parser at home.", News.REQUEST),
        ("We want feedback on the parser.", News.REQUEST),
        ("The parser is tested on a pull request.", News.OTHER),
        ("The parser reads impl blocks.", News.OTHER),
        ("The parser will be ready within a few weeks.", News.DATE),
        ("The parser comes in Rust 1.93.", News.DATE),
        ("We intend to write a printer.", News.PLAN),
        ("The parser is twice as quick.", News.OTHER),
        ("I just noticed that I missed the deadline.", News.PROCESS),
        ("No progress since then.", News.NOTHING),
        ("Blockers: *What is the team waiting for?*", News.PROCESS),
        ("Thanks to all who helped.", News.GREETING),
        ("The first PR was merged, thanks to @ana.", News.MERGE),
        ("We have no blockers left for the parser.", News.MERGE),
        ("The parser is now officially used by the shell.", News.MERGE),
        ("My request was accepted last week.", News.DECISION),
        ("I will not renew the goal of the parser.", News.BLOCKER),
        ("I updated the first issue to tell of the parser.", News.PROCESS),
    ],
)
def test_the_kinds_of_news(body: str, news: News) -> None:
    assert sentences(body)[-1].news is news


def test_the_ranking_prefers_news_to_process_and_whatever_stands_alone() -> None:
    body = (
        "- The team decided to keep the syntax of 2021.\n"
        "- The parser of the syntax was merged.\n"
        "- A printer of the syntax comes in Rust 1.93.\n"
        "- We plan to write a highlighter for the syntax.\n"
        "- The parser is able to read every file.\n"
        "- I just noticed that I missed the last deadline.\n"
        "- Thanks to everybody who tried the new parser.\n"
        "- They decided that it comes after the syntax.\n"
    )
    found = sentences(body)
    assert all(one.rank > after.rank for one, after in pairwise(found))


@pytest.mark.parametrize(
    "than",
    [
        "The parser is able to read the files.",
        "The RFC for good progress on the parser is to come.",
        "The RFC for a parser would be quick to read.",
        "The RFC for a parser is quick, we are happy to say.",
        "The RFC for it is long.",
        "The RFC for a small parser is quick to read.",
        "The RFC for a parser is quick, even more than others.",
        "The RFC for a parser was appealing to read.",
        "The RFC for a parser is by Ana, who is busy.",
        "The RFC for a parser had three attendees.",
        "The RFC for a parser is quick to read" + " and to read" * 20 + ".",
    ],
)
def test_what_is_rather_read_than_others_of_its_kind(than: str) -> None:
    openings = "We do. " * 3
    rather = "The RFC for a parser is quick to read."
    better, worse = (sentences(f"{openings}{one}")[-1] for one in (rather, than))
    assert better.news is worse.news is News.OTHER
    assert better.rank > worse.rank


def test_figures_and_names_in_code_are_rather_read() -> None:
    least, figure = sentences(
        "We do. We do. We do. The parser is quick. The parser is quick by 38%."
    )[3:]
    change, code = sentences(
        "We do. We do. We do. The parser is now done. The `parser` is now done."
    )[3:]
    assert figure.rank > least.rank
    assert code.rank > change.rank


def test_what_says_nothing_is_behind_all_else() -> None:
    found = sentences(
        "It was slow.\n\n[A chat on the parser](https://a.b)\n\nThere are some parts:\n\n- x\n- y"
    )
    slow, chat, parts = found[:3]
    assert not slow.alone
    assert slow.rank > chat.rank
    assert slow.rank > parts.rank


def test_authors_begin_with_what_matters() -> None:
    found = sentences("\n".join(f"- The parser is {one} times as quick." for one in range(30)))
    ranks = [one.rank for one in found]
    assert all(one > after for one, after in pairwise(ranks[:4]))
    assert ranks[3] > ranks[10] > ranks[20]


def test_what_changed_is_rather_read() -> None:
    before, after = sentences("We do. We do. We do. The parser is quick. The parser is now quick.")[
        3:
    ]
    assert after.rank > before.rank


def test_words_are_counted_without_markup_and_addresses() -> None:
    assert count_words("**We** [read the RFC](https://a.b/c) - see https://a.b/d `x.y`") == 6


def test_sentences_of_real_comments(corpus: Path) -> None:
    comments = json.loads((corpus / "activity/comments.json").read_text("utf-8"))
    silent = [one["id"] for one in comments if not texts(one["body"])]
    assert len(silent) < len(comments) / 50
    for comment in comments:
        body = comment["body"]
        assert all(text in body for text in texts(body))

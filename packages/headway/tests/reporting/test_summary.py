from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.moments import Span
from headway.reporting.news import News
from headway.reporting.sentences import count_words, sentences_in
from headway.reporting.summary import WORDS, summary
from headway.reporting.tldr import own_summary
from headway.text import parse
from headway.tracking.updates import Update
from tracked import at

if TYPE_CHECKING:
    from pathlib import Path

MARCH = Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
LINES = [
    *("The first PR was merged.", "This is blocked.", "Thanks!", "TL;DR:", "TL;DR: It works.", ""),
    *(
        "- The team decided to ship.",
        "- an item",
        "## Summary",
        "## Else",
        "In summary, yes.",
        "> q",
    ),
    "A sentence of ever so many words " + "and more of them " * 30 + "was merged.",
]


def update(day: str, body: str, author: str = "ana") -> Update:
    return Update(at(day), author, f"https://example.org/{day}/{author}", body)


def summed_up(body: str) -> list[str]:
    tree = parse(body.encode())
    return [one.text for one in own_summary(tree, sentences_in(tree))]


def shown(*told: Update, words: int = WORDS) -> list[str]:
    found = summary(told, {"ana"}, MARCH, words)
    return [quote.text for quote in found.shown] if found else []


@pytest.mark.parametrize(
    "form",
    [
        "TL;DR: It works. All of it.",
        "**TL;DR:** It works. All of it.",
        "**TL;DR.** It works. All of it.",
        "tldr: It works. All of it.",
        "News came.\n\n**Summary**: It works. All of it.\n\nMore news came.",
        "News came.\n\nTL;DR:\n- It works.\n- All of it.\n\nMore news came.",
        "News came.\n\nTL;DR:\n\nIt works. All of it.\n\n- More news.",
        "TL;DR:\n\nIt works.\n\n- All of it.",
        "## TL;DR\n\nIt works.\n\n- All of it.\n\n## News\n\nMore news came.",
        "TL;DR: It works. All of it.\n\n**Key developments:** More news came.",
    ],
)
def test_the_forms_of_an_own_summary(form: str) -> None:
    assert summed_up(form) == ["It works.", "All of it."]


def test_a_closing_paragraph_sums_up() -> None:
    body = "News came. More.\n\nIn summary, it works. All of it.\n\nBye."
    assert summed_up(body) == ["In summary, it works.", "All of it."]


@pytest.mark.parametrize(
    "body",
    [
        "It works.",
        "Please write a TL;DR: we need it.",
        "I will post a tl;dr shortly.",
        "## Part\n\nIn summary, it works.",
        "```\nSummary: it works.\n```",
        "> TL;DR: it works.",
        "It works. In summary, it works.",
        "TL;DR:",
    ],
)
def test_what_is_no_own_summary(body: str) -> None:
    assert summed_up(body) == []


def test_the_point_of_contacts_last_summary_comes_first() -> None:
    told = [
        update("2026-03-02", "TL;DR: We began."),
        update("2026-03-09", "TL;DR: It works. This too."),
        update("2026-03-16", "The first PR was merged."),
        update("2026-03-20", "TL;DR: They work.", "bob"),
    ]
    assert shown(*told) == ["It works.", "This too."]
    assert shown(*told[2:]) == ["They work."]
    assert shown(told[2]) == ["The first PR was merged."]


def test_what_does_not_fit_goes_on_in_the_rest() -> None:
    long = "TL;DR: " + " ".join(f"Sentence {number} has five words." for number in range(30))
    found = summary([update("2026-03-02", long)], {"ana"}, MARCH)
    assert found is not None
    assert found.own
    assert len(found.shown) == WORDS // 5
    numbers = [quote.number for quote in (*found.shown, *found.rest)]
    assert numbers == [*range(1, 31)]


def test_news_is_chosen_before_greetings_and_process_and_told_in_order() -> None:
    body = (
        "Hello all! I just noticed that I missed the deadline.\n\n"
        "The parser is twice as quick. This is nice. The team decided to keep the syntax.\n\n"
        "Thanks to @bob!"
    )
    told = update("2026-03-02", body)
    assert shown(told) == ["The parser is twice as quick.", "The team decided to keep the syntax."]
    assert shown(told, words=8) == ["The team decided to keep the syntax."]


def test_what_is_hardly_news_is_left_out_beside_news() -> None:
    vague = "We made some progress and could do more work on all."
    told = "The parser is done. The printer is done. The linter is done."
    assert shown(update("2026-03-02", f"{told} {vague}")) == told.replace(". ", ".|").split("|")
    assert shown(update("2026-03-02", vague)) == [vague]


def test_what_a_later_comment_tells_overtakes_what_was_intended() -> None:
    told = [
        update("2026-03-02", "We are considering a new name for `pell` and the tools."),
        update("2026-03-09", "The `pell` crate is now done with `x`."),
    ]
    assert shown(*told, words=8) == ["The `pell` crate is now done with `x`."]
    ranks = [summary(some, {"ana"}, MARCH) for some in (told[:1], told)]
    assert ranks[0] is not None
    assert ranks[1] is not None
    assert ranks[0].shown[0].rank > ranks[1].shown[0].rank + 1


def test_a_newer_comment_goes_before_an_older_one() -> None:
    told = [
        update("2026-03-02", "The parser is able to read the files."),
        update("2026-03-09", "The printer is able to write the files."),
    ]
    assert shown(*told, words=8) == ["The printer is able to write the files."]


def test_what_happened_comes_before_asks_and_plans() -> None:
    body = (
        "Key developments:\n- The parser is twice as quick.\n\n"
        "Help wanted:\n- We need somebody who reads parsers.\n\n"
        "Blockers:\n- We need somebody who tests parsers."
    )
    assert shown(update("2026-03-02", body), words=6) == ["The parser is twice as quick."]
    body = "We will write a printer for all files. The parser now works on all our files."
    happened = ["The parser now works on all our files."]
    assert shown(update("2026-03-02", body), words=8) == happened


def test_what_a_colon_leads_to_is_quoted_once() -> None:
    told = update("2026-03-02", "We have this result:\n- The parser was merged.")
    assert shown(told) == ["We have this result: The parser was merged."]


def test_a_goal_with_news_has_a_sentence() -> None:
    assert shown(update("2026-03-02", "This is nice.")) == ["This is nice."]
    assert shown(update("2026-03-02", "The parser is twice as quick."), words=2) != []


def test_what_is_said_twice_is_quoted_once() -> None:
    said = "The first PR was merged."
    assert shown(update("2026-03-02", said), update("2026-03-09", said)) == [said]


def test_only_the_days_count() -> None:
    said = "The first PR was merged."
    assert summary([], {"ana"}, MARCH) is None
    assert shown(update("2026-02-28", said), update("2026-04-01", said)) == []
    assert shown(update("2026-03-31", said)) == [said]


def test_a_quote_has_the_address_of_its_comment() -> None:
    told = update("2026-03-02", "Hi!\n\nTL;DR: It works.")
    found = summary([told], {"ana"}, MARCH)
    assert found is not None
    (quote,) = found.shown
    assert (quote.text, quote.number, quote.url) == ("It works.", 2, told.url)
    assert (quote.author, quote.at) == ("ana", told.at)


def test_a_quote_tells_its_news_and_what_it_is_worth_beside_those_of_other_goals() -> None:
    decided = summary(
        [update("2026-03-02", "The team decided to ship the parser.")], {"ana"}, MARCH
    )
    planned = summary([update("2026-03-02", "We plan to write a parser.")], {"ana"}, MARCH)
    assert decided is not None
    assert planned is not None
    assert [decided.shown[0].news, planned.shown[0].news] == [News.DECISION, News.PLAN]
    assert decided.shown[0].rank > planned.shown[0].rank


bodies = st.lists(st.sampled_from(LINES), min_size=1, max_size=12).map("\n".join)


@given(st.lists(bodies, max_size=4), st.integers(1, 60), st.randoms(use_true_random=False))
def test_a_summary_quotes_within_its_words(texts: list[str], words: int, random: object) -> None:
    told = [update(f"2026-03-{day:02}", body) for day, body in enumerate(texts, 1)]
    found = summary(told, {"ana"}, MARCH, words)
    random.shuffle(told)  # type: ignore[attr-defined]
    assert summary(told, {"ana"}, MARCH, words) == found
    if found is None:
        return
    by_url = {one.url: one.body for one in told}
    assert all(quote.text in by_url[quote.url] for quote in (*found.shown, *found.rest))
    assert found.shown
    assert len(found.shown) == 1 or sum(quote.words for quote in found.shown) <= words
    assert list(found.shown) == sorted(found.shown, key=lambda quote: (quote.at, quote.number))


def test_every_month_of_real_updates_is_summed_up(corpus: Path) -> None:
    comments = json.loads((corpus / "activity/comments.json").read_text("utf-8"))
    for month in range(1, 12):
        days = Span(dt.date(2025, month, 1), dt.date(2025, month + 1, 1) - dt.timedelta(1))
        for issue in {one["issue_number"] for one in comments}:
            told = [
                Update(
                    dt.datetime.fromisoformat(one["created_at"]),
                    one["user"]["login"],
                    one["html_url"],
                    one["body"],
                )
                for one in comments
                if one["issue_number"] == issue
            ]
            found = summary(told, (), days)
            assert (
                found is None
                or len(found.shown) == 1
                or sum(count_words(quote.text) for quote in found.shown) <= WORDS
            )

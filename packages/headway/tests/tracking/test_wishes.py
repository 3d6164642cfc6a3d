"""What of a chat becomes an item of the board."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.records import Message
from headway.tracking.wishes import Wish, wishes

AT = datetime(2026, 2, 3, 23, 30, tzinfo=UTC)


def message(body: str, number: int = 5) -> Message:
    return Message(number, "goals", "board", "ana-lind", body, "https://chat.example/5", AT)


def titles(body: str) -> list[str]:
    return [wish.title for wish in wishes([message(body)], "Goals Board")]


def test_a_wish_is_known_by_its_message() -> None:
    assert list(wishes([message("@**Goals Board** Ask Bo about the mirror")], "goals board")) == [
        Wish(
            "Ask Bo about the mirror",
            "https://chat.example/5",
            "ana-lind",
            date(2026, 2, 3),
            "zulip:5",
        )
    ]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("@**Goals Board|77**: renew the lease", "renew the lease"),
        ("@*goals board* renew", "renew"),
        ("@**Goals Board**\n\n# Renew the *lease*\nand more", "Renew the lease"),
        (
            "Please, @**Goals Board**, look at [the log](https://x.example)",
            "Please, look at the log",
        ),
        ("- @**Bo** should renew (@**Goals Board**)", "@Bo should renew"),
        ("@**Goals Board**", "What ana-lind asks in board"),
        ("@**Goals Board** " + "long " * 50, ("long " * 20).strip() + "…"),
        ("```quote\n@**Goals Board** old\n```\n@**Goals Board** new", "new"),
    ],
)
def test_the_title_is_the_first_line_that_says_anything(body: str, title: str) -> None:
    assert titles(body) == [title]


@pytest.mark.parametrize(
    "body",
    [
        "Goals Board is a fine name",
        "@_**Goals Board** was told already",
        "@**Goals Board Two** something",
        "````quote\n@**Ana** said\n```quote\n@**Goals Board** x\n```\n````\nagreed",
        "> @**Goals Board** renew\n\nagreed",
        "write `@**Goals Board** renew` to ask",
        "~~~\n@**Goals Board** renew",
    ],
)
def test_what_pings_nobody_is_no_wish(body: str) -> None:
    assert titles(body) == []


@given(st.text(), st.text(min_size=1))
def test_any_text_gives_at_most_one_wish_with_a_title(body: str, alias: str) -> None:
    found = list(wishes([message(f"@**{alias}** {body}")], alias))
    assert len(found) <= 1
    for wish in found:
        assert 0 < len(wish.title) <= 100
        assert "\n" not in wish.title

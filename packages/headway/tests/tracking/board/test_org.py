"""Reading org-mode."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.program.board.values import When
from headway.tracking.board.org import OrgFile, read_org, stamp
from headway.tracking.board.org_text import note, title

WORDS = ["* ", "** ", "TODO ", "NEXT ", "[#A] ", "COMMENT ", "[1/2] ", " :a:b:", ":END:", "\n"]
WORDS += [":PROPERTIES:", ":ID: x", ":LOGBOOK:", "DEADLINE: <2026-03-01 Sun +1w>", "CLOSED: [x]"]
WORDS += ["#+TODO: A(a!) | B", "#+BEGIN_SRC sh", "#+END_SRC", "[[https://x.example][x]]", "text"]
ANYTHING = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30).map("".join)


def read(text: str) -> OrgFile:
    return read_org("a.org", text)


def told(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def test_a_heading_has_all_that_hangs_on_it() -> None:
    (heading,) = read("""\
* TODO [#A] Ask Kit :shelf:mirrors:
  SCHEDULED: <2026-02-03 Tue 10:00-11:00 +1w -3d> DEADLINE: <2026-03-01 Sun>
  :PROPERTIES:
  :ID:       abc
  :Effort:   1:00
  :Effort+:  2:00
  :END:
  Some text.
    More of it.
  :LOGBOOK:
  - State "TODO" from "WAIT" [2026-01-03 Sat 10:00] \\\\
    A reason.
  CLOCK: [2026-01-03 Sat 10:00]--[2026-01-03 Sat 11:00] =>  1:00
  :END:
  :NOTES:
  Old
  :END:
""").headings
    assert (heading.line, heading.level, heading.title) == (1, 1, "Ask Kit")
    assert (heading.state, heading.done, heading.priority) == ("TODO", False, "A")
    assert heading.tags == ("shelf", "mirrors")
    day = dt.date(2026, 2, 3)
    assert heading.scheduled == When(day, "10:00", "11:00", "+1w", "-3d")
    assert heading.deadline == When(dt.date(2026, 3, 1))
    assert heading.properties == {"ID": "abc", "Effort": "1:00 2:00"}
    assert heading.drawers["LOGBOOK"].splitlines() == [
        '- State "TODO" from "WAIT" [2026-01-03 Sat 10:00] \\\\',
        "  A reason.",
        "CLOCK: [2026-01-03 Sat 10:00]--[2026-01-03 Sat 11:00] =>  1:00",
    ]
    assert heading.drawers["NOTES"] == "Old"
    assert [line for line in heading.text if line] == ["Some text.", "  More of it."]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", (("TODO",), ("DONE",))),
        ("#+TODO: A(a) B(b!) | C(c@/!) D\n", (("A", "B"), ("C", "D"))),
        ("#+SEQ_TODO: A B\n", (("A",), ("B",))),
        ("#+todo: A | B\n#+TYP_TODO: X Y |\n", (("A", "X", "Y"), ("B",))),
        ("#+TODO: A |\n#+TODO: | B\n", (("A",), ("B",))),
    ],
)
def test_states_are_those_of_the_file(settings: str, expected: tuple[object, object]) -> None:
    assert read(settings).states == expected


def test_words_that_are_no_states_belong_to_the_title() -> None:
    found = read("#+TODO: OPEN | SHUT\n* TODO a\n* SHUT b\n* SHUTTERS c\n* OPEN\n")
    titles = [(one.state, one.done, one.title) for one in found.headings]
    assert titles == [
        ("", False, "TODO a"),
        ("SHUT", True, "b"),
        ("", False, "SHUTTERS c"),
        ("OPEN", False, ""),
    ]


def test_tags_come_from_above_and_archived_is_what_stands_below() -> None:
    text = "#+FILETAGS: :f:g:\n* A :x:\n** B :ARCHIVE:y:\n*** C :x:\n* Archive :ARCHIVE:\n** D\n"
    found = read(text).headings
    assert [one.all_tags for one in found] == [
        ("f", "g", "x"),
        ("f", "g", "x", "ARCHIVE", "y"),
        ("f", "g", "x", "ARCHIVE", "y"),
        ("f", "g", "ARCHIVE"),
        ("f", "g", "ARCHIVE"),
    ]
    assert [one.archived for one in found] == [False, True, True, True, True]
    assert [one.is_archive for one in found] == [False, False, False, True, False]


def test_levels_may_be_left_out() -> None:
    first, deep, second = read("* A\n*** B\n** C\n").headings
    assert deep.parent is first
    assert second.parent is first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<2026-02-03 Tue>", "2026-02-03"),
        ("[2026-02-03 mar. 9:05]", "2026-02-03 9:05"),
        ("<2026-02-03 10:00 ++1m>", "2026-02-03 10:00 ++1m"),
        ("<2026-02-03 Tue .+1d/3d -2d>", "2026-02-03 .+1d/3d -2d"),
        ("<2026-02-03 Tue --2d +1w>", "2026-02-03 +1w --2d"),
        ("<2026-02-30 Mon>", "None"),
        ("<%%(diary-float t 4 2)>", "None"),
    ],
)
def test_timestamps(text: str, expected: str) -> None:
    assert str(stamp(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#+STARTUP: overview\n* A\n", "a.org:1: `#+STARTUP` is not carried over"),
        ("Hello\n* A\n", "a.org:1: text above the first heading is not carried over"),
        ("* A\nDEADLINE: <2026-02-30 Mon>\n", "a.org:2: `DEADLINE: <2026-02-30 Mon>` cannot be"),
        ("* A\nSCHEDULED: <2026-02-03>--<2026-02-05>\n", "a.org:2: the end of SCHEDULED is not"),
        ("* A\n:PROPERTIES:\n:ID: x\n", "a.org:2: `:PROPERTIES:` has no `:END:`; it is kept"),
        ("* A\n:PROPERTIES:\nx\n:END:\n", "a.org:3: this line of the properties cannot be read"),
        ("* A\n:LOGBOOK:\n* B\n", "a.org:2: `:LOGBOOK:` has no `:END:`; it is kept as text"),
        ("* COMMENT A\n", "a.org:1: `COMMENT` is not carried over; the heading is"),
        ("* A [1/3]\n", "a.org:1: the count of what is done below is not carried over"),
        ("* A\nOn <2026-02-03 Tue>.\n", "a.org:2: a date in a text is only text on a board"),
        ("* :a:\n", "a.org:1: this heading has no title"),
    ],
)
def test_what_is_not_carried_over_is_told_with_its_line(text: str, expected: str) -> None:
    (problem,) = told(text)
    assert problem.startswith(expected)


def test_what_cannot_be_read_stays_text() -> None:
    first, _ = read("* A\nDEADLINE: <soon>\n:LOGBOOK:\nx\n* B\n").headings
    assert first.text == ["DEADLINE: <soon>", ":LOGBOOK:", "x"]


def test_drawers_and_settings_in_code_are_code() -> None:
    (heading,) = read("* A\n#+begin_src org\n:LOGBOOK:\n#+TODO: X | Y\n#+end_src\n").headings
    assert heading.text == ["#+begin_src org", ":LOGBOOK:", "#+TODO: X | Y", "#+end_src", ""]
    assert not heading.drawers


@given(ANYTHING)
def test_anything_is_read_and_every_heading_is_there(text: str) -> None:
    found = read(text)
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [n for n, line in enumerate(lines, 1) if line.lstrip("*")[:1] in {" ", "\t"}]
    stars = [n for n in starts if lines[n - 1].startswith("*")]
    assert [heading.line for heading in found.headings] == stars
    assert all(0 < problem.line <= len(lines) for problem in found.problems)


# --- texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown", "issues", "links"),
    [
        ("[[https://github.com/a/b/issues/1][Fix it]]", "Fix it", ("a/b#1",), ()),
        ("Fix https://github.com/a/b/pull/2#discussion_r1 now", "Fix now", ("a/b#2",), ()),
        ("[[https://github.com/a/b/pull/2/files]]", "", ("a/b#2",), ()),
        ("Fix a/b#3", "Fix a/b#3", ("a/b#3",), ()),
        (
            "Read (https://x.example/y).",
            "Read (https://x.example/y).",
            (),
            ("https://x.example/y",),
        ),
        ("[[https://x.example][the page]]", "the page", (), ("[the page](https://x.example)",)),
        ("See [[id:abc][that]] and [[*Other]]", "See that and *Other", (), ()),
    ],
)
def test_titles(text: str, shown: str, issues: tuple[str, ...], links: tuple[str, ...]) -> None:
    assert title(text) == (shown, issues, links)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[[https://x.example/a][a]] and https://x.example/b.",
            "[a](https://x.example/a) and https://x.example/b.",
        ),
        ("[[https://github.com/a/b/issues/1][One]]", "One (a/b#1)"),
        ("https://github.com/a/b/issues/1", "a/b#1"),
        (
            "https://github.com/a/b/issues/1#issuecomment-2",
            "a/b#1 (<https://github.com/a/b/issues/1#issuecomment-2>)",
        ),
        ("#+BEGIN_SRC sh\n[[x]]\n,* y\n#+END_SRC", "```sh\n[[x]]\n* y\n```"),
        ("#+begin_quote\nHi\n#+end_quote\nHo", "> Hi\nHo"),
        ("#+BEGIN_EXAMPLE\nx", "```\nx\n```"),
    ],
)
def test_notes(text: str, expected: str) -> None:
    assert note(text.split("\n"), [], ("a.org", 1)) == expected

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.documents.values import Verdict
from headway.planning import decision_lines
from headway.planning.decision_lines import Decision, Found, Unclear

LOGINS = st.from_regex(r"@[A-Za-z0-9][A-Za-z0-9-]{0,38}", fullmatch=True)
GOALS = st.from_regex(r"20\d\d(h[12])?/[\w.-]+( [\w.-]+)?", fullmatch=True)
TEAMS = st.from_regex(r"[a-z][a-z0-9-]*", fullmatch=True)
NOTES = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.strip("@._ …"))
)
DECISIONS = st.builds(
    Decision,
    GOALS,
    TEAMS,
    st.none() | st.sampled_from(Verdict),
    st.none() | LOGINS,
    st.none() | NOTES,
)
BLANK = "- [ ] 2026/glow-watch for tools: decision: yes | concern | no, by @…, note: …"


@given(DECISIONS)
def test_a_decision_reads_back_as_it_was_written(decision: Decision) -> None:
    assert decision_lines.parse(decision_lines.format(decision)) == decision


@given(st.lists(DECISIONS.filter(lambda decision: (decision.note or "x").isalnum())))
def test_a_text_gives_every_line_with_its_number(decisions: list[Decision]) -> None:
    text = "".join(f"# Heading\n\n{decision_lines.format(one)}\n\n" for one in decisions)
    found = list(decision_lines.read(text.encode()))
    assert found == [Found(3 + 4 * number, one) for number, one in enumerate(decisions)]


@given(st.text())
def test_any_line_and_any_text_can_be_read(text: str) -> None:
    decision_lines.parse(text)
    decision_lines.parse(f"- [x] a for b: decision: {text}")
    list(decision_lines.read(f"{text}\n- [ ] a for b: decision: {text}".encode()))


def test_the_line_of_a_packet() -> None:
    assert decision_lines.format(Decision("2026/glow-watch", "tools")) == BLANK


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        ("yes, by @ana-lind, note: all of us", (Verdict.YES, "@ana-lind", "all of us")),
        ("concern, by @ana-lind, note: …", (Verdict.CONCERN, "@ana-lind", None)),
        ("no, by @…, note: too much", (Verdict.NO, None, "too much")),
        ("YES", (Verdict.YES, None, None)),
        ("yes by @ana-lind", (Verdict.YES, "@ana-lind", None)),
        (
            "yes , by  @ana-lind ,note:one, two: three",
            (Verdict.YES, "@ana-lind", "one, two: three"),
        ),
        ("Concern, note: who, by when?", (Verdict.CONCERN, None, "who, by when?")),
        ("no by @ana-lind note: too much", (Verdict.NO, "@ana-lind", "too much")),
        ("**yes**, by `@ana-lind`.", (Verdict.YES, "@ana-lind", None)),
        ("~~yes~~ | **concern** | ~~no~~, by @ana-lind", (Verdict.CONCERN, "@ana-lind", None)),
        ("yes | |, by @ana-lind", (Verdict.YES, "@ana-lind", None)),
        ("yes, by ana-lind", (Verdict.YES, "ana-lind", None)),
        ("yes|concern|no, note: later", (None, None, "later")),
        ("", (None, None, None)),
    ],
)
def test_what_people_leave_of_it(
    filled: str, expected: tuple[Verdict | None, str | None, str | None]
) -> None:
    line = f"- [ ] 2026/glow-watch for tools: decision: {filled}"
    assert decision_lines.parse(line) == Decision("2026/glow-watch", "tools", *expected)


def test_the_word_decision_may_be_missing_beside_a_goal_with_its_period() -> None:
    said = "tools: yes, by @ana-lind"
    expected = Decision("2026/glow-watch", "tools", Verdict.YES, "@ana-lind")
    assert decision_lines.parse(f"- [x] 2026/glow-watch for {said}") == expected
    assert decision_lines.parse(f"- [x] glow-watch for {said}") is None


@pytest.mark.parametrize("bullet", ["-", "*", "+"])
@pytest.mark.parametrize("box", ["x", "X", " "])
def test_bullet_and_box_do_not_matter(bullet: str, box: str) -> None:
    line = f"  {bullet} [{box}] 2026/glow-watch  For tools : Decision: no"
    assert decision_lines.parse(line) == Decision("2026/glow-watch", "tools", Verdict.NO)


@pytest.mark.parametrize(
    ("box", "filled", "words"),
    [
        ("x", "yes | concern | no, by @ana-lind", "ticked and states no decision"),
        ("x", "", "ticked and states no decision"),
        ("x", "yes | no", "`yes | no` is no decision"),
        (" ", "maybe, by @ana-lind", "`maybe` is no decision"),
        (" ", "yes, by @ana:lind", "`@ana:lind` is no GitHub user"),
        ("x", "~~yes~~ | ~~concern~~ | ~~no~~", "ticked and states no decision"),
        (" ", "yes, but not before May", "what follows the decision is not read"),
        (" ", "yes, by @ana-lind, @bo-okafor", "what follows the decision is not read"),
    ],
)
def test_what_is_unclear_is_told_and_not_guessed(box: str, filled: str, words: str) -> None:
    found = decision_lines.parse(f"- [{box}] 2026/glow-watch for tools: decision: {filled}")
    assert isinstance(found, Unclear)
    assert (found.goal, found.team) == ("2026/glow-watch", "tools")
    assert words in found.reason


@pytest.mark.parametrize(
    "line", ["", "text", "- [ ] buy milk", "2026/a for b: decision: yes", "- [x] @ana (required)"]
)
def test_other_lines_are_none(line: str) -> None:
    assert decision_lines.parse(line) is None


def test_a_note_runs_over_lines_and_ends_with_its_item() -> None:
    text = (
        "- [x] 2026/a for b: decision: no,\n  by @c, note: first\n  second\n  - nested\n"
        "- [ ] 2026/b for b: decision: yes\n\n  A second paragraph.\n"
    )
    assert list(decision_lines.read(text.encode())) == [
        Found(1, Decision("2026/a", "b", Verdict.NO, "@c", "first second")),
        Found(5, Decision("2026/b", "b", Verdict.YES)),
    ]


def test_lines_in_code_and_comments_are_examples() -> None:
    text = f"```\n{BLANK}\n```\n\n<!--\n{BLANK}\n-->\n\n> {BLANK}\n"
    assert [found.line for found in decision_lines.read(text.encode())] == [9]

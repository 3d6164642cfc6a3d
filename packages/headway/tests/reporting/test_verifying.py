"""What a draft says is proved; whatever is changed in it is found."""

from __future__ import annotations

import datetime as dt
import re
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.reporting.bodies import Home
from headway.reporting.marks import block, read_draft, sealed
from headway.reporting.sources import Source
from headway.reporting.verifying import Finding, Proof, Verdict, verify
from headway.tracking.health import State

PAGE = "https://github.com/org/plan/issues/1#issuecomment-"
FIRST = """\
We merged the parser. It is quick, see #12.

## Next

- Write a printer.

```
</details>
```
"""
SECOND = "The RFC is out. We wait for its review."
ASKED = {"period": "2026"}


def source(number: int, body: str) -> Source:
    at = dt.datetime(2026, 2, number, 12, tzinfo=dt.UTC)
    return Source(f"{PAGE}{number}", at, body, Home("org/plan"))


SOURCES = {one.url: one for one in (source(1, FIRST), source(2, SECOND))}


def citation(number: int) -> str:
    return f"([2026-02-0{number}]({PAGE}{number}))"


def whole(number: int) -> str:
    one = SOURCES[f"{PAGE}{number}"]
    text = "\n".join(one.lines())
    return f"[Ana](https://github.com/ana), [{one.day}]({one.url}):\n\n{text}\n"


INDEX = """\
## All 3 goals

| Goal | State | Last update |
| :--- | :--- | :--- |
| [Parser](#parser) | *on track* | 2026-02-02 |
| [Printer](#printer) | at risk | 2026-02-02 |
| [Lexer](https://example.org/lexer.html) | *stale* | none |
"""
PARSER = f"""\
### [Parser](https://example.org/parser.html)

on track, 2 of 5 done · [Ana](https://github.com/ana)

- We merged the parser. {citation(1)}
- The RFC is out. We wait for its review. {citation(2)}

<details>
<summary>2 comments</summary>

- Write a printer. {citation(1)}

{whole(1)}
{whole(2)}
</details>
"""
FRESH = sealed(
    "+++\ntitle = 'February 2026'\n+++\n",
    ASKED,
    f"\nWords of the template.\n\n{block('index', INDEX)}\n{block('parser', PARSER)}",
)


def proof(draft: str) -> Proof:
    return verify(read_draft(draft), read_draft(FRESH), SOURCES)


def found(before: str, after: str) -> list[Finding]:
    """What is found in a draft that has something else in one place."""
    assert FRESH.count(before) == 1, before
    draft = FRESH.replace(before, after)
    findings = [*proof(draft).findings]
    lines = draft.splitlines()
    for one in findings:
        assert one.text[:20] in lines[one.line - 1] or one.expected
    return findings


def test_a_fresh_draft_is_proved() -> None:
    assert proof(FRESH) == Proof(quotations=3, comments=2, facts=14, outdated=False, findings=())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("| *on track* |", "| *at risk* |", "| [Parser](#parser) | *on track* | 2026-02-02 |"),
        ("| *on track* |", "| *going well* |", "| [Parser](#parser) | *on track* | 2026-02-02 |"),
        (
            "| none |",
            "| 2026-02-02 |",
            "| [Lexer](https://example.org/lexer.html) | *stale* | none |",
        ),
        ("All 3", "All 30", "## All 3 goals"),
        ("2 of 5", "3 of 5", "on track, 2 of 5 done · [Ana](https://github.com/ana)"),
        (
            "on track, 2 of",
            "on track: 4 of",
            "on track, 2 of 5 done · [Ana](https://github.com/ana)",
        ),
        ("parser.html", "lexer.html", "### [Parser](https://example.org/parser.html)"),
        (
            "[Parser](#parser)",
            "[Parser](#printer)",
            "| [Parser](#parser) | *on track* | 2026-02-02 |",
        ),
        ("y>2 comments", "y>3 comments", "<summary>2 comments</summary>"),
        ("February 2026", "February 2025", "title = 'February 2026'"),
        ("the parser. (", "the printer. (", "We merged the parser."),
        ("the parser. (", "the parser (", "We merged the parser."),
        ("- We merged the", "- merged the", "We merged the parser."),
        ("- The RFC is out.", "- The RFC is out. …", None),
        ("- The RFC is out.", "- An RFC is out.", None),
    ],
)
def test_what_is_wrong_is_told_with_what_it_should_be(
    before: str, after: str, expected: str | None
) -> None:
    (one,) = found(before, after)
    assert one.verdict is Verdict.WRONG
    if expected:
        assert one.expected == expected


@pytest.mark.parametrize(
    ("before", "after", "own"),
    [
        ("Words of the template.", "Words of mine.", "Words of mine."),
        ("## All 3 goals", "## Goals", "## Goals"),
        ("- We merged", "- Ana writes that\n- We merged", "- Ana writes that"),
        ("- We merged the parser.", 'Ana: "We merged the parser."', "Ana:"),
        (f"the parser. {citation(1)}", f"the parser. {citation(1)} Hooray!", "Hooray!"),
        ("</details>\n\n<!--", "</details>\n\nThat was all.\n\n<!--", "That was all."),
        ("[Parser](#parser)", "[The parser](#parser)", None),
    ],
)
def test_what_is_the_editors_own_is_told_and_no_mistake(
    before: str, after: str, own: str | None
) -> None:
    (one,) = found(before, after)
    assert one.verdict is Verdict.OWN
    if own:
        assert one.text == own


def test_lines_that_were_moved_wrapped_or_removed_hold() -> None:
    moved = PARSER.partition("\n\n- ")[0]
    draft = FRESH.replace(moved, "").replace("Words of the template.", moved)
    draft = draft.replace("- The RFC is out.", "- The RFC\n  is out.")
    assert proof(draft) == Proof(quotations=3, comments=2, facts=13, outdated=False, findings=())


def test_a_comment_that_is_not_in_the_store_cannot_be_known() -> None:
    draft = FRESH.replace(citation(2), citation(3))
    (one,) = proof(draft).findings
    assert (one.verdict, proof(draft).holds) == (Verdict.UNKNOWN, False)
    assert one.reason == f"{PAGE}3 is not in the store, so that nobody can tell"
    (one,) = found(f"2026-02-02]({PAGE}2):", f"2026-02-02]({PAGE}4):")[1:]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("##### Next", "###### Next", "###### Next"),
        ("```\n</details>", "```\n<details>", "<details>"),
        ("The RFC is out. We wait for its review.\n\n</details>", "</details>", "[Ana]"),
        ("review.\n\n</details>", "review.\n\nWe like it.\n\n</details>", "We like it."),
    ],
)
def test_a_comment_in_full_is_as_its_author_wrote_it(before: str, after: str, line: str) -> None:
    (one,) = found(before, after)
    assert one.verdict is Verdict.WRONG
    assert one.text.startswith(line)


def test_another_day_is_not_that_of_the_comment() -> None:
    (one,) = found(f"the parser. {citation(1)}", f"the parser. ([2026-02-03]({PAGE}1))")
    assert (one.verdict, one.expected) == (Verdict.WRONG, "2026-02-01")


QUOTE = re.compile(r"- .* \(\[\d{4}-\d\d-\d\d\]\(\S+\)\)")
LINK = re.compile(r"\]\([^()\s]*\)")
STARTS = [*accumulate(map(len, FRESH.splitlines(keepends=True)), initial=0)]
STATED = [
    (number, at)
    for number, line in enumerate(FRESH.splitlines())
    if not line.startswith("<!--")
    for at, sign in enumerate(line)
    if sign.isalnum()
]


def must_be_wrong(number: int, at: int) -> bool:
    """Whether a letter or digit of a line is part of what must never be other unnoticed."""
    line = FRESH.splitlines()[number]
    folded = FRESH.count("<details>", 0, STARTS[number]) and not line.startswith("<summary>")
    linked = any(found.start() <= at < found.end() for found in LINK.finditer(line))
    return (
        line[at].isdigit()
        or bool(QUOTE.match(line))
        or linked
        or bool(folded and "[Ana]" not in line)
    )


@given(st.sampled_from(STATED), st.sampled_from("aZ7é0"))
def test_no_other_letter_or_digit_passes(place: tuple[int, int], sign: str) -> None:
    number, at = place
    where = STARTS[number] + at
    assume(FRESH[where].casefold() != sign.casefold() and FRESH[where].isdigit() == sign.isdigit())
    result = proof(FRESH[:where] + sign + FRESH[where + 1 :])
    assert number + 1 in {one.line for one in result.findings}
    assert not (must_be_wrong(number, at) and result.holds)


@given(st.sampled_from([*State]), st.sampled_from(["*on track*", "at risk", "*stale*"]))
def test_no_other_state_passes(state: State, before: str) -> None:
    assume(state.value != before.strip("*"))
    draft = FRESH.replace(f"| {before} |", f"| {state.value} |")
    assert [one.verdict for one in proof(draft).findings] == [Verdict.WRONG]


LINES = FRESH.splitlines()
FIRST_LINE = LINES.index(whole(1).splitlines()[0]) + 1
COMMENT = [number for number in range(FIRST_LINE, len(LINES) - 3) if LINES[number]]


@given(st.sampled_from(COMMENT), st.sampled_from(COMMENT))
def test_no_line_of_a_comment_gets_lost_or_moved(at: int, to: int) -> None:
    lines = [*LINES[:at], *LINES[at + 1 :]]
    assert not proof("\n".join(lines)).holds
    assume(LINES[at] != LINES[to])
    lines.insert(to, LINES[at])
    assert not proof("\n".join(lines)).holds

"""Recording what was said to goals, and reading it from comments and packets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from headway.documents.reading import Page
from headway.documents.reading import read as read_document
from headway.documents.signoff import SIGNOFF
from headway.documents.values import Signoff, Verdict
from headway.errors import NothingToEditError, UnknownNameError
from headway.planning import decision_lines, signoff_import
from headway.planning.signoff import (
    NotAPersonError,
    Saying,
    doubts,
    find_team,
    one_line,
    person,
    record,
)
from headway.planning.signoff_import import Imported, PeriodNeededError, Setting, read_files
from headway.planning.signoff_status import current_periods, status
from headway.program.load import Options, load
from headway.program.query import find_goal
from headway.program.standing import asked_teams
from headway.text import Source, parse

if TYPE_CHECKING:
    from headway.forge.file_actions import FileChange
    from headway.program.model import Program

TODAY = date(2026, 3, 1)
LUMEN = Path(__file__).resolve().parents[4] / "examples/lumen"
PROGRAM = load(LUMEN, Options(today=TODAY, offline=True)).program
GOALS = [goal for goal in PROGRAM.goals() if goal.period == "2026"]
COMMENT = """\
Tick your box.

## tools

* [x] @ines-carvalho (required, lead)
* [ ] pell-grady (optional)
* [X] sofia-quispe (optional)

## docs

* [ ] @oskar-wrona (required, lead)
"""
PACKET = """\
# Packet

- [x] 2026/glow-watch for compiler: decision: concern, by @tuan-pham, note: who reviews it?
- [ ] 2026/stream-core for lang: decision: yes | concern | no, by @…, note: …
"""

notes = st.text(st.characters(codec="utf-8") | st.sampled_from(" |\\`[]@*\n"), max_size=20)
days = st.dates(date(2025, 10, 1), TODAY)
people = st.sampled_from(["@ana-lind", "@pell-grady", "@Ines-Carvalho", "@some_body-else"])
sayings = st.builds(
    Saying,
    st.sampled_from(GOALS),
    st.sampled_from(["lang", "tools", "docs", "playground-ops"]),
    people,
    st.sampled_from(Verdict),
    notes.map(one_line),
    days,
)


def value(change: FileChange) -> Signoff:
    """The sign-off in a file as a change would leave it."""
    source = Source(change.file, change.after)
    page = Page(source, parse(source.data), change.file.split("/")[1])
    signoff: Signoff = read_document(SIGNOFF, page).value
    return signoff


def after(program: Program, changes: list[FileChange]) -> Program:
    """The program as changes would leave it, nothing being written."""
    files = {change.file for change in changes}
    kept = (signoff for signoff in program.signoffs if signoff.file not in files)
    return replace(
        program,
        sources={**program.sources, **{c.file: Source(c.file, c.after) for c in changes}},
        signoffs=(*kept, *map(value, changes)),
    )


def setting(**changed: Any) -> Setting:
    return Setting(PROGRAM.period("2026"), TODAY, dated=False)._replace(**changed)


def read(text: str, program: Program = PROGRAM, **changed: Any) -> Imported:
    return read_files(program, [Source("c.md", text.encode())], setting(**changed))


def imported(text: str, program: Program = PROGRAM, **changed: Any) -> list[FileChange]:
    found = read(text, program, **changed)
    return record(program, found.sayings, signoff_import.recorded(setting(**changed)))


def saying(goal: str = "stream-core", **changed: Any) -> Saying:
    plain = Saying(find_goal(PROGRAM, goal), "lang", "@ana-lind", Verdict.YES, "", TODAY)
    return plain._replace(**changed)


# --- recording ------------------------------------------------------------------------------------


@given(sayings)
@example(saying(note="\\"))
@example(saying(note="a\\|"))
@example(saying(note="| a"))
@example(saying("glow-watch", note="<!-- `"))
def test_what_is_recorded_is_what_is_read(one: Saying) -> None:
    (change,) = record(PROGRAM, [one], lambda _said, _saying: False)
    assert change.file == f"signoff/2026/{one.goal.id}.md"
    statements = value(change).statements
    assert any(one.same(said) and said.day == one.day for said in statements)
    assert [said.day for said in statements] == sorted(said.day or TODAY for said in statements)
    if change.before is not None:
        lines = change.after.splitlines()
        added = [line for line in lines if line not in change.before.splitlines()]
        assert len(added) <= 1
        assert len(lines) == len(change.before.splitlines()) + 1


@given(st.lists(sayings, max_size=6))
def test_recording_again_plans_nothing(several: list[Saying]) -> None:
    program = PROGRAM
    for one in several:
        program = after(program, record(program, [one]))
        assert record(program, [one]) == []


def test_what_the_same_person_says_later_is_news() -> None:
    concern = saying(verdict=Verdict.CONCERN, note="why?")
    program = after(PROGRAM, record(PROGRAM, [saying()]))
    program = after(program, record(program, [concern]))
    program = after(program, record(program, [saying()]))
    (signoff,) = (one for one in program.signoffs if one.id == "stream-core")
    assert [one.verdict for one in signoff.statements] == ["yes", "concern", "yes"]


def test_what_was_said_earlier_stands_above() -> None:
    (change,) = record(PROGRAM, [saying("glow-watch", day=date(2025, 12, 5))])
    assert [one.date for one in value(change).statements] == [
        "2025-12-03",
        "2025-12-05",
        "2025-12-09",
    ]
    (change,) = record(PROGRAM, [saying("glow-watch", day=date(2025, 1, 1))])
    assert value(change).statements[0].date == "2025-01-01"


def test_several_are_put_in_order() -> None:
    dates = [date(2026, 2, day) for day in (9, 3, 9)]
    several = [saying("glow-watch", day=day, note=str(n)) for n, day in enumerate(dates)]
    (change,) = record(PROGRAM, several)
    assert [one.note for one in value(change).statements][-3:] == ["1", "0", "2"]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_every_other_byte_stays(newline: bytes) -> None:
    file = "signoff/2026/glow-watch.md"
    data = PROGRAM.sources[file].data.rstrip().replace(b"\n", newline) + newline * 2 + b"Text"
    program = replace(PROGRAM, sources={**PROGRAM.sources, file: Source(file, data)})
    (change,) = record(program, [saying("glow-watch")])
    row = b"| 2026-03-01 | [lang]     | @ana-lind      | yes     |"
    start = change.after.index(row)
    end = change.after.index(newline, start) + len(newline)
    assert change.after[:start] + change.after[end:] == data


def test_a_file_without_a_table_is_left_alone() -> None:
    file = "signoff/2026/glow-watch.md"
    program = replace(PROGRAM, sources={**PROGRAM.sources, file: Source(file, b"# Glow\n")})
    with pytest.raises(NothingToEditError, match="table"):
        record(program, [saying("glow-watch")])


def test_a_column_may_be_left_out_while_nothing_goes_in_it() -> None:
    file = "signoff/2026/glow-watch.md"
    text = b"# G\n\n## Sign-off\n\n|Verdict|By|Team|Date|More|\n|-|-|-|-|-|\n"
    program = replace(PROGRAM, sources={**PROGRAM.sources, file: Source(file, text)})
    (change,) = record(program, [saying("glow-watch")])
    assert change.after == text.rstrip() + b"\n| yes   | @ana-lind | [lang] | 2026-03-01 |     |\n"
    with pytest.raises(NothingToEditError, match="`note`"):
        record(program, [saying("glow-watch", note="why?")])


def test_names_are_found_or_refused() -> None:
    assert find_team(PROGRAM, "[Tools]") == "tools"
    assert find_goal(PROGRAM, "2025h2/region-memory").period == "2025h2"
    assert person("ana-lind") == person("@ana-lind") == "@ana-lind"
    with pytest.raises(UnknownNameError, match="did you mean `tools`"):
        find_team(PROGRAM, "tool")
    with pytest.raises(UnknownNameError, match="no goal `roadmap-tiny-devices`"):
        find_goal(PROGRAM, "roadmap-tiny-devices")
    with pytest.raises(NotAPersonError):
        person("Ana Lind")


def test_without_a_directory_the_teams_are_those_that_goals_ask() -> None:
    program = replace(PROGRAM, directory=None)
    assert find_team(program, "Docs") == "docs"
    with pytest.raises(UnknownNameError, match="did you mean `docs`"):
        find_team(program, "doc")


def test_doubts_are_told() -> None:
    assert list(doubts(PROGRAM, saying())) == []
    assert list(doubts(PROGRAM, saying(team="tools", by="@ana-lind"))) == [
        "@ana-lind is not on the team `tools`",
        "`2026/stream-core` asks nothing of `tools`",
    ]


# --- importing ------------------------------------------------------------------------------------


def test_a_tick_signs_every_goal_that_asks_the_team() -> None:
    found = read(COMMENT)
    assert found.unread == ()
    asking = [goal.id for goal in GOALS if goal.listed and "tools" in asked_teams(PROGRAM, goal)]
    assert len(asking) > 1
    for who in ("@ines-carvalho", "@sofia-quispe"):
        assert [one.goal.id for one in found.sayings if one.by == who] == asking
    assert {(one.team, one.verdict, one.day) for one in found.sayings} == {
        ("tools", Verdict.YES, TODAY)
    }


def test_a_decision_line_speaks_of_one_goal() -> None:
    (one,) = read(PACKET, period=None).sayings
    assert (one.goal.id, one.team, one.by) == ("glow-watch", "compiler", "@tuan-pham")
    assert (one.verdict, one.note) == (Verdict.CONCERN, "who reviews it?")


def test_a_decision_line_may_leave_the_period_to_the_option() -> None:
    text = "- [x] region-memory for lang: decision: yes, by @ana-lind, note: …\n"
    (one,) = read(text, period=PROGRAM.period("2025h2")).sayings
    assert one.goal.period == "2025h2"


def test_the_note_goes_with_what_has_none() -> None:
    notes = {one.verdict: one.note for one in read(COMMENT + PACKET, note="from a link").sayings}
    assert notes == {Verdict.YES: "from a link", Verdict.CONCERN: "who reviews it?"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("## tools\n\n* [x] whoever", "names nobody"),
        ("* [x] @ana-lind", "no heading"),
        ("## tolls\n\n* [x] @ana-lind", "did you mean `tools`"),
        ("## playground-ops\n\n* [x] @ana-lind", "no goal of 2026 asks `playground-ops`"),
        ("- [x] 2026/glow-wacth for lang: decision: yes, by @ana-lind, note: …", "`glow-watch`"),
        ("- [x] 2026/glow-watch for lnag: decision: yes, by @ana-lind, note: …", "`lang`"),
        ("- [x] 2026/glow-watch for lang: decision: yes, by @…, note: …", "who made it"),
        ("- [x] 2026/glow-watch for lang: decision: sure, by @a, note: …", "`sure`"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(line: str, reason: str) -> None:
    found = read(f"Hello.\n\n{line}\n")
    (remark,) = found.unread
    assert found.sayings == ()
    assert reason in remark.text
    assert (remark.file, remark.line) == ("c.md", 5 if line.startswith("#") else 3)


def test_ticks_need_a_period() -> None:
    with pytest.raises(PeriodNeededError, match=r"c\.md:5 .* --period"):
        read(COMMENT, period=None)


def test_the_last_word_counts_and_the_others_are_told() -> None:
    line = "- [x] 2026/glow-watch for tools: decision: {}, by @ines-carvalho, note: {}\n"
    found = read(f"{line.format('concern', 'hm')}{line.format('yes', 'fine')}")
    assert [one.note for one in found.sayings] == ["fine"]
    assert [str(remark) for remark in found.remarks] == [
        "c.md:1: not recorded, for c.md:2 says otherwise"
    ]


def test_what_is_read_again_overturns_nothing() -> None:
    program = after(PROGRAM, imported(PACKET))
    program = after(program, record(program, [_yes()]))
    assert imported(PACKET, program) == []
    (remark,) = read(PACKET, program).remarks
    assert "@tuan-pham has said otherwise of 2026/glow-watch since" in remark.text
    assert len(imported(PACKET, program, dated=True)) == 0
    later = program_on(date(2026, 4, 1), program)
    assert len(imported(PACKET, later, dated=True, day=date(2026, 4, 1))) == 1
    assert read(PACKET, later, dated=True, day=date(2026, 4, 1)).remarks == ()


def test_a_tick_adds_nothing_to_a_yes_that_stands() -> None:
    ticked = "## docs\n\n* [x] @oskar-wrona\n"
    files = {change.file for change in imported(ticked, note="in the comment")}
    assert "signoff/2026/stream-core.md" in files
    assert "signoff/2026/board-packs.md" not in files
    doubt = saying("board-packs", team="docs", by="@oskar-wrona", verdict=Verdict.CONCERN)
    program = after(PROGRAM, record(PROGRAM, [doubt]))
    files = {change.file for change in imported(ticked, program, note="in the comment")}
    assert "signoff/2026/board-packs.md" in files


def test_another_concern_of_the_same_person_is_news() -> None:
    program = after(PROGRAM, imported(PACKET))
    (change,) = imported(PACKET.replace("who reviews it?", "and who pays?"), program)
    assert [one.note for one in value(change).statements[-2:]] == [
        "who reviews it?",
        "and who pays?",
    ]


def _yes() -> Saying:
    return saying("glow-watch", team="compiler", by="@tuan-pham")


def program_on(day: date, program: Program) -> Program:
    return replace(program, today=day)


lines = st.one_of(
    st.builds(
        lambda mark, who, role: f"* [{mark}] {who} ({role})",
        st.sampled_from("xX "),
        people,
        st.sampled_from(["required, lead", "optional"]),
    ),
    st.sampled_from(["## lang", "## docs", "## [tools]", "## Nobody", "Text."]),
    st.builds(
        lambda goal, team, verdict, by, note: decision_lines.format(
            decision_lines.Decision(f"2026/{goal.id}", team, verdict, by, note)
        ),
        st.sampled_from(GOALS),
        st.sampled_from(["lang", "docs", "nobody"]),
        st.none() | st.sampled_from(Verdict),
        people,
        st.none() | notes.map(one_line),
    ),
)


@given(st.lists(lines, max_size=12), st.booleans())
def test_importing_again_plans_nothing(text: list[str], dated: bool) -> None:  # noqa: FBT001
    comment = "\n".join(text)
    program = after(PROGRAM, imported(comment, dated=dated))
    assert imported(comment, program, dated=dated) == []
    tomorrow = program_on(date(2026, 3, 2), program)
    assert imported(comment, tomorrow, day=TODAY, dated=dated) == []


# --- the existing tool's comment ------------------------------------------------------------------


def test_a_real_comment_with_every_box_ticked(corpus: Path) -> None:
    options = Options(team_data=corpus / "team", today=date(2026, 6, 30), offline=True)
    program = load(corpus / "rust-goals", options).program
    period = program.period("2026")
    assert period is not None
    assert status(program, [period]).goals[0].complete is False
    text = (corpus / "golden/fcp-2026.md").read_text("utf-8").replace("[ ]", "[x]")
    found = read_files(
        program, [Source("fcp.md", text.encode())], setting(period=period, day=program.today)
    )
    changes = record(program, found.sayings)
    program = after(program, changes)
    state = status(program, current_periods(program))
    left = {one.team for goal in state.goals for one in goal.standings if not one.complete}
    assert (found.unread, left) == ((), set())
    assert len(changes) == len(period.listed)

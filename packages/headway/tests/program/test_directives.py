from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.program.directives import FORMS, Argument
from headway.program.load import Loaded, Options, load
from headway.program.mend import mend

Make = Callable[[Mapping[str, str | bytes]], Path]

TODAY = date(2026, 3, 1)
PAGE = "src/2026/page.md"
GOAL = """\
# Goal

| Metadata | |
|---|---|
| Point of contact | @ana |
| Status | Proposed |
| Roadmap | Tiny devices |
| Highlight | Regions |
| Needs | Mentor |
"""
TABLE = "| Goal | Timespan | What and why |\n|---|---|---|\n"

ARGUMENTS = {
    Argument.NONE: ("Tiny devices",),
    Argument.THEME: ("Tiny devices", "tiny devices", "Tiny device", "Huge devices"),
    Argument.HIGHLIGHT: ("Regions", "Region"),
    Argument.NEED: ("Mentor", "mentor", "Money"),
    Argument.DATES: ("2026-01-01", "2026-02-01 to 2026-01-01", "soon"),
}
# What a person does to a marker by mistake.
SLIPS: tuple[Callable[[str], str], ...] = (
    lambda marker: marker,
    lambda marker: marker[1:],
    lambda marker: marker[:-1],
    lambda marker: marker[1:-1],
    lambda marker: marker.replace("(((", "((( ").replace(")))", " )))"),
    str.lower,
    lambda marker: marker.replace(" ", "  "),
    lambda marker: marker.replace(":", " :"),
    lambda marker: marker.replace("S", "", 1),
)
PLACES = (
    "{}\n\n",
    "See {} and more.\n\n",
    f"{TABLE}| {{}} |\n\n",
    f"{TABLE}{{}}\n\n",
    f"{TABLE}| {{}} | | |\n| a | b | c |\n\n",
    "- {}\n\n",
)


def codes(loaded: Loaded) -> Counter[str]:
    found = (d.code for d in loaded.report.diagnostics if d.file == PAGE)
    return Counter(code for code in found if code != "FILE001")


def told(make: Make, text: str) -> list[tuple[str, str]]:
    root = make({"src/2026/goal.md": GOAL, PAGE: f"# Page\n\n{text}\n"})
    loaded = load(root, Options(today=TODAY, offline=True))
    return [(d.code, d.message) for d in loaded.report.diagnostics if d.file == PAGE]


def mended(make: Make, text: str, *, unsafe: bool = False) -> str:
    root = make({"src/2026/goal.md": GOAL, PAGE: f"# Page\n\n{text}\n"})
    after = mend(root, Options(today=TODAY, offline=True), unsafe=unsafe).after
    return after[PAGE].decode().removeprefix("# Page\n\n").strip() if PAGE in after else text


@pytest.mark.parametrize(
    "text",
    [
        "(((GOALS)))\n\n(((GOALS)))",
        "(((FUNDING TABLE: Tiny devices)))\n\n(((FUNDING TABLE)))",
        "(((GOALS WITH NEEDS: Mentor)))",
        "(((GOALS WITH NEEDS: Contributor)))\n\n(((GOALS WITH NEEDS: Funding)))",
        f"{TABLE}| (((ROADMAP ROWS: Tiny devices))) |",
        f"{TABLE}|(((ROADMAP ROWS: Tiny devices)))|\n| a | b | c |",
        "The ((goals)) of ((other words)), and (((markers))) in general.",
    ],
)
def test_nothing_is_wrong(make: Make, text: str) -> None:
    assert told(make, text) == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("(((goals)))", "DIR001", "`goals` is no directive"),
        ("((( GOALS )))", "DIR001", "` GOALS ` is no directive"),
        ("(((APPLICATION AREAS)))", "DIR001", "`APPLICATION AREAS` is no directive"),
        ("(((GOALS WITH NEEDS: Foo)))", "DIR002", "no goal of 2026 names `Foo`"),
        ("(((ROADMAPS: Tiny devices)))", "DIR003", "`ROADMAPS` takes no argument"),
        ("(((ROADMAP ROWS: Tiny devices)))", "DIR004", "in a row of a table"),
        ("| (((ROADMAP ROWS: Tiny devices))) |", "DIR004", "in a row of a table"),
        ("(((TEAM ASKS)))\n\n(((TEAM ASKS)))", "DIR005", "`(((TEAM ASKS)))` once a page"),
        (
            "(((FUNDING TABLE: Tiny devices)))\n\n(((FUNDING TABLE: Tiny devices)))",
            "DIR005",
            "`(((FUNDING TABLE: …)))` once a page",
        ),
        ("(((GOALS))", "DIR006", "`GOALS` is a directive only in three"),
        ("((GOALS)))", "DIR006", "`GOALS` is a directive only in three"),
        ("((GOALS))", "DIR006", "`GOALS` is a directive only in three"),
        ("(((Road map goals))", "DIR006", "`ROADMAP GOALS` is a directive only in three"),
    ],
)
def test_what_is_wrong(make: Make, text: str, code: str, words: str) -> None:
    ((found, message),) = told(make, text)
    assert found == code
    assert words in message


def test_one_run_tells_every_mistake_of_a_marker(make: Make) -> None:
    found = told(make, "(((TEAM ASKS)))\n\n(((team asks))\n\n((Roadmap Rows: Tiny device)))")
    assert sorted(code for code, _ in found) == ["DIR002", "DIR004", "DIR005", "DIR006", "DIR006"]


def test_what_there_is_in_place_of_an_unknown_need(make: Make) -> None:
    root = make({"src/2026/goal.md": GOAL, PAGE: "(((GOALS WITH NEEDS: Foo)))\n"})
    (found,) = (d for d in load(root, Options(offline=True)).report.diagnostics if d.file == PAGE)
    assert found.notes == ("goals name `Contributor`, `Funding` or `Mentor`",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("((( GOALS )))", "(((GOALS)))"),
        ("(((roadmap  goals)))", "(((ROADMAP GOALS)))"),
        ("(((#goals))", "(((#GOALS)))"),
        ("(( GOALS ))", "(((GOALS)))"),
        ("((goals with needs: mentor)))", "(((GOALS WITH NEEDS: Mentor)))"),
        (f"{TABLE}(((ROADMAP ROWS: T)))", f"{TABLE}| (((ROADMAP ROWS: T))) |"),
        (f"{TABLE}| ((roadmap rows: T))) | |", f"{TABLE}| (((ROADMAP ROWS: T))) |"),
        (
            f"{TABLE}| (((ROADMAP ROWS: T))) | 2026 | |",
            f"{TABLE}| (((ROADMAP ROWS: T))) | 2026 | |",
        ),
        ("(((ROADMAP GOAL)))", "(((ROADMAP GOAL)))"),
        ("((markers in general))", "((markers in general))"),
    ],
)
def test_what_is_surely_meant_is_mended(make: Make, text: str, expected: str) -> None:
    assert mended(make, text) == expected


def test_what_is_likely_meant_is_mended_when_asked_for(make: Make) -> None:
    assert mended(make, "(((ROADMAP GOAL))", unsafe=True) == "(((ROADMAP GOALS)))"


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page of markers in some places, with slips in some of them."""
    text = ""
    for _ in range(draw(st.integers(1, 3))):
        form = draw(st.sampled_from(FORMS))
        arguments = [None, *ARGUMENTS[form.argument]]
        argument = draw(st.sampled_from(arguments))
        marker = f"((({form.name}{f': {argument}' if argument else ''})))"
        text += draw(st.sampled_from(PLACES)).format(draw(st.sampled_from(SLIPS))(marker))
    return text


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("program")
    (root / "src/2026").mkdir(parents=True)
    (root / "src/2026/goal.md").write_text(GOAL)
    (root / PAGE).write_text("")
    return root


@given(pages(), st.booleans())
@settings(max_examples=200)
def test_fixes_bring_no_new_diagnostic(
    program: Path,
    text: str,
    unsafe: bool,  # noqa: FBT001  # given by hypothesis
) -> None:
    options = Options(today=TODAY, offline=True, overlay={PAGE: f"# Page\n\n{text}".encode()})
    after = mend(program, options, unsafe=unsafe).loaded
    assert codes(after) <= codes(load(program, options))
    assert not [d for d in after.report.diagnostics if d.fix and (d.fix.safe or unsafe)]

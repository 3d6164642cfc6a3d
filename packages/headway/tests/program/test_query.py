from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from headway.documents.values import Goal, Roadmap
from headway.errors import UnknownNameError
from headway.program.load import Options, load
from headway.program.query import Filter, find, goals, running_period

if TYPE_CHECKING:
    from pathlib import Path

    from headway.program.model import Program


@pytest.fixture(scope="module")
def program(lumen: Path) -> Program:
    return load(lumen, Options(offline=True)).program


def ids(program: Program, wanted: Filter) -> set[str]:
    return {f"{period.name}/{goal.id}" for period, goal in goals(program, wanted)}


@pytest.mark.parametrize(
    ("today", "name"),
    [
        ("2025-06-30", "2025h2"),
        ("2025-12-31", "2025h2"),
        ("2026-01-01", "2026"),
        ("2027-02-01", "2026"),
    ],
)
def test_the_next_period_does_not_run_before_it_begins(lumen: Path, today: str, name: str) -> None:
    options = Options(offline=True, today=date.fromisoformat(today))
    assert running_period(load(lumen, options).program).name == name


def test_without_a_filter_all_goals_are_found_in_order(program: Program) -> None:
    found = [(period.name, goal.id) for period, goal in goals(program, Filter())]
    assert len(found) == 19
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (
            Filter(period="2026", status="proposed"),
            {"2026/notebook-kernel", "2026/over-the-air-updates"},
        ),
        (Filter(status="Not accepted"), {"2025h2/optional-braces", "2026/networked-macros"}),
        (Filter(period="2025H2", team="playground-ops"), {"2025h2/playground-boards"}),
        (
            Filter(champion="ines-carvalho"),
            {"2025h2/playground-boards", "2026/glow-watch", "2026/simulated-boards"},
        ),
        (
            Filter(roadmap="fast feedback"),
            {"2026/glow-watch", "2026/incremental-check", "2026/simulated-boards"},
        ),
        (
            Filter(needs="funding"),
            {"2026/board-packs", "2026/incremental-check", "2026/replayable-pipelines"},
        ),
        (
            Filter(needs="Contributor"),
            {
                "2025h2/playground-boards",
                "2026/friendlier-diagnostics",
                "2026/glow-watch",
                "2026/units-of-measure",
            },
        ),
        (Filter(size="small"), {"2026/notebook-kernel"}),
        (Filter(text="READ the room"), {"2026/friendlier-diagnostics"}),
        (Filter(text="no such words"), set()),
    ],
)
def test_a_filter(program: Program, wanted: Filter, expected: set[str]) -> None:
    assert ids(program, wanted) == expected


@pytest.mark.parametrize("person", ["pell-grady", "@pell-grady", "@PELL-grady"])
def test_a_person_in_any_role(program: Program, person: str) -> None:
    assert ids(program, Filter(period="2026", person=person)) == {
        "2026/board-packs",  # owns a task
        "2026/glow-watch",  # is point of contact
        "2026/networked-macros",
        "2026/over-the-air-updates",  # is champion
    }


def test_an_area_takes_the_goals_of_its_roadmaps(program: Program) -> None:
    period = program.period("2026")
    assert period is not None
    serving = {
        f"2026/{goal.id}"
        for roadmap in period.roadmaps
        if "Embedded sensing" in roadmap.application_areas
        for goal in period.goals_of(roadmap)
    }
    assert ids(program, Filter(area="embedded SENSING")) == serving
    assert len(serving) >= 5


FILTERS = [
    {"period": "2026"},
    {"status": "Accepted"},
    {"team": "compiler"},
    {"size": "Large"},
    {"needs": "funding"},
    {"person": "nadia-elbaz"},
    {"roadmap": "Fast feedback"},
    {"text": "check"},
]


@pytest.mark.parametrize("one", FILTERS, ids=str)
@pytest.mark.parametrize("other", FILTERS, ids=str)
def test_filters_combine(program: Program, one: dict[str, str], other: dict[str, str]) -> None:
    both = ids(program, Filter(**one, **other) if one != other else Filter(**one))
    assert both == ids(program, Filter(**one)) & ids(program, Filter(**other))


def test_all_filters_at_once(program: Program) -> None:
    wanted = Filter(
        period="2026",
        status="Accepted",
        team="registry",
        champion="kit-halloran",
        person="yuki-tanabe",
        roadmap="Tiny devices",
        area="Embedded sensing",
        size="Large",
        needs="funding",
        text="signed package",
    )
    assert ids(program, wanted) == {"2026/board-packs"}


@pytest.mark.parametrize(
    ("wanted", "plain"),
    [
        (Filter(team="[compiler]"), Filter(team="compiler")),
        (Filter(team=" [Compiler][] "), Filter(team="compiler")),
        (Filter(roadmap="[tiny DEVICES]"), Filter(roadmap="Tiny devices")),
        (Filter(area="[embedded sensing]"), Filter(area="Embedded sensing")),
        (Filter(champion="[@Ines-Carvalho]"), Filter(champion="ines-carvalho")),
        (Filter(person="[Pell-Grady]"), Filter(person="@pell-grady")),
        (Filter(period="[2025H2]"), Filter(period="2025h2")),
        (Filter(status="NOT ACCEPTED"), Filter(status="Not accepted")),
    ],
)
def test_brackets_and_letter_case_do_not_count(
    program: Program, wanted: Filter, plain: Filter
) -> None:
    assert ids(program, wanted) == ids(program, plain) != set()


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Filter(team="[complier]"), r"no team `\[complier\]`; did you mean `compiler`\?"),
        (Filter(team="nosuch"), "no team `nosuch`; choose from `lang`, `compiler`, "),
        (Filter(roadmap="Tiny device"), r"no roadmap `Tiny device`; did you mean `Tiny devices`\?"),
        (Filter(area="Sensing"), "no application area `Sensing`; choose from `Embedded sensing`, "),
        (Filter(champion="nadai-elbaz"), "no person `nadai-elbaz`; did you mean `@nadia-elbaz`"),
        (Filter(person="nobody"), "no person `nobody`$"),
        (Filter(status="acepted"), "no status `acepted`; did you mean `Accepted`"),
        (Filter(size="Huge"), "no size `Huge`; choose from `Small`, `Medium`, `Large`$"),
        (Filter(needs="money"), "no need `money`; choose from `funding`, `contributor`$"),
        (Filter(period="1999"), "no period `1999`; choose from `2025h2`, `2026`$"),
    ],
)
def test_a_name_that_nothing_has_is_refused(program: Program, wanted: Filter, words: str) -> None:
    with pytest.raises(UnknownNameError, match=words) as error:
        ids(program, wanted)
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(period="2026", team="playground-ops"),
        Filter(champion="oskar-wrona", period="2025h2"),
        Filter(period="2025h2", roadmap="Tiny devices"),
        Filter(person="hana-novakova", team="registry"),
    ],
)
def test_a_known_name_may_have_no_goals(program: Program, wanted: Filter) -> None:
    assert ids(program, wanted) == set()


def test_an_unknown_period_is_refused_with_the_likely_one(program: Program) -> None:
    with pytest.raises(UnknownNameError, match=r"no period `2025h3`; did you mean `2025h2`\?"):
        list(goals(program, Filter(period="2025h3")))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("glow-watch", "src/2026/glow-watch.md"),
        ("Glow Watch", "src/2026/glow-watch.md"),
        ("src/2026/glow-watch.md", "src/2026/glow-watch.md"),
        ("Board packs on the Shelf", "src/2026/board-packs.md"),
        ("units-of-measure", "src/2026/units-of-measure.md"),
        ("2025H2/units-of-measure", "src/2025h2/units-of-measure.md"),
        ("tiny devices", "src/2026/roadmap-tiny-devices.md"),
    ],
)
def test_a_document_by_name(program: Program, name: str, file: str) -> None:
    found = find(program, name, None)
    assert found.file == file
    assert isinstance(found, Roadmap if "roadmap" in file else Goal)


def test_a_document_of_a_period(program: Program) -> None:
    assert find(program, "units-of-measure", "2025h2").period == "2025h2"
    with pytest.raises(UnknownNameError):
        find(program, "glow-watch", "2025h2")


def test_an_unknown_document_is_refused_with_the_likely_one(program: Program) -> None:
    with pytest.raises(UnknownNameError, match="did you mean `glow-watch`") as error:
        find(program, "glow-wacth", None)
    assert error.value.exit_code == 2

from __future__ import annotations

import pytest

from headway.activity.attendance import Who, meetings, unknown_teams
from headway.activity.minutes import Minutes, read_minutes
from headway.activity.names import labelled, names_in
from headway.program.directory import Directory, Person, Team
from headway.text import Source

PEOPLE = {
    "ana-lind": "Ana Lind",
    "bo": "Bo Okafor",
    "zmarchetti": "Zoë Marchetti",
    "kim-a": "Kim Park",
    "kim-b": "Kim Park",
    "eric-h": "Eric Huss",
    "eric-o": "Eric Holk",
}
DIRECTORY = Directory(
    "test",
    {"lang": Team("lang", "Language", None, ("eric-h", "bo"), ("ana-lind",))},
    {login: Person(login, name) for login, name in PEOPLE.items()},
)
WHO = Who(DIRECTORY, {"Tee Cee": "eric-o"})


def minutes(*names: str, team: str = "lang", taker: str = "Ana Lind") -> Minutes:
    text = (
        f"# Notes 2026-01-01\n\n## Attendance\n\n- There: {', '.join(names)}\n- Minutes: {taker}\n"
    )
    return read_minutes(Source("x.md", text.encode()), team)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana, Bo; Kit & Zoë and Pell", ["Ana", "Bo", "Kit", "Zoë", "Pell"]),
        ("Jack Huey. Jakub B., J. Smith", ["Jack Huey", "Jakub B", "J. Smith"]),
        ("None.", []),
        ("", []),
        ("**Ana**, `@bo`, [Kit](https://k.example/a,b)", ["Ana", "@bo", "Kit"]),
        ("Ana (for Bo, and Kit), Anderson", ["Ana", "Anderson"]),
    ],
)
def test_lists_of_names_come_apart(text: str, names: list[str]) -> None:
    assert [name.text for name in names_in(text, 1)] == names


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        ("Mara not attending", "", "Mara"),
        ("Mara is absent today", "", "Mara"),
        ("Mara (absent)", "Members", "Mara"),
        ("Mara", "Regrets", "Mara"),
    ],
)
def test_the_absent_are_named_and_not_there(text: str, role: str, name: str) -> None:
    (found,) = names_in(text, 1, role)
    assert (found.text, found.present) == (name, False)


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("Members: Ana", "Members", "Ana"),
        ("**Members:** Ana", "Members", "Ana"),
        ("Observers:", "Observers", ""),
        ("Ana", "", "Ana"),
        ("https://x.example", "", "https://x.example"),
    ],
)
def test_a_label_ends_with_a_colon(text: str, label: str, rest: str) -> None:
    assert labelled(text) == (label, rest)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("@Ana-Lind", "ana-lind"),
        ("@stranger", "stranger"),
        ("bo okafor", "bo"),
        ("Zoe Marchetti", "zmarchetti"),
        ("zmarchetti", "zmarchetti"),
        ("tee  cee", "eric-o"),
        ("Kim Park", None),
        ("Zoë", None),
        ("", None),
    ],
)
def test_a_name_means_one_person_or_nobody(name: str, login: str | None) -> None:
    assert WHO.surely(name) == login


def logins(*of: Minutes) -> list[list[str | None]]:
    return [[who.login for who in one.present] for one in meetings(of, WHO)]


def test_a_first_name_is_that_of_a_member() -> None:
    assert logins(minutes("Eric", "Bo O.", "Zoë")) == [["eric-h", "bo", None, "ana-lind"]]


def test_a_first_name_of_two_regulars_is_nobody() -> None:
    assert logins(minutes("Eric"), minutes("Eric Holk"), minutes("Eric Hu")) == [
        [None, "ana-lind"],
        ["eric-o", "ana-lind"],
        ["eric-h", "ana-lind"],
    ]


def test_a_regular_of_another_team_is_none_here() -> None:
    assert logins(minutes("Zoë Marchetti", team="docs"), minutes("Zoë")) == [
        ["zmarchetti", "ana-lind"],
        [None, "ana-lind"],
    ]


def test_who_took_the_minutes_was_there_once() -> None:
    assert logins(minutes("Ana Lind", "Bo", taker="Ana")) == [["ana-lind", "bo"]]


def test_a_team_that_the_directory_lacks_is_told_once() -> None:
    found = unknown_teams([minutes("Ana"), minutes("Ana", team="x"), minutes("B", team="x")], WHO)
    assert [problem.message for problem in found] == ["the team `x` is not in the team directory"]
    assert unknown_teams([minutes("Ana", team="x")], Who()) == []
    assert "--team" in unknown_teams([minutes("Ana", team="")], WHO)[0].message

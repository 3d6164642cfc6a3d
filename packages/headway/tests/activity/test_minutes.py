from __future__ import annotations

import os
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.activity.minutes import Minutes, count_words, read_folder, read_minutes
from headway.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Needs = Callable[[str | Path, str], Path]

# Letters, signs, and every kind of white space that `wc` knows or that Python takes for such.
TEXTS = st.text(
    st.sampled_from("aZ9é字\N{EM DASH}\N{GRINNING FACE}-*|`\t\n\v\f\r \xa0\u1680\u2003\u2007\u202f")
    | st.sampled_from("\u205f\u2060\u3000\u200b"),
    max_size=60,
)

WITH_FRONT = b"""---
title: "Language meeting"
date: 2026-01-14
team: lang
attendance:
  - Ana Lind
  - "@bo-okafor"
regrets: [Maren Dahl (flu), Kit]
minutes-taker: Nadia
---

# Ignored

Ana: Two words.
"""
WITH_HEADINGS = b"""# Compiler meeting 2026-01-08

## Attendance

- Members: Bo Okafor, [Nadia](https://example.org/n) and Tu\xe1\xba\xa5n; Pell
    - Ana not attending
- Observers: None.
- Regrets: Zo\xc3\xab

## Meeting roles

- Facilitator: Bo
- Minutes, timekeeper: Nadia
"""


def read(data: bytes, file: str = "notes.md", team: str = "") -> Minutes:
    return read_minutes(Source(file, data), team)


def wc(data: bytes, program: Path) -> int:
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [program, "-w"], input=data, env=environment, capture_output=True, check=True
    )
    return int(done.stdout)


# --- words ----------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(text=TEXTS)
def test_words_are_those_of_wc(needs: Needs, text: str) -> None:
    assert count_words(text) == wc(text.encode(), needs("wc", "it says what a word is"))


def test_words_of_real_minutes_are_those_of_wc(needs: Needs, corpus: Path) -> None:
    program = needs("wc", "it says what a word is")
    found = list(read_folder(corpus / "minutes/leadership-council"))
    assert len(found) > 30
    assert [one.words for one in found] == [
        wc((corpus / "minutes/leadership-council" / one.file).read_bytes(), program)
        for one in found
    ]


def test_front_matter_has_no_words() -> None:
    assert read(WITH_FRONT).words == len(["#", "Ignored", "Ana:", "Two", "words."])


# --- facts ----------------------------------------------------------------------------------------


def test_front_matter_says_everything() -> None:
    found = read(WITH_FRONT)
    assert (found.title, found.day, found.team) == ("Language meeting", date(2026, 1, 14), "lang")
    there = [(name.text, name.present) for name in found.attendance]
    assert there == [
        ("Ana Lind", True),
        ("@bo-okafor", True),
        ("Maren Dahl", False),
        ("Kit", False),
    ]
    assert found.attendance[2].note == "flu"
    assert [name.text for name in found.takers] == ["Nadia"]
    assert not found.problems


def test_headings_say_everything() -> None:
    found = read(WITH_HEADINGS, team="compiler")
    assert (found.day, found.team) == (date(2026, 1, 8), "compiler")
    assert [(name.text, name.role, name.present, name.line) for name in found.attendance] == [
        ("Bo Okafor", "Members", True, 5),
        ("Nadia", "Members", True, 5),
        ("Tuấn", "Members", True, 5),
        ("Pell", "Members", True, 5),
        ("Ana", "", False, 6),
        ("Zoë", "Regrets", False, 8),
    ]
    assert [name.text for name in found.takers] == ["Nadia"]


@pytest.mark.parametrize(
    ("data", "file", "day"),
    [
        (b"# Council 2026-02-30 and 2026-03-01\n", "x.md", date(2026, 3, 1)),
        (b"# Council\n", "a/2026-04-24.md", date(2026, 4, 24)),
        (b"---\ndate: soon\n---\n# Notes 2026-01-02\n", "x.md", date(2026, 1, 2)),
        (b"# Council 12026-01-011\n", "x.md", None),
    ],
)
def test_the_date_is_found(data: bytes, file: str, day: date | None) -> None:
    assert read(data, file).day == day


def test_problems_have_their_lines() -> None:
    found = read(b"---\ndate: 2026-01-14\n???\n---\n# Notes\n")
    assert [(problem.line, problem.message[:20]) for problem in found.problems] == [
        (3, "this line of the fro"),
        (1, "nobody is listed as "),
    ]
    assert str(found.problems[0]).startswith("notes.md:3: ")


def test_one_who_is_only_absent_is_nobody_present() -> None:
    found = read(b"# Notes 2026-01-14\n\n## Attendance\n\n- Regrets: Ana\n")
    assert [problem.message[:6] for problem in found.problems] == ["nobody"]


def test_a_folder_is_read_whole_but_for_its_readme(tmp_path: Path) -> None:
    for name in ("README.md", "2026/b.md", "2026/a.md", ".git/x.md", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"# Notes\n")
    (tmp_path / "d.md").mkdir()
    files = [one.file for one in read_folder(tmp_path)]
    assert files == [(tmp_path / "2026/a.md").as_posix(), (tmp_path / "2026/b.md").as_posix()]


def test_every_real_meeting_has_its_facts(corpus: Path) -> None:
    for one in read_folder(corpus / "minutes/leadership-council", "leadership-council"):
        assert one.day is not None
        assert one.file.endswith(f"{one.day}.md")
        assert len(one.attendance) >= 4
        assert one.takers
        assert not one.problems


# --- passages -------------------------------------------------------------------------------------


@given(data=st.binary(max_size=200) | TEXTS.map(str.encode))
def test_whatever_a_file_holds_it_is_read(data: bytes) -> None:
    read(data)
    read(b"---\n" + data + b"\n---\n" + data)


def test_passages_stand_where_they_say(corpus: Path) -> None:
    for one in read_folder(corpus / "minutes/leadership-council"):
        lines = (corpus / one.file).read_text("utf-8").splitlines()
        assert len(one.passages) > 30
        for passage in one.passages:
            assert passage.text.splitlines()[0] in lines[passage.line - 1]


def test_passages_are_told_apart() -> None:
    found = read(
        b"# Notes\n\nAna: One\ntwo.\nBo Okafor: Three.\n\n- [x] Kit: four\n  - five\n\n"
        b"> Said\n> elsewhere\n\n<!-- no -->\n\n## End\n\nLast.\n"
    )
    assert [
        (p.line, p.speaker, p.said, p.section, p.checked, p.quoted) for p in found.passages
    ] == [
        (3, "Ana", "One\ntwo.", "Notes", None, False),
        (5, "Bo Okafor", "Three.", "Notes", None, False),
        (7, "Kit", "four", "Notes", True, False),
        (8, "", "five", "Notes", None, False),
        (10, "", "Said\nelsewhere", "Notes", None, True),
        (17, "", "Last.", "End", None, False),
    ]

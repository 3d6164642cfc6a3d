"""Changes of a board's file: what they say is read back, and every other byte stays."""

from __future__ import annotations

import subprocess
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from headway.program.board.reading import read_board
from headway.program.board.values import BOARD_TOML, When
from headway.text import Source
from headway.tracking.board.adding import New, add
from headway.tracking.board.editing import edited, empty_board
from headway.tracking.board.errors import UnreadableBoardError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.program.board.values import Board

    Read = Callable[[str | bytes], Board]
    Needs = Callable[[str | Path, str], Path]

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30).map(
    lambda text: text.strip("\n")
)
WORDS = TEXT.filter(lambda text: bool(text.strip()))
LINES = WORDS.map(lambda text: text.replace("\n", " ")).filter(lambda text: bool(text.strip()))
MAPS = st.dictionaries(TEXT, TEXT, max_size=3)
WHENS = st.builds(When, st.dates(), st.just("9:30"), st.just(""), st.sampled_from(["", "+1w"]))
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "owner": LINES,
        "rank": st.integers(-100, 100) | st.floats(0.001, 100),
        "priority": st.sampled_from(["A", "Z", "7"]),
        "scheduled": st.dates().map(When)
        | st.dates().map(lambda day: When(day, "9:30", "", "+1w")),
        "tags": st.lists(TEXT, min_size=1, max_size=3).map(tuple),
        "note": WORDS,
        "properties": MAPS,
        "drawers": MAPS,
    },
)
HAND_WRITTEN = """\
# by hand
[[column]]
name='next'   # mine

# about a
[[item]]
id = "a"   # never change
title="A"
note = '''
[[item]]
'''
rank=  3
# a comment at the end of a

[[item]]

title = "M"
id = "m"\
"""


def board(data: bytes) -> Board:
    return read_board(Source(BOARD_TOML, data))


def said(data: bytes, name: str) -> dict[str, Any]:
    item = next(item for item in board(data).items if item.id == name)
    return asdict(item)


@given(FIELDS, LINES, st.booleans())
def test_a_new_item_is_read_back(fields: dict[str, Any], title: str, windows: bool) -> None:  # noqa: FBT001
    text = HAND_WRITTEN.replace("\n", "\r\n") if windows else HAND_WRITTEN
    new = {**fields, "id": "b", "title": title}
    data = edited(board(text.encode()), {}, [new])
    assert not board(data).findings
    assert {name: said(data, "b")[name] for name in new} == new
    before, after = data.split(b"[[item]]", 1)[0], data[-20:]
    assert text.encode().startswith(before)
    assert text.encode().endswith(after)


@given(FIELDS, FIELDS, st.sampled_from("am"))
def test_changed_fields_are_read_back_and_the_rest_stays(
    first: dict[str, Any], second: dict[str, Any], name: str
) -> None:
    data = HAND_WRITTEN.encode()
    was = {other: said(data, other) for other in "am"}
    for fields in (first, second):
        before = data
        data = edited(board(before), {name: fields})
        assert not board(data).findings
        assert edited(board(data), {name: fields}) == data
    now = {other: said(data, other) for other in "am"}
    assert {field: now[name][field] for field in {**first, **second}} == {**first, **second}
    kept = was[name].keys() - {**first, **second}.keys() - {"span", "spans"}
    assert {field: now[name][field] for field in kept} == {
        field: was[name][field] for field in kept
    }
    other = "m" if name == "a" else "a"
    assert now[other]["title"] == was[other]["title"]
    for comment in (b"# by hand", b"name='next'   # mine", b"# about a", b"# never change"):
        assert comment in data


@given(FIELDS)
def test_what_was_added_is_taken_away_without_a_trace(fields: dict[str, Any]) -> None:
    data = HAND_WRITTEN.encode() + b"\n"
    fields = {name: value for name, value in fields.items() if name not in {"rank", "note"}}
    more = edited(board(data), {"a": fields})
    assert edited(board(more), {"a": dict.fromkeys(fields)}) == data


def test_a_new_item_stands_before_the_next_id_and_its_comment() -> None:
    text = '[[item]]\nid = "a"\ntitle = "A"\n\n# about m\n# more\n[[item]]\nid = "m"\ntitle = "M"\n'
    data = edited(board(text.encode()), {}, [{"id": "b", "title": "B"}, {"id": "z", "title": "Z"}])
    assert data.decode() == (
        '[[item]]\nid = "a"\ntitle = "A"\n\n'
        '[[item]]\nid = "b"\ntitle = "B"\n\n'
        '# about m\n# more\n[[item]]\nid = "m"\ntitle = "M"\n\n'
        '[[item]]\nid = "z"\ntitle = "Z"\n'
    )


def test_a_file_that_is_no_toml_is_left_alone(read: Read) -> None:
    with pytest.raises(
        UnreadableBoardError, match=r"board.toml:2:6: this is no TOML: Invalid value"
    ):
        edited(read("[[item]]\nid = \n"), {}, [{"id": "b", "title": "B"}])


# --- two at once ----------------------------------------------------------------------------------


def merged(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[int, bytes]:
    """What git makes of two changes of one file, and how many conflicts it finds."""
    files = []
    for name, data in (("ours", ours), ("base", base), ("theirs", theirs)):
        files.append(folder / name)
        files[-1].write_bytes(data)
    command = ["git", "merge-file", "--stdout", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def base() -> bytes:
    data = empty_board().source.data
    for title in ("Ask Kit", "Book a room", "Read the draft", "Write the agenda"):
        data = add(data, New(title)).data
    return data


def test_two_branches_add_items_without_a_conflict(
    base: bytes, tmp_path: Path, needs: Needs
) -> None:
    needs("git", "it merges")
    one, other = New("Call the caterer"), New("", "lumen-lang/streams#31")
    ours, theirs = add(base, one).data, add(base, other).data
    conflicts, both = merged(tmp_path, base, ours, theirs)
    assert not conflicts
    assert not board(both).findings
    assert len(board(both).items) == 6
    assert sorted(item.id for item in board(both).items) == [item.id for item in board(both).items]


def test_two_branches_add_the_same_once(base: bytes, tmp_path: Path, needs: Needs) -> None:
    needs("git", "it merges")
    new = New("", "lumen-lang/goals#31")
    ours = theirs = add(base, new).data
    assert merged(tmp_path, base, ours, theirs) == (0, ours)


def test_two_branches_change_two_items_without_a_conflict(
    base: bytes, tmp_path: Path, needs: Needs
) -> None:
    needs("git", "it merges")
    ours = edited(board(base), {"ask-kit": {"column": "doing", "rank": 10}})
    theirs = edited(board(base), {"book-room": {"column": "done", "owner": "@ana-lind"}})
    conflicts, both = merged(tmp_path, base, ours, theirs)
    assert not conflicts
    assert [str(item.column) for item in board(both).items] == ["doing", "done", "inbox", "inbox"]


def test_on_a_board_of_some_size_few_additions_meet(
    examples: Path, tmp_path: Path, needs: Needs
) -> None:
    needs("git", "it merges")
    base = (examples / "lumen/board.toml").read_bytes()
    words = ("ask", "book", "find", "move", "print", "read", "thank", "write")
    new = [add(base, New(f"{word} what comes next")).data for word in words]
    new += [add(base, New("", f"lumen-lang/{word}#7")).data for word in words]
    pairs = list(combinations(new, 2))
    results = [merged(tmp_path, base, ours, theirs) for ours, theirs in pairs]
    met = sum(conflicts > 0 for conflicts, _ in results)
    assert met <= len(pairs) * 0.1
    clean = [data for conflicts, data in results if not conflicts]
    assert not any(board(data).findings for data in clean)
    assert {len(board(data).items) for data in clean} == {len(board(base).items) + 2}

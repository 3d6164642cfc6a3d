from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.records import Search
from headway.tracking.boxes import Boxes, count_boxes, searches, see_also

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("body", "boxes"),
    [
        ("", Boxes(0, 0, 0)),
        ("* [x] a\n* [ ] b\n- [ ] c\n", Boxes(1, 3, 0)),
        ("* [X] a\n+ [x] b\n1. [x] c\n", Boxes(3, 3, 0)),
        ("* a\n  * [x] deep\n    * [ ] deeper\n", Boxes(1, 2, 0)),
        ("* [x] a\r\n* [ ] b\r\n", Boxes(1, 2, 0)),
        ("```\n* [x] code\n```\n\n* [ ] a\n", Boxes(0, 1, 1)),
        ("> * [x] quoted\n\n* [ ] a\n", Boxes(0, 1, 1)),
        ("Tick `* [x] this` or not.\n", Boxes(0, 0, 1)),
        ("<details>\n\n* [x] old\n\n</details>\n\n* [ ] new\n", Boxes(0, 1, 1)),
        ("<Details open><summary>Old</summary>\n\n* [x] old\n\n</Details>\n", Boxes(0, 0, 1)),
        ("<details>\n\n<details>\n\n</details>\n\n* [x] old\n\n</details>\n", Boxes(0, 0, 1)),
        ("<details>\n\n* [x] the fold never ends\n", Boxes(1, 1, 0)),
        ("<details>\n\n* [ ] old\n\n</details>\n\n* [x] a <b>c</b>\n", Boxes(1, 1, 1)),
    ],
)
def test_boxes_are_those_of_a_texts_own_lists(body: str, boxes: Boxes) -> None:
    assert count_boxes(body) == boxes


@given(st.lists(st.tuples(st.sampled_from("-*"), st.sampled_from("x "), st.integers(0, 99))))
def test_plain_lists_count_as_with_the_existing_tool(lines: list[tuple[str, str, int]]) -> None:
    body = "".join(f"{bullet} [{mark}] task {n}\n" for bullet, mark, n in lines)
    done = sum(mark == "x" for _, mark, _ in lines)
    assert count_boxes(body) == Boxes(done, len(lines), 0)


@given(st.text())
def test_any_text_can_be_counted(body: str) -> None:
    done, total, elsewhere = count_boxes(body)
    assert 0 <= done <= total
    assert elsewhere >= 0
    see_also(body, str)


def test_real_issues_count_as_they_were_published(corpus: Path) -> None:
    issues = json.loads((corpus / "activity/issues.json").read_text("utf-8"))
    published = {one["number"]: tuple(one["progress"][-1][1:]) for one in issues if one["progress"]}
    counted = {one["number"]: count_boxes(one["body"])[:2] for one in issues}
    assert len(published) > 60
    # An issue without boxes is published as one thing to do.
    assert {number: counted[number] for number in published if counted[number][1]} == {
        number: published[number] for number in published if counted[number][1]
    }


def named(cell: str) -> list[str]:
    return [str(one) for one in see_also(f"| Metadata | |\n| --- | --- |\n{cell}\n", str)]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("| See also | org/plan#3, org/tool#4 |", ["org/plan#3", "org/tool#4"]),
        ("| see also | org/plan#3 org/plan#3 |", ["org/plan#3"]),
        ("| See also | [org/plan#3] |", ["org/plan#3"]),
        (
            "| See also | https://github.com/org/tool/issues/4 and org/plan#3 |",
            ["org/tool#4", "org/plan#3"],
        ),
        ("| See also | [the goal](../2025h2/a.md) |", []),
        ("| See also | .../..#3 |", []),
        ("| Point of contact | org/plan#3 |", []),
    ],
)
def test_see_also_names_issues(cell: str, names: list[str]) -> None:
    assert named(cell) == names


def test_a_row_in_code_is_none() -> None:
    assert see_also("```\n| See also | org/plan#3 |\n| --- | --- |\n```\n", str) == []
    assert see_also("| See also | org/plan#3 |\n| --- | --- |\n", str) != []


@pytest.mark.parametrize(
    "cell",
    ["[org/plan label:A-bees](x)", "org/plan  label:A-bees ", "[old/plan label:A-bees](<x>)"],
)
def test_a_tracked_search_is_found(cell: str) -> None:
    body = f"| Tracked issues | {cell} |\n| --- | --- |\n"
    present = {"old/plan": "org/plan"}
    found = searches(body, lambda name: present.get(name, name))
    assert found == [Search("org/plan", "label:A-bees")]


@pytest.mark.parametrize("cell", ["", "org/plan", "all the bees", "[label:A-bees](x)"])
def test_what_names_no_repository_is_no_search(cell: str) -> None:
    assert searches(f"| Tracked issues | {cell} |\n| --- | --- |\n", str) == []

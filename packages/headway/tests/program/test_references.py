from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from headway.program.load import Loaded, Options, load
from headway.program.mend import mend

Make = Callable[[Mapping[str, str | bytes]], Path]

PAGE = "src/2026/page.md"
OPTIONS = Options(offline=True)
TABLE = "# Page\n\n| A |\n|---|\n| [x] and [x][] |\n"


def told(loaded: Loaded) -> Counter[tuple[str, str]]:
    found = (d for d in loaded.report.diagnostics if d.file == PAGE and d.code != "FILE001")
    return Counter((d.code, d.message) for d in found)


def test_what_a_swallowed_definition_hides_is_told_before_it_is_mended(make: Make) -> None:
    root = make({PAGE: f"{TABLE}[x]: nowhere.md\n"})
    dead = ("LINK001", "there is no file `src/2026/nowhere.md`")
    assert told(load(root, OPTIONS)).keys() == {("REF003", swallowed()), dead}
    mended = mend(root, OPTIONS, unsafe=False)
    assert mended.after[PAGE].decode() == f"{TABLE}\n[x]: nowhere.md\n"
    assert told(mended.loaded) == {dead: 2}


def test_a_heading_that_a_swallowed_definition_names_is_looked_for(make: Make) -> None:
    assert ("LINK002", f"`{PAGE}` has no heading `#plan`") in told(
        load(make({PAGE: f"{TABLE}[x]: #plan\n"}), OPTIONS)
    )


@pytest.mark.parametrize(
    "text",
    [
        "[x]: page.md\n\n[x]: page.md\n",
        "[x]: page.md\n[x]: nowhere.md\n",
        "[x]: nowhere.md\n[x]: page.md\n",
        "[x]: page.md\nSome text.\n[y]: page.md\n",
        "Some text.\n[x]: page.md\n[y]: page.md\n",
        "[x]: page.md 'Title'\n[^1]: a note of [x]\n",
        "[x]: page.md no title\n",
    ],
)
@pytest.mark.parametrize("unsafe", [False, True])
def test_mending_brings_nothing_new(make: Make, text: str, *, unsafe: bool) -> None:
    root = make({PAGE: f"{TABLE}{text}\n[^1] [y][]\n"})
    before = told(load(root, OPTIONS))
    after = told(mend(root, OPTIONS, unsafe=unsafe).loaded)
    assert after <= before
    assert "REF003" not in {code for code, _ in after}


def swallowed() -> str:
    return "this definition became a row of the table above it"

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.diagnostics import Edit, choose
from headway.errors import FileChangedError
from headway.program.load import Loaded, Options, load
from headway.program.mend import mend

Mutation = tuple[str, list[tuple[int, str]]]
Make = Callable[[Mapping[str, str | bytes]], Path]

TODAY = date(2026, 3, 1)
OPTIONS = Options(today=TODAY, offline=True)
GOALS = ("src/2026/board-packs.md", "src/2026/glow-watch.md", "src/2025h2/stream-syntax.md")
WRONG = """\
# A

| Metadata | |
|---|---|
| point of contact | @a |
| Status | accepted |

## summary

Text.
"""
FIXED = (
    WRONG.replace("point of", "Point of").replace("accepted", "Accepted").replace("## s", "## S")
)

# What a person does to a line by mistake.
SLIPS: dict[str, Callable[[str], str]] = {
    "delete": lambda _: "",
    "double": lambda line: line + line,
    "lower": str.lower,
    "upper": str.upper,
    "open": lambda line: line.replace(" |\n", "\n"),
    "narrow": lambda line: line.rpartition("|")[0].rpartition("|")[0] + "|\n",
    "widen": lambda line: line.rstrip("\n") + " more |\n",
    "blank before": lambda line: "\n" + line,
    "text after": lambda line: line + "Some words.\n",
    "indent": lambda line: "    " + line,
    "tight": lambda line: line.replace(", ", ","),
    "label": lambda line: line.replace("| [", "| [T-"),
    "link": lambda line: line.replace("](", "](nowhere/"),
    "swap": lambda line: line[:5][::-1] + line[5:],
    "heading": lambda line: line.replace("asks", "ask").replace("Summary", "Sumary"),
    "crlf": lambda line: line.replace("\n", "\r\n"),
    "brackets": lambda line: line.replace("[", "").replace("]", ""),
    "tail": lambda line: line.rstrip("\n"),
}


@st.composite
def mutations(draw: st.DrawFn, most: int = 5) -> Mutation:
    """A goal, and slips in some of its lines."""
    lines = st.integers(0, 80)
    slips = st.lists(st.tuples(lines, st.sampled_from(sorted(SLIPS))), min_size=1, max_size=most)
    return draw(st.sampled_from(GOALS)), draw(slips)


@pytest.fixture(scope="module")
def pages(lumen: Path) -> dict[str, str]:
    return {file: (lumen / file).read_text() for file in GOALS}


def mutated(text: str, slips: list[tuple[int, str]]) -> bytes:
    lines = text.splitlines(keepends=True)
    for number, slip in slips:
        lines[number % len(lines)] = SLIPS[slip](lines[number % len(lines)])
    return "".join(lines).encode()


def counts(loaded: Loaded) -> Counter[str]:
    return Counter(diagnostic.code for diagnostic in loaded.report.diagnostics)


def chosen(loaded: Loaded, *, unsafe: bool) -> Iterator[tuple[str, list[Edit]]]:
    by_file = defaultdict(list)
    for diagnostic in loaded.report.diagnostics:
        by_file[diagnostic.file].append(diagnostic)
    for file, diagnostics in by_file.items():
        yield file, [e for fix in choose(diagnostics, unsafe=unsafe) for e in fix.edits]


def spliced(data: bytes, edits: list[Edit]) -> bytes:
    """Each edit made by itself, the last one first."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        assert 0 <= edit.span.start <= edit.span.end <= len(data)
        data = data[: edit.span.start] + edit.replacement.encode() + data[edit.span.end :]
    return data


@given(mutations(), st.booleans())
@settings(max_examples=40)
def test_mending_twice_changes_nothing_more(
    lumen: Path,
    pages: dict[str, str],
    mutation: Mutation,
    unsafe: bool,  # noqa: FBT001  # given by hypothesis
) -> None:
    file, slips = mutation
    overlay = {file: mutated(pages[file], slips)}
    mended = mend(lumen, Options(today=TODAY, overlay=overlay), unsafe=unsafe)
    again = mend(lumen, Options(today=TODAY, overlay={**overlay, **mended.after}), unsafe=unsafe)
    assert (again.count, dict(again.after)) == (0, {})
    assert list(again.diff()) == []


@given(mutations(), st.booleans())
@settings(max_examples=40)
def test_only_bytes_inside_the_fixes_change(
    lumen: Path,
    pages: dict[str, str],
    mutation: Mutation,
    unsafe: bool,  # noqa: FBT001  # given by hypothesis
) -> None:
    file, slips = mutation
    overlay = {file: mutated(pages[file], slips)}
    mended = mend(lumen, Options(today=TODAY, overlay=overlay), unsafe=unsafe)
    now = dict(overlay)
    for _ in range(10):
        loaded = load(lumen, Options(today=TODAY, overlay=now))
        step = {f: (loaded.report.source(f).data, e) for f, e in chosen(loaded, unsafe=unsafe) if e}
        if not step:
            break
        now |= {name: spliced(data, edits) for name, (data, edits) in step.items()}
    assert {**overlay, **mended.after} == now


@given(mutations(1), st.booleans())
@settings(max_examples=80)
def test_fixes_bring_no_new_diagnostic(
    lumen: Path,
    pages: dict[str, str],
    mutation: Mutation,
    unsafe: bool,  # noqa: FBT001  # given by hypothesis
) -> None:
    # One slip at a time: of two, one may hide the other until it is mended.
    file, slips = mutation
    options = Options(today=TODAY, overlay={file: mutated(pages[file], slips)})
    before = counts(load(lumen, options))
    after = counts(mend(lumen, options, unsafe=unsafe).loaded)
    assert after <= before


@pytest.fixture
def wrong(make: Make) -> Path:
    return make({"src/2026/a.md": WRONG, "src/2026/b.md": WRONG})


def test_writing_the_fixes(wrong: Path) -> None:
    mended = mend(wrong, OPTIONS, unsafe=False)
    assert (wrong / "src/2026/a.md").read_text() == WRONG
    mended.write()
    assert [(wrong / "src/2026" / name).read_text() for name in ("a.md", "b.md")] == [FIXED, FIXED]
    assert mended.count == 6
    assert counts(mended.loaded) == counts(load(wrong, OPTIONS))


def test_one_file_only(wrong: Path) -> None:
    mended = mend(wrong, OPTIONS, unsafe=False, only="src/2026/b.md")
    assert set(mended.after) == set(mended.before) == {"src/2026/b.md"}


def test_the_diff(wrong: Path) -> None:
    mended = mend(wrong, OPTIONS, unsafe=False, only="src/2026/a.md")
    assert (
        "".join(mended.diff())
        == """\
--- a/src/2026/a.md
+++ b/src/2026/a.md
@@ -2,9 +2,9 @@
\x20
 | Metadata | |
 |---|---|
-| point of contact | @a |
-| Status | accepted |
+| Point of contact | @a |
+| Status | Accepted |
\x20
-## summary
+## Summary
\x20
 Text.
"""
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_are_kept(make: Make, newline: str) -> None:
    root = make({"src/2026/a.md": WRONG.replace("\n", newline).encode()})
    mend(root, OPTIONS, unsafe=False).write()
    assert (root / "src/2026/a.md").read_bytes() == FIXED.replace("\n", newline).encode()


def test_a_file_that_was_changed_meanwhile_stops_all_writing(wrong: Path) -> None:
    mended = mend(wrong, OPTIONS, unsafe=False)
    (wrong / "src/2026/b.md").write_text("# Another\n")
    with pytest.raises(FileChangedError):
        mended.write()
    assert (wrong / "src/2026/a.md").read_text() == WRONG
    assert (wrong / "src/2026/b.md").read_text() == "# Another\n"


def test_an_overlay_stays_in_force(make: Make) -> None:
    root = make({"src/2026/a.md": WRONG, "src/2026/b.md": "# B\n"})
    options = Options(today=TODAY, overlay={"src/2026/b.md": FIXED.replace("# A", "# C").encode()})
    mended = mend(root, options, unsafe=False)
    assert [goal.title for goal in mended.loaded.program.goals()] == ["A", "C"]

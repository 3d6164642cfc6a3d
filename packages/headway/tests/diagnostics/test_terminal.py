from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from headway.diagnostics import Diagnostic, Edit, Fix, Label, Report, Severity
from headway.diagnostics.renderers.terminal import Style, render, summarise
from headway.text import Source, Span

OneReport = Callable[..., Report]
PLAIN = Style()
UNICODE = Style(ascii=False)


def lines(report: Report, style: Style) -> list[str]:
    return "".join(render(report, style)).splitlines()


def test_plain_ascii(report: Report) -> None:
    assert (
        "".join(render(report, PLAIN))
        == """\
error[META001]: unknown row `Statsu`
 --> src/2026/g.md:3:3
3 | | Statsu | Accepted |
  |   ^^^^^^
  = note: nothing reads it
  = help: did you mean `Status`?
  = fix: write `Status` (--fix)

warning[META002]: two rows say the same: 100%,?or nearly
 --> src/2026/g.md:3:1
3 | | Statsu | Accepted |
  | ^^^^^^^^^^^^^^^^^^^^^
1 | # A goal
  |   ^^^^^^ in this goal
 --> src/2026/h, i.md:1:3
1 | # Other
  |   ^^^^^ and in this
  = fix: guess (--fix --unsafe)

hint[FILE001]: not in the book
 --> src/2026/h, i.md:1:1
1 | # Other
  | ^

"""
    )


def test_unicode(report: Report) -> None:
    assert "".join(render(report, UNICODE)).splitlines()[:7] == [
        "error[META001]: unknown row `Statsu`",
        " ╭─▸ src/2026/g.md:3:3",
        "3 │ | Statsu | Accepted |",
        "  │   ━━━━━━",
        "  ╰ note: nothing reads it",
        "  ╰ help: did you mean `Status`?",
        "  ╰ fix: write `Status` (--fix)",
    ]


def test_colour(report: Report) -> None:
    assert lines(report, Style(colour=True))[:7] == [
        "\x1b[1;31merror[META001]\x1b[0m: \x1b[1munknown row `Statsu`\x1b[0m",
        " \x1b[2m-->\x1b[0m src/2026/g.md:3:3",
        "\x1b[2m3\x1b[0m \x1b[2m|\x1b[0m | Statsu | Accepted |",
        "  \x1b[2m|\x1b[0m   \x1b[1;31m^^^^^^\x1b[0m",
        "  \x1b[2m=\x1b[0m \x1b[1mnote\x1b[0m: nothing reads it",
        "  \x1b[2m=\x1b[0m \x1b[32mhelp\x1b[0m: did you mean `Status`?",
        "  \x1b[2m=\x1b[0m \x1b[32mfix\x1b[0m: write `Status` (--fix)",
    ]


@pytest.mark.parametrize("plain", [True, False])
def test_colours_change_no_text(report: Report, *, plain: bool) -> None:
    coloured = "".join(render(report, Style(colour=True, ascii=plain)))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == "".join(render(report, Style(ascii=plain)))


def test_notes_wrap_at_the_width(one: OneReport) -> None:
    report = one("# A\n", "A", help_text="word " * 20 + "a-very-long-word-that-is-kept-whole")
    remarks = lines(report, Style(width=50))[4:-1]
    assert remarks[0] == "  = help: word word word word word word word word"
    assert remarks[1] == "          word word word word word word word word"
    assert all(len(line) <= 50 for line in remarks)
    assert "".join(remarks).endswith(" a-very-long-word-that-is-kept-whole")


NARROW = """\
warning[META001]: a message that is
                  longer than the screen
                  is wide
 --> a.md:1:10
1 | # A goal whose title is longer th...
  |          ^^^^^^^^^^^
1 | # A goal whose title is longer th...
  |   ^^^^^^
  | a label that is longer than the
  | screen is wide
  = note: `a note` that is longer than
          the screen is wide
  = help: a help that is longer than the
          screen is wide
  = fix: a fix that is longer than the
         screen is wide (--fix)

1 warning in 1 file of a program with a
name that is longer than the screen is
wide
1 safe fix: `--diff` shows, `--fix`
applies
skipped: a check whose name is longer
than the screen is wide
"""


@pytest.fixture
def long() -> Report:
    """A report of one warning, all of whose texts are longer than a narrow screen is wide."""
    rest = "longer than the screen is wide"
    source = Source("a.md", f"# A goal whose title is {rest}\n".encode())
    title = Span(2, 8)
    found = Diagnostic(
        "META001",
        Severity.WARNING,
        f"a message that is {rest}",
        source.path,
        Span(9, 20),
        notes=(f"`a note` that is {rest}",),
        help=f"a help that is {rest}",
        labels=(Label(source.path, title, f"a label that is {rest}"),),
        fix=Fix(f"a fix that is {rest}", (Edit(title, ""),), safe=True),
    )
    return Report((found,), {source.path: source}, (f"a check whose name is {rest}",))


def whole(report: Report, style: Style) -> str:
    name = "a program with a name that is longer than the screen is wide"
    return "".join(render(report, style)) + summarise(report, name, style)


def test_all_is_wrapped_at_the_width(long: Report) -> None:
    assert whole(long, Style(width=40)) == NARROW
    coloured = whole(long, Style(colour=True, width=40))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == NARROW


@pytest.mark.parametrize("width", [40, 41, 55, 79])
def test_no_line_is_wider_than_the_screen(long: Report, width: int) -> None:
    text = whole(long, Style(width=width))
    assert max(map(len, text.splitlines())) <= width
    words = re.sub(r"[\s|]+", " ", whole(long, Style(width=1000)))
    if width > 60:
        assert re.sub(r"[\s|]+", " ", text) == words


def test_wide_characters_wrap_by_their_width(one: OneReport) -> None:
    report = one("# A\n", "A", message="世界 " * 10)
    assert lines(report, Style(width=40, ascii=False))[:3] == [
        "warning[META001]: 世界 世界 世界 世界",
        "                  世界 世界 世界 世界",
        "                  世界 世界",
    ]


@pytest.mark.parametrize("width", [1, 40, 44, 80])
@pytest.mark.parametrize("place", [0, 10, 500, 995])
def test_a_long_line_is_shown_around_the_mark(one: OneReport, width: int, place: int) -> None:
    text = "x" * place + "WRONG" + "y" * (1000 - place)
    _, _, shown, under, _ = lines(one(text, "WRONG"), Style(width=width))
    assert len(shown) <= max(width, 24)
    start = under.index("^")
    assert shown[start : start + 5] == "WRONG"
    if width > 1:
        assert under[start:] == "^^^^^"
        assert shown.endswith("...") == (place < 995)
        assert shown[4:].startswith("...") == (place > 10)


def test_a_mark_longer_than_the_screen_is_cut(one: OneReport) -> None:
    _, _, shown, under, _ = lines(one("x" * 500, "x" * 400), Style(width=60))
    assert len(shown) == len(under) == 60


def test_tabs_take_four_columns(one: OneReport) -> None:
    assert lines(one("a\tb\tWRO\tNG\n", "WRO\tNG"), PLAIN)[2:4] == [
        "1 | a    b    WRO    NG",
        "  |           ^^^^^^^^^",
    ]


def test_wide_and_combining_characters_in_unicode(one: OneReport) -> None:
    assert lines(one("世界 e\u0301 wrong 世!\n", "wrong 世"), UNICODE)[2:4] == [
        "1 │ 世界 e\u0301 wrong 世!",
        "  │        ━━━━━━━━",
    ]


def test_wide_characters_in_ascii(one: OneReport) -> None:
    assert lines(one("世界 wrong 世!\n", "wrong 世"), PLAIN)[2:4] == [
        "1 | ?? wrong ?!",
        "  |    ^^^^^^^",
    ]


def test_what_would_move_the_cursor_is_not_shown(one: OneReport) -> None:
    text = "\x1b[31m\u202ea\0b\u200b wrong\n"
    found = lines(one(text, "wrong", message="\x1b[2J is wrong"), UNICODE)
    assert found[0] == "warning[META001]: \ufffd[2J is wrong"
    assert found[2] == "1 │ \ufffd[31m\ufffda\ufffdb\ufffd wrong"


def test_a_name_cannot_move_the_cursor_either(one: OneReport) -> None:
    report = one("# A\n", "A", file="\x1b[2J.md")
    assert "\x1b" not in "".join(render(report, UNICODE))
    assert "\x1b" not in summarise(report, "\x1b[2Jname", UNICODE)


def test_ascii_is_all_there_is_in_ascii(one: OneReport) -> None:
    report = one("# é\n", "é", file="é.md", message="é", help_text="é")
    assert "".join(render(report, PLAIN)).isascii()
    assert summarise(report, "é", PLAIN).isascii()


def test_an_empty_line_and_an_empty_file(one: OneReport) -> None:
    assert lines(one("", ""), PLAIN) == [
        "warning[META001]: this is wrong",
        " --> a.md:1:1",
        "1 |",
        "  | ^",
        "",
    ]


def test_numbers_of_lines_line_up(one: OneReport) -> None:
    found = lines(one("\n" * 99 + "wrong\n", "wrong"), PLAIN)
    assert found[1:4] == ["   --> a.md:100:1", "100 | wrong", "    | ^^^^^"]


def test_the_summary_counts(report: Report) -> None:
    assert summarise(report, "Lumen", PLAIN) == (
        "1 error, 1 warning, 1 hint in 2 files of Lumen\n"
        "1 safe fix: `--diff` shows, `--fix` applies\n"
        "1 fix to look at first: `--diff --unsafe` shows, `--fix --unsafe` applies\n"
        "skipped: checks of teams\n"
    )


def test_the_summary_of_nothing_wrong() -> None:
    report = Report((), {"a.md": Source("a.md", b"")})
    assert summarise(report, None, PLAIN) == "no mistakes in 1 file\n"


def test_the_summary_in_colour(report: Report) -> None:
    first = summarise(report, None, Style(colour=True)).splitlines()[0]
    assert first == (
        "\x1b[1;31m1 error\x1b[0m, \x1b[1;33m1 warning\x1b[0m, \x1b[1;36m1 hint\x1b[0m in 2 files"
    )

"""What is told of a page as Markdown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[..., list[str]]

TABLE = "# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
ROWS = "| 3 | 4 |\n| 5 | 6 |\n"


@pytest.mark.parametrize(
    ("between", "what"),
    [
        ("\n", "a blank line"),
        ("  \n\n", "a blank line"),
        ("<!-- later -->\n", "a comment"),
        ("\n<!-- later -->\n\n", "a comment"),
        ("<!--\n| 7 | 8 |\n-->\n", "a comment"),
        ("<div>\n", "what stands between"),
        ("---\n", "what stands between"),
        ("> said\n", "what stands between"),
        ("- said\n", "what stands between"),
        ("```\ncode\n```\n", "what stands between"),
        ("\nSome words.\n\n", "what stands between"),
    ],
)
def test_rows_that_are_cut_off(told: Tell, between: str, what: str) -> None:
    at = TABLE.count("\n") + between.count("\n") + 1
    message = f"these rows are cut off from the table above by {what}"
    assert [line for line in told(f"{TABLE}{between}{ROWS}") if "TABLE" in line] == [
        f"{at} TABLE003: {message}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}{ROWS}",
        f"{TABLE}\n## Other\n\n{ROWS}",
        f"{TABLE}\nSome words.\n\n| only one |\n",
        f"{TABLE}\n```\n{ROWS}```\n",
        f"{TABLE}\n<!--\n{ROWS}-->\n",
        f"{TABLE}\n    | 3 | 4 |\n",
        f"# T\n\n{ROWS}",
    ],
)
def test_lines_of_pipes_that_no_table_lost(told: Tell, text: str) -> None:
    assert not [line for line in told(text) if "TABLE003" in line]

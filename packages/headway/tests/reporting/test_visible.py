"""What counts as seen of a report, and what does not."""

from __future__ import annotations

import pytest

from headway.reporting.visible import count_visible, visible


@pytest.mark.parametrize(
    ("report", "seen"),
    [
        ("---\ntitle: A b\n---\nOne two\n", "One two"),
        ("One <!-- hidden --> two\n", "One two"),
        ("<!-- hidden\n\nstill -->\nOne\n", "One"),
        ("`<!-- code -->` One\n", "`<!-- code -->` One"),
        (
            "<details>\n<summary>More</summary>\n\nfolded\n\n</details>\n\nOne\n",
            "<summary>More</summary> One",
        ),
    ],
)
def test_what_is_seen(report: str, seen: str) -> None:
    assert visible(report).split() == seen.split()


def test_what_begins_a_comment_in_words_ends_no_fold() -> None:
    folded = "<details>\n<summary>More</summary>\n\nGo <!-- here.\n\n</details>\n\n"
    assert count_visible(f"{folded}{folded}It goes --> on.\n") == 2 + 3

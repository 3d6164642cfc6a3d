"""Statistics and decisions of minutes, against counts by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.activity.attendance import Who, meetings
from headway.activity.minutes import read_folder
from headway.program.load import Options, load
from headway.reporting.program_update.spoken import decided, figures, short
from headway.tracking.minutes_stats import Month

if TYPE_CHECKING:
    from pathlib import Path

    from headway.program.model import Program

# Of the Rust leadership council, by `wc -w` and by reading who is listed as present or as having
# taken the minutes: words in the month, since June 2025, meetings, the mean, and at how many of
# them one program manager was, then either of the two.
BY_HAND = {
    "2025-10": (6829, 29777, 2, 3415, 1, 1),
    "2025-11": (8574, 38351, 3, 2858, 3, 3),
    "2026-02": (6817, 57427, 2, 3409, 2, 2),
    "2026-03": (7203, 64630, 2, 3602, 1, 2),
}
SETTINGS = """
[aliases]
TC = "traviscross"

[program-update]
since = 2025-06-01

[minutes.council]
folder = "minutes"
url = "https://example.org/council/"
"""


def program(root: Path, team_data: Path | None = None) -> Program:
    (root / "src/2026").mkdir(parents=True)
    (root / "headway.toml").write_text(SETTINGS, "utf-8")
    loaded = load(root, Options(offline=True, team_data=team_data)).program
    assert loaded.config_findings == ()
    return loaded


@pytest.mark.parametrize("month", BY_HAND)
def test_statistics_of_real_minutes_are_those_counted_by_hand(
    month: str, corpus: Path, tmp_path: Path
) -> None:
    one = program(tmp_path, corpus / "team")
    read = [*read_folder(corpus / "minutes/leadership-council", "leadership-council")]
    held = meetings(read, Who(one.directory, one.config.aliases))
    year, number = map(int, month.split("-"))
    words, words_since, held_then, mean, alone, either = BY_HAND[month]

    found = figures(held, Month(year, number), one, ["TomasSedovic"])
    assert (found.words, found.words_since, found.meetings) == (words, words_since, held_then)
    assert [(team.name, team.mean) for team in found.teams] == [("Leadership council", mean)]
    assert found.attended == alone
    both = figures(held, Month(year, number), one, ["tomassedovic", "nxsaken"])
    assert both.attended == either
    assert figures(held, Month(year, number), one, []).attended is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        *((0, "0"), (999, "999"), (1000, "1k"), (1049, "1k"), (1050, "1.1k"), (2949, "2.9k")),
        *((322_980, "323k"), (396_712, "396.7k"), (999_950, "1,000k"), (1_234_567, "1,234.6k")),
    ],
)
def test_words_are_shown_as_posts_show_them(words: int, shown: str) -> None:
    assert short(words) == shown


@pytest.mark.parametrize(
    ("month", "period"),
    [
        (Month(2025, 6), "June 2025"),
        (Month(2025, 10), "June\N{EN DASH}October"),
        (Month(2026, 2), "June 2025\N{EN DASH}February 2026"),
    ],
)
def test_what_words_are_added_up_of_is_told_with_years_where_there_are_two(
    month: Month, period: str, tmp_path: Path
) -> None:
    assert figures([], month, program(tmp_path), []).period == period


def test_decisions_are_quoted_with_their_place_and_page(tmp_path: Path) -> None:
    one = program(tmp_path)
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes/a b.md").write_text(
        "# Council 2026-02-03\n\n## Money\n\nDecided: @ana and\n  #12 get\n  [it](./it.md).\n\n"
        "Action: Bo will pay.\n\n## Rooms\n\nDecided: None.\n",
        "utf-8",
    )
    read = [
        each._replace(file=each.file.removeprefix(f"{tmp_path}/"))
        for each in read_folder(tmp_path / "minutes", "council")
    ]
    topics = decided(read, Month(2026, 2), one)
    assert [(topic.team, topic.title) for topic in topics] == [
        ("council", "Money"),
        ("council", "Rooms"),
    ]
    (quote,) = topics[0].decided
    page = "https://example.org/council/a%20b.md"
    assert (quote.place, quote.url) == ("minutes/a b.md:5", page)
    assert quote.text == (
        "[ana](https://github.com/ana) and #12 get [it](https://example.org/council/it.md)."
    )
    assert decided(read, Month(2026, 1), one) == []

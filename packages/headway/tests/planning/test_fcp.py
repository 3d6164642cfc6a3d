from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.planning.fcp import MENTIONS, Panel, Seat, sign_off, split
from headway.text import Item, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from headway.program.model import Program

PANELS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 5)).map(
        lambda counts: Panel(
            "lang",
            tuple(Seat(f"p{number}", required=number < counts[0]) for number in range(sum(counts))),
        )
    )
)


def people(text: str) -> dict[str, list[str]]:
    """The lines below each team's heading."""
    found: dict[str, list[str]] = {}
    team = ""
    for line in text.splitlines():
        if line.startswith("## "):
            team = line
        elif line.startswith("* "):
            found.setdefault(team, []).append(line)
    return found


@pytest.mark.parametrize("name", ["2025h2", "2026"])
def test_teams_and_people_are_the_existing_tools(rust: Program, corpus: Path, name: str) -> None:
    period = rust.period(name)
    assert period is not None
    parts = sign_off(rust, period)
    ours = people("\n".join(part.text for part in parts))
    assert ours == people((corpus / f"golden/fcp-{name}.md").read_text("utf-8"))


@pytest.mark.parametrize(("limit", "parts"), [(MENTIONS, 1), (20, 2)])
def test_no_comment_mentions_more_than_the_limit(rust: Program, limit: int, parts: int) -> None:
    period = rust.period("2026")
    assert period is not None
    found = sign_off(rust, period, limit)
    assert len(found) == parts
    for part in found:
        assert len(re.findall(r"@[\w-]+", part.text)) <= limit
        assert (f"(part {part.number} of {parts})" in part.text) == (parts > 1)
        assert part.text.index("## ") < part.text.index("* [ ]")


@given(PANELS, st.integers(1, 20))
def test_parts_hold_everybody_in_order_and_few_enough(panels: list[Panel], limit: int) -> None:
    parts = list(split(panels, limit))
    assert all(parts)
    assert all(sum(panel.mentions for panel in part) <= limit for part in parts)
    seats = [seat for part in parts for panel in part for seat in panel.seats]
    assert seats == [seat for panel in panels for seat in panel.seats]
    whole = [panel for panel in panels if panel.mentions <= limit]
    kept = [panel for part in parts for panel in part]
    assert all(panel in kept for panel in whole)
    fewest = -(-sum(panel.mentions for panel in panels) // limit)
    assert fewest <= len(parts) or not panels


def test_the_example(
    run: Callable[..., Result], kept: Callable[[str, str], None], lumen: Path
) -> None:
    result = run("fcp", "2026", lumen)
    assert (result.exit_code, result.stderr) == (0, "")
    kept("fcp.md", result.stdout)
    boxes = [block for block in parse(result.stdout.encode()).walk() if isinstance(block, Item)]
    assert all(box.checked is False for box in boxes)
    found = json.loads(run("fcp", "2026", lumen, "--json").stdout)
    assert [part["text"] for part in found["parts"]] == [result.stdout]
    assert sum(len(team["people"]) for team in found["parts"][0]["teams"]) == len(boxes)


def test_a_goal_that_was_turned_down_asks_nobody(run: Callable[..., Result], lumen: Path) -> None:
    for file in (lumen / "src/2026").glob("*.md"):
        if file.name != "units-of-measure.md":
            text = file.read_text()
            file.write_text(re.sub(r"(\| Status +\| )[\w ]+", r"\1Not accepted ", text))
    teams = re.findall("(?m)^## (.*)", run("fcp", "2026", lumen).stdout)
    assert teams == ["compiler", "docs", "lang"]


def test_parts_of_a_long_comment(run: Callable[..., Result], lumen: Path) -> None:
    teams = lumen / "teams.toml"
    crowd = [f"p{number}" for number in range(120)]
    text = teams.read_text().replace('leads = ["ana-lind"]', f"leads = {json.dumps(crowd)}")
    teams.write_text(text)
    parts = run("fcp", "2026", lumen).stdout.split("\n---\n\n")
    assert [part.count("## lang\n") for part in parts] == [0, 1, 1, 1]
    assert run("fcp", "2026", lumen, "--part", "2").stdout == parts[1]
    file = lumen / "part.md"
    assert run("fcp", "2026", lumen, "--part", "4", "-o", file).exit_code == 0
    assert file.read_text() == parts[3]
    result = run("fcp", "2026", lumen, "--part", "5")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the comment has 4" in result.stderr


def test_a_team_that_the_directory_does_not_know(run: Callable[..., Result], lumen: Path) -> None:
    teams = lumen / "teams.toml"
    teams.write_text(teams.read_text().replace("[teams.docs]", "[teams.books]"))
    assert "## docs\n\n*The team directory names nobody" in run("fcp", "2026", lumen).stdout


def test_without_a_directory(run: Callable[..., Result], lumen: Path) -> None:
    (lumen / "teams.toml").unlink()
    result = run("fcp", "2026", lumen, "--offline")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--team-data" in result.stderr

"""The list of links: what is in which month, and that nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.reporting.program_update.links import links_of, read_links
from headway.tracking.minutes_stats import Month

DOCS = Path(__file__).parents[5] / "docs/program-update.md"
FEBRUARY = Month(2026, 2)
LIST = """# Links

Add a line below.

- 2026-02-28 [Loose](https://example.org/loose)

## From the blog ##

- 2026-02-20 [Second](https://example.org/2)
  - A remark,
    in two lines.

  And a paragraph.
* 2026-02-01: [First](https://example.org/1)
- 2026-01-31 [January](https://example.org/0)

### Elsewhere
+ 2026-02-03 <https://example.org/3>
"""


def test_links_stand_below_their_headings_by_day() -> None:
    found = read_links(LIST, "links.md")
    assert found.problems == ()
    assert found.strays == ()
    groups = links_of(found, FEBRUARY).groups
    assert [(one.title, [entry.day.day for entry in one.entries]) for one in groups] == [
        ("", [28]),
        ("From the blog", [1, 20]),
        ("Elsewhere", [3]),
    ]
    assert groups[1].entries[1].lines == (
        "[Second](https://example.org/2)",
        "- A remark,",
        "  in two lines.",
        "",
        "And a paragraph.",
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- [A](https://example.org)", "this item names no day"),
        ("- 2026-02-30 [A](https://example.org)", "there is no day 2026-02-30"),
        ("- 2026-02-3 [A](https://example.org)", "this item names no day"),
        ("https://example.org", "this is neither an item nor a heading"),
        ("---", "this is neither an item nor a heading"),
        ("- 2026-02-03 something without an address", "this names a day, but no address"),
    ],
)
def test_a_bad_line_is_told_with_its_number(line: str, told: str) -> None:
    found = read_links(f"## Blog\r\n\r\n- 2026-02-01 <https://a.example>\r\n{line}\r\n", "links.md")
    (problem,) = found.problems
    assert str(problem).startswith(f"links.md:4: {told}")
    assert "write it as `- 2026-01-31 [Title](https://…)`" in problem.message
    shown = [entry for group in links_of(found, FEBRUARY).groups for entry in group.entries]
    assert len(shown) + len(found.strays) == 2


line = st.sampled_from(
    [
        *("", "- 2026-02-03 [A](https://a.example)", "  - more", "- [B](https://b.example)"),
        *("## Blog", "text", "# Title", "\tdeep", "* 2026-13-01 x", "- ", "\u2028", "####### no"),
    ]
)


@given(st.lists(line | st.text(st.characters(exclude_characters="\r\n"), max_size=12), max_size=12))
def test_nothing_below_the_first_item_or_heading_is_lost(lines: list[str]) -> None:
    text = "\n".join(["## Start", *lines])
    found = read_links(text, "links.md")
    kept = "\n".join(
        [*("\n".join(one.lines) for one in found.entries), *(one.text for one in found.strays)]
    )
    for one in lines:
        if one.strip() and not one.startswith("#"):
            words = one.lstrip("-*+ \t").partition(" ")[2] if one[0] in "-*+" else one
            assert words.strip() in kept
    numbers = [one.line for one in found.entries] + [one.line for one in found.strays]
    assert len(numbers) == len(set(numbers))
    assert {problem.line for problem in found.problems} >= {one.line for one in found.strays}


def test_the_format_of_the_docs_is_read() -> None:
    page = DOCS.read_text("utf-8")
    example = page.partition("```text\n## ")[2].partition("```")[0]
    found = read_links(f"## {example}", "links.md")
    assert found.problems == ()
    assert [entry.group for entry in found.entries] == ["From our blog"]

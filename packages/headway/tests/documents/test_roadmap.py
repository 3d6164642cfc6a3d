from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.roadmap import ROADMAP
from headway.documents.values import Roadmap

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.documents.reading import Document

ROADMAP_TEXT = """\
# Where streams are heading

| Metadata | |
|---|---|
| Short title | Streams |
| What and why | Streams for all |
| Point of contact | TBD |
| Application area | Data pipelines |
| Application area | [Embedded](x.md) |

## Summary

One sentence.
"""


def test_every_row_is_read(document: Callable[..., Document]) -> None:
    value = document(ROADMAP_TEXT, ROADMAP).value
    assert isinstance(value, Roadmap)
    assert (value.id, value.period, value.name) == ("a-goal", "2026", "Streams")
    assert value.title == "Where streams are heading"
    assert (value.what_and_why, value.point_of_contact) == ("Streams for all", "TBD")
    assert value.application_areas == ("Data pipelines", "Embedded")
    assert value.summary == "One sentence."


def test_a_roadmap_goes_by_its_title_without_a_short_one(
    document: Callable[..., Document],
) -> None:
    text = ROADMAP_TEXT.replace("| Short title | Streams |\n", "")
    assert document(text, ROADMAP).value.name == "Where streams are heading"


def test_a_roadmap_without_anything(document: Callable[..., Document]) -> None:
    value = document("# T\n", ROADMAP).value
    assert (value.name, value.application_areas, value.summary) == ("T", (), None)

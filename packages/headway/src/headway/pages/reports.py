"""Pages about what happened, which stand below the page that asks for them."""

from __future__ import annotations

import posixpath
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from headway.pages import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.pages.shelf import Place

NO_REPORTS = "*No reports yet: they are made of the updates on tracking issues.*"
_THESE = "*Made of the updates on tracking issues, by what is known on {today}.*"


class Report(NamedTuple):
    """A page about what happened, as Markdown that reads the same wherever it is put.

    `path` is where it stands below the book's sources; `below` are pages that belong to it.
    """

    name: str
    path: str
    content: str
    below: tuple[Report, ...] = ()


Asked = tuple[str, str | None]  # the name of a period, and the argument of the directive
NONE_MADE: Mapping[Asked, tuple[Report, ...]] = MappingProxyType({})


def asked(place: Place, argument: str | None) -> tuple[Report, ...]:
    """The reports that a page gets, as far as somebody made some."""
    period = place.period
    return place.shelf.reports.get((period.name, argument), ()) if period else ()


def reports(place: Place, argument: str | None) -> str:
    """Links to the reports that a page gets; where there are none, a note."""
    found = asked(place, argument)
    if not found:
        return NO_REPORTS
    program = place.shelf.program
    places = (place.to(posixpath.join(program.config.source, one.path)) for one in found)
    links = map(markdown.link, (one.name for one in found), places)
    return "\n".join([_THESE.format(today=program.today), "", *(f"- {link}" for link in links)])

"""The directives that pages may hold, and what each needs to be filled."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

from headway.diagnostics import likely
from headway.value import Value

_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?: to (\d{4}-\d{2}-\d{2}))?")


class Argument(Enum):
    """What stands behind a directive's colon."""

    NONE = "no argument"
    THEME = "the name of a roadmap"
    HIGHLIGHT = "the name of a highlight"
    NEED = "a need, such as Contributor or Funding"
    DATES = "a date, or two with `to` between them"


class Form(Value):
    """One way to write a directive.

    `needs_period` tells that it is filled from the period whose folder the page is in;
    `headings` that what fills it has headings of its own; `once` that the existing tool fills
    only the first of a page.
    """

    name: str
    argument: Argument = Argument.NONE
    needs_period: bool = True
    headings: bool = False
    once: bool = False

    @property
    def takes_argument(self) -> bool:
        """Whether a colon and an argument follow the name."""
        return self.argument is not Argument.NONE

    @property
    def example(self) -> str:
        """The directive as it is written."""
        if self.argument is Argument.NONE:
            return f"((({self.name})))"
        return f"((({self.name}: …)))"


ROWS = "ROADMAP ROWS"
FORMS = (
    Form("CHAMPIONS", once=True),
    Form("ROADMAPS", once=True),
    Form("ROADMAP CHAPTERS", once=True),
    Form("TEAM ASKS", headings=True, once=True),
    Form("VALID TEAM ASKS", needs_period=False),
    Form("ROADMAP GOALS", Argument.THEME),
    Form("FLAGSHIP GOALS", Argument.THEME),
    Form("ROADMAP GOALS"),
    Form("FLAGSHIP GOALS"),
    Form("OTHER GOALS"),
    Form("GOALS"),
    Form("GOALS NOT ACCEPTED"),
    Form("LARGE GOALS", once=True),
    Form("MEDIUM GOALS", once=True),
    Form("SMALL GOALS", once=True),
    Form("HIGHLIGHT GOALS", Argument.HIGHLIGHT, headings=True),
    Form("HIGHLIGHT TABLE", Argument.HIGHLIGHT),
    Form("HIGHLIGHT CREDITS", Argument.HIGHLIGHT),
    Form("GOALS WITH NEEDS", Argument.NEED, headings=True),
    Form("FUNDING TABLE", once=True),
    Form("FUNDING TABLE", Argument.THEME, once=True),
    Form("FUNDING TABLE GROUPED", once=True),
    Form("FUNDING TABLE GROUPED BY GOAL", once=True),
    Form("FUNDING TABLE GROUPED BY POC", once=True),
    Form("FUNDING LEGEND", needs_period=False, once=True),
    Form(ROWS, Argument.THEME),
    Form("GOAL CHAPTERS", once=True),
    Form("#GOALS"),
    Form("#ROADMAP GOALS"),
    Form("#FLAGSHIP GOALS"),
    Form("REPORTS"),
    Form("REPORTS", Argument.DATES),
)
NAMES = tuple(dict.fromkeys(form.name for form in FORMS))


def forms_of(name: str) -> list[Form]:
    """The ways in which a directive of a name may be written; none for an unknown one."""
    return [form for form in FORMS if form.name == name]


def form_of(name: str, *, argument: bool) -> Form | None:
    """The form of a name with or without an argument; None where there is none."""
    forms = (form for form in forms_of(name) if argument == (form.argument is not Argument.NONE))
    return next(forms, None)


def meant(name: str) -> str | None:
    """The directive that a name is or was likely meant for."""
    return name if name in NAMES else likely(name, NAMES)


def days(argument: str) -> tuple[date, date | None]:
    """The day that an argument names, and the second one if it names two.

    Raises:
        ValueError: they are none, or the wrong way round; the message tells so.
    """
    match = _DAYS.fullmatch(argument)
    if match is None:
        msg = f"`{argument}` is not a date (2026-01-31), or two with `to` between them"
        raise ValueError(msg)
    first, last = (_day(text) if text else None for text in match.groups())
    assert first is not None  # noqa: S101  # the pattern has one
    if last and last < first:
        msg = f"`{argument}` ends before it starts"
        raise ValueError(msg)
    return first, last


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"`{text}` is no date: {error}"
        raise ValueError(msg) from error

"""What happened, as chapters for the pages of a book that ask for reports."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from headway.activity.moments import Span
from headway.cli.meeting_files import known_minutes
from headway.cli.reports import templates_of
from headway.pages.facts import champions
from headway.pages.reports import Report
from headway.program.directives import days
from headway.reporting.decided import Decided
from headway.reporting.digest.audience import Audience, Kind
from headway.reporting.digest.digest import digest
from headway.reporting.digest.entries import Days
from headway.reporting.html import safe_markdown
from headway.reporting.update import render
from headway.reporting.update.facts import update_report
from headway.reporting.update.wanted import wanted
from headway.tracking.reading import activity_of
from headway.tracking.updates import updates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.activity.store import Store
    from headway.pages.reports import Asked
    from headway.program.model import Period, Program

_DAY = dt.timedelta(days=1)
_RECENT = dt.timedelta(days=90)


def book_reports(program: Program, store: Store) -> dict[Asked, tuple[Report, ...]]:
    """The reports that pages of a program's periods ask for: of months, newest first, and of teams.

    A month or team without news has none. What waits, and what git knows, is not looked up: a book
    is built often.

    Raises:
        StoreFailedError: the database does not answer.
        BadTemplateError: a template does not work.
    """
    maker = _Maker(program, store)
    asked = {
        (page.period, directive.argument): None
        for page in program.pages
        if page.period
        for directive in page.directives
        if directive.name == "REPORTS"
    }
    made: dict[Asked, tuple[Report, ...]] = {}
    taken: set[str] = set()
    for period in reversed(program.periods):
        for name, argument in asked:
            if name == period.name:
                posts = [maker.post(period, one) for one in months(argument, program.today)]
                free = tuple(_free(one, period, taken) for one in posts if one)
                taken.update(one.path for one in free)
                made[name, argument] = (*free, *maker.teams(period))
    return made


def months(argument: str | None, today: dt.date) -> list[Span]:
    """The months that a directive asks for as far as they have happened, newest first.

    Without an argument it is the present one; with one day it is all since.
    """
    try:
        first, last = days(argument) if argument else (today, None)
    except ValueError:
        return []  # a check tells what is wrong with it
    last = min(last or today, today)
    found = []
    while last >= first:
        found.append(Span(last.replace(day=1), min(_end_of_month(last), today)))
        last = last.replace(day=1) - _DAY
    return found


def _end_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - _DAY


def _free(report: Report, period: Period, taken: set[str]) -> Report:
    """A report at a path of its own: two periods may tell of the same month."""
    if report.path not in taken:
        return report
    return report._replace(path=f"{report.path.removesuffix('.md')}-{period.name}.md")


class _Maker:
    """Makes reports of one program, those of a team once."""

    def __init__(self, program: Program, store: Store) -> None:
        """Read what happened on all goals."""
        self.program = program
        self.activity = activity_of(program.goals(), program, store)
        self.decided = Decided(known_minutes(program, store))
        self.templates = templates_of(program)
        self.team = cache(self._team)

    def post(self, period: Period, month: Span) -> Report | None:
        """The post about a month; None where nobody told of a goal of the period."""
        if month.last < period.start or not self._is_news(period, month):
            return None
        asked = wanted(self.program, month.first, month.last + _DAY, period.name, None)
        report = update_report(self.program, period, self.activity, month)
        shown = render.fitted(report, asked.words, self.templates).report
        text = safe_markdown(render.body(shown, self.templates))
        title = f"# {month.first:%B %Y}: goals of {period.name}"
        name, path = f"{month.first:%B} Blog Post", f"blog-post-{month.first:%Y-%m}.md"
        return Report(name, path, f"{title}\n\n{text}")

    def _is_news(self, period: Period, month: Span) -> bool:
        return any(
            month.first <= told.day
            for goal in period.listed
            for told in updates(goal, period, self.program, self.activity, month.last)[-1:]
        )

    def teams(self, period: Period) -> Iterator[Report]:
        """The pages of the teams that champion goals of a period, where there is news for them."""
        keys = {team.casefold() for goal in period.goals for team, _ in champions(goal)}
        return filter(None, map(self.team, sorted(keys)))

    def _team(self, key: str) -> Report | None:
        """What the last days brought for a team."""
        span = Span(self.program.today - _RECENT, self.program.today - _DAY)
        whom = Audience(Kind.TEAM, key)
        report = digest(whom, Days(self.program, self.activity, span, self.decided))
        if not report.entries:
            return None
        text = safe_markdown(self.templates.render("digest.md", report=report))
        below = Report("Recent updates", f"{key}/recent-updates.md", text)
        lead = f"What is told of the goals that the {key} team champions or is asked for."
        content = f"# {key} team reports\n\n{lead}\n\n- [Recent updates](recent-updates.md)\n"
        return Report(f"{key} Team Reports", f"{key}/index.md", content, (below,))

"""The report of a day's reminders, for a terminal and for a topic in chat.

In chat everybody is named so that it pings nobody: those who owe something have their own message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.pages.markdown import link
from headway.tracking.reminders.words import day, every, missed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.program.directory import Directory
    from headway.tracking.reminders.owed import Standing
    from headway.tracking.reminders.report import PeopleGoals, Report

    # A person or a goal as it is shown.
    Name = Callable[[str], str]
    Title = Callable[[Standing], str]

_LONGEST = 9_500  # of the 10,000 characters that Zulip takes, so that the end has room


class Shown:
    """How people and goals are written."""

    def __init__(self, name: Name, title: Title, heading: str) -> None:
        """Use these for logins and goals, and this before the heading of a section."""
        self.name = name
        self.title = title
        self.heading = heading

    def names(self, logins: Iterable[str]) -> str:
        """Several people."""
        return ", ".join(map(self.name, logins)) or "nobody"

    def titles(self, goals: Iterable[Standing]) -> str:
        """Several goals."""
        return ", ".join(map(self.title, goals))


PLAIN = Shown(lambda login: f"@{login}", lambda one: f"{one.goal} ({one.issue})", "")


def in_chat(directory: Directory | None) -> Shown:
    """As in a topic of Zulip: mentions that do not ping, and titles that lead to issues."""

    def name(login: str) -> str:
        person = directory.person(login) if directory else None
        return f"@_**|{person.zulip}**" if person and person.zulip else f"`{login}`"

    return Shown(name, lambda one: link(one.title, one.url), "### ")


def lines(report: Report, shown: Shown) -> Iterator[str]:
    """What is told of all, then a section for each thing that asks for somebody."""
    yield f"Goals of {report.period} with a tracking issue: {report.goals}"
    for one in report.cadences:
        counts = f"{one.due} due, {one.updated} updated, {one.in_grace} in grace"
        ended = f", {one.nothing} owe nothing" if one.nothing else ""
        yield f"- {every(one.weeks)}: {counts}{ended}; the next cycle begins on {day(one.next)}"
    reminded = [login for letter in report.letters for login in letter.people]
    yield f"Reminders: {len(report.letters)}, to {shown.names(dict.fromkeys(reminded))}"
    if report.told:
        yield f"Reminded before, in this cycle: {shown.names(report.told)}"
    for title, section in _sections(report, shown):
        found = list(section)
        if found:
            yield ""
            yield f"{shown.heading}{title}"
            yield from (f"- {line}" for line in found)


def fitting(text: Iterable[str]) -> str:
    """Lines as one text that Zulip takes whole; what does not fit is counted."""
    kept, size, left = [], 0, 0
    for line in text:
        size += len(line) + 1
        if size <= _LONGEST:
            kept.append(line)
        else:
            left += 1
    if left:
        kept += ["", f"{left} more lines: see `headway remind`"]
    return "\n".join(kept)


def _sections(report: Report, shown: Shown) -> Iterator[tuple[str, Iterable[str]]]:
    yield "Without an update for long: for champions and program managers", _late(report, shown)
    yield "Due, and nobody owns them", map(shown.title, report.no_owner)
    yield (
        "Owned by several, each of whom is reminded",
        (f"{shown.title(one)}: {shown.names(one.owners)}" for one in report.several),
    )
    yield "Not reminded: no Zulip account is known", _people(report.no_account, shown)
    yield "Not reminded: not in the team directory", _people(report.not_listed, shown)
    yield (
        "Reminded before something else came due: told with the next reminder",
        _people(report.later, shown),
    )
    yield (
        "Labels that say different cycles; the shortest counts",
        (
            f"{shown.title(one)}: {', '.join(f'`{label}`' for label in one.duty.cadence.conflict)}"
            for one in report.conflicts
        ),
    )
    yield (
        "Goals without a tracking issue that is known; fill the store by `headway sync`",
        [", ".join(report.unknown)] if report.unknown else [],
    )


def _late(report: Report, shown: Shown) -> Iterator[str]:
    for one in report.escalated:
        champions = f"champions {shown.names(one.champions)}" if one.champions else "no champion"
        owners = shown.names(one.owners)
        yield f"{shown.title(one)}: {missed(one.duty.missed)}, owed by {owners}; {champions}"
    if report.escalated and report.managers:
        yield f"program managers: {shown.names(report.managers)}"


def _people(several: PeopleGoals, shown: Shown) -> Iterator[str]:
    return (f"{shown.name(login)}: {shown.titles(goals)}" for login, goals in several)

"""What still holds of an earlier goal, and what of it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.goal_tables import ASKS, TASKS, TEAM_ASKS, WORK_ITEMS
from headway.documents.owners import HELP_WANTED
from headway.documents.template import Filling
from headway.documents.values import IssueReference, Level, is_done, is_person
from headway.pages import markdown
from headway.planning.naming import period_name
from headway.planning.prose import prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from headway.documents.values import Ask, Goal, Subgoal, Task, Written
    from headway.pages.shelf import Place
    from headway.program.model import Period

_SUBGOAL = "####"


class LeftOut(NamedTuple):
    """Something of the earlier goal that the new one does not say, and why."""

    what: str
    why: str


class Continuation(NamedTuple):
    """What an earlier goal gives to the one that continues it."""

    title: str
    filling: Filling
    left_out: tuple[LeftOut, ...]


def continuation(place: Place, goal: Goal) -> Continuation:
    """What of a goal still holds in a later period, as said from the place of the new document."""
    return _Continuing(place, goal).made()


class _Continuing:
    """One goal on its way into another period."""

    def __init__(self, place: Place, goal: Goal) -> None:
        self.place = place
        self.goal = goal
        self.left_out: list[LeftOut] = []

    def made(self) -> Continuation:
        asks = list(self._asks())
        rows = {field: values for field, values in self._rows() if values}
        champions = [*self._champions({team for team, _, _ in asks})]
        if champions:
            rows["champions"] = champions
        found = prose(self.place, self.goal)
        work = self._work()
        bodies = {**found.bodies, **({WORK_ITEMS: work} if work else {})}
        if asks:
            cells = [(f"[{team}]", level, notes) for team, level, notes in asks]
            bodies[TEAM_ASKS] = _table(ASKS.header, cells)
        for title in found.left:
            self._leave(f'section "{title}"', "it may not hold any more; copy what does")
        self._leave_money_and_help()
        return Continuation(
            self._said(self.goal.title) or self.goal.id, Filling(rows, bodies), tuple(self.left_out)
        )

    def _leave(self, what: str, why: str) -> None:
        self.left_out.append(LeftOut(what, why))

    def _said(self, text: Written | None) -> str:
        return markdown.cell(self.place.quote(text, self.goal.file)) if text else ""

    def _rows(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        goal = self.goal
        if goal.point_of_contact:
            yield "point_of_contact", [("Point of contact", self._person(goal.point_of_contact))]
        if goal.tracking_issue:
            yield "tracking_issue", [("Tracking issue", f"[{goal.tracking_issue}]")]
        issues = [
            f"[{one}]" if isinstance(one, IssueReference) else self._said(one)
            for one in goal.other_tracking_issues
        ]
        for field, name, text in (
            ("short_title", "Short title", self._said(goal.short_title)),
            ("what_and_why", "What and why", self._said(goal.what_and_why)),
            ("other_tracking_issues", "Other tracking issues", ", ".join(issues)),
            ("zulip_channel", "Zulip channel", self._said(goal.zulip_channel)),
            ("cadence", "Updates", self._said(goal.cadence)),
        ):
            if text:
                yield field, [(name, text)]
        yield "roadmaps", [("Roadmap", name) for name in self._roadmaps(goal.roadmaps)]
        yield "highlights", [("Highlight", name) for name in self._highlights()]
        label = period_name(goal.period).label
        back = markdown.link(f"The goal of {label}", self.place.to(goal.file))
        also = ", ".join(filter(None, [back, self._said(goal.see_also)]))
        yield "see_also", [("See also", also)]
        if goal.timespan:
            self._leave(f'timespan "{goal.timespan}"', "it was that of the earlier period")

    def _person(self, text: Written) -> str:
        """A user in the spelling of the team directory, where it knows them."""
        directory = self.place.shelf.program.directory
        known = directory.person(text) if directory and is_person(text) else None
        return f"@{known.login}" if known else self._said(text)

    def _roadmaps(self, names: Iterable[Written]) -> Iterator[str]:
        there = {roadmap.name for roadmap in self._period.roadmaps}
        yield from self._still(names, there.__contains__, "roadmap")

    def _highlights(self) -> Iterator[str]:
        yield from self._still(
            self.goal.highlights, set(self._period.highlights).__contains__, "highlight"
        )

    @property
    def _period(self) -> Period:
        assert self.place.period is not None  # noqa: S101  # a new goal has a period
        return self.place.period

    def _still(
        self, names: Iterable[Written], there: Callable[[str], bool], what: str
    ) -> Iterator[str]:
        """The names that the new period has as well."""
        for name in names:
            if there(name):
                yield markdown.cell(name)
            else:
                self._leave(f'{what} "{name}"', f"{self._period.name} has none of that name")

    def _asks(self) -> Iterator[tuple[str, str, str]]:
        """A row a team that is still there: its key, the largest level, and the notes."""
        by_team: dict[str, list[Ask]] = {}
        for ask in self.goal.asks:
            if is_done(ask.kind or "", ask.notes):
                self._leave(f'the ask "{ask.kind or ask.notes}" of [{ask.team}]', "it is complete")
            else:
                by_team.setdefault(ask.team.casefold(), []).append(ask)
        for asks in by_team.values():
            team = self._team(asks[0].team)
            if team is None:
                self._leave(f"the ask of [{asks[0].team}]", "there is no such team any more")
                continue
            level = Level.largest(asks) or ""
            notes = (": ".join(filter(None, map(self._said, (a.kind, a.notes)))) for a in asks)
            yield team, level, "; ".join(dict.fromkeys(filter(None, notes)))

    def _team(self, key: str) -> str | None:
        """A team's key as the directory spells it; None for one that is no more."""
        directory = self.place.shelf.program.directory
        if directory is None:
            return str(key)
        team = directory.team(key)
        return None if team is None or team.archived else team.key

    def _champions(self, asked: set[str]) -> Iterator[tuple[str, str]]:
        for key, champion in self.goal.champions.items():
            team = self._team(key)
            if champion is None:
                continue
            if team is None or team not in asked:
                self._leave(f"champion {champion}", f"nothing is asked of [{key}]")
            else:
                yield f"[{team}] champion", self._person(champion)

    def _work(self) -> str:
        """The tasks that are not complete, those of subgoals below headings of their own."""
        blocks = [self._tasks(self.goal.tasks)]
        for subgoal in self.goal.subgoals:
            tasks = self._tasks(subgoal.tasks)
            if tasks or not subgoal.tasks:
                blocks += self._subgoal(subgoal, tasks)
        return "\n\n".join(filter(None, blocks))

    def _subgoal(self, subgoal: Subgoal, tasks: str) -> Iterator[str]:
        yield f"{_SUBGOAL} {self._said(subgoal.title)}"
        yield self.place.quote(subgoal.text, self.goal.file) if subgoal.text else ""
        rows = [("Roadmap", name) for name in self._roadmaps(subgoal.roadmaps)]
        if subgoal.what_and_why:
            rows.append(("What and why", self._said(subgoal.what_and_why)))
        yield _table(("Metadata", ""), rows) if rows else ""
        yield tasks

    def _tasks(self, tasks: Sequence[Task]) -> str:
        rows = []
        for task in tasks:
            if task.done:
                self._leave(f'task "{task.task}"', "it is complete")
                continue
            owners = ", ".join(map(self._owner, task.owners))
            rows.append((self._said(task.task), owners, self._said(task.notes)))
        return _table(TASKS.header, rows) if rows else ""

    def _owner(self, owner: Written) -> str:
        return f"![{HELP_WANTED}][]" if owner == HELP_WANTED else self._person(owner)

    def _leave_money_and_help(self) -> None:
        goal = self.goal
        why = "it was that of the earlier period; say again what is needed now"
        for there, what in (
            (goal.funding, 'section "Funding"'),
            (goal.funding_contact, "funding contact"),
            (goal.help_wanted, 'section "Help wanted"'),
            (goal.needs, "needs"),
        ):
            if there:
                self._leave(what, why)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return markdown.table(header, rows, left=False)

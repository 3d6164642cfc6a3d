"""A team's review packet as Markdown and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.owners import HELP_WANTED
from headway.documents.values import Level, people_in
from headway.pages import markdown
from headway.planning import decision_lines
from headway.planning.champions_text import NOBODY, load_object
from headway.planning.decision_lines import QUESTIONS, Decision
from headway.planning.outline import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.pages.shelf import Abroad
    from headway.planning.asked import Asked
    from headway.planning.questions import Question
    from headway.planning.review import Carried, Entry, Packet, Theme
    from headway.planning.since import Change, Ended

VERSION = 1
_NO_LEVEL = "No support level"


def to_markdown(packet: Packet, place: Abroad) -> str:
    """The packet as a Markdown document, to be read and filled in."""
    return "\n\n".join(_Document(packet, place).parts()) + "\n"


def to_json(packet: Packet, place: Abroad) -> dict[str, Any]:
    """The packet as a JSON object."""
    return {
        "version": VERSION,
        "team": packet.team,
        "period": packet.period,
        "earlier": packet.earlier,
        "goals": [_entry_object(entry, place) for entry in packet.entries],
        "roadmaps": [
            {
                "name": theme.name,
                "file": theme.roadmap.file if theme.roadmap else None,
                "summary": theme.roadmap.summary if theme.roadmap else None,
                "goals": [entry.asked.goal.id for entry in theme.entries],
            }
            for theme in packet.themes
        ],
        "champions": [
            {**load_object(one.overall), "here": one.here.goals} for one in packet.champions
        ],
        "without_champion": [entry.asked.goal.id for entry in packet.unchampioned],
        "ended": [
            {
                "goal": f"{one.before.goal.period}/{one.before.goal.id}",
                "title": one.before.goal.title,
                "level": one.before.level,
                "continued_by": one.goal.id if one.goal else None,
            }
            for one in packet.ended
        ],
        "questions": [
            {"kind": q.kind, "text": q.text, "goals": [goal.id for goal in q.goals]}
            for q in packet.questions
        ],
    }


def blank_line(asked: Asked) -> str:
    """The line on which a team records its decision about a goal."""
    return decision_lines.format(Decision(f"{asked.goal.period}/{asked.goal.id}", asked.team))


def _entry_object(entry: Entry, place: Abroad) -> dict[str, Any]:
    asked = entry.asked
    return {
        "id": asked.goal.id,
        "file": asked.goal.file,
        "url": place.to(asked.goal.file),
        "title": asked.goal.title,
        "level": asked.level,
        "asks": [
            {"level": ask.level, "kind": ask.kind, "subgoal": ask.task, "notes": ask.notes}
            for ask in asked.asks
        ],
        "point_of_contact": asked.goal.point_of_contact,
        "champion": asked.champion,
        "change": _change_object(entry.change),
        "decision_line": blank_line(asked),
    }


def _change_object(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    before = change.before.goal if change.before else None
    return {
        "kind": change.kind,
        "before": f"{before.period}/{before.id}" if before else None,
        "words": list(change.words),
    }


class _Document:
    """Writes one packet; `place` makes its links."""

    def __init__(self, packet: Packet, place: Abroad) -> None:
        self.packet = packet
        self.place = place

    def parts(self) -> Iterator[str]:
        packet = self.packet
        yield f"# Goals review for the {packet.team} team ({packet.period})"
        if not packet.entries:
            yield f"No goals involve the {packet.team} team."
        else:
            yield self._opening()
        sections = (
            (f"## {QUESTIONS}", self._questions()),
            ("## Asks by level", self._levels()),
            ("## Champions", self._champions()),
            ("## Asks without a champion", self._unchampioned()),
            ("## Roadmaps", self._themes()),
            (f"## Asks of {packet.earlier} that are gone", self._ended()),
            ("## Goals", self._goals()),
        )
        for title, content in sections:
            found = list(content)
            if found:
                yield from (title, *found)

    def _opening(self) -> str:
        packet = self.packet
        asked = [entry for entry in packet.entries if entry.asked.asks]
        levels = counted(entry.asked.level for entry in asked)
        text = f"Goals that ask this team: {len(asked)} ({levels})."
        if packet.earlier is not None:
            new = sum(entry.change is not None and entry.change.kind == "new" for entry in asked)
            text += f" New since {packet.earlier}: {new}."
        return (
            f"{text}\n\nUnder each goal below, leave one of the three words on its last line, and "
            "name who speaks for the team."
        )

    def _questions(self) -> Iterator[str]:
        lines = [self._question(question) for question in self.packet.questions]
        if lines:
            yield "\n".join(lines)

    def _question(self, question: Question) -> str:
        goals = "".join(f"\n    - {self._goal(goal)}" for goal in question.goals)
        return f"- [ ] {question.text}{goals}"

    def _levels(self) -> Iterator[str]:
        for level in (*reversed(Level), None):
            entries = self.packet.of_level(level)
            if entries:
                yield f"### {level or _NO_LEVEL}"
                yield self._table(entries)

    def _table(self, entries: Iterable[Entry]) -> str:
        header = ["Goal", "Asked", "Point of contact", "Champion"]
        since = [f"Since {self.packet.earlier}"] if self.packet.earlier else []
        return markdown.table(
            [*header, *since],
            (
                (
                    self._goal(entry.asked.goal),
                    entry.asked.what(self.place),
                    entry.asked.goal.point_of_contact or "",
                    _champion(entry.asked),
                    *([_change(entry)] if since else []),
                )
                for entry in entries
            ),
            left=False,
            padded=False,
        )

    def _champions(self) -> Iterator[str]:
        rows = [row for one in self.packet.champions for row in self._carried(one)]
        if rows:
            yield "How many goals each carries on this team, and over all teams."
            header = ("Champion", "Here", "All teams", "Goal", "Level")
            yield markdown.table(header, rows, left=False, padded=False)

    def _carried(self, one: Carried) -> Iterator[tuple[str, ...]]:
        counts = (one.here.person, str(one.here.goals), str(one.overall.goals))
        for share in sorted(one.here.shares, key=lambda s: -s.level.rank if s.level else 1):
            yield (*counts, self._goal(share.goal), str(share.level or ""))
            counts = ("", "", "")

    def _unchampioned(self) -> Iterator[str]:
        rows = [
            (
                self._goal(entry.asked.goal),
                str(entry.asked.level or ""),
                entry.asked.goal.point_of_contact or "",
            )
            for entry in self.packet.unchampioned
        ]
        if rows:
            yield "A Small ask does without a champion; the others need one."
            header = ("Goal", "Level", "Point of contact")
            yield markdown.table(header, rows, left=False, padded=False)

    def _themes(self) -> Iterator[str]:
        for theme in self.packet.themes:
            yield f"### {self._theme_name(theme)}"
            if theme.roadmap and theme.roadmap.summary:
                yield markdown.quoted(self._quote(theme.roadmap.summary, theme.roadmap.file))
            yield "\n".join(
                f"- {self._goal(asked.goal)}" + (f" ({asked.level})" if asked.level else "")
                for asked, _ in theme.entries
            )

    def _theme_name(self, theme: Theme) -> str:
        return self.place.roadmap(theme.roadmap) if theme.roadmap else theme.name

    def _ended(self) -> Iterator[str]:
        lines = [self._gone(one) for one in self.packet.ended]
        if lines:
            yield "\n".join(lines)

    def _gone(self, one: Ended) -> str:
        asked = one.before.level or one.before.what(self.place)
        text = f"- {self._goal(one.before.goal)}" + (f" ({asked})" if asked else "")
        if one.goal:
            text += f": continued by {self._goal(one.goal)}, which does not ask this team"
        return text

    def _goals(self) -> Iterator[str]:
        for entry in self.packet.entries:
            asked, goal = entry.asked, entry.asked.goal
            wanted = f" {self.place.badge(HELP_WANTED)}" if goal.needs_contributor else ""
            yield f"### {self.place.goal(goal)}{wanted}"
            yield "\n".join(f"- **{name}:** {text}" for name, text in self._facts(entry) if text)
            if goal.summary:
                yield markdown.quoted(self._quote(goal.summary, goal.file))
            yield blank_line(asked)

    def _facts(self, entry: Entry) -> Iterator[tuple[str, str]]:
        asked = entry.asked
        yield "Point of contact", asked.goal.point_of_contact or ""
        yield "Champion", _champion(asked)
        yield "Support level", str(asked.level or "")
        yield "Asked", asked.what(self.place)
        if self.packet.earlier:
            yield f"Since {self.packet.earlier}", _change(entry)

    def _goal(self, goal: Goal) -> str:
        return self.place.goal(goal, short=True)

    def _quote(self, text: str, file: str) -> str:
        return self.place.quote(text, file)


def _champion(asked: Asked) -> str:
    if asked.champion and people_in(asked.champion):
        return asked.champion
    needed = asked.unchampioned and asked.level is not Level.SMALL
    return asked.champion or (f"**{NOBODY}**" if needed else "")


def _change(entry: Entry) -> str:
    change = entry.change
    if change is None:
        return ""
    if change.before is None:
        return "new"
    continues = change.before.goal.period != entry.asked.goal.period
    return "; ".join((["continued"] if continues else []) + [*change.words]) or "unchanged"

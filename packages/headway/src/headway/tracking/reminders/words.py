"""What reminders say: in Zulip's Markdown, in GitHub's, and in plain words to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.pages.markdown import link
from headway.program.config_remind import Channel

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from headway.program.model import Program
    from headway.tracking.reminders.letters import Letter
    from headway.tracking.reminders.owed import Standing

_WHAT_HELPS = (
    "A few lines in a comment on the tracking issue are enough: what has moved, what comes next, "
    "what stands in the way, and whether help is wanted. That nothing has moved is worth telling "
    "too."
)
_HOW_OFTEN = (
    "You are told of a goal once in a cycle. How long its cycles are can be changed: ask the "
    "program managers."
)


def text_of(letter: Letter, program: Program) -> str:
    """The whole text of a letter."""
    lines = _comment(letter) if letter.channel is Channel.GITHUB else _message(letter, program)
    return "\n".join(lines)


def _message(letter: Letter, program: Program) -> Iterator[str]:
    """Each paragraph in one line: Zulip keeps the ends of lines."""
    name = program.config.name or "the goals program"
    person = program.directory.person(letter.people[0]) if program.directory else None
    goals = "this goal" if len(letter.goals) == 1 else f"these {len(letter.goals)} goals"
    yield (
        f"Hello {person.name if person else letter.people[0]}, the readers of {name} await an "
        f"update on {goals}:"
    )
    yield ""
    for place, one in enumerate(letter.goals, 1):
        yield f"{place}. {link(one.title, one.url)} ({_issue(one)})"
        yield from (f"   - {line}" for line in _facts(one, letter.channel))
    yield ""
    yield _WHAT_HELPS
    yield ""
    yield _HOW_OFTEN
    if letter.channel is Channel.ZULIP:
        yield ""
        yield letter.marker


def _comment(letter: Letter) -> Iterator[str]:
    (one,) = letter.goals
    yield f"{', '.join(f'@{login}' for login in letter.people)}: an update on this goal is awaited."
    yield ""
    yield from (f"- {line}" for line in _facts(one, letter.channel))
    yield ""
    yield _WHAT_HELPS
    yield ""
    yield letter.marker


def _facts(one: Standing, channel: Channel) -> Iterator[str]:
    duty = one.duty
    if duty.last:
        by = f" by {duty.last.author}" if duty.last.author else ""
        yield f"last update: {link(day(duty.last.day), duty.last.url)}{by}"
    else:
        yield "last update: none so far"
    if duty.overdue_since:
        yield f"owed since {day(duty.overdue_since.date())}: {missed(duty.missed)}"
    else:
        yield f"due since {day(duty.cycle.start)}"
    yield f"next deadline: {_moment(duty.cycle.deadline, channel)} ({every(duty.cadence.weeks)})"


def every(weeks: int) -> str:
    """How often something is told that is told every some weeks."""
    return "every week" if weeks == 1 else f"every {weeks} weeks"


def missed(count: int) -> str:
    """How many deadlines went by without an update."""
    return "1 deadline missed" if count == 1 else f"{count} deadlines missed"


def day(date: dt.date) -> str:
    """A day in words."""
    return f"{date.day} {date:%B %Y}"


def _moment(moment: dt.datetime, channel: Channel) -> str:
    """A moment; Zulip shows it in its reader's own time."""
    if channel is Channel.ZULIP:
        return f"<time:{moment.isoformat(timespec='minutes')}>"
    return f"{day(moment.date())}, {moment:%H:%M} UTC"


def _issue(one: Standing) -> str:
    return f"{one.issue.repository.name}#{one.issue.number}"

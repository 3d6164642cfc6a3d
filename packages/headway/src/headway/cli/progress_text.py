"""Progress of goals, as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.table import aligned
from headway.diagnostics import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.tracking.cadence import Duty
    from headway.tracking.change import Change
    from headway.tracking.health import Health
    from headway.tracking.progress import Progress

NOT_STATED = "not stated"
_NOTHING = "-"
_NOTED = "*"


def overview(found: Sequence[Progress], width: int) -> Iterator[str]:
    """A table of goals, and below it who looks for help."""
    header = ("Goal", "Done", "Health", "Signal", "Last update", "Days", "Updates")
    yield from aligned(header, [_row(one) for one in found], width)
    if any(one.notes for one in found):
        yield f"{_NOTED} of an earlier day, or not all counted: `--goal ID` tells"
    looking = [(one, help_) for one in found for help_ in one.help_wanted]
    if looking:
        yield ""
        yield "Help wanted:"
        rows = [(one.id, str(help_.day or "document"), help_.text) for one, help_ in looking]
        yield from aligned(("Goal", "Since", "What"), rows, width)


def changed(changes: Sequence[Change], width: int) -> Iterator[str]:
    """A table of the goals of which anything changed, and below it how many did not."""
    some = [change for change in changes if change.is_change]
    header = ("Goal", "Done", "Health", "Issue", "New updates", "Last update")
    if some:
        yield from aligned(header, [_changed_row(change) for change in some], width)
        yield ""
    rest = len(changes) - len(some)
    day = changes[0].before.today if changes else None
    yield f"{rest} of {len(changes)} goals have not changed since {day}"


def details(one: Progress, change: Change | None = None) -> Iterator[str]:
    """Everything that is known of one goal, each line with where it is from."""
    rows = [("issue", f"{one.url or one.issue or 'none'} ({one.standing})")]
    if one.total:
        rows.append(("done", _done(one)))
    rows += [("health", _health(one.health)), ("signal", f"{one.signal.sign}: {one.signal.reason}")]
    if one.duty:
        rows += _duty(one.duty)
    rows += [("update", f"{u.day} by {_by(u.author)}: {u.url}") for u in reversed(one.updates)]
    for help_ in one.help_wanted:
        where = f"{help_.day}: {help_.url}" if help_.url else "its document"
        rows.append(("help wanted", f"{help_.text} ({where})"))
    rows += [("note", note) for note in one.notes]
    if change:
        rows.append(_change(change))
    yield printable(f"{one.title} ({one.period}/{one.id}), {_by(one.point_of_contact)}")
    for label, text in rows:
        yield f"  {label + ':':<13}{printable(text)}"


def _row(one: Progress) -> tuple[str, ...]:
    duty, last = one.duty, one.last_update
    return (
        one.id,
        _short_done(one),
        _short_health(one),
        one.signal.sign,
        str(last.day) if last else "none",
        _NOTHING if one.days_since is None else str(one.days_since),
        f"{len(duty.met)} of {len(duty.expected)}" if duty else _NOTHING,
    )


def _short_done(one: Progress) -> str:
    done = f"{one.done}/{one.total}" if one.total else _NOTHING
    return f"{done}{_NOTED}" if one.notes else done


def _changed_row(change: Change) -> tuple[str, ...]:
    before, now = change.before, change.now
    done = f"{now.done}/{now.total}" if now.total else _NOTHING
    was = f"{before.done}/{before.total}" if change.boxes_known else "?"
    states = [state or NOT_STATED for state in change.states]
    last = now.last_update
    return (
        now.id,
        done if was == done else f"{was} → {done}",
        _then(*states),
        _then(before.standing, now.standing),
        str(len(change.new_updates)),
        str(last.day) if last else "none",
    )


def _change(change: Change) -> tuple[str, str]:
    _, done, health, standing, count, _ = _changed_row(change)
    new = f"{count} new {'update' if count == '1' else 'updates'}"
    day = change.before.today
    return "change", f"since {day}: done {done}; health {health}; issue {standing}; {new}"


def _then(before: str, now: str) -> str:
    return now if before == now else f"{before} → {now}"


def _short_health(one: Progress) -> str:
    """The state, with its day where a later update did not repeat it."""
    if one.health is None:
        return NOT_STATED
    last = one.last_update
    old = last is not None and one.health.url != last.url
    return f"{one.health.state} {one.health.day:(%m-%d)}" if old else one.health.state


def _health(health: Health | None) -> str:
    if health is None:
        return NOT_STATED
    where = f"{_by(health.author)}, {health.day}: {health.url}"
    return f"{health.state}, “{health.words}” ({where})"


def _done(one: Progress) -> str:
    mark = ", as the boxes are now" if one.boxes_as_now else ""
    return f"{one.done} of {one.total}{mark}"


def _duty(duty: Duty) -> Iterator[tuple[str, str]]:
    cadence = duty.cadence
    weeks = "every week" if cadence.weeks == 1 else f"every {cadence.weeks} weeks"
    notes = [cadence.why]
    if cadence.conflict:
        notes.append(f"these differ: {', '.join(cadence.conflict)}")
    if cadence.as_now:
        notes.append("labels are known only as they are now")
    yield "cadence", f"{weeks} ({'; '.join(notes)})"
    cycles = f"{len(duty.met)} of {len(duty.expected)} cycles had an update"
    yield "owes", f"{duty.owing}; deadline {duty.cycle.deadline:%Y-%m-%d %H:%M} UTC; {cycles}"


def _by(author: str | None) -> str:
    return "nobody" if author is None else f"@{author.removeprefix('@')}"

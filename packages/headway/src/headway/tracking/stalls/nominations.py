"""Nominations: what a team was to speak about, and has not in several meetings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from headway.activity.records import Status
from headway.tracking.stalls.model import Actor, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.tracking.stalls.model import Stall
    from headway.tracking.stalls.thread import Held, Thread

_WEEK = dt.timedelta(weeks=1)


def nomination_stalls(thread: Thread) -> Iterator[Stall]:
    """What each nomination waits for: its team, from when the label was put on.

    `waited` counts the team's meetings since; weeks where none of its meetings is known.
    """
    for held in thread.every_held("nominated"):
        team = _team(thread, held)
        actors = [Actor.team(team)] if team else thread.keepers
        least = "" if held.exact else " or earlier"
        met, known = _meetings(thread, team, held.since)
        count = f"{met} meeting{'' if met == 1 else 's'} since" if known else "meetings not known"
        reason = f"labelled `{held.label}` on {held.since.date()}{least}; {count}"
        waiting = thread.waits(Kind.NOMINATION, actors, held.since, reason)
        yield waiting._replace(
            waited=met,
            what=held.label,
            teams=tuple(dict.fromkeys((*waiting.teams, *((team,) if team else ())))),
            notes=() if known else ("no meeting of the team is known: each week counts as one",),
        )


def _team(thread: Thread, held: Held) -> str | None:
    """The key of the nominated team: that of the label, or the one by whose label it stands."""
    named = held.team or (thread.teams[0] if len(thread.teams) == 1 else None)
    directory = thread.scene.program.directory
    team = directory.team(named) if directory and named else None
    return team.key if team else named


def _meetings(thread: Thread, team: str | None, since: dt.datetime) -> tuple[int, bool]:
    """How many meetings a team has had since a moment, and whether any are known at all."""
    scene = thread.scene
    known = [one.occurrence for one in scene.followed.meetings if team and one.team == team]
    if not known:
        return (scene.end - since) // _WEEK, False
    held = [one for one in known if one.status != Status.CANCELLED]
    return sum(since <= one.starts_at and one.ends_at < scene.end for one in held), True

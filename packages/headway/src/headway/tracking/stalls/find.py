"""All that waits, by the rules of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.tracking.rfcbot import stage
from headway.tracking.stalls.decisions import decision_stalls, final_comment_stall
from headway.tracking.stalls.goals import goal_stalls
from headway.tracking.stalls.help import help_stalls
from headway.tracking.stalls.nominations import nomination_stalls
from headway.tracking.stalls.pulls import goes_on, pull_request_stalls
from headway.tracking.stalls.thread import open_thread

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from headway.tracking.rfcbot import Stage
    from headway.tracking.stalls.model import Scene, Stall
    from headway.tracking.stalls.thread import Thread


def stalls(scene: Scene) -> list[Stall]:
    """What has waited for at least as long as the settings say, the longest first."""
    return too_long(waiting(scene), scene)


def too_long(found: Iterable[Stall], scene: Scene) -> list[Stall]:
    """What of some that waits has waited for at least as long as the settings say."""
    limits = scene.settings.limits
    return [one for one in found if (limit := limits[one.kind]) is not None and one.waited >= limit]


def waiting(scene: Scene) -> list[Stall]:
    """Whatever waits for somebody, however short a time, the longest first."""
    found = [*goal_stalls(scene)]
    for name in scene.followed.open:
        thread = open_thread(name, scene)
        if thread:
            found += _on_thread(thread)
    return sorted(found, key=lambda one: (one.since, one.subject, one.kind))


def _on_thread(thread: Thread) -> Iterator[Stall]:
    """What waits on an issue or pull request.

    While people decide about it or a team is to speak about it, nothing else waits. Once a decision
    was made, a pull request goes on as others do when somebody writes on it again.
    """
    nominated = list(nomination_stalls(thread))
    found = stage(thread.told, thread.comments, thread.scene.end)
    yield from nominated
    if found and not found.ended:
        yield from decision_stalls(thread, found)
    elif nominated:
        return
    elif (ended := _ended(thread, found)) and not goes_on(thread, ended):
        yield final_comment_stall(thread, ended, found)
    elif thread.issue.is_pull_request:
        yield from pull_request_stalls(thread)
    else:
        yield from help_stalls(thread)


def _ended(thread: Thread, found: Stage | None) -> dt.datetime | None:
    """When the final comment period was over, as announced or by a label."""
    if found and found.ended:
        return found.ended.created_at
    label = thread.held("finished")
    return label.since if label else None

"""Issues that goals point to, where help is wanted and nobody has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.tracking.stalls.model import Actor, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.tracking.stalls.model import Stall
    from headway.tracking.stalls.thread import Thread


def help_stalls(thread: Thread) -> Iterator[Stall]:
    """What waits where a label asks for help: nobody is assigned, and none but the author writes.

    It waits for the author, who knows what was wanted.
    """
    held = thread.held("help-wanted")
    author = thread.issue.author
    if held is None or thread.assignees:
        return
    if any(one.created_at > held.since and one.author != author for one in thread.said):
        return
    least = "" if held.exact else " or earlier"
    reason = f"labelled `{held.label}` on {held.since.date()}{least}, and nobody has answered"
    actors = [Actor.person(author)] if author else thread.keepers
    yield thread.waits(Kind.HELP_WANTED, actors, held.since, reason)._replace(what=held.label)

"""Reading all that is wanted, as far as it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.activity.sync.items import read_items
from headway.activity.sync.lists import read_repository
from headway.activity.sync.run import Run
from headway.forge.errors import HopelessError

if TYPE_CHECKING:
    from headway.activity.store import Store
    from headway.activity.sync.run import Outcome, Tell
    from headway.activity.sync.wanted import Wanted
    from headway.forge.port import Feeds


def sync(
    forge: Feeds, store: Store, wanted: Wanted, tell: Tell = lambda _what, _done, _all: None
) -> Outcome:
    """Store what is new of what is wanted. What cannot be read is told in the outcome.

    Whatever ends it, what it stored stays, and the next run goes on there.

    Raises:
        StoreError: the store cannot be used.
    """
    run = Run(forge, store, tell)
    try:
        for repository in wanted.repositories:
            read_repository(run, repository)
        read_items(run, wanted)
    except HopelessError as error:
        run.outcome.stopped = error
    return run.outcome

"""From the journal to readers: the next generation, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.store.tree import EMPTY

if TYPE_CHECKING:
    import datetime as dt

    from truemirror.store.journal import Journal
    from truemirror.store.mirror import Generation, Mirror


def publish(mirror: Mirror, journal: Journal, now: dt.datetime) -> Generation:
    """Publish all that is pending; where that changes nothing there is no new generation.

    A kill in between leaves it pending: the next time makes the same tree, which readers may see
    already.

    Raises:
        PlaceError: the mirror cannot be written; readers go on seeing what they saw.
        JournalError: the journal cannot be written.
        BadTreeError: the last generation is damaged.
        BadGenerationError: as above.
    """
    before = mirror.current()
    tree = mirror.changed(before.tree if before else EMPTY, journal.pending())
    generation = mirror.publish(tree, now)
    with journal.step():
        journal.published()
    return generation

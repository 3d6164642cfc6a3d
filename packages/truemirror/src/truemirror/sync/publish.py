"""From the journal to readers: the next generation, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.store.tree import EMPTY

if TYPE_CHECKING:
    import datetime as dt

    from truemirror.store.journal import Journal
    from truemirror.store.mirror import Generation, Mirror

_TREES = "trees that may be published"


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
    before = _tree(mirror)
    tree = mirror.changed(before, journal.pending())
    if tree != before:
        with journal.step():
            journal.know(_TREES, f"{before} {tree}")
    generation = mirror.publish(tree, now)
    with journal.step():
        journal.published()
        journal.know(_TREES, tree)
    return generation


def is_strange(mirror: Mirror, journal: Journal) -> bool:
    """Whether something else is published than the journal knows.

    So it is where the mirror was lost, or is from a backup, or the journal is, or another one
    changed the mirror.

    Raises:
        PlaceError: the mirror does not answer.
        BadGenerationError: its pointer is damaged.
    """
    known = journal.fact(_TREES)
    return known is not None and _tree(mirror) not in known.split()


def recover(mirror: Mirror, journal: Journal) -> None:
    """Have all published again that the journal knows, in a mirror that is strange to it.

    What the mirror has not is forgotten, so that it is fetched again.

    Raises:
        PlaceError: the mirror does not answer.
        JournalError: the journal cannot be written.
        BadTreeError: the last generation is damaged.
        BadGenerationError: as above.
    """
    tree = _tree(mirror)
    if not mirror.is_near:
        journal.stock(mirror.contents())
    lacking = [one.name for one in journal.all_taken() if _lacks(mirror, journal, one.name)]
    with journal.step():
        for bundle in lacking:
            journal.forget(bundle)
        strays = [path for path, _ in mirror.trees.files(tree) if not journal.holders(path)]
        journal.stray(strays)
        journal.pend_all()
        journal.know(_TREES, tree)


def _tree(mirror: Mirror) -> str:
    current = mirror.current()
    return current.tree if current else EMPTY


def _lacks(mirror: Mirror, journal: Journal, bundle: str) -> bool:
    """Whether content of a bundle is not in the mirror; what is in a bucket was listed."""
    for one in journal.files(bundle).values():
        size = mirror.size(one.sha256) if mirror.is_near else journal.size("", one.sha256)
        if size != one.size:
            return True
    return False

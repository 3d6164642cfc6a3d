"""What a mirror has of archives, so that none is fetched twice."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.sync.intake import Intake
    from truemirror.upstream.model import Entry

_SETTLED, _YES = "all that is stored is known", "yes"


def held(entry: Entry, intake: Intake) -> int | None:
    """How many bytes of an archive the mirror has; None where it has to be fetched.

    A folder is looked into. To ask a bucket takes too long for each of very many: the journal knows
    what is in it, from bundles and from `take_stock`.
    """
    if intake.mirror.is_near:
        return intake.mirror.size(entry.sha256)
    return intake.journal.size(entry.path, entry.sha256)


def take_stock(intake: Intake) -> None:
    """Learn what a bucket has, where it may have more than the journal says, by a list of it.

    So it is after a sync that did not end, and with a journal that is new.

    Raises:
        PlaceError: it cannot be listed.
    """
    if not intake.mirror.is_near and intake.journal.fact(_SETTLED) != _YES:
        intake.journal.stock(intake.mirror.contents())


@contextmanager
def settling(intake: Intake) -> Iterator[None]:
    """While the block puts things into a mirror, the journal may not know of all that is in it.

    Files that got there before, and were left on their way as well, go.

    Raises:
        JournalError: the journal cannot be written.
    """
    journal = intake.journal
    with journal.step():
        journal.know(_SETTLED, "no")
    for file in intake.partial.iterdir():
        if journal.size("", file.name) is not None:
            file.unlink()
    yield
    if not journal.has_loose():
        with journal.step():
            journal.know(_SETTLED, _YES)

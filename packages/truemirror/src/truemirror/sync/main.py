"""A sync: from what upstream has now to the next generation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from truemirror.sync.channels import Channels
from truemirror.sync.publish import publish
from truemirror.sync.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.config.values import Config
    from truemirror.store.journal import Remark, Trouble
    from truemirror.store.mirror import Generation
    from truemirror.sync.fetch import Fetcher
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step


class Report(NamedTuple):
    """What a sync did.

    `taken` and `dropped` are the bundles that changed; those that did not are not named. `delayed`
    are not as upstream has them now, and `remarks` are about those that are.
    """

    generation: Generation
    is_new: bool
    taken: tuple[str, ...]
    dropped: tuple[str, ...]
    delayed: tuple[Trouble, ...]
    remarks: tuple[tuple[str, Remark], ...]


def sync(config: Config, intake: Intake, fetcher: Fetcher) -> Report:
    """Bring a mirror to where upstream is, and publish that.

    What cannot be had delays its bundle, and no other; the report names it.

    Raises:
        PlaceError: the mirror cannot be used.
        JournalError: the journal cannot be used.
        BadTreeError: the last generation is damaged.
        BadGenerationError: as above.
    """
    mirror, journal = intake.mirror, intake.journal
    parts = [Channels(config.toolchains, intake)]
    Steps(_steps(parts), intake.counts).run(fetcher)
    intake.flush()
    dropped = []
    for name in journal.names():
        if any(part.drops(name) for part in parts):
            with journal.step():
                journal.drop(name)
            dropped.append(name)
    before = mirror.current()
    generation = publish(mirror, journal, intake.now())
    return Report(
        generation,
        before != generation,
        tuple(intake.taken),
        tuple(dropped),
        tuple(journal.troubles()),
        tuple(journal.remarks()),
    )


def _steps(parts: list[Channels]) -> Iterator[Step]:
    for part in parts:
        yield from part.steps()

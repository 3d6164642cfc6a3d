"""The toolchains that are wanted: from wishes, and what upstream lists, to steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from truemirror.sync.bundles import Whole
from truemirror.sync.installers import BUNDLE as RUSTUP
from truemirror.sync.installers import ReadRustup
from truemirror.sync.signatures import OpenPgp
from truemirror.sync.toolchains import Dist, ReadChannel
from truemirror.sync.transfer import Failed
from truemirror.upstream.channels import BadChannelError, channels, needs_list, read_list
from truemirror.upstream.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.config.values import ToolchainsTable
    from truemirror.sync.intake import Intake
    from truemirror.sync.steps import Step
    from truemirror.sync.transfer import Outcome, Request

LIST = "manifests.txt"
_KINDS = ("channel ", "rustup ")


class Channels:
    """The channels that are wanted, and rustup.

    Which ones they are may be known only once upstream's list of manifests is. While it is not, and
    until each one is here in some state, no channel goes: one may take another's place.
    """

    def __init__(self, wishes: ToolchainsTable | None, intake: Intake) -> None:
        """Take what is wanted, if anything, and into what."""
        self._wishes = wishes
        self._intake = intake
        self._wanted: set[str] = set()
        self._all_known = True

    def steps(self) -> Iterator[Step]:
        """What to begin with."""
        wishes = self._wishes
        if wishes is None:
            return
        signatures = OpenPgp(Path(wishes.key)) if wishes.key else None
        dist = Dist(wishes.server, wishes.selection, signatures, self._intake)
        if wishes.rustup:
            self._want(RUSTUP)
            yield ReadRustup(dist)
        listed = [wish for wish in wishes.channels if needs_list(wish)]
        if listed:
            self._want(LIST)
            yield _ReadList(self, dist, listed)
        yield from self.read(dist, [one for one in wishes.channels if one not in listed], b"")

    def read(self, dist: Dist, wishes: Iterable[str], data: bytes) -> Iterator[Step]:
        """Read the channels that wishes are for, each once."""
        listed, _ = read_list(data)
        for wish in wishes:
            try:
                found = channels(wish, listed)
            except BadChannelError as error:
                self._want(f"channel {wish}")
                self._intake.fail(f"channel {wish}", str(error))
                self._all_known = False
                continue
            for channel in found:
                if channel.bundle not in self._wanted:
                    self._want(channel.bundle)
                    yield ReadChannel(channel, dist)

    def _want(self, bundle: str) -> None:
        self._wanted.add(bundle)
        self._intake.counts.bundles += 1

    def cannot_read(self) -> None:
        """Learn that the list is not to be had."""
        self._all_known = False

    def conclude(self) -> None:
        """Nothing is left to settle: each channel is by itself."""

    def finish(self) -> None:
        """Nothing is left to record: each channel is by itself."""

    def drops(self, bundle: str) -> bool:
        """Whether a bundle is one of these, and no longer wanted."""
        mine = bundle == LIST or bundle.startswith(_KINDS)
        if not mine or bundle in self._wanted or not self._all_known:
            return False
        return all(map(self._intake.has, self._wanted))


class _ReadList:
    """Reads which manifests there are; where it cannot be read, the list of last time counts."""

    def __init__(self, channels: Channels, dist: Dist, wishes: Sequence[str]) -> None:
        self._channels = channels
        self._dist = dist
        self._wishes = wishes

    def requests(self) -> Sequence[Request]:
        return [self._dist.request(LIST, bundle=LIST)]

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        (one,) = outcomes
        intake, dist = self._dist.intake, self._dist
        before = intake.published(LIST, LIST)
        if isinstance(one, Failed):
            intake.fail(LIST, one.told)
        elif one.unchanged:
            intake.leave(LIST)
        elif problem := _problem(one.data, (dist.has(LIST) and before) or b""):
            intake.fail(LIST, f"{one.request.url}: {problem}")
        else:
            documents = (Document(LIST, one.data),)
            intake.take(Whole(LIST, dist.wish, documents, {}, {}, [one.seen]))
            return self._channels.read(dist, self._wishes, one.data)
        if before is None:
            self._channels.cannot_read()
            return ()
        return self._channels.read(dist, self._wishes, before)


def _problem(data: bytes, before: bytes) -> str:
    """Why a list that came is none, or not all of it; it is only ever added to."""
    listed, bad = read_list(data)
    if not listed:
        return "lists no manifest"
    if bad and data.rstrip().endswith(bad[-1].encode()):
        return f"ends with `{bad[-1][:100]}`, which is no manifest's address"
    lost = len(read_list(before)[0]) - len(listed)
    return f"lists {lost:,} manifests fewer than before: it is not up to date" if lost > 0 else ""

"""A draft brought up to date, with all that its editor wrote.

Text between blocks, blocks that were touched, the order of blocks and the lack of those that were
removed are the editor's, and stay. Only blocks that nobody touched become what they are in a fresh
draft.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.marks import Block, digest, header, short_digest, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from headway.reporting.marks import Draft, Piece


class What(StrEnum):
    """How a block of a draft stands to the fresh one, where they differ."""

    REFRESHED = "refreshed"
    ADDED = "added"
    DROPPED = "dropped"
    TOUCHED = "touched"
    OUTDATED = "outdated"
    REMOVED = "removed"


class Change(NamedTuple):
    """A block that is other in a fresh draft.

    `lines` are those of the fresh block that the draft did not have; what is collapsed is not among
    them. Where the editor touched or removed the block, they are not put into the draft, but there
    for the editor to take. `line` is where the block stands in the draft as it was.
    """

    what: What
    name: str
    lines: tuple[str, ...]
    line: int | None


class Continued(NamedTuple):
    """A draft brought up to date, and what is new."""

    text: str
    changes: tuple[Change, ...]


def continued(draft: Draft, fresh: Draft) -> Continued:
    """Bring a draft up to date with a fresh one, which was made from the same parameters.

    A new block goes behind the one that it follows in the fresh draft. What is new is told once,
    because the draft remembers what it was compared with: doing it again changes nothing.
    """
    new = fresh.blocks
    pieces = [*_kept(draft, new)]
    for name, block in new.items():
        if name not in draft.known and name not in draft.blocks:
            _insert(pieces, block.ending(draft.newline), [*new], draft.newline)
    known = {name: block.digest for name, block in new.items()} | {
        name: seen
        for name, seen in draft.known.items()
        if name not in new and name not in draft.blocks
    }
    heading = draft.heading
    if known != draft.known:
        heading = header(draft.parameters, known).replace("\n", draft.newline)
    text = draft._replace(heading=heading, pieces=pieces).written()
    return Continued(text, tuple(_changes(draft, new)))


def _kept(draft: Draft, new: Mapping[str, Block]) -> Iterator[Piece]:
    """The pieces of a draft in its editor's order, those up to date that nobody touched."""
    for piece in draft.pieces:
        if isinstance(piece, str):
            yield piece
        elif piece.name not in new:
            if piece.touched or piece.name not in draft.known:
                yield piece
        elif piece.touched and digest(piece.text) != new[piece.name].digest:
            yield piece.telling(new[piece.name].text)
        elif piece.digest != new[piece.name].digest:
            yield new[piece.name].ending(draft.newline)
        else:
            yield piece


def _insert(pieces: list[Piece], block: Block, order: Sequence[str], newline: str) -> None:
    """Put a block behind the nearest that precedes it in some order, else before the next."""
    places = {one.name: at for at, one in enumerate(pieces) if isinstance(one, Block)}
    at = order.index(block.name)
    above = next((places[name] + 1 for name in order[:at][::-1] if name in places), None)
    below = next((places[name] for name in order[at:] if name in places), len(pieces))
    place = below if above is None else above
    pieces[place:place] = [newline, block, newline] if above is None else [newline, block]


def _changes(draft: Draft, new: Mapping[str, Block]) -> Iterator[Change]:
    """What is other in a fresh draft: by its order, and at last what it does not have."""
    for name, fresh in new.items():
        present = draft.blocks.get(name)
        if present is None:
            if name not in draft.known:
                yield Change(What.ADDED, name, tuple(shown(fresh.text)), None)
            elif draft.known[name] != fresh.digest:
                yield Change(What.REMOVED, name, tuple(shown(fresh.text)), None)
        elif not present.touched:
            if present.digest != fresh.digest:
                lines = _lines(fresh, {*shown(present.text)}, ())
                yield Change(What.REFRESHED, name, lines, present.line)
        elif draft.known.get(name) != fresh.digest:
            lines = _lines(fresh, {*shown(present.text)}, present.told)
            yield Change(What.TOUCHED, name, lines, present.line)
    for name, present in draft.blocks.items():
        if name not in new and name in draft.known:
            what = What.OUTDATED if present.touched else What.DROPPED
            yield Change(what, name, (), present.line)


def _lines(fresh: Block, had: Collection[str], told: Collection[str]) -> tuple[str, ...]:
    """The lines of a block that are neither in its text nor were there before."""
    return tuple(
        line for line in shown(fresh.text) if line not in had and short_digest(line) not in told
    )

"""Archives that upstream lists and does not give: crates go without them, if there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truemirror.sync.bundles import Whole
    from truemirror.sync.intake import Intake

STATUSES = frozenset({403, 410, 451})
"""What a server answers for an archive that it has not, or not any more, or may not give."""

_FEW = 3  # holes that may be new at once, whatever share of all archives they are
_SHARE = 4  # of so many archives one may be a new hole
_HELD = 1024  # crates that wait until it is known how many have holes


class Holes:
    """What is to be done with crates once it is known how many archives are refused.

    A registry has a few for good. Where it refuses more than a few that it did not refuse before,
    and more than a quarter of what it was asked for, it is not the archives that it refuses, but
    us: then those crates stay as they were, and that is told.
    """

    def __init__(self, intake: Intake) -> None:
        """Take into what."""
        self._intake = intake
        self._asked = 0
        self._refused = 0
        self._held: list[Whole] = []

    def take(self, whole: Whole, asked: int) -> None:
        """Take a crate in, for which so many archives were asked for, or have it wait.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        known = [remark for _, remark in self._intake.journal.remarks(whole.name)]
        holes = [one for one in whole.remarks if one.kind == "hole"]
        new = sum(one not in known for one in holes)
        self._asked += asked - len(holes) + new
        self._refused += new
        if not new:
            self._intake.take(whole)
            return
        self._held.append(whole)
        if len(self._held) >= _HELD:
            self.settle()

    def settle(self) -> None:
        """Take the crates in that wait, or tell of each that it stays as it was.

        Raises:
            PlaceError: the mirror cannot be written.
            JournalError: the journal cannot be written.
        """
        is_doubted = self._refused > _FEW and self._refused * _SHARE > self._asked
        for whole in self._held:
            if is_doubted:
                hole = next(one for one in whole.remarks if one.kind == "hole")
                share = f"{self._refused:,} of {self._asked:,} archives are refused"
                self._intake.fail(whole.name, f"{hole.text}; {share}, which can hardly be meant")
            else:
                self._intake.take(whole)
        self._held.clear()

"""What became of goals, as people wrote it down: `outcomes.toml`.

[2025h2.region-memory]
outcome = "partial"
by = "@tuan-pham"
note = "Regions work behind a flag; sizes do not."
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from headway.diagnostics import likely, one_of
from headway.program.toml import TomlFile
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from headway.diagnostics import Finding
    from headway.program.model import Period
    from headway.text import Source, Span

OUTCOMES_TOML = "outcomes.toml"


class Outcome(StrEnum):
    """What became of a goal in its period."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    CONTINUED = "continued"
    SUPERSEDED = "superseded"
    NOT_COMPLETED = "not completed"


class Entry(Value):
    """What somebody wrote down of a goal; without `by` it is a draft, which counts for nothing."""

    outcome: Outcome
    by: str | None = None
    note: str | None = None


class Ledger(Value):
    """The entries by period and goal; the file, if there is one, and what is wrong in it."""

    entries: Mapping[tuple[str, str], Entry] = MappingProxyType({})
    source: Source | None = None
    findings: tuple[Finding, ...] = ()


def read_outcomes(root: Path, periods: Iterable[Period]) -> Ledger:
    """Read the ledger of a program; what is wrong in it is told, and counts as not said."""
    file = TomlFile.open(root, OUTCOMES_TOML)
    if file is None:
        return Ledger()
    entries = dict(_entries(file, {period.name: period for period in periods}))
    return Ledger(entries, file.source, tuple(file.findings))


def _entries(
    file: TomlFile, periods: Mapping[str, Period]
) -> Iterator[tuple[tuple[str, str], Entry]]:
    for name in file.table:
        goals = file.tables(file.table, name)
        if name not in periods:
            _unknown(file, file.find(name), f"period `{name}`", likely(name, [*periods]))
            continue
        known = [goal.id for goal in periods[name].goals]
        for goal in goals:
            place = file.find(f"{name}.{goal}")
            place = place if place.end else file.find(goal)
            if goal not in known:
                _unknown(file, place, f"goal `{goal}` in {name}", likely(goal, known))
            elif not isinstance(goals[goal], dict):
                file.tell(place, f"`{goal}` must be a table")
            elif entry := _entry(file.below(place), place, goal, goals[goal]):
                yield (name, goal), entry


def _unknown(file: TomlFile, place: Span, what: str, guess: str | None) -> None:
    file.tell(place, f"there is no {what}", f"did you mean `{guess}`?" if guess else None)


def _entry(file: TomlFile, place: Span, goal: str, table: Mapping[str, Any]) -> Entry | None:
    file.known(table, ("outcome", "by", "note"))
    said: str | None = file.typed(table, "outcome", str, one_of(Outcome))
    by: str | None = file.typed(table, "by", str, "a login or a name")
    note: str | None = file.typed(table, "note", str, "a string")
    try:
        return Entry(Outcome(said or ""), by or None, note or None)
    except ValueError:
        if said is not None:
            file.tell(file.find("outcome"), f"`outcome` must be {one_of(Outcome)}")
        elif "outcome" not in table:
            file.tell(place, f"`{goal}` needs an `outcome`: {one_of(Outcome)}")
        return None

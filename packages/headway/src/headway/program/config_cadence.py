"""What `headway.toml` says of how often goals are told of, in `[cadence]`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from headway.diagnostics import one_of
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.program.toml import TomlFile

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETTINGS = ("weeks", "grace-days", "weekday", "hour", "labels")
_MOST_WEEKS = 52
_MOST_DAYS = 365
_LAST_HOUR = 23


class CadenceSettings(Value):
    """How many weeks there are from one update to the next, and when they begin.

    `labels` are those of tracking issues that say another number of weeks; None where that is left
    to the profile. A goal younger than `grace_days` owes nothing yet. Cycles begin on `weekday`
    (0 is Monday), and end there at `hour` (UTC).
    """

    weeks: int = 4
    grace_days: int = 7
    weekday: int = WEEKDAYS.index("thursday")
    hour: int = 14
    labels: Mapping[str, int] | None = None

    @property
    def weeks_by_label(self) -> Mapping[str, int]:
        """The labels that say a number of weeks."""
        return self.labels or MappingProxyType({})


def read_cadence(file: TomlFile) -> CadenceSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "cadence")
    file.known(table, _SETTINGS)
    said: dict[str, Any] = {
        "weeks": _whole(file, table, "weeks", 1, _MOST_WEEKS),
        "grace_days": _whole(file, table, "grace-days", 0, _MOST_DAYS),
        "weekday": _weekday(file, table),
        "hour": _whole(file, table, "hour", 0, _LAST_HOUR),
        "labels": dict(_labels(file, table)) if "labels" in table else None,
    }
    return CadenceSettings(**{name: value for name, value in said.items() if value is not None})


def _weekday(file: TomlFile, table: Mapping[str, Any]) -> int | None:
    name: str | None = file.typed(table, "weekday", str, one_of(WEEKDAYS))
    if name is None:
        return None
    if name.casefold() not in WEEKDAYS:
        file.tell(file.find("weekday"), f"`weekday` must be {one_of(WEEKDAYS)}")
        return None
    return WEEKDAYS.index(name.casefold())


def _labels(file: TomlFile, table: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    labels = file.tables(table, "labels")
    for label in labels:
        weeks = _whole(file, labels, label, 1, _MOST_WEEKS)
        if weeks is not None:
            yield label, weeks


def _whole(file: TomlFile, table: Mapping[str, Any], key: str, least: int, most: int) -> int | None:
    value = table.get(key)
    if value is None or (type(value) is int and least <= value <= most):
        return value
    file.tell(file.find(key), f"`{key}` must be a whole number from {least} to {most}")
    return None

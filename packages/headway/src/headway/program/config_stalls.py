"""What `headway.toml` says of what counts as stalled, in `[stalls]`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.program.profiles import Profile
    from headway.program.toml import TomlFile

# How long each kind of thing may wait: its name, and how many of what.
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "update": 2,  # updates missed in a row
        "pull-request": 14,  # days, as below
        "review": 7,
        "nomination": 3,  # meetings of the team
        "decision": 14,
        "concern": 14,
        "final-comment": 7,
        "champion": 14,
        "help-wanted": 28,
        "tracking-issue": 7,
    }
)
# What a label can say, and the labels that say it where nothing else is known of a project.
LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nominated": (),
        "waiting-on-reviewer": (),
        "waiting-on-author": (),
        "waiting-elsewhere": (),
        "finished": (),
        "team": (),
        "help-wanted": ("help wanted",),
    }
)


class StallSettings(Value):
    """What counts as stalled.

    `limits` tells how long things may wait, by kind; None where nobody asks. `labels` are forms of
    labels by what they say, as far as that is set; in them `{team}` stands for the key of a team
    and `*` for any text. `decision_bots` are the bots that keep polls.
    """

    limits: Mapping[str, int | None] = LIMITS
    labels: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    decision_bots: tuple[str, ...] = ()

    def forms(self, name: str) -> tuple[str, ...]:
        """The forms of the labels that say something: a name of `LABELS`."""
        return self.labels.get(name, LABELS[name])

    def with_profile(self, profile: Profile) -> StallSettings:
        """The settings with what is known of a project, where they do not say otherwise."""
        return replace(
            self,
            labels={**profile.stall_labels, **self.labels},
            decision_bots=self.decision_bots or profile.decision_bots,
        )


def read_stalls(file: TomlFile) -> StallSettings:
    """Read the table; what is wrong in it is told, and counts as not said."""
    table = file.tables(file.table, "stalls")
    file.known(table, (*LIMITS, "labels", "decision-bots"))
    labels = file.tables(table, "labels")
    file.known(labels, tuple(LABELS))
    said = ((name, file.strings(labels, name)) for name in LABELS)
    return StallSettings(
        limits={**LIMITS, **dict(_limits(file, table))},
        labels={name: forms for name, forms in said if forms is not None},
        decision_bots=file.strings(table, "decision-bots") or (),
    )


def _limits(file: TomlFile, table: Mapping[str, object]) -> Iterator[tuple[str, int | None]]:
    for name in LIMITS:
        value = table.get(name)
        if value is False:
            yield name, None
        elif type(value) is int and value > 0:
            yield name, value
        elif value is not None:
            message = f"`{name}` must be a whole number from 1 on, or false for never"
            file.tell(file.find(name), message)

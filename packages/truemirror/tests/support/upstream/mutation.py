"""What happens to a registry between two syncs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from upstream import odd
from upstream.names import seeded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from upstream.registry import Registry

    Choice = Callable[[Registry, str, Random], Registry | None]


class Mix(NamedTuple):
    """How many changes of each kind are made."""

    versions: int = 10
    crates: int = 2
    yanks: int = 2
    unyanks: int = 1
    republications: int = 1
    deleted_versions: int = 1
    deletions: int = 1


def mutate(registry: Registry, seed: int = 1, mix: Mix | None = None) -> Registry:
    """The registry an hour later, after changes that leave every requirement one to meet it.

    Where it is too small for all of them there are fewer; odd crates stay as they are.
    """
    mix = mix or Mix()
    chance = seeded(seed, "mutation", registry.now)
    after = registry.later(hours=1)
    for name in after.new_names(mix.crates):
        after = after.publish(name)
    for change, wanted in (
        (_publish, mix.versions),
        (_unyank, mix.unyanks),
        (_yank, mix.yanks),
        (_republish, mix.republications),
        (_delete_version, mix.deleted_versions),
        (_delete, mix.deletions),
    ):
        after = _several(after, change, wanted, chance)
    return after


def _several(registry: Registry, change: Choice, wanted: int, chance: Random) -> Registry:
    """Make a change to as many crates, in any order, as allow it."""
    names = [name for name in registry.names if name not in odd.CRATES]
    for name in chance.sample(names, len(names)):
        if not wanted:
            break
        after = change(registry, name, chance)
        if after is not None:
            registry, wanted = after, wanted - 1
    return registry


def _publish(registry: Registry, name: str, _: Random) -> Registry | None:
    return registry.publish(name)


def _yank(registry: Registry, name: str, chance: Random) -> Registry | None:
    numbers = list(_free(registry, name, yanked=False))
    return registry.yank(name, chance.choice(numbers)) if numbers else None


def _unyank(registry: Registry, name: str, chance: Random) -> Registry | None:
    numbers = list(_free(registry, name, yanked=True))
    return registry.yank(name, chance.choice(numbers), yanked=False) if numbers else None


def _republish(registry: Registry, name: str, chance: Random) -> Registry | None:
    return registry.republish(name, chance.choice(registry.crate(name).versions).number)


def _delete_version(registry: Registry, name: str, chance: Random) -> Registry | None:
    numbers = list(_free(registry, name, yanked=False))
    if len(registry.crate(name).versions) < 2 or not numbers:
        return None
    return registry.delete_version(name, chance.choice(numbers))


def _delete(registry: Registry, name: str, _: Random) -> Registry | None:
    return None if registry.is_needed(name) else registry.delete(name)


def _free(registry: Registry, name: str, *, yanked: bool) -> Iterator[str]:
    """Versions that are yanked, or not, and that no requirement counts on."""
    anchor = registry.anchor(name)
    for version in registry.crate(name).versions:
        if version.yanked is yanked and version.number != anchor:
            yield version.number

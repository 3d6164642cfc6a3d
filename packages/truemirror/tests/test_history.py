"""What happened to a crate is told from its index file as it was and as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.upstream.history import Happening, events
from truemirror.upstream.index import Index, read_index
from upstream import Registry, Shape, mutate

REGISTRY = Registry(12, shape=Shape(size=1000, most=6))
NAME = max(REGISTRY.names, key=lambda name: len(REGISTRY.crate(name).versions))
FIRST = REGISTRY.crate(NAME).versions[0]
HAPPENINGS = {
    "new": Happening.PUBLISHED,
    "version": Happening.PUBLISHED,
    "yank": Happening.YANKED,
    "unyank": Happening.UNYANKED,
    "republish": Happening.REPUBLISHED,
    "delete-version": Happening.DELETED,
}


def index(registry: Registry, name: str) -> Index | None:
    return read_index(name, registry.index(name)) if name in registry else None


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (REGISTRY, ()),
        (REGISTRY.yank(NAME, FIRST.number, yanked=not FIRST.yanked), ("was yanked",)),
        (REGISTRY.delete_version(NAME, FIRST.number), ("was deleted",)),
        (REGISTRY.republish(NAME, FIRST.number), ("was published again, with other bytes",)),
    ],
)
def test_what_happened_to_a_version_is_told(after: Registry, told: tuple[str, ...]) -> None:
    found = events(index(REGISTRY, NAME), index(after, NAME))
    assert [str(one) for one in found] == [f"{NAME} {FIRST.number} {one}" for one in told]


def test_a_crate_that_is_deleted_loses_all_its_versions() -> None:
    gone = events(index(REGISTRY, NAME), index(REGISTRY.delete(NAME), NAME))
    numbers = [one.number for one in REGISTRY.crate(NAME).versions]
    assert [str(one) for one in gone] == [f"{NAME} {number} was deleted" for number in numbers]


@given(st.integers(0, 200))
def test_what_a_registry_did_is_what_is_told(seed: int) -> None:
    after = mutate(REGISTRY, seed)
    for name in {change.name for change in after.log}:
        changes = [change for change in after.log if change.name == name]
        if len(changes) > 1 or changes[0].kind == "delete":
            continue
        (event,) = events(index(REGISTRY, name), index(after, name))
        assert event.happening is HAPPENINGS[changes[0].kind]
        assert (event.name, str(event.version)) == (name, changes[0].number)

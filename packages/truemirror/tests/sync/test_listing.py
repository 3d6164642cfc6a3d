"""With the index as a git repository, a sync asks only for what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from mirrored import Copy, copied, crates
from truemirror.sync.crates import NoListError
from truemirror.upstream.index import BadNameError
from upstream import Mix, Registry, RegistrySite, Server, Shape, faults, index_path, mutate
from upstream.git_index import GitIndex as Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from truemirror.config.values import Config

REGISTRY = Registry(25, shape=Shape(size=1500, most=4))
ONE, TWO, THREE = [name for name in REGISTRY.names if len(name) > 3][:3]
MIX = Mix(versions=4, crates=2, yanks=2, unyanks=1, republications=1, deleted_versions=0)


class World(NamedTuple):
    """A registry with its index in both forms."""

    server: Server
    repository: Repository

    def config(self, *names: str, **more: object) -> Config:
        git = self.repository.folder.as_uri()
        return crates(self.server.address, *(names or ("*",)), git=git, **more)

    def follow(self, registry: Registry) -> None:
        self.server.site = RegistrySite(registry)
        self.repository.follow(registry)


@pytest.fixture
def world(needs: Callable[[str, str], Path], tmp_path: Path) -> Iterator[World]:
    needs("git", "an index may be a git repository")
    with Server(RegistrySite(REGISTRY)) as server:
        yield World(server, Repository(tmp_path / "git", REGISTRY, server.address))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def test_all_crates_are_copied_and_then_what_changes(world: World, copy: Copy) -> None:
    registry = REGISTRY
    copy.sync(world.config())
    assert copy.tree() == copied(registry, *registry.names)
    for step in range(3):
        before, registry = registry, mutate(registry, step, MIX)
        world.follow(registry)
        if step == 1:
            world.repository.squash()
        world.server.forget()
        report = copy.sync(world.config())
        assert not report.delayed
        assert copy.tree() == copied(registry, *registry.names)
        changed = {change.name for change in registry.log[len(before.log) :]}
        asked = {one.path for one in world.server.requests if one.path.startswith("index/")}
        assert asked == {f"index/{index_path(one)}" for one in changed} | {"index/config.json"}


def test_nothing_new_asks_for_no_crate(world: World, copy: Copy) -> None:
    copy.sync(world.config())
    world.server.forget()
    assert not copy.sync(world.config()).is_new
    assert list(world.server.counts()) == ["index/config.json"]


def test_patterns_choose_among_all(world: World, copy: Copy) -> None:
    copy.sync(world.config(f"{ONE[0]}*", exclude=(ONE,)))
    named = [one for one in REGISTRY.names if one.lower().startswith(ONE[0].lower())]
    assert copy.tree() == copied(REGISTRY, *(one for one in named if one != ONE))
    report = copy.sync(world.config("*", newest=1))
    assert not report.delayed
    indexes = {path for path in copy.tree() if path.startswith("index/")}
    assert indexes == {f"index/{index_path(name)}" for name in REGISTRY.names}


def test_other_wishes_for_versions_are_noticed_though_nothing_changed(
    world: World, copy: Copy
) -> None:
    copy.sync(world.config(newest=1, yanked=False))
    assert copy.tree() != copied(REGISTRY, *REGISTRY.names)
    copy.sync(world.config())
    assert copy.tree() == copied(REGISTRY, *REGISTRY.names)


def test_crates_that_went_while_the_list_was_not_known_go(world: World, copy: Copy) -> None:
    copy.sync(world.config(ONE, TWO))
    later = REGISTRY.delete(TWO)
    world.follow(later)
    copy.sync(world.config(f"{ONE[0]}*", ONE, TWO))
    assert not any(TWO in path for path in copy.tree())


def test_many_crates_may_go_at_once_if_the_list_says_so(world: World, copy: Copy) -> None:
    copy.sync(world.config())
    names, later = REGISTRY.names[: len(REGISTRY.names) // 2], REGISTRY
    for name in names:
        later = later.delete(name)
    world.follow(later)
    assert not copy.sync(world.config()).delayed
    assert copy.tree() == copied(later, *later.names)


def test_what_failed_is_asked_for_again_though_nothing_changed(world: World, copy: Copy) -> None:
    world.server.fault(f"crates/{ONE}/*", faults.status(404))
    assert [one.bundle for one in copy.sync(world.config()).delayed] == [f"crate {ONE.lower()}"]
    world.server.heal()
    world.server.forget()
    assert copy.sync(world.config()).taken == (f"crate {ONE.lower()}",)
    assert copy.tree() == copied(REGISTRY, *REGISTRY.names)
    assert len(world.server.counts()) == 2 + len(REGISTRY.crate(ONE).versions)


def test_a_cache_that_lags_behind_is_noticed(world: World, copy: Copy) -> None:
    copy.sync(world.config())
    old, later = RegistrySite(REGISTRY), REGISTRY.publish(ONE)
    world.follow(later)
    world.server.fault(f"index/{index_path(ONE)}", faults.stale(old))
    (trouble,) = copy.sync(world.config()).delayed
    assert "older than the git index" in trouble.reason
    world.server.heal()
    assert not copy.sync(world.config()).delayed
    assert copy.tree() == copied(later, *later.names)


@pytest.mark.parametrize("syncs", [1, 2, 3])
def test_a_cache_may_lag_for_several_syncs(world: World, copy: Copy, syncs: int) -> None:
    copy.sync(world.config())
    between = REGISTRY.publish(ONE)
    later = between.publish(ONE).delete(TWO).publish("brand-new").delete(THREE, 410)
    world.follow(later)
    world.server.fault(f"index/{index_path(ONE)}", faults.stale(RegistrySite(between)))
    world.server.fault(f"index/{index_path(TWO)}", faults.stale(RegistrySite(REGISTRY)))
    world.server.fault(f"index/{index_path('brand-new')}", faults.status(404))
    for _ in range(syncs):
        report = copy.sync(world.config())
        told = {one.bundle for one in report.delayed}
        told |= {name for name, one in report.remarks if one.kind == "lag"}
        assert told == {f"crate {name.lower()}" for name in (ONE, TWO, "brand-new")}
    world.server.heal()
    assert not copy.sync(world.config()).delayed
    published = {path for path in copy.tree() if not path.startswith("gone/")}
    assert published == copied(later, *later.names).keys()


def test_a_cache_may_lag_when_a_mirror_is_begun(world: World, copy: Copy) -> None:
    later = REGISTRY.publish(ONE)
    world.follow(later)
    world.server.fault(f"index/{index_path(ONE)}", faults.stale(RegistrySite(REGISTRY)))
    assert [one.kind for _, one in copy.sync(world.config()).remarks] == ["lag"]
    world.server.heal()
    assert not copy.sync(world.config()).remarks
    assert copy.tree() == copied(later, *later.names)


def test_what_is_newer_than_the_list_is_looked_at_again(world: World, copy: Copy) -> None:
    copy.sync(world.config())
    later = REGISTRY.publish(ONE)
    world.repository.follow(later)
    world.server.site = RegistrySite(later.publish(ONE))
    report = copy.sync(world.config())
    assert [one.kind for _, one in report.remarks] == ["lag"]
    assert not report.delayed
    world.follow(later.publish(ONE))
    assert not copy.sync(world.config()).remarks


def test_a_repository_that_is_not_there_delays_the_list_alone(world: World, copy: Copy) -> None:
    copy.sync(world.config())
    whole = copy.tree()
    world.repository.folder.rename(world.repository.folder.with_name("away"))
    report = copy.sync(world.config())
    assert [one.bundle for one in report.delayed] == ["crates index"]
    assert not report.dropped
    assert copy.tree() == whole


def test_a_pattern_needs_a_list(copy: Copy) -> None:
    with pytest.raises(NoListError, match=r"crates\.git"):
        copy.sync(crates("http://127.0.0.1:1", "tokio-*"))
    with pytest.raises(BadNameError):
        copy.sync(crates("http://127.0.0.1:1", "what is this"))

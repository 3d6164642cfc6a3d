"""Finding the generation that is published: at once, seldom, and whatever the mirror does."""

from __future__ import annotations

import pytest
from obstore.store import MemoryStore

from published import NOW, publish
from truemirror.serve.views import Latest
from truemirror.store.mirror import Mirror
from truemirror.store.place import Place, PlaceError
from truemirror.store.tree import EMPTY, RememberingTrees


class Flaky(Place):
    """A place that counts how often it is read, and may not answer."""

    reads = 0
    fails = False

    def read(self, path: str) -> bytes | None:
        self.reads += 1
        if self.fails:
            msg = f"read {path}"
            raise PlaceError(msg, OSError(5, "no answer"))
        return super().read(path)


@pytest.fixture
def place() -> Flaky:
    return Flaky(MemoryStore(), "memory:///")


def test_the_pointer_is_read_once_in_a_while(place: Flaky) -> None:
    mirror, now = Mirror(place), [0.0]
    latest = Latest(mirror, every=2, clock=lambda: now[0])
    assert latest.generation() is None
    first = publish(mirror, {"a": b"1"})
    place.reads = 0
    assert latest.generation() is None
    now[0] = 2
    assert [latest.generation() for _ in range(100)] == [first] * 100
    assert place.reads == 1
    second = publish(mirror, {"a": b"2"})
    now[0] = 3.9
    assert latest.generation() == first
    now[0] = 4
    assert latest.generation() == second


def test_what_was_seen_is_served_while_the_mirror_does_not_answer(
    place: Flaky, caplog: pytest.LogCaptureFixture
) -> None:
    mirror, now = Mirror(place), [0.0]
    latest = Latest(mirror, every=1, clock=lambda: now[0])
    place.fails = True
    with pytest.raises(PlaceError):
        latest.generation()
    place.fails = False
    first = mirror.publish(EMPTY, NOW)
    assert latest.generation() == first
    place.fails, place.reads, now[0] = True, 0, 5
    assert [latest.generation() for _ in range(100)] == [first] * 100
    assert place.reads == 1
    assert "cannot read current.json" in caplog.text


def test_directories_are_read_once(place: Flaky) -> None:
    mirror = Mirror(place)
    tree = publish(mirror, {"a/b/c": b"1"}).tree
    trees = RememberingTrees(mirror)
    place.reads = 0
    for _ in range(10):
        assert trees.find(tree, "a/b/c")
    assert place.reads == 3

"""Following topics: once over, again with nothing new, edits, faults at any request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from headway.activity.records import Message, SyncState
from headway.activity.zulip_sync import LOOK_AGAIN, follow_topics
from headway.forge.chat import Topic
from local_http import Fault

if TYPE_CHECKING:
    from headway.activity.store import Store
    from headway.forge.zulip import Zulip
    from zulip_simulator import Simulator

BOARD, OTHER = Topic("goals", "board"), Topic("goals", "other")
AT = datetime(2026, 2, 3, 10, tzinfo=UTC)


@pytest.fixture
def stream(zulip_simulator: Simulator) -> int:
    return zulip_simulator.state.add_stream("goals")


def say(simulator: Simulator, stream: int, count: int, topic: str = "board") -> None:
    bot = simulator.state.accounts[7]
    for number in range(count):
        at = AT + timedelta(minutes=number)
        simulator.state.say(bot, f"text {number}", stream=stream, topic=topic, at=at)


def login_of(number: int) -> str | None:
    return {7: "goals-bot"}.get(number)


def follow(store: Store, zulip: Zulip, *topics: Topic) -> tuple[int, int, int]:
    changes, problems = follow_topics(store, zulip, topics or (BOARD,), login_of)
    assert problems == ()
    return changes.new, changes.changed, changes.same


def bodies(store: Store) -> list[str]:
    return [one.body for one in store.find(Message)]


def test_messages_come_in_once(
    store: Store, zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    say(zulip_simulator, stream, 3)
    assert follow(store, zulip) == (3, 0, 0)
    (first, *_) = store.find(Message)
    assert (first.stream, first.topic, first.author, first.sent_at) == (
        "goals",
        "board",
        "goals-bot",
        AT,
    )
    before = store.find(SyncState)
    zulip_simulator.log.clear()
    assert follow(store, zulip) == (0, 0, 3)
    assert len(zulip_simulator.log) == 1
    assert store.find(SyncState) == before
    say(zulip_simulator, stream, 1)
    assert follow(store, zulip) == (1, 0, 3)


@pytest.mark.usefixtures("stream")
def test_a_topic_without_a_word_costs_one_request(
    store: Store, zulip: Zulip, zulip_simulator: Simulator
) -> None:
    assert follow(store, zulip) == (0, 0, 0)
    assert follow(store, zulip) == (0, 0, 0)
    assert len(zulip_simulator.log) == 2


def test_edits_are_seen_among_the_last_messages(
    store: Store, zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    say(zulip_simulator, stream, LOOK_AGAIN + 5)
    follow(store, zulip)
    messages = list(zulip_simulator.state.messages.values())
    for number in (0, 4, len(messages) - 1):
        messages[number].content = "edited"
        messages[number].edited_at = AT + timedelta(days=1)
    assert follow(store, zulip) == (0, 2, LOOK_AGAIN - 1)
    assert bodies(store).count("edited") == 2
    assert bodies(store)[0] == "text 0"


@pytest.mark.parametrize("fault", [Fault.DROPPED_BEFORE, Fault.TRUNCATED, Fault.SECONDARY_LIMIT])
def test_one_fault_at_any_request_changes_nothing(
    store: Store, zulip: Zulip, zulip_simulator: Simulator, stream: int, fault: Fault
) -> None:
    say(zulip_simulator, stream, 1500)
    zulip_simulator.faults.update({0: fault, 2: fault})
    assert follow(store, zulip) == (1500, 0, 0)


def test_it_goes_on_where_it_was_cut_off(
    store: Store, zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    say(zulip_simulator, stream, 2500)
    zulip_simulator.faults.update(dict.fromkeys(range(1, 99), Fault.DROPPED_BEFORE))
    _, (problem,) = follow_topics(store, zulip, [BOARD, OTHER], login_of)
    assert problem.startswith("cannot read #goals > board: the connection broke")
    assert len(store.find(Message)) == 1000
    zulip_simulator.faults.clear()
    zulip_simulator.log.clear()
    new, _, same = follow(store, zulip)
    assert (new, same) == (1500, LOOK_AGAIN + 1)
    assert len(zulip_simulator.log) == 2


def test_a_topic_that_cannot_be_read_keeps_no_other_back(
    store: Store, zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    say(zulip_simulator, stream, 1)
    changes, (problem,) = follow_topics(store, zulip, [Topic("nowhere", "x"), BOARD], login_of)
    assert changes.new == 1
    assert "unknown channel" in problem


def test_a_topic_that_was_renamed_is_told(
    store: Store, zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    say(zulip_simulator, stream, 2)
    follow(store, zulip)
    for message in zulip_simulator.state.messages.values():
        message.topic = "✔ board"
    _, (problem,) = follow_topics(store, zulip, [BOARD], login_of)
    assert "renamed, moved or resolved" in problem
    assert follow(store, zulip, Topic("goals", "✔ board")) == (0, 2, 0)

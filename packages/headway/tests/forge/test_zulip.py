"""Zulip through the production adapter, against the simulator: pages, patience, refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from headway.forge.chat import Direct, Topic
from headway.forge.errors import (
    BadKeyError,
    RefusedError,
    StrangeAnswerError,
    UnknownOutcomeError,
    UnreachableError,
)
from headway.forge.network import Surroundings
from headway.forge.token import Token
from headway.forge.zulip import Zulip
from headway.forge.zulip_account import Account
from headway.forge.zulip_session import ZulipSession
from local_http import Fault

if TYPE_CHECKING:
    from zulip_simulator import Simulator

TALK = Topic("goals/talk", "weekly (1.0)")
FAULTS = [fault for fault in Fault if fault is not Fault.MANGLED]  # Zulip tells times as numbers
AT = datetime(2026, 2, 3, 10, tzinfo=UTC)


@pytest.fixture
def stream(zulip_simulator: Simulator) -> int:
    return zulip_simulator.state.add_stream("goals/talk")


def fill(simulator: Simulator, stream: int, count: int) -> list[int]:
    bot = simulator.state.accounts[7]
    return [
        simulator.state.say(
            bot, f"{number}", stream=stream, topic=TALK.topic, at=AT + timedelta(hours=number)
        ).id
        for number in range(count)
    ]


def test_a_message_is_read_with_all_its_parts(
    zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    (number,) = fill(zulip_simulator, stream, 1)
    zulip_simulator.state.messages[number].edited_at = AT + timedelta(days=1)
    (message,) = zulip.newest(TALK)
    assert (message.id, message.author, message.author_id) == (number, "Goals Bot", 7)
    assert (message.stream, message.topic, message.body) == ("goals/talk", "weekly (1.0)", "0")
    assert (message.sent_at, message.edited_at) == (AT, AT + timedelta(days=1))
    assert message.url == (
        f"{zulip.site}/#narrow/channel/{stream}-goals.2Ftalk/topic/weekly.20.281.2E0.29"
        f"/near/{number}"
    )


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_the_newest_come_first_over_pages(
    zulip: Zulip, zulip_simulator: Simulator, stream: int, count: int
) -> None:
    numbers = fill(zulip_simulator, stream, count)
    assert [one.id for one in zulip.newest(TALK)] == numbers[::-1]


def test_the_newest_are_read_as_they_are_taken(
    zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    fill(zulip_simulator, stream, 250)
    next(zulip.newest(TALK))
    assert len(zulip_simulator.log) == 1


@pytest.mark.parametrize("count", [0, 1, 1000, 1001, 2100])
def test_pages_have_every_message_once(
    zulip: Zulip, zulip_simulator: Simulator, stream: int, count: int
) -> None:
    numbers = fill(zulip_simulator, stream, count)
    assert [one.id for page in zulip.pages(TALK, None) for one in page] == numbers
    assert len(zulip_simulator.log) == max(1, -(-count // 1000))


def test_pages_go_on_behind_a_message_and_look_again_at_a_few(
    zulip: Zulip, zulip_simulator: Simulator, stream: int
) -> None:
    numbers = fill(zulip_simulator, stream, 20)
    (page,) = zulip.pages(TALK, numbers[15], again=3)
    assert [one.id for one in page] == numbers[12:]


def test_what_is_written_to_a_person_is_read_in_their_conversation(
    zulip: Zulip, zulip_simulator: Simulator
) -> None:
    ana, bo = (zulip_simulator.state.add_account(name) for name in ("Ana", "Bo"))
    number = zulip.send(Direct(ana.id), "Good morning ☕")
    zulip.send(Direct(bo.id), "Somebody else")
    (message,) = zulip.newest(Direct(ana.id))
    assert (message.id, message.body, message.stream) == (number, "Good morning ☕", None)


@pytest.mark.parametrize("by_number", [True, False])
def test_a_message_to_a_topic(
    zulip: Zulip, zulip_simulator: Simulator, stream: int, *, by_number: bool
) -> None:
    zulip.send(Topic(stream if by_number else "goals/talk", "weekly"), "Hello")
    assert zulip_simulator.state.in_topic(stream, "weekly") == ["Hello"]


def test_a_message_that_would_be_cut_off_is_not_sent(
    zulip: Zulip, zulip_simulator: Simulator
) -> None:
    ana = zulip_simulator.state.add_account("Ana")
    with pytest.raises(RefusedError, match="10001 characters, and Zulip takes 10000"):
        zulip.send(Direct(ana.id), "x" * 10_001)
    assert zulip_simulator.log == []


def test_an_account_is_read(zulip: Zulip, zulip_simulator: Simulator) -> None:
    ana = zulip_simulator.state.add_account("Ana")
    ana.active = False
    assert zulip.user(ana.id) == (ana.id, "Ana", False)
    with pytest.raises(RefusedError, match="read the account 4: Zulip refuses it: No such user"):
        zulip.user(4)


def test_who_is_asking_and_with_what(zulip: Zulip, zulip_simulator: Simulator) -> None:
    zulip.user(7)
    (asked,) = zulip_simulator.log
    assert asked.headers["user-agent"] == "Headway"


def test_a_wrong_key_is_told_and_not_shown(zulip_simulator: Simulator) -> None:
    account = Account(zulip_simulator.url, "goals.bot@zulip.example", Token("wrongKey", "a test"))
    with Zulip(ZulipSession(account)) as wrong, pytest.raises(BadKeyError) as failure:
        wrong.user(7)
    assert "wrongKey" not in f"{failure.value!r} {account!r}"


def test_a_topic_of_no_stream_is_told(zulip: Zulip) -> None:
    with pytest.raises(RefusedError, match="unknown channel"):
        list(zulip.newest(Topic("nowhere", "x")))


@pytest.mark.parametrize("fault", FAULTS)
def test_reading_is_tried_again(zulip: Zulip, zulip_simulator: Simulator, fault: Fault) -> None:
    zulip_simulator.faults[0] = fault
    assert zulip.user(7).name == "Goals Bot"
    assert len(zulip_simulator.log) == 2
    waits = {Fault.SECONDARY_LIMIT: 28.7, Fault.UNNAMED_LIMIT: 60.0}
    assert zulip_simulator.clock.naps == [waits.get(fault, 1.0)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_is_taken_once_at_most(
    zulip: Zulip, zulip_simulator: Simulator, fault: Fault
) -> None:
    ana = zulip_simulator.state.add_account("Ana")
    zulip_simulator.faults[0] = fault
    limited = fault in {Fault.SECONDARY_LIMIT, Fault.UNNAMED_LIMIT}
    if limited:
        zulip.send(Direct(ana.id), "Hello")
    else:
        with pytest.raises(UnknownOutcomeError):
            zulip.send(Direct(ana.id), "Hello")
    bot = zulip_simulator.state.accounts[7]
    taken = zulip_simulator.state.direct(bot, ana)
    assert taken == (["Hello"] if limited or fault.acts else [])


def test_it_waits_where_the_limit_is_used_up(zulip: Zulip, zulip_simulator: Simulator) -> None:
    zulip_simulator.reset_at = zulip_simulator.clock.now() + 41
    zulip_simulator.remaining = 1
    zulip.user(7)
    zulip.user(7)
    assert zulip_simulator.clock.naps == [41]


def test_writes_keep_apart(zulip: Zulip, zulip_simulator: Simulator) -> None:
    ana = zulip_simulator.state.add_account("Ana")
    for text in ("one", "two"):
        zulip.send(Direct(ana.id), text)
    assert zulip_simulator.clock.naps == [1.0]


def test_it_gives_up_in_the_end(zulip: Zulip, zulip_simulator: Simulator) -> None:
    zulip_simulator.faults.update(dict.fromkeys(range(9), Fault.BROKEN_BEFORE))
    with pytest.raises(UnreachableError, match=r"Zulip is in trouble \(502\), after 5 tries"):
        zulip.user(7)


def test_no_zulip_at_an_address(zulip_simulator: Simulator) -> None:
    """As where a web server answers that is none: its answers are no Zulip's."""
    account = Account(f"{zulip_simulator.url}/elsewhere", "a@b.example", Token("key", "a test"))
    clock = zulip_simulator.clock
    with (
        Zulip(ZulipSession(account, Surroundings(clock.now, clock.sleep))) as wrong,
        pytest.raises((RefusedError, StrangeAnswerError)),
    ):
        wrong.user(7)
    zulip_simulator.complaints.clear()

"""Reminders arrive once: whatever breaks at whatever moment, and however often it is run again."""

from __future__ import annotations

import datetime as dt
import gc
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from github_simulator import Access
from github_simulator.opened import SECRET
from headway.activity.records import Reminder
from headway.activity.store import open_store
from headway.forge import network
from headway.forge.carry import State, apply
from headway.forge.chat import Direct
from headway.forge.chat_actions import SendMessage
from headway.forge.model import IssueName
from headway.forge.network import Patience
from headway.forge.plan import Plan, Step
from headway.forge.tracker_actions import AddComment, marker
from headway.forge.zulip_session import ZulipSession
from headway.tracking.reminders.actions import GIVEN_UP, HandOver, Mail, Remind
from local_http import Fault
from tracked import PLAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from github_simulator import Simulator as GitHubSimulator
    from github_simulator.opened import Opened
    from headway.activity.store import Store
    from headway.forge.carry import Result
    from headway.forge.plan import Action
    from headway.forge.zulip import Zulip
    from zulip_simulator import Account, Simulator

MARK = "*org/plan, reminder 2026-02-12 for ana*"
FAULTS = [fault for fault in Fault if fault is not Fault.MANGLED]  # Zulip tells times as numbers
TEXT = f"An update is due.\n\n{MARK}"


class Crash(BaseException):  # what ends a program from outside is no error
    """The program ends here."""


@dataclass
class Post:
    """A person, a store, and the production adapter at the simulated Zulip."""

    store: Store
    zulip: Zulip
    simulator: Simulator
    ana: Account

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.simulator.clock.now(), dt.UTC)

    @property
    def step(self) -> Step:
        message = SendMessage(Direct(self.ana.id), "@ana", TEXT, MARK, self.now - dt.timedelta(9))
        return remind(MARK, message, self.now)

    @property
    def arrived(self) -> list[str]:
        return self.simulator.state.direct(self.simulator.state.accounts[7], self.ana)

    def run(self, step: Step | None = None) -> Result:
        world = Mail(Path(), chat=self.zulip, store=self.store, now=lambda: self.now)
        return apply(Plan("Test", (step or self.step,)), world, sleep=self.simulator.clock.sleep)

    def written(self) -> Reminder:
        (one,) = self.store.find(Reminder)
        return one

    def wait(self) -> None:
        self.simulator.clock.time += GIVEN_UP.total_seconds()


def remind(mark: str, message: Action, now: dt.datetime) -> Step:
    record = Reminder(mark, ("ana",), "2026-02-12", ("2026/bees",), "zulip", now)
    return Step("@ana", Remind(record, message), "an update is due")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "activity.db")) as opened:
        yield opened


@pytest.fixture
def post(store: Store, zulip: Zulip, zulip_simulator: Simulator) -> Post:
    ana = zulip_simulator.state.add_account("Ana")
    return Post(store, zulip, zulip_simulator, ana)


def states(result: Result) -> list[State]:
    return [one.state for one in result.results]


def test_it_is_sent_once_and_written_down(post: Post) -> None:
    assert states(post.run()) == [State.DONE]
    assert post.arrived == [TEXT]
    assert post.written().sent_at == post.now
    post.simulator.log.clear()
    assert states(post.run()) == [State.ALREADY]
    assert post.simulator.log == []


def test_a_lost_store_does_not_send_again(post: Post, tmp_path: Path) -> None:
    post.run()
    with open_store(str(tmp_path / "other.db")) as post.store:
        assert states(post.run()) == [State.ALREADY]
        assert post.written().sent_at is not None
    assert len(post.arrived) == 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("request_number", range(3))
def test_one_fault_at_any_request(post: Post, fault: Fault, request_number: int) -> None:
    """Two requests are made, to look and to send; after a lost answer a third one looks again."""
    post.simulator.faults[request_number] = fault
    if request_number == 2:
        post.simulator.faults[1] = Fault.DROPPED_AFTER
    post.run()
    assert len(post.arrived) <= 1
    post.simulator.faults.clear()
    post.wait()
    assert post.run().complete
    assert post.arrived == [TEXT]
    assert post.written().sent_at is not None


def test_a_message_that_was_taken_though_the_line_was_cut_counts_as_sent(post: Post) -> None:
    post.simulator.faults[1] = Fault.DROPPED_AFTER
    assert states(post.run()) == [State.DONE]
    assert post.arrived == [TEXT]


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int | None], None]]:
    """Ends the program at a step: around a statement, before a commit, around a request."""
    at: int | None = None
    steps = count(1)

    def one(*_: Any) -> None:
        if at is not None and next(steps) == at:
            raise Crash

    def around(session: ZulipSession, call: Any) -> Any:
        one()
        answer = send(session, call)
        one()
        return answer

    def set_to(step: int | None) -> None:
        nonlocal at, steps
        at, steps = step, count(1)

    send = ZulipSession.send
    monkeypatch.setattr(ZulipSession, "send", around)
    names = ("before_cursor_execute", "after_cursor_execute", "commit")
    for name in names:
        event.listen(Engine, name, one)
    yield set_to
    for name in names:
        event.remove(Engine, name, one)


def test_a_crash_at_any_moment(
    post: Post, tmp_path: Path, crashing: Callable[[int | None], None]
) -> None:
    """The person, each time another one, gets exactly one message once it is run again."""
    for step in count(1):
        post.store = open_store(str(tmp_path / f"{step}.db"))
        post.ana = post.simulator.state.add_account(f"Ana {step}")
        mark = f"*reminder for {step}*"
        message = SendMessage(
            Direct(post.ana.id), "@ana", f"Due.\n{mark}", mark, post.now - dt.timedelta(9)
        )
        planned = remind(mark, message, post.now)
        crashing(step)
        try:
            ended = post.run(planned).complete
        except Crash:
            ended = False
        crashing(None)
        post.store.close()
        gc.collect()  # the end of a process lets go of its connections
        post.store = open_store(str(tmp_path / f"{step}.db"))
        assert len(post.arrived) <= 1
        if ended:
            break
        for _ in range(2):  # at once, while somebody may still be sending; and later
            post.run(planned)
            assert len(post.arrived) <= 1
            post.wait()
        assert post.run(planned).complete
        assert post.arrived == [f"Due.\n{mark}"]
        (written,) = post.store.find(Reminder, marker=mark)
        assert written.sent_at is not None
        post.store.close()
    assert step > 20


def test_while_another_run_may_be_sending_nothing_is_sent(post: Post) -> None:
    meant = post.step.action
    assert isinstance(meant, Remind)
    post.store.put([meant.reminder._replace(intended_at=post.now)])
    (result,) = post.run().results
    assert result.state is State.REFUSED
    assert "another run meant to send it" in result.reason
    assert post.arrived == []
    post.wait()
    assert post.run().complete
    assert post.arrived == [TEXT]


def test_whoever_meant_to_send_it_has_given_up_by_then() -> None:
    patience = Patience()
    one_try = sum(filter(None, (network.TIMEOUT.read, network.TIMEOUT.connect)))
    assert GIVEN_UP.total_seconds() > patience.attempts * (patience.longest_wait + one_try)


def test_of_two_runs_that_looked_at_once_one_sends(post: Post) -> None:
    planned = post.step
    action = planned.action
    assert isinstance(action, Remind)
    world = Mail(Path(), chat=post.zulip, store=post.store, now=lambda: post.now)
    assert action.look(world) is None  # the other run has looked here
    assert post.run(planned).complete
    with pytest.raises(Exception, match="another run is sending the reminder for ana"):
        action.perform(world)
    assert post.arrived == [TEXT]


def test_what_zulip_refuses_is_told_and_may_be_sent_at_once_when_mended(post: Post) -> None:
    post.ana.active = False
    (result,) = post.run().results
    assert result.state is State.FAILED
    assert "is no longer using Zulip" in result.reason
    assert "is no longer using Zulip" in (post.written().failed or "")
    post.ana.active = True
    assert post.run().complete
    assert post.arrived == [TEXT]
    assert post.written().failed is None


def test_a_message_of_an_earlier_cycle_is_none_of_this_one(post: Post) -> None:
    bot = post.simulator.state.accounts[7]
    long_ago = post.now - dt.timedelta(days=10)
    post.simulator.state.say(bot, TEXT, to=post.ana, at=long_ago)
    assert states(post.run()) == [State.DONE]
    assert len(post.arrived) == 2


def test_a_text_that_is_handed_over_counts_as_sent(post: Post) -> None:
    step = remind(MARK, HandOver("@ana", TEXT), post.now)
    assert states(post.run(step)) == [State.DONE]
    assert states(post.run(step)) == [State.ALREADY]


@pytest.mark.parametrize("fault", Fault)
def test_a_comment_on_github_arrives_once(
    post: Post, simulator: GitHubSimulator, opened: Opened, fault: Fault
) -> None:
    held = simulator.state.add_repository("org/plan")
    simulator.state.add_account(SECRET, "mo", **{"org/plan": Access.WRITE})
    issue = held.add_issue("Bees")
    mark = marker("reminder 2026-02-12 2026/bees")
    comment = AddComment(IssueName(PLAN, issue.number), f"@ana: due.\n\n{mark}", mark)
    step = remind(mark, comment, post.now)
    simulator.faults[1] = fault  # the first looks, the second comments
    for _ in range(3):
        with opened() as github:
            world = Mail(Path(), forge=github, store=post.store, now=lambda: post.now)
            result = apply(Plan("Test", (step,)), world, sleep=simulator.clock.sleep)
        assert len(issue.comments) <= 1
        post.wait()
    assert result.complete
    assert [one.body for one in issue.comments] == [f"@ana: due.\n\n{mark}"]

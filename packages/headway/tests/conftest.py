"""What tests share: commands, texts kept on disk, and a simulated GitHub on this machine."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from github_simulator import GRAPHQL, REST, Access, RestDescription, Simulator, fetch, serving
from github_simulator.opened import SECRET, Opened
from headway.cli import main
from headway.forge.network import Surroundings
from headway.forge.token import Token
from headway.forge.zulip import Zulip
from headway.forge.zulip_account import Account
from headway.forge.zulip_session import ZulipSession
from zulip_simulator import Simulator as ZulipSimulator
from zulip_simulator import serving as serving_zulip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Needs = Callable[[str | Path, str], Path]
    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

TODAY = "2026-03-01"
ZULIP_KEY = "k3yOfTheGoalsBot"  # opens only the simulator
UPDATE = os.environ.get("HEADWAY_UPDATE", "") not in {"", "0"}
DESCRIPTIONS = Path(__file__).resolve().parents[3] / ".dev/github"


@pytest.fixture(scope="session")
def server(needs: Needs) -> Iterator[Simulator]:
    """One server for all tests of a run."""
    why = "npm brings GitHub's published descriptions, once"

    def npm() -> Path:
        return needs("npm", why)

    rest, graphql = (needs(fetch(one, DESCRIPTIONS, npm), why) for one in (REST, GRAPHQL))
    with serving(RestDescription(rest), graphql) as simulator:
        yield simulator


@pytest.fixture
def simulator(server: Simulator) -> Iterator[Simulator]:
    """A GitHub that holds nothing but `@ana`, whose token may write to `org/plan`."""
    server.reset()
    server.state.add_account(SECRET, "ana", **{"org/plan": Access.WRITE})
    yield server
    assert not server.complaints, "\n".join(server.complaints)


@pytest.fixture
def opened(simulator: Simulator, tmp_path: Path) -> Opened:
    """The production adapter, at the simulator's address."""
    return Opened(simulator, tmp_path / "cache")


@pytest.fixture(scope="session")
def zulip_server() -> Iterator[ZulipSimulator]:
    """One Zulip for all tests of a run."""
    with serving_zulip() as simulator:
        yield simulator


@pytest.fixture
def zulip_simulator(zulip_server: ZulipSimulator) -> Iterator[ZulipSimulator]:
    """A Zulip that holds nothing but the account of a bot."""
    zulip_server.reset()
    zulip_server.state.add_account("Goals Bot", key=ZULIP_KEY, number=7)
    yield zulip_server
    assert not zulip_server.complaints, "\n".join(zulip_server.complaints)


@pytest.fixture
def zulip(zulip_simulator: ZulipSimulator) -> Iterator[Zulip]:
    """The production adapter, at the simulator's address, as the bot."""
    clock = zulip_simulator.clock
    bot = zulip_simulator.state.accounts[7]
    account = Account(zulip_simulator.url, bot.email, Token(ZULIP_KEY, "a test"))
    with Zulip(ZulipSession(account, Surroundings(clock.now, clock.sleep))) as opened:
        yield opened


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command as nobody in particular, on a day of its own."""
    for name in ("HEADWAY_TEAM_DATA", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEADWAY_TODAY", TODAY)

    def run(*args: str | Path) -> Result:
        result = CliRunner().invoke(main, [*map(str, args)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    yield run
    gc.enable()  # commands switch it off, since they end with their process


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Kept:
    """Compare a text with the one kept under a name, beside the test.

    With HEADWAY_UPDATE=1 it is written anew; read it before you commit.
    """
    expected = request.path.parent / "expected"

    def compare(name: str, text: str) -> None:
        file = expected / name
        if UPDATE:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode()

    return compare

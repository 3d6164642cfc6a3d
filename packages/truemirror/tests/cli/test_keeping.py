"""The commands that serve, check and clear a mirror, on one that was synced from our upstream."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from truemirror.cli import main
from truemirror.store.lock import Lock
from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, Together
from upstream.clients import Cargo, project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

REGISTRY = Registry(6, shape=Shape(size=500, most=3))
DIST = Dist()
PROGRAM = Path(sys.executable).parent / "truemirror"
SETTINGS = """
[mirror]
plain = true

[toolchains]
server = "{server}"
hosts = ["x86_64-unknown-linux-gnu"]
rustup = false

[crates]
index = "{server}/index/"
names = {names}

[serve]
log = 1
"""


@pytest.fixture
def upstream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An upstream that was synced to a mirror in the folder that we are in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRUEMIRROR_CONFIG", raising=False)
    with Server(Together(DIST, RegistrySite(REGISTRY))) as server:
        settings = SETTINGS.format(server=server.address, names=json.dumps(REGISTRY.names))
        Path("truemirror.toml").write_text(settings)
        assert run("sync").exit_code == 0
        yield server


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, prog_name="truemirror", catch_exceptions=False)


def files(under: str) -> list[Path]:
    return sorted(path for path in Path("mirror", under).rglob("*") if path.is_file())


def damage(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(bytes([data[0] ^ 1]) + data[1:])


# --- serve ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("upstream")
def test_serve_until_told_to_end(cargo: Callable[[str], Cargo], tmp_path: Path) -> None:
    command = [str(PROGRAM), "serve", "--port", "0"]
    pipe = subprocess.PIPE
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env) as server:
        assert server.stdout
        begun = server.stdout.readline()
        address = begun.split(" at ")[1].split()[0]
        wants = [f'{name} = "*"' for name in REGISTRY.names]
        folder = project(tmp_path / "program", wants)
        fetched = cargo(f"{address}/index/").run(folder, "fetch")
        with urllib.request.urlopen(f"{address}/status.json") as answer:  # noqa: S310  # ours
            told = json.load(answer)
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=30)
    assert fetched.returncode == 0, fetched.stderr
    assert server.returncode in {0, -signal.SIGTERM}
    assert err == ""
    assert begun == f"serving {tmp_path / 'mirror'} at {address} (Ctrl-C ends it)\n"
    assert {"channel stable", "crates"} == {part["name"] for part in told["parts"]}
    assert {part["completeness"] for part in told["parts"]} == {1.0}
    paths = [json.loads(line)["path"] for line in out.splitlines()]
    assert "index/config.json" in paths
    assert Path("mirror/work/traffic.db").exists()


@pytest.mark.usefixtures("upstream")
def test_serve_tells_why_it_cannot() -> None:
    command = [str(PROGRAM), "serve", "--host", "192.0.2.1"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert said.returncode == 2
    assert "cannot listen at 192.0.2.1, port 8000" in said.stderr


# --- verify ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("upstream")
def test_verify_tells_that_nothing_is_wrong() -> None:
    said = run("verify")
    assert said.exit_code == 0
    assert said.output.endswith(" read: all as it ought to be\n")
    facts = json.loads(run("verify", "--json", "--sample", "10").output)
    assert facts["defects"] == []
    archives = sum(len(REGISTRY.crate(name).versions) for name in REGISTRY.names)
    assert (facts["listed"], facts["present"]) == (archives, archives)
    assert 0 < facts["bytes"] < json.loads(run("verify", "--json").output)["bytes"]


def test_verify_repairs_whatever_is_damaged(upstream: Server) -> None:
    before = {path: path.read_bytes() for path in files("blobs") + files("trees")}
    damaged = [files("blobs")[0], *files("trees")[:2], files("blobs")[-1]]
    for path in damaged:
        damage(path)
    files("blobs")[7].unlink()
    assert run("verify").exit_code == 1
    upstream.forget()
    said = run("verify", "--repair")
    assert said.exit_code == 0, said.output
    assert " read: all as it ought to be, " in said.output
    assert run("verify").output.endswith("all as it ought to be\n")
    assert {path: path.read_bytes() for path in files("blobs") + files("trees")} == before
    assert len(upstream.requests) < 10


def test_what_cannot_be_mended_is_seen_to_by_the_next_sync(upstream: Server) -> None:
    stable = Path("mirror/plain/current/dist/channel-rust-stable.toml")
    damage(stable)
    newer = DIST.release(Release("stable", "1.96.0", "2026-05-28"))
    upstream.site = Together(newer, RegistrySite(REGISTRY))
    said = run("verify", "--repair")
    assert said.exit_code == 1
    assert "dist/channel-rust-stable.toml has other bytes\n" in said.output
    assert run("sync").exit_code == 0
    assert b"1.96.0" in stable.read_bytes()
    # What readers of the first generation saw is damaged as long as that is kept.
    assert run("verify").exit_code == 1
    run("prune", "--keep", "1", "--grace", "0", "--apply")
    assert run("verify").output.endswith("all as it ought to be\n")


@pytest.mark.usefixtures("upstream")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_verify_is_interrupted_with_all_its_processes(number: int) -> None:
    blobs = files("blobs")
    for blob in blobs:
        blob.unlink()
        os.mkfifo(blob)  # who reads it waits for somebody who writes
    command = [str(PROGRAM), "verify", "--jobs", "2"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stderr=pipe, text=True, start_new_session=True) as verify:
        await_reader(blobs)
        forks = Path(f"/proc/{verify.pid}/task/{verify.pid}/children").read_text().split()
        os.killpg(verify.pid, number)
        _, err = verify.communicate(timeout=30)
    assert err == "truemirror: interrupted\n"
    assert verify.returncode == 128 + number
    assert len(forks) == 2
    assert not any(Path("/proc", fork).exists() for fork in forks)


def await_reader(pipes: list[Path]) -> None:
    """Wait until somebody wants to read one of some pipes."""
    for pipe in itertools.cycle(pipes):
        with suppress(OSError):
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            return
        time.sleep(0.001)


def test_verify_tells_that_nothing_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("truemirror.toml").write_text("")
    said = run("verify")
    assert (said.exit_code, said.output) == (1, "0 files, 0 B read: nothing is published yet\n")
    assert not Path("mirror").exists()


@pytest.mark.parametrize("args", [("verify", "--sample", "nan"), ("prune", "--grace", "nan")])
def test_what_is_no_number_is_refused(args: tuple[str, ...]) -> None:
    said = run(*args)
    assert said.exit_code == 2
    assert "'nan' is not a valid number" in said.output


# --- prune and diff -------------------------------------------------------------------------------


def test_prune_tells_first_and_then_does(upstream: Server) -> None:
    newer = DIST.release(Release("stable", "1.96.0", "2026-05-28"))
    upstream.site = Together(newer, RegistrySite(REGISTRY))
    assert run("sync").exit_code == 0
    assert run("prune").output == "nothing to let go of: generations 1, 2 stay\n"
    before = len(files("blobs"))
    told = run("prune", "--keep", "1", "--grace", "0").output
    assert told.startswith("generation 1, ")
    assert told.endswith(
        " plain folders would go; generation 2 stays\nadd --apply to let them go\n"
    )
    assert len(files("blobs")) == before
    facts = json.loads(run("prune", "--keep", "1", "--grace", "0", "--apply", "--json").output)
    assert (facts["applied"], facts["generations"], facts["kept"]) == (True, [1], [2])
    assert len(files("blobs")) < before
    assert run("verify").exit_code == 0
    again = run("prune", "--keep", "1", "--grace", "0").output
    assert again == "nothing to let go of: generation 2 stays\n"


def test_diff_tells_each_file(upstream: Server) -> None:
    newer = DIST.release(Release("stable", "1.96.0", "2026-05-28"))
    name = REGISTRY.names[0]
    upstream.site = Together(newer, RegistrySite(REGISTRY.delete(name)))
    assert run("sync").exit_code == 0
    lines = run("diff").output.splitlines()
    assert run("diff", "1").output.splitlines() == lines
    assert run("diff", "1", "2").output.splitlines() == lines
    assert any(line.startswith("~ dist/channel-rust-stable.toml (") for line in lines)
    assert any(line.startswith("+ dist/2026-05-28/rustc-1.96.0-x86_64") for line in lines)
    assert any(line.startswith("- index/") for line in lines)
    facts = [json.loads(line) for line in run("diff", "2", "1", "--json").output.splitlines()]
    assert len(facts) == len(lines)
    gone = next(one for one in facts if "rustc-1.96.0" in one["path"])
    assert gone["after"] is None
    said = run("diff", "7")
    assert said.exit_code == 2
    assert "there is no generation 7" in said.output


@pytest.mark.usefixtures("upstream")
@pytest.mark.parametrize("lock", ["mirror/work/lock", "mirror/lock"])
def test_what_is_locked_is_left_alone(lock: str) -> None:
    damage(files("blobs")[0])
    with Lock(Path(lock)):
        for command in (["prune", "--apply"], ["verify", "--repair"]):
            said = run(*command)
            assert said.exit_code == 3
            assert "another truemirror is at work" in said.output
        assert run("verify").exit_code == 1

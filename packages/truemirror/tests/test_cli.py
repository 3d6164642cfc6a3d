from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from mirrored import HOST
from truemirror.cli import main
from truemirror.cli.progress import line
from truemirror.cli.telling import few
from truemirror.config.read import read_config
from truemirror.store.lock import Lock
from truemirror.sync.counts import Counts
from upstream import Dist, Layout, Release, Server, faults

if TYPE_CHECKING:
    from click.testing import Result


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, prog_name="truemirror", catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRUEMIRROR_CONFIG", raising=False)
    return tmp_path


def test_version_is_that_of_the_package() -> None:
    assert run("--version").output == f"truemirror {version('truemirror')}\n"


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; from truemirror.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(*{'pycurl', 'obstore', 'sqlite3', 'msgspec'} & {*sys.modules})"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "sync" in said.stdout
    assert said.stdout.endswith("\n\n")


def test_init_then_sync(folder: Path) -> None:
    assert run("init", "--contact", "mirror@example.com").exit_code == 0
    file = folder / "truemirror.toml"
    with Server(Dist()) as upstream:
        text = file.read_text()
        text = text.replace(
            '# server = "https://static.rust-lang.org"', f'server = "{upstream.address}"'
        )
        file.write_text(text)
        first = run("sync")
        assert first.output.startswith("published generation 1 (2 taken, 0 dropped; ")
        assert first.exit_code == 0
        assert all("mirror@example.com" in agent for agent in upstream.user_agents())
        assert run("sync").output.startswith("nothing new: generation 1 stays")
        upstream.site = Dist(rustup=["1.30.0"])
        upstream.fault("rustup/*/rustup-init", faults.status(500))
        file.write_text(text.replace("# tries = 5", "tries = 1"))
        delayed = run("sync", "--json")
    assert delayed.exit_code == 1
    said = json.loads(delayed.output)
    assert [one["bundle"] for one in said["delayed"]] == ["rustup stable"]
    assert "upstream answers 500" in said["delayed"][0]["reason"]


def test_init_leaves_what_is_there(folder: Path) -> None:
    (folder / "truemirror.toml").write_text("mine")
    result = run("init")
    assert result.exit_code == 2
    assert "was left as it is" in result.output
    assert (folder / "truemirror.toml").read_text() == "mine"


@pytest.mark.parametrize(
    "contact",
    ["nonsense", "", "a@b\nc", "a@b\rc", "j\u00fc@e.org", "a@\U0001f980", "a\x7f@e.org"],
)
def test_init_takes_no_contact_that_a_sync_refuses(folder: Path, contact: str) -> None:
    result = run("init", "--contact", contact)
    assert result.exit_code == 2
    assert "is no mail address or web page, in ASCII and of one line" in result.output
    assert not everything(folder)


@pytest.mark.parametrize(
    "contact", ['"A \\ B" <a@e.org>', "https://e.org/\"'#x", "you@example.org"]
)
def test_init_writes_any_contact_as_it_is(folder: Path, contact: str) -> None:
    assert run("init", "--contact", contact).exit_code == 0
    assert read_config(folder / "truemirror.toml").upstream.contact == contact


def test_a_public_server_needs_a_contact(folder: Path) -> None:
    run("init")
    result = run("sync")
    assert result.exit_code == 2
    assert "`upstream.contact` has to be" in result.output
    assert not (folder / "mirror/current.json").exists()


def test_verify_tells_what_is_wrong_and_changes_nothing(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address)
        assert run("sync").exit_code == 0
    right = run("verify")
    assert right.exit_code == 0
    assert right.output.endswith(" read: all as it ought to be\n")
    blobs = [path for path in (folder / "mirror/blobs").rglob("*") if path.is_file()]
    (spoilt,) = (path for path in blobs if path.read_bytes().startswith(b"manifest-version"))
    spoilt.write_bytes(spoilt.read_bytes().replace(b"rust", b"tsur"))
    wrong = run("verify", "--json")
    assert wrong.exit_code == 1
    found = json.loads(wrong.output)["defects"]
    assert "dist/channel-rust-stable.toml" in {one["path"] for one in found}
    assert run("verify").output.count("has other bytes") >= 1
    spoilt.unlink()
    assert "is missing" in run("verify", "--sample", "0").output


def begin(folder: Path, address: str, *more: str) -> None:
    """Write settings for a toolchain of a server."""
    lines = (
        "[toolchains]",
        f'server = "{address}"',
        f'hosts = ["{HOST}"]',
        'profile = "minimal"',
        *more,
    )
    (folder / "truemirror.toml").write_text("\n".join(lines))


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_plan_is_what_is_done_then_and_writes_nothing(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address)
        before = everything(folder)
        planned = json.loads(run("plan", "--json").output)
        told = run("plan").output
        assert run("sync", "--dry-run").output == told
        assert everything(folder) == before
        upstream.forget()
        run("sync")
        fetched = [path for path in upstream.counts() if path.endswith((".xz", "rustup-init"))]
        done = json.loads(run("status", "--json").output)
        again = json.loads(run("plan", "--json").output)
        assert "\nadd " not in run("plan").output
    assert re.search(r"\nadd +1 file .* B, without fetching\n", told)
    assert planned["added"]["size"] == rustup_twice(fetched)
    archives = planned["targets"][HOST]
    assert archives["files"] + 1 == len(fetched)
    assert not planned["fetched"]["estimated"]
    assert planned["kept"]["files"] == planned["removed"]["files"] == 0
    assert set(planned["bundles"]) == {"channel stable", "rustup stable"}
    assert done["generation"]["number"] == 1
    assert again["fetched"]["files"] == 0
    assert again["kept"]["size"] == planned["fetched"]["size"] + rustup_twice(fetched)


def rustup_twice(fetched: list[str]) -> int:
    """The installer stands under two paths, and is fetched once."""
    (path,) = (one for one in fetched if one.endswith("rustup-init"))
    file = Dist().get(path)
    assert file
    return len(file.read())


def test_a_plan_for_a_mirror_that_was_lost_is_to_fetch_it_again(folder: Path) -> None:
    journal = folder / "mirror/work/journal.db"
    with Server(Dist()) as upstream:
        begin(folder, upstream.address)
        planned = json.loads(run("plan", "--json").output)
        run("sync")
        for lost in ("blobs", "trees", "generations"):
            shutil.rmtree(folder / "mirror" / lost)
        (folder / "mirror/current.json").unlink()
        before = journal.read_bytes()
        assert json.loads(run("plan", "--json").output) == planned
        assert journal.read_bytes() == before
        assert run("sync").exit_code == 0
    assert run("verify").exit_code == 0


def test_a_quiet_sync_tells_once_what_people_should_know(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address, 'targets = ["wasm99"]')
        told = "channel stable: has nothing for wasm99\n"
        assert run("sync", "--quiet").output == told
        assert run("sync", "--quiet").output == ""
        assert told in run("sync").output
        assert not any(one["is_new"] for one in json.loads(run("sync", "--json").output)["remarks"])


def test_a_plan_tells_what_goes_and_what_cannot_be_had(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address, 'channels = ["stable", "beta"]')
        run("sync")
        begin(folder, upstream.address, 'channels = ["stable", "1.94", "1.1"]')
        told = run("plan")
    assert told.exit_code == 1
    assert "channel 1.1 cannot be had: " in told.output
    assert "channel 1.94 " in told.output
    assert "no longer wanted" not in told.output


def test_status_tells_what_is_behind(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address, "rustup = false", "[upstream]", "tries = 1")
        assert run("status").output == "nothing is published yet\n"
        run("sync")
        upstream.site = Dist().release(Release("stable", "1.96.0", "2026-05-28"))
        upstream.fault("dist/2026-05-28/*", faults.status(404))
        told = run("sync", "--quiet")
        assert told.exit_code == 1
        assert told.output.count("\n") == 1
        said = run("status").output
    assert "channel stable  0 of 1  2026-05-28 12:00  2026-04-16 12:00  42 d 0 h" in said
    assert "channel stable is delayed since" in said


def test_upstream_that_cannot_be_reached_is_told_as_such(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address, "[upstream]", "tries = 1")
    planned = run("plan")
    assert planned.exit_code == 3
    last = "upstream cannot be reached, so what a sync would do is not known"
    assert planned.output.splitlines()[-1] == last
    assert "fetch" not in planned.output
    assert json.loads(run("plan", "--json").output)["reached"] is False
    synced = run("sync")
    assert synced.exit_code == 3
    assert "\nupstream cannot be reached; published nothing, as nothing" in synced.output
    assert not (folder / "mirror/current.json").exists()
    assert json.loads(run("sync", "--json").output)["generation"] is None
    told = run("status").output
    assert told.startswith("nothing is published yet\nlast sync ")
    assert ", last one without delays never\n" in told
    with Server(Dist(), port=urlsplit(upstream.address).port or 0) as again:
        assert again.address == upstream.address
        assert run("plan").exit_code == 0
        first = run("sync").output
        assert first.startswith("published generation 1 (2 taken, ")
    stays = run("sync")
    assert stays.exit_code == 3
    assert "upstream cannot be reached; nothing new: generation 1 stays" in stays.output


def test_settings_that_want_nothing_are_no_mistake_that_empties_a_mirror(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address)
        run("sync")
        for text in ("", "[crates]\nyanked = false"):
            (folder / "truemirror.toml").write_text(text)
            for command in ("plan", "sync"):
                told = run(command)
                assert told.exit_code == 2
                assert "nothing is wanted: there is no table `toolchains`" in told.output
        assert run("status").output.startswith("generation 1, published 20")
        begin(folder, upstream.address, "[upstream]", "certificates = 'none.pem'")
        assert "`upstream.certificates`: there is no file" in run("plan").output


def test_what_a_channel_has_nothing_for_is_told(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address, "targets = ['wasm99']", "rustup = false")
        assert "channel stable: has nothing for wasm99\n" in run("plan").output
        synced = run("sync")
    assert synced.exit_code == 0
    assert synced.output.startswith("channel stable: has nothing for wasm99\n")


def test_lists_are_told_as_far_as_one_reads_them() -> None:
    assert [*few(["a"] * 20)] == ["a"] * 20
    assert [*few(["a"] * 2000)] == [*["a"] * 20, "  and 1,980 more; --json has them all"]


@pytest.mark.usefixtures("folder")
def test_a_mirror_before_its_first_sync_is_no_riddle() -> None:
    assert "; set `upstream.contact` in it, then see what it comes to" in run("init").output
    assert run("verify").output == "0 files, 0 B read: nothing is published yet\n"
    assert run("prune").output == "nothing to let go of: nothing is published yet\n"
    assert run("status").output == "nothing is published yet\n"


def test_a_report_that_is_damaged_is_told(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address)
        run("sync")
    assert run("prune").output == "nothing to let go of: generation 1 stays\n"
    (folder / "mirror/report.json").write_text("{")
    assert run("status").output.endswith("is not known: the next sync will tell\n")


def test_output_that_cannot_be_written_is_told(folder: Path) -> None:
    (folder / "truemirror.toml").touch()
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "truemirror", "status"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (
        1,
        "truemirror: cannot write: No space left on device\n",
    )


def test_one_sync_at_a_time(folder: Path) -> None:
    with Server(Dist()) as upstream:
        begin(folder, upstream.address)
        run("sync")
        with Lock(folder / "mirror/work/lock"):
            second = run("sync")
        assert run("sync").exit_code == 0
    assert second.exit_code == 3
    assert "another truemirror is at work" in second.output
    told = "3 something could not be reached, or another truemirror is at work on the mirror."
    assert told in " ".join(run("--help").output.split())


def test_an_interrupted_sync_is_gone_on_with(folder: Path) -> None:
    with Server(Dist(layout=Layout(size=300_000))) as upstream:
        begin(folder, upstream.address, "rustup = false")
        upstream.fault("*/rustc-*.xz", faults.slow(100_000))
        command = [sys.executable, "-m", "truemirror", "sync"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            while not any("rustc-1.95" in one.path for one in upstream.requests):
                assert process.poll() is None
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
        assert process.returncode == 130
        assert said == "truemirror: interrupted; the next sync goes on from here\n"
        assert not (folder / "mirror/current.json").exists()
        upstream.heal()
        upstream.forget()
        assert run("sync").exit_code == 0
        asked = [one for one in upstream.requests if "/rustc-" in one.path]
    assert [one.headers.get("range", "")[:6] for one in asked] == ["bytes="]
    assert upstream.sent


@pytest.mark.parametrize(
    ("counts", "elapsed", "told"),
    [
        (Counts(), 0.0, "0 of 0 files · 0 of 0 whole · 0 B at 0 B/s"),
        (
            Counts(bundles=3, settled=1, files=40, ended=10, size=20_000_000),
            10.0,
            "10 of 40 files · 1 of 3 whole · 20 MB at 2 MB/s · about 30 s left",
        ),
        (
            Counts(bundles=9000, settled=1000, files=1010, ended=1000, size=5000),
            1000.0,
            "1,000 of 1,010 files · 1,000 of 9,000 whole · 5 kB at 5 B/s · about 2 h 13 min left",
        ),
    ],
)
def test_progress_is_told_with_the_time_that_is_left(
    counts: Counts, elapsed: float, told: str
) -> None:
    assert line(counts, elapsed) == told

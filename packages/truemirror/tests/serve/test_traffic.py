"""How requests are counted, kept, logged and told."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
from random import Random
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from published import NOW
from truemirror.cli import main
from truemirror.serve.logs import Lines, Sparingly
from truemirror.serve.traffic import (
    DAYS,
    FAILURES,
    Amount,
    Count,
    Key,
    Served,
    Traffic,
    TrafficError,
    read_traffic,
)

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.timedelta(days=1)


def served(at: dt.datetime = NOW, kind: str = "index", status: int = 200, size: int = 5) -> Served:
    return Served(at, "GET", "index/a/b", kind, status, size, 0.01, "cargo/1.95")


def traffic_in(file: Path | None, one_in: int = 0) -> Traffic:
    return Traffic(file, one_in, Random(1))  # noqa: S311 - no secret is made of it


def test_a_day_is_what_all_servers_counted(tmp_path: Path) -> None:
    file = tmp_path / "traffic.db"
    before = traffic_in(file)
    before.count(served())
    before.count(served(NOW - DAY))
    before.save()
    now = traffic_in(file)
    now.count(served())
    day = Key("2026-06-01", "index", 200)
    assert now.of(NOW.date()) == [Count(day, Amount(2, 10))]
    assert now.since_start() == {("index", 200): Amount(1, 5)}
    now.save()
    assert now.of(NOW.date()) == before.of(NOW.date()) == [Count(day, Amount(2, 10))]
    assert now.since_start() == {("index", 200): Amount(1, 5)}


def test_days_are_kept_for_long_but_not_for_ever(tmp_path: Path) -> None:
    traffic = traffic_in(tmp_path / "traffic.db")
    for number in range(DAYS + 30):
        traffic.count(served(NOW + number * DAY))
    traffic.save()
    days = {one.key.day for one in read_traffic(tmp_path / "traffic.db")}
    assert len(days) == DAYS
    assert min(days) == f"{NOW + 30 * DAY:%Y-%m-%d}"


def test_a_clock_that_jumps_costs_a_day_and_not_all(tmp_path: Path) -> None:
    traffic = traffic_in(tmp_path / "traffic.db")
    for at in (NOW - DAY, NOW, NOW + 9000 * DAY):
        traffic.count(served(at))
        traffic.save()
    assert len(read_traffic(tmp_path / "traffic.db")) == 3


def test_what_cannot_be_saved_is_saved_later(tmp_path: Path) -> None:
    file = tmp_path / "traffic.db"
    file.write_text("no database at all, but text that is long enough to be looked at")
    traffic = traffic_in(file)
    traffic.count(served())
    with pytest.raises(TrafficError, match="file is not a database"):
        traffic.save()
    assert traffic.of(NOW.date())[0].amount == Amount(1, 5)
    file.unlink()
    traffic.save()
    traffic.save()
    assert [one.amount for one in read_traffic(file)] == [Amount(1, 5)]


def test_failures_are_logged_each_up_to_a_bound(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "truemirror.access")
    traffic = traffic_in(None)
    for minute in range(2):
        for _ in range(FAILURES + 50):
            traffic.count(served(NOW + minute * dt.timedelta(minutes=1), status=503))
    traffic.count(served(status=404))
    assert len(caplog.messages) == 2 * FAILURES
    assert {json.loads(one)["one_in"] for one in caplog.messages} == {1}


def test_lines_stand_for_as_many_requests_as_they_say(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "truemirror.access")
    traffic = traffic_in(None, one_in=10)
    for _ in range(20_000):
        traffic.count(served())
    assert 0.9 < sum(json.loads(one)["one_in"] for one in caplog.messages) / 20_000 < 1.1


def record(text: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord("a", logging.WARNING, "", 0, text, args, info)


def test_messages_that_are_alike_are_told_once_a_minute() -> None:
    seconds = iter([0, 1, 59, 60, 61])
    sparingly = Sparingly(lambda: next(seconds))
    told = [record("%s fails", number) for number in range(4)]
    assert [sparingly.filter(one) for one in told] == [True, False, False, True]
    assert told[3].getMessage() == "3 fails (and 2 like it before)"
    assert sparingly.filter(record("other"))


class Stuck(io.StringIO):
    """A stream on a disk that is full."""

    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")


def test_lines_that_cannot_be_written_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    whole = io.StringIO()
    for stream in (whole, Stuck()):
        lines = Lines(stream)
        for number in range(3):
            lines.emit(record("%s", number))
        lines.flush()
    assert whole.getvalue() == "0\n1\n2\n"
    assert "No space left on device" in caplog.text


def test_the_command_tells_days_and_classes(tmp_path: Path) -> None:
    (tmp_path / "truemirror.toml").touch()
    traffic = traffic_in(tmp_path / "mirror/work/traffic.db")
    today = dt.datetime.now(dt.UTC)
    assert run(tmp_path).startswith("nothing was asked for since ")
    for at in (today, today - DAY, today - 30 * DAY):
        traffic.count(served(at, size=2_000_000))
        traffic.count(served(at, status=304, size=0))
        traffic.count(served(at, "crate"))
    traffic.save()
    assert run(tmp_path).splitlines() == [
        "day         class          requests      sent",
        *(
            f"{day:%Y-%m-%d}  {kind:<8}  {number:>13}  {size:>8}"
            for day in (today - DAY, today)
            for kind, number, size in (
                ("crate", 1, "5 B"),
                ("index", 2, "2 MB"),
                ("all", 3, "2 MB"),
            )
        ),
    ]
    since = f"{today - 30 * DAY:%Y-%m-%d}"
    told = json.loads(run(tmp_path, "--since", since, "--json"))
    assert (told["version"], told["since"]) == (1, since)
    assert len(told["counts"]) == 9
    assert told["counts"][0] == {
        "day": since,
        "kind": "crate",
        "status": 200,
        "requests": 1,
        "bytes": 5,
    }


def run(folder: Path, *args: str) -> str:
    config = str(folder / "truemirror.toml")
    return CliRunner().invoke(main, ["traffic", "--config", config, *args]).output

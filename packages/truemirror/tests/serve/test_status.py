"""What people, programs and monitors are told about a mirror."""

from __future__ import annotations

import datetime as dt
import json
import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from obstore.store import MemoryStore
from prometheus_client.parser import text_string_to_metric_families

from published import NOW, publish, serving
from truemirror.serve.page import length, page
from truemirror.serve.status import Status, status
from truemirror.serve.traffic import Amount, Count, Key
from truemirror.serve.views import Latest
from truemirror.store.mirror import Mirror
from truemirror.store.place import Place
from truemirror.store.report import REPORT, Fault, Part, Report, read_report, write_report

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUR = dt.timedelta(hours=1)
REPORTED = Report(
    synced_at=NOW + HOUR,
    good_at=NOW - 48 * HOUR,
    parts=(
        Part("channel stable", 1, 1, NOW, NOW),
        Part("channel nightly", 30, 29, NOW, NOW - 25 * HOUR),
        Part("crates", 250_000, 249_999),
    ),
    faults=(Fault("crate <b>", "https://x/?a&b: upstream answers 500, 5 times", NOW - 30 * HOUR),),
)


@pytest.fixture
def mirror() -> Mirror:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, {"dist/a": b"12345", "index/b": b"123"})
    return mirror


def now(mirror: Mirror, after: dt.timedelta = 2 * HOUR) -> Status:
    return status(mirror, Latest(mirror), NOW + after, 24 * HOUR)


def text(html: str) -> str:
    """What a reader of a page sees."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL).split())


def test_a_report_is_read_as_it_was_written(mirror: Mirror) -> None:
    assert read_report(mirror.place) is None
    write_report(mirror.place, REPORTED)
    assert read_report(mirror.place) == REPORTED
    mirror.place.write(REPORT, b"{}")
    assert read_report(mirror.place) is None


def test_lag_and_completeness_are_told_by_part(mirror: Mirror) -> None:
    write_report(mirror.place, REPORTED)
    told = now(mirror)
    assert [part.lag for part in told.parts] == [0, 25 * 3600, None]
    assert [part.completeness for part in told.parts] == [1, 29 / 30, 249_999 / 250_000]
    assert told.bytes == 8
    assert told.generation == 1


def test_the_page_tells_the_worst_first(mirror: Mirror) -> None:
    html = page(now(mirror), [], "http://m.example")
    assert "This mirror is served" in html
    write_report(mirror.place, REPORTED)
    html = page(now(mirror), [], "http://m.example")
    assert '<h1 class="bad">1 thing is delayed</h1>' in html
    seen = text(html)
    assert "channel nightly 1 day 29 of 30 2026-05-31 11:00 2026-06-01 12:00" in seen
    assert "crates not known 249,999 of 250,000 not known not known" in seen
    assert "crate &lt;b&gt; for 1 day https://x/?a&amp;b: upstream answers 500, 5 times" in seen
    assert "Generation 1, published 2 hours ago" in seen
    assert "Last sync 1 hour ago" in seen
    assert "export RUSTUP_DIST_SERVER=http://m.example " in seen
    assert 'registry = "sparse+http://m.example/index/"' in seen
    write_report(mirror.place, Report(NOW, NOW, REPORTED.parts))
    assert "Behind upstream: channel nightly, crates</h1>" in page(now(mirror), [], "")
    write_report(mirror.place, Report(NOW, NOW, REPORTED.parts[:1]))
    assert '<h1 class="good">As upstream had it 2 hours ago</h1>' in page(now(mirror), [], "")
    empty = Mirror(Place(MemoryStore(), "memory:///"))
    assert "Nothing is published yet" in page(now(empty), [], "")


def test_what_a_sync_found_tells_nothing_after_days(mirror: Mirror) -> None:
    write_report(mirror.place, Report(NOW, NOW, REPORTED.parts[:1]))
    assert "As upstream had it 1 day ago" in page(now(mirror, 24 * HOUR), [], "")
    late = now(mirror, 73 * HOUR)
    assert '<h1 class="bad">Not synced for 3 days</h1>' in page(late, [], "")
    write_report(mirror.place, REPORTED)
    assert "Not synced for 3 days</h1>" in page(now(mirror, 74 * HOUR), [], "")


def test_a_report_that_cannot_be_read_is_told(mirror: Mirror) -> None:
    mirror.place.write(REPORT, b"{")
    assert "How far it is behind is not known: the next sync will tell." in page(
        now(mirror), [], ""
    )
    with serving(mirror) as address:
        assert ("truemirror_faults",) not in metrics_at(address)


def test_a_mirror_that_cannot_be_read_is_told_as_such(
    mirror: Mirror, caplog: pytest.LogCaptureFixture
) -> None:
    mirror.place.write("current.json", b"{")
    with serving(mirror) as address:
        for path in ("status", "status.json", "metrics", "dist/a"):
            with pytest.raises(urllib.error.HTTPError) as failed:
                got(f"{address}/{path}")
            assert failed.value.code == 503
            assert failed.value.headers["Retry-After"]
            failed.value.close()
    assert "/status: current.json cannot be read: run `truemirror verify`" in caplog.text
    assert "Traceback" not in caplog.text


def test_the_page_stays_short(mirror: Mirror) -> None:
    faults = tuple(Fault(f"crate c{n}", "?", NOW + n * HOUR / 100) for n in range(1000))
    write_report(mirror.place, Report(NOW, NOW, (), faults[::-1]))
    html = page(now(mirror), [], "")
    assert "1,000 things are delayed" in html
    assert "crate c0</strong>" in html
    assert "crate c20</strong>" not in html
    assert "And 980 more" in html


def test_the_page_tells_what_was_asked_for_today(mirror: Mirror) -> None:
    counts = [
        Count(Key("2026-06-01", "index", 200), Amount(1000, 5_000_000)),
        Count(Key("2026-06-01", "index", 304), Amount(234, 0)),
    ]
    seen = text(page(now(mirror), counts, ""))
    assert "Requests today 1,234" in seen
    assert "index 1,234 5 MB" in seen


def test_metrics_are_what_prometheus_reads(mirror: Mirror) -> None:
    write_report(mirror.place, REPORTED)
    with serving(mirror) as address:
        for path in ("dist/a", "dist/a", "index/b"):
            got(f"{address}/{path}")
        found = metrics_at(address)
    assert found["truemirror_lag_seconds", "channel nightly"] == 25 * 3600
    assert found["truemirror_completeness_ratio", "channel nightly"] == 29 / 30
    assert ("truemirror_lag_seconds", "crates") not in found
    assert found["truemirror_faults",] == 1
    assert found["truemirror_good_sync_timestamp_seconds",] == (NOW - 48 * HOUR).timestamp()
    assert found["truemirror_requests_total", "manifest", "200"] == 2
    assert found["truemirror_sent_bytes_total", "manifest", "200"] == 10
    assert found["truemirror_requests_in_flight",] == 1
    assert found["truemirror_generation",] == 1


def metrics_at(address: str) -> Mapping[tuple[str, ...], float]:
    families = text_string_to_metric_families(got(f"{address}/metrics").decode())
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def test_programs_get_the_same_as_people(mirror: Mirror) -> None:
    write_report(mirror.place, REPORTED)
    with serving(mirror) as address:
        told = json.loads(got(f"{address}/status.json"))
        html = got(f"{address}/").decode()
    assert told["version"] == 1
    assert told["parts"][1]["lag"] == 25 * 3600
    assert told["faults"][0]["bundle"] == "crate <b>"
    assert f"RUSTUP_DIST_SERVER={address}" in html


def got(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  # of our own server
        data: bytes = answer.read()
        return data


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (7200, "2 hours"),
        (86400 * 1000, "1,000 days"),
    ],
)
def test_times_are_told_in_their_largest_unit(seconds: int, words: str) -> None:
    assert length(dt.timedelta(seconds=seconds)) == words

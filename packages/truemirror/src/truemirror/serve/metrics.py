"""The state of a mirror and of its server, as Prometheus reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from prometheus_client.metrics_core import Metric

    from truemirror.serve.status import Status
    from truemirror.serve.traffic import Amount

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(status: Status, counts: Mapping[tuple[str, int], Amount], in_flight: int) -> bytes:
    """All that a monitor may ask: lag and completeness by part, and requests by class."""
    registry = CollectorRegistry()
    registry.register(_Once([*_of_mirror(status), *_of_server(counts, in_flight)]))
    return generate_latest(registry)


class _Once(Collector):
    """Measures that were taken already."""

    def __init__(self, measures: list[Metric]) -> None:
        self._measures = measures

    def collect(self) -> Iterable[Metric]:
        return self._measures


def _of_mirror(status: Status) -> Iterator[Metric]:
    yield _gauge("generation", "The number of the generation that is served.", status.generation)
    yield _time("published", "When the generation was published.", status.published_at)
    yield _gauge("content_bytes", "The bytes of all files that are served.", status.bytes)
    yield _time("synced", "When a sync last ended.", status.synced_at)
    yield _time("good_sync", "When a sync last ended with nothing wrong.", status.good_at)
    faults = len(status.faults) if status.synced_at else None
    yield _gauge("faults", "Bundles that are not as upstream has them.", faults)
    lag = _family("lag_seconds", "How far a part is behind upstream.", "part")
    share = _family("completeness_ratio", "The share of a part that is whole, from 0 to 1.", "part")
    for part in status.parts:
        share.add_metric([part.name], part.completeness)
        if part.lag is not None:
            lag.add_metric([part.name], part.lag)
    yield from (lag, share)


def _of_server(counts: Mapping[tuple[str, int], Amount], in_flight: int) -> Iterator[Metric]:
    labels = ("kind", "status")
    requests = CounterMetricFamily("truemirror_requests", "Requests answered.", labels=labels)
    sent = CounterMetricFamily("truemirror_sent_bytes", "Bytes of bodies sent.", labels=labels)
    for (kind, status), amount in counts.items():
        requests.add_metric((kind, str(status)), amount.requests)
        sent.add_metric((kind, str(status)), amount.bytes)
    yield from (requests, sent)
    yield _gauge("requests_in_flight", "Requests that are being answered.", in_flight)


def _family(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"truemirror_{name}", text, labels=labels)


def _gauge(name: str, text: str, value: float | None) -> GaugeMetricFamily:
    family = _family(name, text)
    if value is not None:
        family.add_metric((), value)
    return family


def _time(name: str, text: str, moment: dt.datetime | None) -> GaugeMetricFamily:
    return _gauge(f"{name}_timestamp_seconds", text, moment.timestamp() if moment else None)

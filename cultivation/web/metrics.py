"""Figures for Prometheus: how much is asked, how long it takes, how the stores stand. Nothing of persons."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cultivation.web.desk import Desk

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # in which several processes add up what they count
REQUESTS = Counter("cultivation_requests", "Requests answered", ("route", "method", "status"))
SECONDS = Histogram(
    "cultivation_request_seconds",
    "How long answers took",
    ("face",),
    buckets=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
)


def counted(route: str, method: str, status: int, seconds: float) -> None:
    """Count an answer; `route` is a pattern, so no code of an enterprise comes to be a label."""
    face = route.split("/")[1] if route.startswith(("/api/", "/health", "/metrics", "/static/")) else "page"
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(face).observe(seconds)


class Stores(Collector):
    """How the stores stand at the moment of asking."""

    def __init__(self, desk: Desk, is_ready: bool) -> None:
        self._desk, self._is_ready = desk, is_ready

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        desk = self._desk
        made = GaugeMetricFamily("cultivation_info", "Which version it is", labels=("version",))
        made.add_metric((version("cultivation"),), 1)
        yield made
        yield GaugeMetricFamily("cultivation_ready", "Whether it can work", float(self._is_ready))
        if self._is_ready:
            with desk.record.reading() as reader:
                last = next(iter(reader.entries(limit=1, newest_first=True)), None)
            number = last.seq if last is not None else 0
            yield GaugeMetricFamily("cultivation_record_entries", "Entries of the record", number)
            yield from self._of_access()
        for name, file in (("record", desk.record.file), ("access_store", desk.door.access.store.file)):
            if file is not None and file.exists():
                size = file.stat().st_size
                yield GaugeMetricFamily(f"cultivation_{name}_bytes", f"Size of the file: {name}", size)
        going = sum(not each.is_done for each in desk.jobs.all())
        yield GaugeMetricFamily("cultivation_jobs_going", "Jobs that are not done, of this process", going)

    def _of_access(self) -> Iterator[Metric]:
        access = self._desk.door.access
        if access.store.is_made:
            number = len(access.all_sessions())
            yield GaugeMetricFamily("cultivation_sessions", "Sessions that last", number)


def figures(desk: Desk, is_ready: bool) -> bytes:
    """Return all figures as Prometheus reads them; of several processes, what all of them counted."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED_FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for each in (REQUESTS, SECONDS):
            registry.register(each)
    registry.register(Stores(desk, is_ready))
    return generate_latest(registry)


for _each in (REQUESTS, SECONDS):
    REGISTRY.unregister(_each)

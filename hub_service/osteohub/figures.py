"""Figures for Prometheus: requests, jobs, the age of the newest backup. They name routes, never addresses."""

import os
from collections.abc import Iterable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from osteohub.backup.models import Backup
from osteohub.database.base import now
from osteohub.events.models import Event
from osteohub.hub import Hub
from osteohub.jobs.models import Job

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where workers keep their counts, so that each can tell those of all."""


class Figures:
    """Counts of this server; of several workers each tells the sum."""

    def __init__(self, hub: Hub) -> None:
        self.registry = CollectorRegistry()
        own = None if SHARED in os.environ else self.registry
        self._count = Counter("osteohub_requests", "Requests answered", ["method", "route", "status"], registry=own)
        self._seconds = Histogram("osteohub_request_seconds", "Time to an answer", ["route"], registry=own)
        if own is None:
            from prometheus_client.multiprocess import MultiProcessCollector

            MultiProcessCollector(self.registry)  # pyright: ignore[reportArgumentType]
        else:
            ProcessCollector(registry=self.registry)
        self.registry.register(_Stock(hub))

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._count.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Stock(Collector):
    """What stands in the database, asked when somebody looks."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def describe(self) -> Iterable[Any]:
        return ()  # so that nothing is asked when it is registered

    def collect(self) -> Iterable[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("osteohub_jobs", "Jobs by state", labels=["kind", "state"])
        with self._hub.database.read() as session:
            counted = select(Job.kind, Job.state, func.count()).where(Job.state != "done").group_by(Job.kind, Job.state)
            for kind, state, count in session.execute(counted):
                jobs.add_metric([kind, state], count)
            oldest = session.scalars(select(func.min(Job.created_at)).where(Job.state == "waiting")).one()
            saved = session.scalars(select(func.max(Backup.at))).one()
            waiting = session.scalars(select(func.count()).where(Event.number.is_(None))).one()
        yield jobs
        yield GaugeMetricFamily("osteohub_events_waiting", "Events that nobody was told of yet", value=waiting)
        yield _age("osteohub_oldest_job_seconds", "Age of the oldest job that waits; 0 where none does", oldest)
        if saved is not None:
            yield _age("osteohub_backup_age_seconds", "Since the newest backup; missing where there was none", saved)


def _age(name: str, words: str, moment: Any) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=0.0 if moment is None else (now() - moment).total_seconds())

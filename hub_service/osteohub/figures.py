"""Figures for Prometheus: requests, jobs, sweeps, the disk, the newest backup. They name routes, never addresses."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from osteohub.backup.models import Backup
from osteohub.database.base import now
from osteohub.events.models import Event, PluginFeed
from osteohub.events.numbers import head
from osteohub.hub import Hub
from osteohub.jobs.models import Job, Sweep
from osteohub.library.models import Upload

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
    """What stands in the database and on the disk, asked when somebody looks."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def describe(self) -> Iterable[Any]:
        return ()  # so that nothing is asked when it is registered

    def collect(self) -> Iterable[GaugeMetricFamily]:
        yield from _disk(self._hub)
        try:
            with self._hub.database.read() as session:
                found = [*_jobs(session), *_sweeps(session), *_plugins(self._hub, session), *_waiting(session)]
        except SQLAlchemyError:  # the other figures are wanted most when the database is away
            found = []
        yield _gauge("osteohub_database_up", "Whether the database answers", float(bool(found)))
        yield from found


def _disk(hub: Hub) -> Iterable[GaugeMetricFamily]:
    with suppress(OSError):
        disk = shutil.disk_usage(hub.settings.folder)
        yield _gauge("osteohub_disk_free_bytes", "Room on the disk of the hub's folder", disk.free)
        yield _gauge("osteohub_disk_bytes", "Size of the disk of the hub's folder", disk.total)


def _jobs(session: Session) -> Iterable[GaugeMetricFamily]:
    jobs = GaugeMetricFamily("osteohub_jobs", "Jobs by state", labels=["kind", "state"])
    counted = select(Job.kind, Job.state, func.count()).where(Job.state != "done").group_by(Job.kind, Job.state)
    for kind, state, count in session.execute(counted):
        jobs.add_metric([kind, state], count)
    yield jobs
    oldest = session.scalars(select(func.min(Job.created_at)).where(Job.state == "waiting")).one()
    yield _age("osteohub_oldest_job_seconds", "Age of the oldest job that waits; 0 where none does", oldest)


def _sweeps(session: Session) -> Iterable[GaugeMetricFamily]:
    ages = GaugeMetricFamily("osteohub_sweep_age_seconds", "Since each sweep was done last", labels=["sweep"])
    for one in session.scalars(select(Sweep)):
        ages.add_metric([one.name], (now() - one.at).total_seconds())
    yield ages


def _plugins(hub: Hub, session: Session) -> Iterable[GaugeMetricFamily]:
    behind = GaugeMetricFamily("osteohub_plugin_events_behind", "Events that a plugin was not told", labels=["plugin"])
    last = head(session)
    for one in session.scalars(select(PluginFeed).where(PluginFeed.plugin.in_(hub.plugins.names))):
        behind.add_metric([one.plugin], last - one.number)
    yield behind


def _waiting(session: Session) -> Iterable[GaugeMetricFamily]:
    events = session.scalars(select(func.count()).where(Event.number.is_(None))).one()
    yield _gauge("osteohub_events_waiting", "Events that nobody was told of yet", events)
    uploads = session.scalars(select(func.count()).select_from(Upload)).one()
    yield _gauge("osteohub_uploads_open", "Uploads that are not whole", uploads)
    saved = session.scalars(select(func.max(Backup.at))).one()
    if saved is not None:
        yield _age("osteohub_backup_age_seconds", "Since the newest backup; missing where there was none", saved)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _age(name: str, words: str, moment: Any) -> GaugeMetricFamily:
    return _gauge(name, words, 0.0 if moment is None else (now() - moment).total_seconds())

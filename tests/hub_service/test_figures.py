"""Figures: what waits, what failed, how old the newest backup is; and whether the hub can work."""

import os
import re
import subprocess
import sys
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from osteohub.backup.models import Backup
from osteohub.database.base import now
from osteohub.events.models import Event, PluginFeed
from osteohub.figures import Figures
from osteohub.jobs.models import Sweep
from osteohub.jobs.service import ask
from osteohub.library.models import Resource, Upload, Version


def values(text: str) -> dict[str, float]:
    """By name and labels, as Prometheus' own parser reads them."""
    found = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(one.labels.items()))
            found[f"{one.name}{{{labels}}}"] = one.value
    return found


def test_jobs_and_backups_are_told(region, browser):
    hub, client = region.hub, browser(None)
    before = values(client.get("/metrics").text)
    assert "osteohub_backup_age_seconds{}" not in before and before["osteohub_oldest_job_seconds{}"] == 0
    with hub.database.write() as session:
        ask(session, "work", "x", {}).created_at = now() - timedelta(hours=2)
        ask(session, "work", "y", {}).state = "failed"
        session.add(Backup(at=now() - timedelta(days=3), files=1, size=1))
        session.add(Event(kind="test", subject_kind="x", subject_id="y"))
        session.add(Backup(at=now() - timedelta(days=2), files=1, size=1))
    after = values(client.get("/metrics").text)
    assert before["osteohub_events_waiting{}"] + 1 == after["osteohub_events_waiting{}"]
    assert after["osteohub_jobs{kind=work,state=waiting}"] == after["osteohub_jobs{kind=work,state=failed}"] == 1
    assert 7200 <= after["osteohub_oldest_job_seconds{}"] < 7300
    assert 172_800 <= after["osteohub_backup_age_seconds{}"] < 172_900
    assert after["osteohub_requests_total{method=GET,route=/metrics,status=200}"] == 1
    assert after["osteohub_request_seconds_count{route=/metrics}"] == after["osteohub_database_up{}"] == 1
    assert 0 < after["osteohub_disk_free_bytes{}"] < after["osteohub_disk_bytes{}"]


def test_sweeps_uploads_and_plugins_that_were_not_told(small_region, small_browser, monkeypatch):
    hub, client = small_region.hub, small_browser("county teacher")
    monkeypatch.setattr(type(hub.plugins), "names", ("ours",))
    person, place = small_region.person("county", "teacher"), small_region.places["county"]
    words = dict.fromkeys(("title", "kind", "body_system", "specialty", "difficulty"), "骨")
    with hub.database.write() as session:
        resource = Resource(organisation_id=place, created_by=person)
        session.add(resource)
        session.flush()
        version = Version(resource_id=resource.id, organisation_id=place, author_id=person, **words)
        session.add(version)
        session.flush()
        session.add(Upload(version_id=version.id, person_id=person, name="x", length=1))
        session.add(Sweep(name="grants", at=now() - timedelta(hours=2)))
        session.add_all([Event(kind="test", subject_kind="x", subject_id="y", number=number) for number in (1, 2, 3)])
        session.add_all([PluginFeed(plugin="ours", number=1), PluginFeed(plugin="gone", number=0)])
    told = values(client.get("/metrics").text)
    assert told["osteohub_uploads_open{}"] == 1 and told["osteohub_plugin_events_behind{plugin=ours}"] == 2
    assert 7200 <= told["osteohub_sweep_age_seconds{sweep=grants}"] < 7300
    assert "osteohub_plugin_events_behind{plugin=gone}" not in told


def test_a_hub_without_its_database_lives_but_is_not_ready(small_hub, small_browser):
    client = small_browser(None)
    assert client.get("/readyz").text == "ready\n" and client.get("/healthz").text == "ok\n"
    moved = small_hub.settings.folder / "hub.elsewhere"
    small_hub.database.close()
    file = small_hub.settings.database_url.removeprefix("sqlite:///")
    os.rename(file, moved)
    os.mkdir(file)
    assert [client.get(f"/{one}z").status_code for one in ("ready", "health", "live")] == [503, 503, 200]
    told = values(client.get("/metrics").text)
    assert told["osteohub_database_up{}"] == 0 and "osteohub_jobs" not in str(told)
    assert told["osteohub_requests_total{method=GET,route=/readyz,status=503}"] == 1


WORKER = """
import sys
from types import SimpleNamespace
from osteohub.figures import Figures
figures = Figures(SimpleNamespace())
figures.answered("GET", "/x", 200, 0.01)
figures.registry._collector_to_names = {k: v for k, v in figures.registry._collector_to_names.items()
                                        if type(k).__name__ != "_Stock"}
print(figures.text().decode())
"""


def test_workers_tell_the_sum_of_all(tmp_path):
    told = ""
    for _ in range(2):
        told = subprocess.run(
            [sys.executable, "-c", WORKER], env={"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}, capture_output=True,
            text=True, check=True,
        ).stdout  # fmt: skip
    assert re.search(r'osteohub_requests_total\{.*route="/x".*\} 2.0', told), told


def test_counts_of_two_hubs_in_a_process_do_not_mix(small_hub):
    one, other = Figures(small_hub), Figures(small_hub)
    one.answered("GET", "/x", 200, 0.01)
    assert 'route="/x"' in one.text().decode() and 'route="/x"' not in other.text().decode()

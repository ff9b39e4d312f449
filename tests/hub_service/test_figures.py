"""Figures: what waits, what failed, how old the newest backup is; and whether the hub can work."""

import os
import re
import subprocess
import sys
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from osteohub.backup.models import Backup
from osteohub.database.base import now
from osteohub.events.models import Event
from osteohub.figures import Figures
from osteohub.jobs.service import ask


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


def test_a_hub_without_its_database_lives_but_is_not_ready(small_hub, small_browser):
    client = small_browser(None)
    assert client.get("/readyz").text == "ready\n" and client.get("/healthz").text == "ok\n"
    moved = small_hub.settings.folder / "hub.elsewhere"
    small_hub.database.close()
    file = small_hub.settings.database_url.removeprefix("sqlite:///")
    os.rename(file, moved)
    os.mkdir(file)
    assert [client.get(f"/{one}z").status_code for one in ("ready", "health", "live")] == [503, 503, 200]


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

"""Batches on real Dask workers: local processes, and a scheduler with a worker over TCP on the loopback."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
from typer.testing import CliRunner

from jobs.batch_cases import play
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.cli.app import app
from osteokit.jobs.batch import BatchOptions, run_batch
from osteokit.jobs.cohort import CohortCase, read_cohort
from services.orthanc import free_port

pytest.importorskip("distributed")

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture
def cohort(tmp_path):
    """``cohort(a="ok", b="bad")`` writes the sources and gives the cases."""

    def make(**plan: str) -> tuple[CohortCase, ...]:
        folder = tmp_path / "cohort"
        folder.mkdir(exist_ok=True)
        for name, word in plan.items():
            (folder / f"{name}.nrrd").write_text(word, encoding="utf-8")
        return read_cohort(folder)

    return make


def started(tmp_path: Path) -> list[str]:
    log = tmp_path / "cohort" / "started.txt"
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


def state_file(out: Path) -> dict:
    return json.loads((out / "batch.json").read_text(encoding="utf-8"))


def wait_for(condition, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_bad_faulty_and_crashing_cases_never_stop_the_rest(cohort, tmp_path):
    cases = cohort(a="ok", b="bad", c="fault", d="crash", e="ok", f="slow 1.5")
    out = tmp_path / "out"
    overall: list[float] = []
    seen: list[tuple[str, float, str]] = []
    states = run_batch(
        cases, out, run_case=play, workers=2,
        progress=lambda fraction, message: overall.append(fraction),
        watch=lambda *event: seen.append(event),
    )  # fmt: skip
    by_name = {s.name: s for s in states}
    assert [s.name for s in states] == list("abcdef")
    assert [s.state for s in states] == ["done", "failed", "failed", "failed", "done", "done"]
    assert by_name["b"].sentence == "This is no CT; scan again."
    assert "ZeroDivisionError" in by_name["c"].sentence and "in _fault" in by_name["c"].details
    assert "worker process died" in by_name["d"].sentence
    assert (by_name["a"].bones, by_name["a"].metal, by_name["a"].warnings) == (1, 0, 1)
    content = state_file(out)
    assert content["finished"] and [c["name"] for c in content["cases"]] == list("abcdef")
    assert content["cases"][1]["sentence"] == "This is no CT; scan again."
    assert {p.name for p in out.iterdir()} >= {"a", "e", "f", "batch.json"}
    assert not (out / "b" / "summary.json").exists()
    assert overall[-1] == 1.0 and any(name == "f" and message == "thinking" for name, _, message in seen)
    assert started(tmp_path).count("d") == 1, "a case that kills its worker is not tried on the next one"


def test_a_second_run_does_only_what_is_not_done(cohort, tmp_path):
    cases = cohort(a="ok", b="bad", c="ok", d="ok")
    out = tmp_path / "out"
    run_batch(cases, out, run_case=play, workers=1)
    (out / "c" / "summary.json").write_text('{"bones": [')  # half-written, as no run of ours leaves it
    (out / "d" / "summary.json").unlink()
    (tmp_path / "cohort" / "b.nrrd").write_text("ok")
    before = started(tmp_path)
    states = run_batch(cases, out, run_case=play, workers=1)
    assert sorted(started(tmp_path)[len(before) :]) == ["b", "c", "d"]
    assert {s.state for s in states} == {"done"}
    assert run_batch(cases, out, run_case=play, workers=1) and len(started(tmp_path)) == len(before) + 3


def test_other_options_on_the_same_folder_are_refused(cohort, tmp_path):
    cases = cohort(a="ok")
    run_batch(cases, tmp_path / "out", run_case=play, workers=1)
    with pytest.raises(OsteoError, match="made with other options"):
        run_batch(cases, tmp_path / "out", BatchOptions(resample=True), run_case=play, workers=1)


def test_cancelling_leaves_a_clean_state_and_the_next_run_goes_on(cohort, tmp_path):
    cases = cohort(a="ok", b="slow 60", c="ok")
    out = tmp_path / "out"

    def cancel_in_b(name: str, fraction: float, message: str) -> None:
        if name == "b" and message == "thinking":
            raise Cancelled

    start = time.monotonic()
    with pytest.raises(Cancelled):
        run_batch(cases, out, run_case=play, workers=1, watch=cancel_in_b)
    assert time.monotonic() - start < 40
    assert [(c["name"], c["state"]) for c in state_file(out)["cases"]] == [
        ("a", "done"),
        ("b", "waiting"),
        ("c", "waiting"),
    ]
    (tmp_path / "cohort" / "b.nrrd").write_text("ok")
    assert {s.state for s in run_batch(cases, out, run_case=play, workers=1)} == {"done"}
    assert started(tmp_path) == ["a", "b", "b", "c"]
    assert not list((out / "b").glob(".part-*"))


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (TESTS, TESTS.parent / "modules")))}


@contextlib.contextmanager
def running(*words: str, log: Path) -> Iterator[subprocess.Popen]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *words], stdout=file, stderr=file, env=environment(), start_new_session=True
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_kill_9_in_the_middle_and_resume(cohort, tmp_path):
    cases = cohort(a="ok", b="slow 600", c="ok")
    out = tmp_path / "out"
    script = str(Path(__file__).parent / "run_batch_here.py")
    with running(script, str(tmp_path / "cohort"), str(out), log=tmp_path / "driver.log") as driver:
        wait_for(lambda: "b" in started(tmp_path))
        worker = int((tmp_path / "cohort" / "started.txt").read_text().splitlines()[-1].split()[1])
        os.kill(driver.pid, signal.SIGKILL)
        driver.wait()
        wait_for(lambda: not alive(worker))
    assert [c["state"] for c in state_file(out)["cases"]] == ["done", "waiting", "waiting"]
    assert not (out / "b" / "summary.json").exists()
    (tmp_path / "cohort" / "b.nrrd").write_text("ok")
    assert {s.state for s in run_batch(cases, out, run_case=play, workers=1)} == {"done"}
    assert started(tmp_path) == ["a", "b", "b", "c"]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_ctrl_c_leaves_a_clean_state(cohort, tmp_path):
    cohort(a="ok", b="slow 600")
    out = tmp_path / "out"
    script = str(Path(__file__).parent / "run_batch_here.py")
    with running(script, str(tmp_path / "cohort"), str(out), log=tmp_path / "driver.log") as driver:
        wait_for(lambda: "b" in started(tmp_path))
        worker = int((tmp_path / "cohort" / "started.txt").read_text().splitlines()[-1].split()[1])
        os.killpg(driver.pid, signal.SIGINT)
        driver.wait(60)
        wait_for(lambda: not alive(worker))
    assert [c["state"] for c in state_file(out)["cases"]] == ["done", "waiting"]


@pytest.fixture
def cluster(tmp_path):
    """A real ``dask scheduler`` and ``dask worker`` as processes of their own; yields the address."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = ("-m", "dask", "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard",
              "--local-directory", str(tmp_path / "scratch"))  # fmt: skip
    with running(*scheduler, log=tmp_path / "scheduler.log"):
        wait_for(lambda: "Scheduler at" in (tmp_path / "scheduler.log").read_text())
        with running(*worker, log=tmp_path / "worker.log"):
            yield address


def test_a_cluster_over_tcp(cohort, tmp_path, cluster):
    cases = cohort(a="ok", b="bad", c="ok")
    states = run_batch(cases, tmp_path / "out", run_case=play, scheduler=cluster)
    assert [s.state for s in states] == ["done", "failed", "done"]


def test_cancelling_stops_the_case_on_the_cluster(cohort, tmp_path, cluster):
    cases = cohort(a="slow 600")

    def cancel(name: str, fraction: float, message: str) -> None:
        if message == "thinking":
            raise Cancelled

    with pytest.raises(Cancelled):
        run_batch(cases, tmp_path / "out", run_case=play, scheduler=cluster, watch=cancel)
    (tmp_path / "cohort" / "a.nrrd").write_text("ok")
    states = run_batch(cases, tmp_path / "out", run_case=play, scheduler=cluster)
    assert [s.state for s in states] == ["done"], "the worker was free again"


def test_a_scheduler_that_is_not_there_is_told(cohort, tmp_path, monkeypatch):
    monkeypatch.setattr("osteokit.jobs.dask_workers.CONNECT_S", 1)
    cases = cohort(a="ok")
    for address in ("nonsense", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://a b:1"):
        with pytest.raises(OsteoError, match="looks like tcp://host:8786"):
            run_batch(cases, tmp_path / "out", run_case=play, scheduler=address)
    with pytest.raises(OsteoError, match="does not answer"):
        run_batch(cases, tmp_path / "out", run_case=play, scheduler=f"tcp://127.0.0.1:{free_port()}")
    assert state_file(tmp_path / "out")["cases"][0]["state"] == "waiting"


@pytest.mark.slow
def test_a_scheduler_that_dies_in_the_middle_is_told_and_nothing_is_called_failed(cohort, tmp_path):
    cases = cohort(a="ok", b="slow 600", c="ok")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = ("-m", "dask", "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard",
              "--local-directory", str(tmp_path / "scratch"))  # fmt: skip
    with running(*scheduler, log=tmp_path / "s.log") as boss, running(*worker, log=tmp_path / "w.log"):

        def kill(name: str, fraction: float, message: str) -> None:
            if message == "thinking":
                os.killpg(boss.pid, signal.SIGKILL)

        start = time.monotonic()
        with pytest.raises(OsteoError, match="connection to the Dask scheduler was lost"):
            run_batch(cases, tmp_path / "out", run_case=play, scheduler=address, watch=kill)
        assert time.monotonic() - start < 60
    assert [c["state"] for c in state_file(tmp_path / "out")["cases"]] == ["done", "waiting", "waiting"]


def test_without_dask_it_says_how_to_install(cohort, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OsteoError, match=r"slicerosteo\[cluster\]"):
        run_batch(cohort(a="ok"), tmp_path / "out", run_case=play)


def write_ball(path: Path) -> None:
    """A ball of cortex with marrow in soft tissue and air: the simplest bone that the real job finds."""
    k, j, i = np.mgrid[:40, :44, :48]
    r = np.sqrt((k - 20) ** 2 + (j - 22) ** 2 + (i - 24) ** 2)
    voxels = np.select([r < 9, r < 13, r < 18], [300, 1200, 40], -1000).astype(np.int16)
    image = sitk.GetImageFromArray(voxels)
    image.SetSpacing((1.5, 1.5, 1.5))
    sitk.WriteImage(image, str(path))


def test_the_real_job_from_the_command_line(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "cohort"
    folder.mkdir()
    write_ball(folder / "ball.nii.gz")
    (folder / "broken.nii.gz").write_bytes(b"not an image")
    result = CliRunner().invoke(app, ["batch", str(folder), "--out", str(tmp_path / "out"), "--workers", "1"])
    assert result.exit_code == 1, result.output
    assert "1 of 2 cases done" in result.output and "broken: " in result.output
    states = {c["name"]: c for c in state_file(tmp_path / "out")["cases"]}
    assert states["ball"]["state"] == "done" and states["ball"]["bones"] >= 1
    assert states["broken"]["state"] == "failed" and states["broken"]["details"] == "", "a refusal, not a fault"
    assert list((tmp_path / "out" / "ball" / "bones").glob("*.stl"))

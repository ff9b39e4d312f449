"""osteo igtl simulate, watch and record: as programs against each other."""

import json
import os
import re
import signal
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.tracking.devices.motions import circle
from osteokit.tracking.devices.recorder import Recorder
from osteokit.tracking.devices.recording import read_recording
from osteokit.tracking.devices.simulated import SimulatedDevice


def run(*words):
    return CliRunner().invoke(app, ["igtl", *map(str, words)], catch_exceptions=True)


@pytest.fixture
def simulated():
    """``simulated(*words)``: a running ``osteo igtl simulate``; its port."""
    started = []

    def start(*words):
        command = [sys.executable, "-m", "osteokit.cli.app", "igtl", "simulate", *map(str, words), "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        line = process.stdout.readline().decode()
        found = re.fullmatch(r"Listening on 127\.0\.0\.1:(\d+)\s*", line)
        assert found, (line, process.stderr.read().decode() if process.poll() is not None else "")
        return int(found.group(1))

    yield start
    for process in started:
        if sys.platform == "win32":
            process.kill()
        else:
            os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=20)


def test_a_simulated_tracker_is_watched_recorded_and_replayed(simulated, tmp_path):
    port = simulated("tracker", "--motion", "circle", "--rate", "100")
    watched = run("watch", f"127.0.0.1:{port}", "--seconds", "2", "--json")
    assert watched.exit_code == 0, watched.output
    last = json.loads(watched.stdout.splitlines()[-1])
    assert last["light"] in ("green", "amber") and last["sentence_zh"]
    tool = next(tool for tool in last["tools"] if tool["name"] == "StylusToTracker")
    assert tool["seen"] and tool["rate_hz"] > 20 and np.shape(tool["pose"]) == (4, 4)
    file = tmp_path / "a.tracking.jsonl"
    recorded = run("record", f"127.0.0.1:{port}", "--out", file, "--seconds", "1")
    assert recorded.exit_code == 0 and "0 were left out" in recorded.stdout
    assert set(read_recording(file).tracks) == {"StylusToTracker", "ReferenceToTracker"}
    again = simulated("--replay", file)
    watched = run("watch", f"127.0.0.1:{again}", "--seconds", "1.5")
    assert "StylusToTracker" in watched.stdout


def test_a_device_that_is_not_there_is_red_and_tells_why(tmp_path):
    with SimulatedDevice(circle) as device:
        port = device.port
    watched = run("watch", f"127.0.0.1:{port}", "--seconds", "1")
    assert watched.exit_code == 0 and watched.stdout.startswith("red") and "check address and port" in watched.stdout
    recorded = run("record", f"127.0.0.1:{port}", "--out", tmp_path / "a.tracking.jsonl", "--seconds", "0.5")
    assert recorded.exit_code == 0 and recorded.stdout.startswith("0 poses") and "check address" in recorded.output


def test_a_simulated_device_has_a_name():
    watched = run("watch", "simulated-arm", "--seconds", "1")
    assert watched.exit_code == 0 and "Stylus" in watched.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["robot"], "tracker and haptic"),
        (["--motion", "dance"], "still, pivot, spin, circle, wander"),
        (["--fault", "fire"], "stall, vanish"),
        (["--rate", "0"], "frames a second"),
        (["--noise", "-1"], "0 or more"),
        (["--replay", "nowhere.tracking.jsonl"], "cannot be read"),
    ],
)
def test_what_cannot_be_simulated_is_refused(words, sentence):
    result = run("simulate", *words, "--port", "0")
    assert isinstance(result.exception, OsteoError) and sentence in str(result.exception)


def test_a_recording_becomes_a_scene(tmp_path):
    pytest.importorskip("slicer")
    with Recorder(tmp_path / "a.tracking.jsonl") as recorder:
        for number in range(5):
            recorder.put("Stylus", np.eye(4), recorder._began + 0.02 * number)
    result = run("sequence", tmp_path / "a.tracking.jsonl", "--out", tmp_path / "a.mrb")
    assert result.exit_code == 0 and result.stdout.startswith("1 tools over 0.1 s"), result.output
    assert any(name.endswith(".seq.mha") for name in zipfile.ZipFile(tmp_path / "a.mrb").namelist())
    result = run("sequence", tmp_path / "a.tracking.jsonl", "--out", tmp_path / "a.scene")
    assert isinstance(result.exception, OsteoError) and "must end in .mrb" in str(result.exception)


def test_a_recording_is_never_written_over(tmp_path):
    (tmp_path / "a.tracking.jsonl").write_text("mine")
    result = run("record", "simulated-tracker", "--out", tmp_path / "a.tracking.jsonl", "--seconds", "0.2")
    assert isinstance(result.exception, OsteoError) and "there already" in str(result.exception)
    assert (tmp_path / "a.tracking.jsonl").read_text() == "mine"

"""Recordings: round trips, a killed program, broken files, replay; and sequences that PLUS recorded."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.devices import recorder as recorder_module
from osteokit.tracking.devices.motions import circle, pose
from osteokit.tracking.devices.plus_sequence import read_plus_sequence, read_tracked
from osteokit.tracking.devices.recorder import Recorder
from osteokit.tracking.devices.recording import (
    Track,
    TrackedRecording,
    head_line,
    mark_line,
    pose_line,
    read_recording,
    replayed,
    write_recording,
)
from tracking.recorded import plus_sequence


def some(count=30, seed=0):
    random = np.random.default_rng(seed)
    tracks = {}
    for name in ("StylusToTracker", "探针"):
        turns = Rotation.random(count, random_state=seed)
        poses = np.array([pose(turn, random.uniform(-500, 500, 3)) for turn in turns])
        tracks[name] = Track(np.cumsum(random.uniform(0.01, 0.03, count)), poses)
    return TrackedRecording("跟踪仪 1", "2026-01-31T09:00:00Z", tracks, ((0.2, "lost: 跟踪仪 1"),))


def test_a_recording_is_read_back_as_it_was_written(tmp_path):
    before = some()
    write_recording(before, tmp_path / "a.tracking.jsonl")
    after = read_recording(tmp_path / "a.tracking.jsonl")
    assert (after.device, after.started, after.marks) == (before.device, before.started, before.marks)
    for name, track in before.tracks.items():
        np.testing.assert_allclose(after.tracks[name].time_s, track.time_s, atol=1e-6)
        np.testing.assert_allclose(after.tracks[name].poses, track.poses, atol=1e-6)


def test_it_replays_at_its_pace_with_its_gaps_and_begins_anew():
    times = np.array([1.0, 1.1, 1.2, 3.0, 3.1])
    poses = np.array([pose(Rotation.identity(), np.array([float(n), 0, 0])) for n in range(5)])
    recording = TrackedRecording("t", "", {"S": Track(times, poses)})
    assert recording.duration_s == 3.1
    motion = replayed(recording)  # its time 0 is the first pose
    found = [motion(time_s)["S"] for time_s in (0.0, 0.05, 0.15, 0.25, 0.9, 2.05, 2.1, 2.1 + 0.15)]
    assert [None if one is None else int(one[0, 3]) for one in found] == [0, 0, 1, 2, None, 3, 0, 1]
    with pytest.raises(OsteoError, match="holds no pose"):
        replayed(TrackedRecording("t", "", {}))


def test_a_recorder_writes_from_many_threads_and_never_over_a_file(tmp_path):
    path = tmp_path / "new" / "a.tracking.jsonl"
    with Recorder(path, "both") as recorder:
        threads = [
            threading.Thread(
                target=lambda n=n: [recorder.put(f"T{n}", np.eye(4), time.monotonic()) for _ in range(500)]
            )
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        recorder.mark("记号")
        with pytest.raises(OsteoError, match="there already"):
            Recorder(path)
    assert (recorder.count, recorder.lost, recorder.trouble) == (2000, 0, "")
    found = read_recording(path)
    assert {name: len(track.time_s) for name, track in found.tracks.items()} == dict.fromkeys(
        ("T0", "T1", "T2", "T3"), 500
    )
    assert found.marks[0][1] == "记号"
    recorder.put("T0", np.eye(4), time.monotonic())  # after its end: nothing happens
    recorder.close()


def test_what_comes_faster_than_it_can_be_written_is_counted_and_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_module, "_MOST_WAITING", 10)
    monkeypatch.setattr(recorder_module, "_WRITE_S", 3600.0)
    with Recorder(tmp_path / "a.tracking.jsonl") as recorder:
        for _ in range(25):
            recorder.put("S", np.eye(4), time.monotonic())
        assert (recorder.count, recorder.lost) == (10, 15)
        recorder._stopping.set()  # so that close() is the test's
        recorder._thread.join()

        class Full:
            def write(self, text):
                raise OSError(errno.ENOSPC, "no space")

            def close(self):
                recorder_file.close()

        recorder_file, recorder._file = recorder._file, Full()
        recorder._write()
        assert recorder.trouble.startswith("The disk is full")
        recorder.put("S", np.eye(4), time.monotonic())
        assert recorder.count == 10
        recorder_file.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_program_loses_a_quarter_of_a_second(tmp_path):
    path = tmp_path / "a.tracking.jsonl"
    script = (
        "import sys, time, pathlib, numpy as np\n"
        "from osteokit.tracking.devices.recorder import Recorder\n"
        "r = Recorder(pathlib.Path(sys.argv[1]), 'x')\n"
        "print('on', flush=True)\n"
        "while True:\n"
        "    r.put('S', np.eye(4), time.monotonic()); time.sleep(0.005)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline().strip() == b"on"
        began = time.monotonic()
        time.sleep(1.5)
        os.kill(process.pid, signal.SIGKILL)
        ran = time.monotonic() - began
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    found = read_recording(path)
    assert found.tracks["S"].time_s[-1] > ran - 0.25 - 0.35  # the machine may be busy


def test_a_last_line_that_was_cut_is_left_out(tmp_path):
    lines = [pose_line(t, "S", circle(t)["StylusToTracker"]) for t in (0.1, 0.2, 0.3)]
    whole = (head_line("x", "") + "".join(lines)).encode()
    for cut in range(1, len(lines[-1])):
        (tmp_path / "a.jsonl").write_bytes(whole[:-cut])
        assert len(read_recording(tmp_path / "a.jsonl").tracks["S"].time_s) == (3 if cut == 1 else 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no recording of tracked tools"),
        ("[]\n", "no recording"),
        ('{"format": "osteo.tracking/2"}\n', "no recording"),
        (head_line("x", "") + "{}\n", "line 2: neither a pose nor a mark"),
        (head_line("x", "") + mark_line(0, "a") + '{"t": 1, "tool": "S", "m": [1, 2]}\n', "line 3"),
        (head_line("x", "") + '{"t": true, "mark": "a"}\n', "line 2"),
        (head_line("x", "") + '{"t": 1, "tool": "S", "m": [NaN,0,0,0,0,1,0,0,0,0,1,0]}\n', "line 2"),
        (head_line("x", "") + '{"t": 1, "tool": 5, "m": [1,0,0,0,0,1,0,0,0,0,1,0]}\n', "line 2"),
        (head_line("x", "") + pose_line(2, "S", np.eye(4)) + pose_line(1, "S", np.eye(4)), "number 2 of S is earlier"),
        (head_line("x", "") + pose_line(2, "S", np.diag([2.0, 1, 1, 1])), "no rigid motion"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(tmp_path, text, words):
    (tmp_path / "a.tracking.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(OsteoError, match=words):
        read_recording(tmp_path / "a.tracking.jsonl")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OsteoError, match="cannot be read"):
        read_recording(tmp_path / "a.tracking.jsonl")
    with pytest.raises(OsteoError, match="cannot be read"):
        read_tracked(tmp_path / "a.mha")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=13) | st.dictionaries(st.sampled_from(["t", "tool", "m", "mark"]), inner),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(JSON.map(json.dumps) | st.text(max_size=30), max_size=6), st.binary(max_size=30))
def test_no_file_crashes_the_reader(tmp_path_factory, lines, tail):
    path = tmp_path_factory.mktemp("fuzz") / "a.tracking.jsonl"
    path.write_bytes((head_line("x", "") + "\n".join(lines)).encode("utf-8", "replace") + tail)
    try:
        read_recording(path)
    except OsteoError as refusal:
        assert "\n" not in str(refusal)
    path = path.with_suffix(".mha")
    path.write_bytes(b"Seq_Frame0000_SToTTransform = " + tail + b"\nSeq_Frame0000_Timestamp = 1\n" + tail)
    with pytest.raises(OsteoError):
        read_plus_sequence(path)


def plus_text(frames, status="OK"):
    lines = ["ObjectType = Image", "NDims = 3"]
    for number, (stamp, matrix) in enumerate(frames):
        numbers = " ".join(f"{value}" for value in np.ravel(matrix))
        lines += [
            f"Seq_Frame{number:04d}_StylusToTrackerTransform = {numbers} ",
            f"Seq_Frame{number:04d}_StylusToTrackerTransformStatus = {status if number == 1 else 'OK'}",
            f"Seq_Frame{number:04d}_Timestamp = {stamp}",
            f"Seq_Frame{number:04d}_ImageStatus = INVALID",
        ]
    return "\n".join([*lines, "ElementDataFile = LOCAL", ""])


def test_a_sequence_of_plus(tmp_path):
    frames = [(100.0 + 0.1 * n, circle(0.1 * n)["StylusToTracker"]) for n in range(4)]
    (tmp_path / "a.igs.mha").write_bytes(
        plus_text(frames, "INVALID").replace("\n", "\r\n").encode() + bytes(range(256))
    )
    found = read_tracked(tmp_path / "a.igs.mha")
    track = found.tracks["StylusToTracker"]
    np.testing.assert_allclose(track.time_s, [0.0, 0.2, 0.3], atol=1e-9)  # the frame that is not OK is left out
    np.testing.assert_allclose(track.poses[1], frames[2][1], atol=1e-12)
    (tmp_path / "b.mha").write_text(plus_text(frames[::-1]))
    with pytest.raises(OsteoError, match="run backwards"):
        read_tracked(tmp_path / "b.mha")
    (tmp_path / "c.mha").write_text("ObjectType = Image\nElementDataFile = LOCAL\n")
    with pytest.raises(OsteoError, match="no tracked transforms"):
        read_tracked(tmp_path / "c.mha")


def test_a_real_sequence_of_plus_equals_another_reading_of_it(shared_data):
    path = shared_data / "tracking" / "plus" / "EightLandmarkPointsTrackedForPhantomRegistration.igs.mha"
    found = read_tracked(path)
    for name, track in found.tracks.items():
        times, matrices = plus_sequence(path, f"{name}Transform")
        assert len(times) == len(track.time_s) == 1000
        np.testing.assert_allclose(track.time_s, times - times[0], atol=1e-9)
        np.testing.assert_array_equal(track.poses, matrices)

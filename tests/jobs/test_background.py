"""A task in a worker process: progress, result, refusal, fault, cancelling; with real and with recorded processes."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Patient, Volume, VolumeSource
from osteokit.jobs import exchange, worker
from osteokit.jobs.background import BackgroundTask
from osteokit.segmentation.seeds import Seed
from osteokit.segmentation.segmentation import Segment, Segmentation


class Recorded:
    """A process that says fixed lines and ends."""

    def __init__(self, lines, code=0, errors=()):
        self.stdout, self.stderr, self.code, self.ended = iter(lines), iter(errors), code, False

    def poll(self):
        return self.code

    def terminate(self):
        self.ended = True

    def wait(self, timeout=None):
        return self.code


def _ended(task, seconds=60):
    end = time.monotonic() + seconds
    while not task.poll().finished:
        assert time.monotonic() < end
        time.sleep(0.02)
    return task.state


def _volume():
    voxels = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    ijk_to_ras = np.array([[0, -1.5, 0, 3], [0.5, 0, 0, 4], [0, 0, 2.0, 5], [0, 0, 0, 1.0]])
    source = VolumeSource(
        Path("a"), (Path("a/1"), Path("a/2")), "1.2", "1.3", "1.4", "头", "20260101", Patient("李^四")
    )
    return Volume(voxels, ijk_to_ras, "CT", source, ("a warning",))


def test_values_cross_the_folder_unchanged(tmp_path):
    volume = _volume()
    exchange.save_volume(volume, tmp_path)
    back = exchange.load_volume(tmp_path)
    np.testing.assert_array_equal(back.voxels, volume.voxels)
    np.testing.assert_array_equal(back.ijk_to_ras, volume.ijk_to_ras)
    assert (back.source, back.warnings, back.modality) == (volume.source, volume.warnings, "CT")
    segments = (Segment(2, "hip_left", 0.5, 3, ("x", "y")), Segment(9, "bone_1"))
    labels = np.zeros((4, 5, 6), np.uint16)
    labels[0, 0, 0], labels[1, 1, 1] = 2, 9
    exchange.save_segmentation(Segmentation(labels, volume.ijk_to_ras, segments, ("w",)), tmp_path)
    bones = exchange.load_segmentation(tmp_path)
    np.testing.assert_array_equal(bones.labels, labels)
    assert (bones.segments, bones.warnings) == (segments, ("w",))
    exchange.save_seeds((Seed("femur_left", np.array([[1.5, 2, 3], [4, 5, 6]])),), tmp_path)
    (seed,) = exchange.load_seeds(tmp_path)
    assert seed.key == "femur_left" and seed.points_ras.tolist() == [[1.5, 2, 3], [4, 5, 6]]


def test_progress_and_result_are_heard():
    lines = [
        '{"progress": 0.25, "message": "half way"}\n', "a stray print\n", '{"result": {"bones": 4}}\n',
    ]  # fmt: skip
    task = BackgroundTask({"task": "automatic"}, lambda folder: None, lambda command: Recorded(lines))
    state = _ended(task)
    assert (state.result, state.refusal, state.message, state.fraction) == ({"bones": 4}, "", "half way", 1.0)
    task.close()
    assert not task.folder.exists()


@pytest.mark.parametrize(
    ("lines", "errors", "part"),
    [
        (['{"refused": "No bone was found; lower the threshold."}\n'], [], "No bone was found"),
        (['{"fault": "KeyError: 3"}\n'], [], "KeyError: 3"),
        ([], ["Traceback\n", "MemoryError\n"], "MemoryError"),
        ([], [], "too little memory"),
    ],
)
def test_every_bad_end_is_one_sentence(lines, errors, part):
    task = BackgroundTask({"task": "automatic"}, lambda folder: None, lambda command: Recorded(lines, 1, errors))
    assert part in _ended(task).refusal
    task.close()


def test_a_failed_start_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def no_start(command):
        raise OSError(28, "No space left on device")

    with pytest.raises(OsteoError, match="No space left"):
        BackgroundTask({"task": "automatic"}, lambda folder: None, no_start)
    assert list(tmp_path.iterdir()) == []


def test_a_real_worker_refuses_in_one_sentence_and_forgets_the_request(tmp_path):
    def fill(folder):
        exchange.save_volume(_volume(), folder)
        labels = np.zeros((4, 5, 6), np.uint16)
        labels[1:3, 1:4, 1:5] = 1
        exchange.save_segmentation(Segmentation(labels, _volume().ijk_to_ras, (Segment(1, "sacrum"),)), folder)

    request = {"task": "export", "kinds": ["magic"], "folder": str(tmp_path), "language": "en", "password": "secret"}
    task = BackgroundTask(request, fill)
    assert _ended(task).refusal.startswith("There is no export named 'magic'")
    assert not (task.folder / "request.json").exists()
    task.close()


def test_a_real_worker_is_ended_by_cancelling():
    def endless(command):
        from osteokit.jobs.background import start_process

        return start_process((command[0], "-c", "import time; print('{}', flush=True); time.sleep(600)"))

    task = BackgroundTask({"task": "automatic"}, lambda folder: None, endless)
    task.cancel()
    assert task._process.poll() is not None
    assert task.poll().cancelled and task.poll().finished
    task.close()


def test_a_fault_of_ours_keeps_its_traceback_for_the_log(tmp_path, capsys):
    (tmp_path / "request.json").write_text(json.dumps({"task": "automatic", "bone_hu": 100}), encoding="utf-8")
    said = []
    assert worker.run_task(tmp_path, said.append) == 1
    assert said[-1]["fault"].startswith("FileNotFoundError")
    assert "Traceback" in capsys.readouterr().err


@given(st.lists(st.integers(0, 3), min_size=27, max_size=27), st.lists(st.integers(0, 2), min_size=27, max_size=27))
@settings(max_examples=60, deadline=None)
def test_added_bones_never_touch_the_others(present, clicked):
    """Independent statement: voxel by voxel in plain Python."""
    keys = {1: "femur_left", 2: "hip_left", 3: "bone_1"}
    asked = {1: "sacrum", 2: "femur_left"}
    grid = np.eye(4)

    def made(values, names):
        labels = np.array(values, np.uint16).reshape(3, 3, 3)
        return Segmentation(labels, grid, tuple(Segment(v, names[v]) for v in sorted(set(values) - {0})))

    bones, new = made(present, keys), made(clicked, asked)
    result = worker.added(bones, new)
    names = {s.label: s.key for s in result.segments}
    again = {asked[v] for v in set(clicked) - {0}}
    for old, fresh, got in zip(present, clicked, result.labels.ravel().tolist(), strict=True):
        kept = keys[old] if old and keys[old] not in again else ""
        assert names.get(got, "") == (kept or (asked[fresh] if fresh else ""))
    assert set(names) == set(np.unique(result.labels).tolist()) - {0}

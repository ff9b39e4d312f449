"""Sessions as files: whole, broken off at any byte, damaged."""

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.recording_file import (
    ARRAYS,
    FACTS,
    PART_EVENTS,
    PART_HEAD,
    PART_SAMPLES,
    SAMPLE,
    RecordingWriter,
    is_broken,
    read_recording,
    recording_of,
    write_recording,
)
from osteokit.simulation.values import Event, Recording

HEAD = {"rate_hz": 250.0, "tools": ["drill_2_5", "probe"], "scenario": "test", "level": "2", "hand": "手"}
EVENTS = (
    Event(0.0, "step_begun", "Step 1.", "步骤1。", name="one"),
    Event(0.1, "bleeding", "It bleeds.", "出血。", 80.0, "mL/min", (1.0, -2.0, 3.5), "artery"),
)


def samples(count, seed=0):
    random = np.random.default_rng(seed)
    rows = np.zeros(count, SAMPLE)
    for name in SAMPLE.names:
        rows[name] = random.integers(-3, 100, rows[name].shape) / 4
    rows["time_s"] = np.arange(count) / 250.0
    return rows


def assert_same(one: Recording, other: Recording):
    for item in fields(Recording):
        a, b = getattr(one, item.name), getattr(other, item.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b, err_msg=item.name)
        else:
            assert a == b, item.name


def test_a_whole_session_comes_back(tmp_path):
    recording = recording_of(samples(300), HEAD, EVENTS, {"removed_mm3": 12.5})
    write_recording(recording, tmp_path / "s")
    assert_same(read_recording(tmp_path / "s"), recording)
    assert_same(read_recording(tmp_path / "s" / FACTS), recording)
    assert not is_broken(tmp_path / "s")


def test_what_was_appended_is_there_without_an_end(tmp_path):
    writer, rows = RecordingWriter(tmp_path, HEAD), samples(100)
    writer.append(rows[:40], EVENTS[:1])
    writer.append(rows[40:], EVENTS[1:])
    assert is_broken(tmp_path)
    assert_same(read_recording(tmp_path), recording_of(rows, HEAD, EVENTS, {}))
    writer.close()
    write_recording(recording_of(rows, HEAD, EVENTS, {}), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [FACTS, ARRAYS]


@given(st.integers(0, 100 * SAMPLE.itemsize), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_a_kill_at_any_byte_costs_no_more_than_what_was_being_written(tmp_path_factory, at, events_at):
    folder, rows = tmp_path_factory.mktemp("kill"), samples(100)
    writer = RecordingWriter(folder, HEAD)
    writer.append(rows, EVENTS)
    writer.close()
    for name, kept in ((PART_SAMPLES, at), (PART_EVENTS, events_at)):
        (folder / name).write_bytes((folder / name).read_bytes()[:kept])
    recording = read_recording(folder)
    assert len(recording.time_s) == at // SAMPLE.itemsize
    np.testing.assert_array_equal(recording.tool_to_ras, rows["tool_to_ras"][: at // SAMPLE.itemsize])
    assert recording.events == EVENTS[: len(recording.events)]


def test_nothing_there_and_what_is_no_session(tmp_path):
    with pytest.raises(OsteoError, match="no session"):
        read_recording(tmp_path)
    (tmp_path / FACTS).write_text(json.dumps({"format": "osteo.recording/9", **HEAD}))
    with pytest.raises(OsteoError, match=r"osteo\.recording/1"):
        read_recording(tmp_path)
    (tmp_path / FACTS).unlink()
    (tmp_path / PART_HEAD).write_text('{"tools": 3}')
    with pytest.raises(OsteoError, match="damaged"):
        read_recording(tmp_path)


def test_a_number_that_is_none_is_not_written(tmp_path):
    with pytest.raises(OsteoError, match="none"):
        write_recording(recording_of(samples(3), HEAD, (), {"removed_mm3": float("nan")}), tmp_path)
    assert not list(tmp_path.iterdir())


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_files_are_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    write_recording(recording_of(samples(20), HEAD, EVENTS, {"a_mm3": 1.0}), folder)
    path = folder / data.draw(st.sampled_from([ARRAYS, FACTS]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    try:
        read_recording(folder)
    except OsteoError as refusal:
        assert str(refusal).endswith(".")

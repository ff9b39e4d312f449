"""A course against what was put into it, and files that were cut short."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.tracking.navigation.course import CourseFile, Moment, OnPlan, read_course, summary


def moment(time_s, distance=0.5, angle=1.0, depth=5.0, level=0, length=40.0):
    return Moment(time_s, distance, angle, depth, length - depth, level)


def test_what_a_course_comes_to():
    course = [
        moment(0.0, 9.0, 20.0, -3.0),  # before the entry: not judged
        moment(0.1, 1.0, 1.0, 1.0),
        moment(0.2, 3.0, 1.0, 20.0, level=3),
        moment(0.3, 1.0, 4.0, 41.5, level=3),
        moment(0.4, 1.0, None, 10.0, level=0),
        moment(0.5, 1.0, 1.0, -1.0, level=3),
    ]
    found = summary(course)
    assert found.in_bone_s == pytest.approx(0.4) and found.off_plan_s == pytest.approx(0.2)
    assert found.largest_distance_mm == 3.0 and found.largest_angle_deg == 4.0
    assert found.rms_distance_mm == pytest.approx(((1 + 9 + 1 + 1) / 4) ** 0.5)
    assert (found.deepest_mm, found.past_end_mm) == (41.5, 1.5)
    assert (found.distance_at_deepest_mm, found.angle_at_deepest_deg) == (1.0, 4.0)
    assert found.breaches == 2
    assert summary(course, OnPlan(5.0, 10.0)).off_plan_s == 0.0


def test_a_silence_of_the_tracker_counts_for_neither():
    found = summary([moment(0.0, 9.0), moment(0.5, 9.0), moment(20.0, 9.0), moment(20.1, 9.0)])
    assert found.in_bone_s == pytest.approx(0.6) == pytest.approx(found.off_plan_s)


def test_a_slow_course_counts_too():
    found = summary([moment(2.0 * n) for n in range(5)])
    assert found.in_bone_s == pytest.approx(8.0)


def test_a_tool_that_never_went_in():
    found = summary([moment(0.0, depth=-5.0), moment(1.0, depth=-4.0)])
    assert found.in_bone_s == 0 and found.largest_distance_mm is None and found.past_end_mm == 0


def test_no_moments_are_refused():
    with pytest.raises(OsteoError, match="never seen"):
        summary([])


numbers = st.floats(-1e6, 1e6)


@given(st.lists(st.builds(Moment, numbers, numbers, st.none() | numbers, numbers, numbers, st.integers(0, 3))))
def test_what_is_written_is_read(tmp_path_factory, moments):
    path = tmp_path_factory.mktemp("course") / "钻孔.jsonl"
    with CourseFile(path, {"target": "L3-left"}) as file:
        for one in moments:
            file.add(one)
    about, again = read_course(path)
    assert about["target"] == "L3-left" and again == tuple(moments)


def test_a_line_cut_short_is_left_out(tmp_path):
    path = tmp_path / "a.jsonl"
    with CourseFile(path, {}) as file:
        file.add(moment(0.0))
        file.add(moment(0.1))
    text = path.read_text()
    path.write_text(text[:-20])
    assert read_course(path)[1] == (moment(0.0),)


def test_every_moment_is_in_the_file_at_once(tmp_path):
    path = tmp_path / "a.jsonl"
    file = CourseFile(path, {})
    file.add(moment(0.0))
    assert read_course(path)[1] == (moment(0.0),)  # while it is open: as after a kill
    file.close()


def test_a_recording_is_never_overwritten(tmp_path):
    path = tmp_path / "a.jsonl"
    CourseFile(path, {}).close()
    with pytest.raises(OsteoError, match="exists already"):
        CourseFile(path, {})


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["not json"],
        [json.dumps({"format": "other"})],
        [json.dumps({"format": "osteo.course/1"}), "[1]", json.dumps(vars(moment(0.0)))],
        [json.dumps({"format": "osteo.course/1"}), json.dumps({"time_s": 1.0})],
        [json.dumps({"format": "osteo.course/1"}), json.dumps({**vars(moment(0.0)), "depth_mm": "deep"})],
        [json.dumps({"format": "osteo.course/1"}), json.dumps({**vars(moment(0.0)), "level": None})],
    ],
)
def test_what_is_no_course_is_refused(tmp_path, lines):
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(OsteoError, match=r"course"):
        read_course(path)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(OsteoError, match="cannot be read"):
        read_course(tmp_path / "none")


@given(st.binary(max_size=300) | st.just(b"[" * 100_000))
def test_bytes_that_are_no_course_are_refused(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "bytes.jsonl"
    path.write_bytes(raw)
    with pytest.raises(OsteoError):
        read_course(path)


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_lines_that_are_none_are_refused_or_left_out(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "lines.jsonl"
    path.write_bytes(b"\n".join([json.dumps({"format": "osteo.course/1"}).encode(), *lines]))
    with contextlib.suppress(OsteoError):
        assert read_course(path)[1] == ()

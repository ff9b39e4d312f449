"""The whole assessment: table, scores, pass marks, advice, experts, broken recordings."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.scores import reference_of, references_from, score_of
from osteokit.simulation.assessment.table import GROUPS, METRICS, metric
from osteokit.simulation.scenario import PassMark
from osteokit.simulation.values import Event
from osteokit.surface.primitives import box
from simulation.assessment.made_session import AXIS, ENTRY, drilled_hole, drilling_level, drilling_scenario

DONE = (Event(6.0, "step_done", "Done.", "完成。", name="hole"),)


def test_the_table_is_whole():
    for one in METRICS.values():
        assert one.english and one.chinese and one.group in GROUPS and one.method and one.method_chinese
        assert bool(one.scale_source) == bool(one.scale_source_chinese)
        assert (not one.scale and one.key != "duration_s") or one.scale_source
        values = [value for value, _ in one.scale]
        assert values == sorted(set(values))
        scores = [score for _, score in one.scale]
        assert scores == sorted(scores, reverse=one.better == "low")
        assert bool(one.advice_english) == bool(one.advice_chinese)
    with pytest.raises(OsteoError, match="no figure 'nothing'"):
        metric("nothing")


def test_every_figure_is_measured_or_said_to_be_missing():
    result = assess(drilled_hole(), drilling_scenario(), drilling_level())
    assert set(result.figures) | set(result.not_measured) == set(METRICS)
    assert not set(result.figures) & set(result.not_measured)
    assert {"plane_error_mm", "removed_in_plan_percent", "answer_s", "breach_mm"} <= set(result.not_measured)
    assert all(np.isfinite(one.value) for one in result.figures.values())
    assert all(one.score is None or 0 <= one.score <= 100 for one in result.figures.values())
    assert all(one.reference for one in result.figures.values() if one.score is not None)


def test_pass_marks_decide():
    good = assess(drilled_hole(3.0, events=DONE), drilling_scenario(), drilling_level())
    deep = assess(drilled_hole(7.0, events=DONE), drilling_scenario(), drilling_level())
    assert good.passed and good.value("plunge_mm") == pytest.approx(3.0, abs=0.02)
    assert deep.passed is False and deep.advice[0] == "plunge_mm"
    assert [mark.passed for mark in deep.marks] == [False, True]
    assert assess(drilled_hole(), drilling_scenario(), drilling_level(())).passed is None


def test_what_was_not_measured_is_not_passed():
    level = drilling_level([PassMark("plane_error_mm", 2.0)])
    result = assess(drilled_hole(events=DONE), drilling_scenario(), level)
    assert result.passed is False and result.marks[0].value is None
    with pytest.raises(OsteoError, match="no figure 'beauty'"):
        assess(drilled_hole(), drilling_scenario(), drilling_level([PassMark("beauty", 2.0)]))


def test_a_touched_vessel_takes_all_of_safety():
    touched = (*DONE, Event(5.0, "risk_touched", "Aorta.", "主动脉。", name="aorta"))
    assert assess(drilled_hole(2.0, events=DONE), drilling_scenario(), drilling_level()).groups["safety"] > 80
    harmed = assess(drilled_hole(2.0, events=touched), drilling_scenario(), drilling_level())
    assert harmed.groups["safety"] == 0.0 and harmed.score == 0.0


def test_holes_are_graded_against_the_bone():
    bone = box([11.0, 11.0, 80.0])
    frame = np.eye(4)
    frame[:3, 2] = AXIS
    frame[:3, 0] = [AXIS[2], 0.0, -AXIS[0]]
    frame[:3, 1] = np.cross(frame[:3, 2], frame[:3, 0])
    frame[:3, 3] = ENTRY
    placed = dataclasses.replace(
        bone, vertices=(bone.vertices + np.array([0, 0, 40.0])) @ frame[:3, :3].T + frame[:3, 3]
    )
    middle = assess(drilled_hole(), drilling_scenario(), drilling_level(), placed)
    side = 5.0 * np.tile(frame[:3, 0], (len(drilled_hole().time_s), 1))
    beside = assess(drilled_hole(side=side), drilling_scenario(), drilling_level(), placed)
    assert (middle.grade, middle.value("breach_mm")) == ("A", 0.0)
    assert (beside.grade, beside.value("breach_mm")) == ("B", pytest.approx(1.6 - 0.5, abs=0.02))


def test_time_is_scored_by_the_level():
    scale = reference_of("duration_s", drilling_level()).scale
    assert [score_of(seconds, scale) for seconds in (5.0, 20.0, 25.0, 60.0)] == [100.0, 80.0, 60.0, 0.0]
    assert reference_of("duration_s", dataclasses.replace(drilling_level(), time_s=0.0)) is None


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=2), st.sampled_from(sorted(METRICS)))
def test_better_is_never_scored_lower(values, key):
    one = metric(key)
    if one.scale:
        worse, better = sorted(values, reverse=one.better == "low")
        assert score_of(better, one.scale) >= score_of(worse, one.scale)


def test_experts_set_the_scale():
    experts = [
        assess(drilled_hole(plunge, events=DONE), drilling_scenario(), drilling_level()) for plunge in (1.0, 2.0, 3.0)
    ]
    references = references_from(experts)
    scale = references["plunge_mm"].scale
    assert score_of(2.0, scale) == pytest.approx(80.0, abs=0.5)
    assert score_of(4.0, scale) == pytest.approx(40.0, abs=1.0)
    mine = assess(drilled_hole(4.0, events=DONE), drilling_scenario(), drilling_level(), references=references)
    assert mine.figures["plunge_mm"].score == pytest.approx(40.0, abs=1.0)
    assert mine.figures["plunge_mm"].reference == "3 sessions of experts"
    with pytest.raises(OsteoError, match="two or more"):
        references_from(experts[:1])
    with pytest.raises(OsteoError, match="different scenarios"):
        references_from([experts[0], dataclasses.replace(experts[1], scenario="other")])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time_s": np.zeros(2)}, "has 2 samples|fewer|instead of|does not rise"),
        ({"force_n": np.zeros((5, 3))}, "force_n has 5 samples"),
    ],
)
def test_broken_recordings_are_refused(changes, said):
    with pytest.raises(OsteoError, match=said):
        assess(drilled_hole(**changes), drilling_scenario(), drilling_level())


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(OsteoError, match=r"rate of 0\.0 Hz"):
        assess(dataclasses.replace(drilled_hole(), rate_hz=0.0), drilling_scenario(), drilling_level())


def test_numbers_that_are_none_and_time_that_stands_still_are_refused():
    hole = drilled_hole()
    depth = hole.depth_mm.copy()
    depth[17] = np.nan
    with pytest.raises(OsteoError, match="depth_mm is not a number at sample 17"):
        assess(drilled_hole(depth_mm=depth), drilling_scenario(), drilling_level())
    time = hole.time_s.copy()
    time[40] = time[39]
    with pytest.raises(OsteoError, match="does not rise"):
        assess(drilled_hole(time_s=time), drilling_scenario(), drilling_level())

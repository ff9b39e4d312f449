"""A session from its first step to its end, on touches that are made up: what is told, when, and what is recorded."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.hands.motion import tool_pose
from osteokit.simulation.recording_file import RecordingWriter, read_recording
from osteokit.simulation.run import run_session
from osteokit.simulation.scenario import Risk, Scenario
from osteokit.simulation.scenarios.builtin import builtin_scenario
from osteokit.simulation.session import SAMPLE_HZ, Session, level_of
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.values import TISSUES, HandState, Touch

PLATE = builtin_scenario("plate-drilling")
TOOLS = {key: tools()[key] for key in ("drill_2_5", "probe")}
ALONG = np.array([0.0, -1.0, 0.0])


class Free:
    """Bone that gives way: the tool is where the hand wants it, and takes 0.01 mm3 a tick below the entry's height."""

    def __init__(self, removes=True, temperature=37.0):
        self.removes, self.temperature = removes, temperature

    def touch(self, hand):
        deep = max(0.0, 6.45 - hand.tool_to_ras[1, 3])
        removed = np.zeros(len(TISSUES))
        if self.removes and deep > 0 and hand.power > 0:
            removed[1] = 0.01
        return Touch(
            hand.time_s, hand.tool_to_ras, np.array([0.0, 30.0, 0.0]) * (deep > 0), np.zeros(3), removed,
            1 if deep > 0 else 0, deep, self.temperature,
        )  # fmt: skip


class Holes:
    """Drills the given steps one after the other at 20 mm/s, in and out, and hears what happens."""

    def __init__(self, scenario, numbers, beyond=0.0, power=1.0, answer=""):
        self.heard_kinds, self._answer, self.doing, self._power = [], answer, 0, power
        self._way = [
            (number, np.array(step.target.entry), depth)
            for number in numbers
            for step in [scenario.steps[number]]
            for depth in self._depths(step, beyond)
        ]

    @staticmethod
    def _depths(step, beyond):
        length = np.linalg.norm(np.subtract(step.target.end, step.target.entry)) + beyond
        there = np.arange(-5.0, length, 0.02)
        return np.concatenate([there, there[::-1]])

    def state(self, time_s, touch):
        n = round(time_s * 1000)
        if n >= len(self._way):
            return None
        number, entry, depth = self._way[n]
        self.doing = number
        return HandState(time_s, tool_pose(entry + depth * ALONG, ALONG), self._power, "drill_2_5")

    def heard(self, event):
        self.heard_kinds.append(event.kind)

    def answers(self, time_s):
        if self._answer and "bleeding" in self.heard_kinds:
            said, self._answer = (self._answer,), ""
            return said
        return ()


def session(scenario: Scenario = PLATE, level="2", **options):
    return Session(scenario, level_of(scenario, level), TOOLS, None, "test", **options)


def kinds(one):
    return [event.kind for event in one.events]


def test_all_steps_in_their_order():
    one = run_session(session(level="3"), Holes(PLATE, range(4)), Free())
    assert one.finished == "done"
    told = [(event.kind, event.name) for event in one.events if event.kind.startswith("step")]
    names = [step.name for step in PLATE.steps]
    assert told == [pair for name in names for pair in (("step_begun", name), ("step_done", name))]
    assert one.events[-1].kind == "finished" and "hint" not in kinds(one)
    assert all(event.english and event.chinese for event in one.events)
    times = [event.time_s for event in one.events]
    assert times == sorted(times)


def test_the_recording_is_even_and_keeps_all_that_was_removed():
    one = run_session(session(), Holes(PLATE, range(2)), engine := Free())
    recording = one.recording()
    np.testing.assert_allclose(np.diff(recording.time_s), 1 / SAMPLE_HZ, atol=1e-9)
    hand, total, n = Holes(PLATE, range(2)), 0.0, 0
    while (state := hand.state(n / 1000, None)) is not None and state.time_s <= recording.time_s[-1]:
        total += engine.touch(state).removed_mm3.sum()
        n += 1
    assert recording.removed_mm3.sum() == pytest.approx(total, rel=1e-4)
    assert set(recording.step.tolist()) == {0, 1, 2} or set(recording.step.tolist()) == {0, 1}
    assert recording.tools == ("drill_2_5", "probe") and (recording.tool == 0).all()
    assert (recording.scenario, recording.level, recording.hand) == ("plate-drilling", "2", "test")


def test_hints_belong_to_their_level():
    assert "hint" in kinds(run_session(session(level="1"), Holes(PLATE, [0]), Free()))
    assert "hint" not in kinds(run_session(session(level="3"), Holes(PLATE, [0]), Free()))


def test_a_plunge_bleeds_the_pulse_rises_and_an_answer_helps():
    vessel = replace(PLATE.risks[0], bleeding_ml_min=1500.0)
    scenario = replace(PLATE, risks=(vessel,), levels=(replace(PLATE.levels[1], bleeding=3.0),))
    bleeding = session(scenario)
    run_session(bleeding, Holes(scenario, [0, 1, 2, 3], 6.0), Free())
    packed = session(scenario)
    hand = Holes(scenario, [0, 1, 2, 3], 6.0, answer="ligate")
    run_session(packed, hand, Free())
    for one in (bleeding, packed):
        told = kinds(one)
        assert told.index("risk_touched") < told.index("bleeding") and told.count("risk_touched") == 1
        touched = next(event for event in one.events if event.kind == "risk_touched")
        assert touched.name == vessel.name and touched.place is not None and touched.value > 0
    recording = bleeding.recording()
    assert recording.pulse_bpm[-1] > recording.pulse_bpm[0] + 2
    assert (np.diff(recording.blood_lost_ml) >= 0).all() and recording.blood_lost_ml[-1] > 20
    assert "answer" in kinds(packed) and "bleeding" in hand.heard_kinds


def test_without_power_nothing_bleeds():
    one = run_session(session(), Holes(PLATE, [0], 6.0, power=0.0), Free())
    assert "risk_touched" in kinds(one) and "bleeding" not in kinds(one)


def test_a_patient_who_bleeds_out_ends_the_session():
    flood = Risk("flood", "Aorta", "主动脉", "artery", ((0.0, 0.0, -26.0),), 5.0, 15000.0)
    scenario = replace(PLATE, risks=(flood,), levels=(replace(PLATE.levels[2], bleeding=20.0, time_s=0.0),))
    one, engine = session(scenario, "3"), Free()
    for n in range(int(120 * SAMPLE_HZ)):
        hand = HandState(n / SAMPLE_HZ, tool_pose(np.array([0.0, 0.0, -26.0]), ALONG), 1.0, "drill_2_5")
        one.observe(hand, engine.touch(hand))
        if one.finished:
            break
    assert one.finished == "patient" and not one.patient.alive


def test_the_time_of_an_exam_ends():
    scenario = replace(PLATE, levels=(replace(PLATE.levels[2], time_s=0.5),))
    one = run_session(session(scenario, "3"), Holes(scenario, range(4)), Free())
    assert one.finished == "time" and one.time_s == pytest.approx(0.5, abs=0.01)


def test_heat_is_told_once_while_it_lasts():
    one = run_session(session(), Holes(PLATE, [0]), Free(temperature=52.0))
    assert kinds(one).count("overheated") == 1


def test_who_goes_on_leaves_a_step():
    one = run_session(session(), Holes(PLATE, [0, 2]), Free())
    left = [event.name for event in one.events if event.kind == "step_left"]
    assert left == ["hole_2"] and one.step_number == 3


def test_of_the_last_step_too():
    one = session()
    for _ in PLATE.steps:
        one.next_step()
    assert one.finished == "done" and kinds(one).count("step_left") == 4


class Breaking(Holes):
    """Its device is gone from 0.4 s on, ``silent`` times."""

    def __init__(self, silent):
        super().__init__(PLATE, range(4))
        self._silent = silent

    def state(self, time_s, touch):
        if time_s >= 0.4 and self._silent:
            self._silent -= 1
            raise DeviceLost
        return super().state(time_s, touch)


def test_a_lost_device_stops_time_and_comes_back():
    slept = []
    one = run_session(session(), Breaking(5), Free(), wait_s=1.0, sleep=slept.append)
    assert one.finished == "done" and kinds(one).count("device_lost") == kinds(one).count("device_back") == 1
    np.testing.assert_allclose(np.diff(one.recording().time_s), 1 / SAMPLE_HZ, atol=1e-9)
    assert len(slept) == 5


def test_a_device_that_stays_away_leaves_a_session_to_go_on_with(tmp_path):
    first = session()
    first.keep(RecordingWriter(tmp_path, first.head()))
    run_session(first, Breaking(10**6), Free(), wait_s=0.2, sleep=lambda _: None)
    first.close()
    assert first.finished == "device"
    former = read_recording(tmp_path)
    assert len(former.time_s) == pytest.approx(100, abs=1) and former.events[-1].kind == "finished"
    second = session(former=former)
    run_session(second, Holes(PLATE, range(4)), Free())
    recording = second.recording()
    assert second.finished == "done" and (np.diff(recording.time_s) > 0).all()
    assert kinds(second).count("finished") == 1
    np.testing.assert_array_equal(recording.tool_to_ras[: len(former.time_s)], former.tool_to_ras)


def test_another_scenario_cannot_be_gone_on_with():
    former = run_session(session(), Holes(PLATE, [0]), Free()).recording()
    with pytest.raises(OsteoError, match="not of burring"):
        session(builtin_scenario("burring"), former=former)


def test_a_level_that_is_not_there():
    with pytest.raises(OsteoError, match="1, 2, 3"):
        level_of(PLATE, "hard")


def test_after_the_end_nothing_is_taken_in():
    one = session()
    one.end()
    count = one.samples.count
    one.observe(HandState(0.0, np.eye(4), 0.0, "probe"), Free().touch(HandState(0.0, np.eye(4))))
    assert one.samples.count == count and kinds(one).count("finished") == 1

"""The jobs of ``osteo navigate`` over a real socket with a simulated tracker."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.jobs.navigate import (
    NavigationCase,
    calibrate,
    follow,
    navigator_of,
    open_case,
    sweep,
    touch_landmarks,
)
from osteokit.planning.plan import Variant
from osteokit.planning.plan_file import write_plan
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.devices.live import LiveDevice
from osteokit.tracking.devices.motions import BODY, POINTER
from osteokit.tracking.devices.simulated import SimulatedDevice
from osteokit.tracking.navigation.collect import PoseCollector
from osteokit.tracking.navigation.course import CourseFile, read_course
from osteokit.tracking.navigation.rehearsal import Rehearsal, RehearsedRoom
from osteokit.tracking.navigation.setup import Setup
from osteokit.tracking.registration.landmarks import register_landmarks
from planning.leg_plans import filed_case, opening

KEYS = (
    "plateau_medial_edge",
    "plateau_lateral_edge",
    "tuberosity",
    "plateau_medial_anterior",
    "plateau_lateral_center",
)
BONE = "tibia_left"


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    plan, leg, meshes = filed_case(folder)
    return write_plan(replace(plan, variants=(Variant("A", (opening(plan, leg, meshes),)),)), folder / "plan.json")


@pytest.fixture(scope="module")
def case(plan_file) -> NavigationCase:
    return open_case(plan_file)


@pytest.fixture(scope="module")
def rehearsal(case):
    return Rehearsal(case.meshes[BONE], case.landmarks(BONE, KEYS), case.planned.target("HTO"))


def registered(case, room):
    planned = case.landmarks(BONE, KEYS)
    back = np.linalg.inv(room.reference_to_ras)
    seen = {key: (back @ [*point, 1.0])[:3] for key, point in planned.items()}
    return Setup(room.tool, BODY).registered(register_landmarks(seen, planned), BONE, case.plan.id)


class Watched:
    """A simulated tracker and a device that follows it."""

    def __init__(self, motion, rate_hz=100.0):
        self.tracker = SimulatedDevice(motion, rate_hz)
        settings = DeviceSettings("t", "tracker", self.tracker.host, self.tracker.port, tools=(POINTER, BODY))
        self.device = LiveDevice(settings)

    def __enter__(self):
        for _ in range(100):
            if self.device.pose(POINTER) is not None:
                return self
            self.device._stopping.wait(0.05)
        raise AssertionError("the simulated tracker is not seen")

    def __exit__(self, *_):
        self.device.close()
        self.tracker.close()


def test_what_a_plan_has(case):
    assert list(case.planned.targets) == ["HTO"]
    assert tuple(case.landmarks(BONE, KEYS)) == KEYS
    proposed = case.landmarks(BONE)
    assert len(proposed) == 5 and "knee_center" not in proposed
    assert proposed.keys() == case.landmarks(BONE, (), "HTO").keys()
    with pytest.raises(OsteoError, match="no landmarks of 'skull'"):
        case.landmarks("skull")
    with pytest.raises(OsteoError, match="has no nose"):
        case.landmarks(BONE, ["nose"])


def test_a_tool_is_calibrated_from_the_stream(rehearsal):
    """Four times as fast as in the room: 4 s instead of 18."""
    said = []
    quick = rehearsal.only("pivot")
    with Watched(lambda time_s: quick(4 * time_s)) as watched:
        collector = PoseCollector("Stylus", "Reference")
        watched.device.listen(collector.take)
        setup, pivot, spin = calibrate(watched.device, collector, 2.5, 0.0, 3.2, said.append)
    np.testing.assert_allclose(setup.tool.tip, rehearsal.room.tool.tip, atol=0.01)
    assert spin is None and setup.tool.axis is None and setup.tool.diameter_mm == 3.2
    assert said[0].startswith("Rest the tip") and f"{pivot.rms_mm:.2f} mm" in said[1]


def test_a_saw_is_calibrated_from_the_stream(rehearsal, monkeypatch):
    """Each stage begins when it is asked for, eight times as fast as in the room."""
    monkeypatch.setattr("osteokit.jobs.navigate.READY_S", 0.3)
    now = ["pivot", 0.0]

    def tell(sentence):
        for word, stage in (("dimple", "pivot"), ("about its shaft", "spin"), ("on a table", "blade")):
            if word in sentence:
                now[:] = stage, time.monotonic()

    def motion(time_s):
        return rehearsal.frame(now[0], (8 * (time.monotonic() - now[1])) % rehearsal.length_of(now[0]), time_s)

    with Watched(motion) as watched:
        collector = PoseCollector("Stylus", "Reference")
        watched.device.listen(collector.take)
        time.sleep(0.2)
        setup, _, _ = calibrate(watched.device, collector, 1.5, 1.0, 1.2, tell, 1.0)
    np.testing.assert_allclose(setup.tool.axis, rehearsal.room.tool.axis, atol=0.01)
    np.testing.assert_allclose(setup.tool.blade_normal, rehearsal.room.tool.blade_normal, atol=0.01)


def test_another_variant_has_other_targets(plan_file, case, tmp_path):
    plan = replace(case.plan, variants=(*case.plan.variants, Variant("none")), chosen="A")
    case = replace(case, plan=plan)
    assert case.variant == "A"
    other = case.of_variant("none")
    assert other.variant == "none" and not other.planned.targets
    assert other.of_variant("A").planned.targets.keys() == case.planned.targets.keys()
    with pytest.raises(OsteoError, match="no variant 'B'"):
        case.of_variant("B")


def test_a_still_tool_is_refused(rehearsal):
    with Watched(lambda time_s: rehearsal.frame("pivot", 0.0, 0.0)) as watched:
        collector = PoseCollector("Stylus", "Reference")
        watched.device.listen(collector.take)
        with pytest.raises(OsteoError, match="held still"):
            calibrate(watched.device, collector, 0.4, 0.0, 0.0, lambda _: None)
        with pytest.raises(OsteoError, match="'Drill' and 'Reference' were not seen together; the device shows"):
            calibrate(watched.device, PoseCollector("Drill", "Reference"), 0.1, 0.0, 0.0, lambda _: None)


def test_lines_follow_the_tool_and_stop_when_it_is_lost(case, rehearsal, tmp_path):
    setup = registered(case, rehearsal.room)
    navigator = navigator_of(setup, case, case.planned.target("HTO"))
    with Watched(lambda time_s: rehearsal.frame("drill", 10.0, time_s)) as watched:
        with CourseFile(tmp_path / "c.jsonl", {}) as file:
            lines = list(itertools.islice(follow(watched.device, navigator, 50.0, file), 20))
        for line in lines:
            told = line.as_json()
            assert told["depth_mm"] == pytest.approx(40.0 - 25.0, abs=0.05)
            assert told["distance_mm"] == pytest.approx(0.0, abs=0.05) and told["level"] == "clear"
            assert told["along_deg"] == pytest.approx(0.0, abs=0.05) == told["across_deg"]
        assert len(read_course(tmp_path / "c.jsonl")[1]) == 20
        watched.tracker.close()  # the cable is pulled
        lines = itertools.islice(follow(watched.device, navigator, 20.0), 20)  # one second
        lost = [line for line in lines if line.shown is None]
        assert lost and lost[-1].time_s <= 1.05 and set(lost[-1].as_json()) == {"time_s", "lost"}


def test_no_reference_no_lines(case, rehearsal):
    setup = registered(case, rehearsal.room)
    navigator = navigator_of(setup, case, case.planned.target("HTO"))

    def without(time_s):
        return {POINTER: rehearsal.frame("drill", 0.0, 0.0)[POINTER]}

    with Watched(without) as watched:
        line = next(follow(watched.device, navigator, 50.0))
        assert line.shown is None and "Reference" in line.lost


def test_another_plan_or_bone_is_refused(case, rehearsal):
    setup = registered(case, rehearsal.room)
    with pytest.raises(OsteoError, match="another plan"):
        navigator_of(replace(setup, plan_id="other"), case, case.planned.target("HTO"))
    with pytest.raises(OsteoError, match="femur_left was registered"):
        navigator_of(replace(setup, bone="femur_left"), case, case.planned.target("HTO"))
    with pytest.raises(OsteoError, match="no surface 'aorta'"):
        navigator_of(setup, case, case.planned.target("HTO"), ["aorta"])


def test_a_landmark_that_nobody_touches_is_said(case, rehearsal):
    with Watched(rehearsal.only("spin")) as watched:  # it never leaves the dimple
        collector = PoseCollector("Stylus", "Reference")
        watched.device.listen(collector.take)
        setup = Setup(rehearsal.room.tool, BODY)
        with pytest.raises(OsteoError, match="Nothing was touched within"):
            touch_landmarks(watched.device, collector, setup, case.landmarks(BONE, KEYS), 1.5, lambda _: None)


@pytest.mark.slow
def test_a_patient_is_registered_from_the_stream(case):
    """In real time: landmarks with a trembling hand, then the sweep; 28 s."""
    room = RehearsedRoom(touch_mm=0.6)
    target = case.planned.target("HTO")
    rehearsal = Rehearsal(case.meshes[BONE], case.landmarks(BONE, KEYS), target, room)
    began = []

    def motion(time_s):
        if not began and watched and watched[0].tracker.peers:
            began.append(time_s)
        return rehearsal.only("landmarks", "sweep")(time_s - began[0] if began else 0.0)

    watched = []
    with Watched(motion) as one:
        watched.append(one)
        collector = PoseCollector("Stylus", "Reference")
        one.device.listen(collector.take)
        setup = Setup(room.tool, BODY)
        first = touch_landmarks(one.device, collector, setup, case.landmarks(BONE, KEYS), 10.0, lambda _: None)
        bone = SurfaceDistance(case.meshes[BONE])
        found = sweep(one.device, collector, setup, bone, first, 14.0, lambda _: None)
    assert 0.2 < first.fre_mm < 1.5
    np.testing.assert_allclose(found.matrix, room.reference_to_ras, atol=0.5)
    error = setup.registered(found, BONE).expected_error(target)
    end = np.array([*target.end, 1.0])
    really = np.linalg.norm((found.matrix @ np.linalg.inv(room.reference_to_ras) @ end - end)[:3])
    assert error.total_mm < 0.9 and really < 0.9

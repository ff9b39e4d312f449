"""The state of calibration, registration and navigation, without a widget, a socket or a clock."""

import importlib

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.tracking.navigation.rehearsal import Rehearsal, RehearsedRoom

from .operating_room import BONE, TARGET, plan_in

TOOL, REFERENCE = "StylusToTracker", "ReferenceToTracker"
HZ = 30.0


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    from osteokit.jobs.navigate import open_case

    return open_case(plan_in(tmp_path_factory.mktemp("plan")))


@pytest.fixture(scope="module")
def rehearsal(case):
    landmarks = case.landmarks(BONE, (), TARGET)
    return Rehearsal(case.meshes[BONE], landmarks, case.planned.target(TARGET), RehearsedRoom(touch_mm=0.3))


@pytest.fixture
def navigation(scene):
    return importlib.import_module("HapticLinkLib.navigation").Navigation()


class Played:
    """Plays stages into the state, and looks at it as the panel's timer does."""

    def __init__(self, navigation, rehearsal):
        self.navigation, self.rehearsal, self.poses = navigation, rehearsal, {}
        self.now_s = 0.0

    def __call__(self, stage, seconds=None, look=lambda: None):
        length = self.rehearsal.length_of(stage) if seconds is None else seconds
        for inside in np.arange(0.0, length, 1 / HZ):
            self.poses = self.rehearsal.frame(stage, inside, self.now_s)
            for name, matrix in self.poses.items():
                self.navigation.take("device", name, matrix, self.now_s)
            self.now_s += 1 / HZ
            look()

    def pose(self, name):
        return self.poses.get(name)


def calibrated(navigation, rehearsal):
    play = Played(navigation, rehearsal)
    navigation.chooseTool(TOOL, REFERENCE)
    navigation.begin("pivot")
    play("pivot")
    navigation.endPivot()
    navigation.begin("spin")
    play("spin")
    navigation.endSpin()
    return play


def registered(navigation, rehearsal, case):
    play = calibrated(navigation, rehearsal)
    navigation.openCase(case)
    navigation.beginTouching(navigation.proposed())
    play("landmarks", look=navigation.look)
    navigation.begin("sweep")
    play("sweep", look=navigation.swept)
    return play


def test_the_way_from_tool_to_numbers(navigation, rehearsal, case):
    play = registered(navigation, rehearsal, case)
    assert not navigation.waiting and navigation.by_landmarks.fre_mm < 1.0
    swept = navigation.swept()
    assert 100 < swept <= len(navigation.collector.poses())
    navigation.endSweep()
    np.testing.assert_allclose(navigation.setup.registration.matrix, rehearsal.room.reference_to_ras, atol=0.3)
    assert navigation.setup.expected_error(navigation.target()).total_mm < 0.9
    assert navigation.checkDistance(play.pose) < 0.3
    navigator = navigation.navigator()
    assert navigation.shown(navigator, lambda name: None) is None
    play("drill", 10.0)
    shown = navigation.shown(navigator, play.pose)
    assert shown.guidance.depth_mm == pytest.approx(15.0, abs=0.6) and shown.guidance.distance_mm < 0.5


def test_two_trackers_with_the_same_names_are_never_mixed(navigation, rehearsal, case):
    """The second stands elsewhere: half of its frame in that of the first would be a wrong place."""
    elsewhere = np.eye(4)
    elsewhere[:3, 3] = [500.0, 0.0, 0.0]
    play = Played(navigation, rehearsal)
    navigation.chooseTool(TOOL, REFERENCE)
    navigation.begin("pivot")

    def intrude():
        navigation.take("other", TOOL, play.poses[TOOL] @ elsewhere, play.now_s)
        navigation.take("other", REFERENCE, elsewhere, play.now_s)

    play("pivot", look=intrude)
    np.testing.assert_allclose(navigation.endPivot().tip, rehearsal.room.tool.tip, atol=1e-6)
    assert navigation.device == "device"

    class Device:
        def __init__(self, pose):
            self.pose = pose

    one, other = Device(lambda name: "one"), Device(lambda name: "other")
    assert navigation.poses({"other": other, "device": one})(TOOL) == "one"
    assert navigation.poses({"other": other})(TOOL) is None  # it was let go: the next that shows the tool counts
    navigation.take("other", TOOL, np.eye(4), 0.0)
    assert navigation.poses({"other": other})(TOOL) == "other"


def test_points_of_a_sweep_are_counted_as_they_come(navigation, rehearsal, case):
    from osteokit.tracking.navigation.collect import spread_out

    registered(navigation, rehearsal, case)
    counted = navigation.swept()
    assert counted == len(spread_out(navigation.collector.tips(navigation.setup.tool.tip)))


def test_nothing_before_its_time(navigation, rehearsal, case):
    with pytest.raises(OsteoError, match="Choose the tool"):
        navigation.begin("pivot")
    with pytest.raises(OsteoError, match="Calibrate the tool"):
        navigation.beginTouching(["knee"])
    with pytest.raises(OsteoError, match="Calibrate the tool"):
        navigation.navigator()
    calibrated(navigation, rehearsal)
    with pytest.raises(OsteoError, match="no landmarks"):
        navigation.beginTouching([])
    with pytest.raises(OsteoError, match="Register the patient"):
        navigation.navigator()
    navigation.openCase(case)
    navigation.begin("sweep")
    Played(navigation, rehearsal)("sweep", 1.0)
    with pytest.raises(OsteoError, match="before the sweep"):
        navigation.endSweep()
    navigation.begin("spin")
    with pytest.raises(OsteoError, match="not seen together"):
        navigation.endSpin()


def test_a_spin_needs_a_pivot(navigation, rehearsal):
    navigation.chooseTool(TOOL, REFERENCE)
    navigation.begin("spin")
    Played(navigation, rehearsal)("spin")
    with pytest.raises(OsteoError, match="Pivot the tool first"):
        navigation.endSpin()


def test_a_blade_needs_a_pivot_and_fits_the_shaft(navigation, rehearsal):
    navigation.chooseTool(TOOL, REFERENCE)
    navigation.begin("blade")
    play = Played(navigation, rehearsal)
    play("blade", 6.0)
    with pytest.raises(OsteoError, match="Pivot the tool first"):
        navigation.endBlade()
    calibrated(navigation, rehearsal)
    navigation.begin("blade")
    play("blade", 6.0)
    navigation.endBlade()
    truth = rehearsal.room.tool.blade_normal
    np.testing.assert_allclose(navigation.setup.tool.blade_normal, truth, atol=1e-6)
    navigation.setDiameter(1.2)
    np.testing.assert_allclose(navigation.setup.tool.blade_normal, truth, atol=1e-6)
    navigation.begin("blade")
    play("spin")  # about its shaft, not on a table
    with pytest.raises(OsteoError, match="do not fit"):
        navigation.endBlade()
    np.testing.assert_allclose(navigation.setup.tool.blade_normal, truth, atol=1e-6)
    navigation.begin("pivot")
    play("pivot")
    navigation.endPivot()
    assert navigation.blade is None and navigation.setup.tool.blade_normal is None


def test_another_variant_keeps_the_patient(navigation, rehearsal, case):
    from dataclasses import replace

    from osteokit.planning.plan import Variant

    plan = case.plan
    empty = Variant("nothing to saw")
    impossible = replace(plan.variants[0], name="impossible", steps=(replace(plan.variants[0].steps[0], bone="nose"),))
    plan = replace(plan, variants=(empty, *plan.variants, impossible), chosen="A")
    registered(navigation, rehearsal, replace(case, plan=plan))
    assert navigation.variants() == ["A", "nothing to saw", "impossible"] and navigation.target().name == TARGET
    navigation.chooseVariant("nothing to saw")
    assert navigation.target() is None and navigation.setup.registration is not None
    navigation.chooseVariant("impossible")
    assert navigation.target() is None and "HTO" in navigation.case.planned.left_out
    with pytest.raises(OsteoError, match="no variant"):
        navigation.chooseVariant("B")
    navigation.chooseVariant("A")
    assert navigation.navigator().target.name == TARGET


def test_another_tool_begins_anew_and_the_same_goes_on(navigation, rehearsal, case):
    registered(navigation, rehearsal, case)
    navigation.chooseTool(TOOL, REFERENCE)
    assert navigation.setup.registration is not None
    navigation.setDiameter(4.5)
    assert navigation.setup.tool.diameter_mm == 4.5 and navigation.setup.registration is not None
    navigation.chooseTool("DrillToTracker", REFERENCE)
    assert navigation.setup is None and navigation.by_landmarks is None


def test_another_bone_is_not_registered(navigation, rehearsal, case):
    registered(navigation, rehearsal, case)
    navigation.chooseBone("femur_left")
    assert navigation.setup.registration is None and navigation.setup.tool is not None
    assert navigation.targets() == {} and navigation.target() is None
    with pytest.raises(OsteoError, match="Register the patient"):
        navigation.navigator()


def test_what_was_saved_is_loaded_for_its_own_plan_only(navigation, rehearsal, case, tmp_path):
    from dataclasses import replace

    registered(navigation, rehearsal, case)
    file = navigation.save(tmp_path / "or.json")
    fresh = type(navigation)()
    fresh.openCase(case)
    fresh.load(file)
    assert fresh.setup.registration is not None and fresh.bone == BONE
    assert fresh.navigator().target.name == TARGET
    other = type(navigation)()
    other.openCase(replace(case, plan=replace(case.plan, id="another")))
    other.load(file)
    assert other.setup.registration is None
    np.testing.assert_array_equal(other.setup.tool.tip, navigation.setup.tool.tip)


def test_touching_one_landmark_again_replaces_it(navigation, rehearsal, case):
    play = registered(navigation, rehearsal, case)
    first = navigation.proposed()[0]
    before = navigation.touched[first].copy()
    navigation.touched[first] = before + 3.0
    navigation.beginTouching([first])
    play("landmarks", 2.5, look=navigation.look)
    np.testing.assert_allclose(navigation.touched[first], before, atol=0.3)
    assert not navigation.collecting and len(navigation.touched) == 5

"""A rehearsed operation through the whole chain, against the truth that it was made from; no socket, no clock."""

import numpy as np
import pytest

from generated.legs import generated_leg
from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.calibration.blade import blade_calibration
from osteokit.tracking.calibration.pivot import pivot_calibration
from osteokit.tracking.calibration.spin import spin_calibration
from osteokit.tracking.devices.motions import with_noise
from osteokit.tracking.navigation.breach import Level
from osteokit.tracking.navigation.collect import PoseCollector, same_tool, spread_out
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget, guidance
from osteokit.tracking.navigation.navigator import Navigator
from osteokit.tracking.navigation.rehearsal import STAGES, Rehearsal, RehearsedRoom
from osteokit.tracking.navigation.setup import Setup
from osteokit.tracking.navigation.tool import NavigatedTool
from osteokit.tracking.registration.landmarks import register_landmarks
from osteokit.tracking.registration.surface import register_surface
from planning.leg_bones import tibia_solid

KEYS = (
    "plateau_medial_edge",
    "plateau_lateral_edge",
    "tuberosity",
    "plateau_medial_anterior",
    "plateau_lateral_center",
)
HZ = 30.0
EAST = np.array([1.0, 0.0, 0.0])


@pytest.fixture(scope="module")
def leg():
    return generated_leg()


@pytest.fixture(scope="module")
def bone(leg):
    return tibia_solid(leg)


@pytest.fixture(scope="module")
def landmarks(leg):
    return {key: leg.bones["tibia"].point(key) for key in KEYS}


@pytest.fixture(scope="module")
def target(leg):
    knee, ankle = leg.bones["tibia"].point("knee_center"), leg.bones["tibia"].point("ankle_center")
    middle = knee + 0.08 * (ankle - knee)
    return LineTarget("screw", "tibia_left", tuple(middle + EAST * 28), tuple(middle - EAST * 15), 4.5)


def collected(motion, seconds, room, start_s=0.0):
    collector = PoseCollector(room.tool.name, "ReferenceToTracker")
    collector.begin()
    for time_s in start_s + np.arange(0, seconds, 1 / HZ):
        for name, matrix in motion(time_s).items():
            collector.take(name, matrix, time_s)
    collector.end()
    return collector


def rehearsed(bone, landmarks, target, noise_mm, touch_mm):
    """The setup that the chain finds, and the rehearsal."""
    rehearsal = Rehearsal(bone, landmarks, target, RehearsedRoom(touch_mm=touch_mm))
    room = rehearsal.room

    def stage(name):
        return collected(with_noise(rehearsal.only(name), noise_mm), rehearsal.length_of(name), room)

    pivot = pivot_calibration(stage("pivot").poses())
    spin = spin_calibration(stage("spin").poses(), pivot.tip)
    tool = NavigatedTool.calibrated(room.tool.name, pivot, spin)
    keys, touched, last = list(landmarks), {}, None
    collector = PoseCollector(room.tool.name, "ReferenceToTracker")
    motion = with_noise(rehearsal.only("landmarks"), noise_mm)
    collector.begin()
    for time_s in np.arange(0, rehearsal.length_of("landmarks"), 1 / HZ):
        for name, matrix in reversed(motion(time_s).items()):
            collector.take(name, matrix, time_s)
        held = collector.held(tool.tip)
        if held is not None and (last is None or np.linalg.norm(held.position - last) > 5):
            touched[keys[len(touched)]], last = held.position, held.position
    first = register_landmarks(touched, landmarks)
    surface = register_surface(spread_out(stage("sweep").tips(tool.tip)), SurfaceDistance(bone), first.matrix)
    return Setup(tool, "ReferenceToTracker"), first, surface, rehearsal


def test_without_noise_the_chain_finds_the_truth(bone, landmarks, target):
    setup, first, surface, rehearsal = rehearsed(bone, landmarks, target, 0.0, 0.0)
    room = rehearsal.room
    np.testing.assert_allclose(setup.tool.tip, room.tool.tip, atol=1e-6)
    np.testing.assert_allclose(setup.tool.axis, room.tool.axis, atol=1e-6)
    np.testing.assert_allclose(first.matrix, room.reference_to_ras, atol=1e-5)
    np.testing.assert_allclose(surface.matrix, room.reference_to_ras, atol=1e-3)


def test_with_noise_it_is_as_far_off_as_it_says(bone, landmarks, target):
    setup, first, surface, rehearsal = rehearsed(bone, landmarks, target, 0.1, 0.8)
    assert 0.3 < first.fre_mm < 2.0
    end = np.array([*target.end, 1.0])
    for registration in (first, surface):
        told = setup.registered(registration, "tibia_left").expected_error(target)
        reference = np.linalg.inv(rehearsal.room.reference_to_ras) @ end
        really = np.linalg.norm((registration.matrix @ reference - end)[:3])
        assert really < 3 * told.most_mm
    assert setup.registered(surface, "").expected_error(target).total_mm < 1.0


def test_drilling_is_followed_where_it_goes(bone, landmarks, target):
    rehearsal = Rehearsal(bone, landmarks, target, error_mm=1.2)
    room = rehearsal.room
    planned = list(landmarks.values())
    names = [str(n) for n in range(len(planned))]
    back = np.linalg.inv(room.reference_to_ras)
    seen = {name: (back @ [*point, 1.0])[:3] for name, point in zip(names, planned, strict=True)}
    setup = Setup(room.tool, "ReferenceToTracker").registered(
        register_landmarks(seen, dict(zip(names, planned, strict=True))), "tibia_left"
    )
    navigator = Navigator(setup, target, SurfaceDistance(bone))
    shown = []
    for time_s in np.arange(0.0, rehearsal.length_of("drill") + 1, 0.1):
        poses = rehearsal.frame("drill", time_s, time_s)
        shown.append(navigator.at(poses[room.tool.name], poses["ReferenceToTracker"]))
    depths = [one.guidance.depth_mm for one in shown]
    assert depths == sorted(depths) or np.diff(depths).min() > -1e-6
    assert depths[-1] == pytest.approx(target.length_mm, abs=1e-6)
    assert shown[-1].guidance.distance_mm == pytest.approx(1.2, abs=1e-6)
    assert shown[-1].guidance.angle_deg == pytest.approx(0.0, abs=1e-4)
    assert max(one.breach.level for one in shown) < Level.BREACH


def test_a_cut_is_missed_across_its_plane(bone, landmarks):
    cut = PlaneTarget("cut", "tibia_left", (40.0, 0, -40.0), (-1.0, 0, 0), (0, 0.1, 1.0), 60.0)
    rehearsal = Rehearsal(bone, landmarks, cut, error_mm=1.5)
    tip, shaft, _ = rehearsal.tip_path("drill", 12.0)
    assert (tip - np.array(cut.entry)) @ cut.unit_normal == pytest.approx(1.5)
    np.testing.assert_allclose(shaft, cut.axis, atol=1e-12)


def test_a_saw_is_calibrated_on_a_table_and_saws_in_its_plane(bone, landmarks):
    cut = PlaneTarget("cut", "tibia_left", (40.0, 0, -40.0), (-1.0, 0.2, 0), (0, 0.1, 1.0), 60.0)
    rehearsal = Rehearsal(bone, landmarks, cut, error_deg=3.0)
    room = rehearsal.room
    assert rehearsal.stages == STAGES and rehearsal.stage_at(22.0) == ("blade", 2.0)
    found = blade_calibration(collected(rehearsal.only("blade"), rehearsal.length_of("blade"), room).poses())
    np.testing.assert_allclose(found.normal, room.tool.blade_normal, atol=1e-7)
    seen = rehearsal.frame("drill", 8.0, 8.0)
    place = room.tool.at(room.reference_to_ras @ np.linalg.inv(seen["ReferenceToTracker"]) @ seen[room.tool.name])
    told = guidance(cut, place)
    assert told.angle_deg == pytest.approx(3.0, abs=1e-6)
    assert abs(told.blade.along_deg) == pytest.approx(3.0, abs=1e-6)
    assert told.blade.across_deg == pytest.approx(0.0, abs=1e-6)


def test_stages_follow_one_another(bone, landmarks, target):
    rehearsal = Rehearsal(bone, landmarks, target)
    seen = [rehearsal.stage_at(time_s)[0] for time_s in np.arange(0, rehearsal.length_s + 10, 0.5)]
    assert tuple(dict.fromkeys(seen)) == tuple(one for one in STAGES if one != "blade") and seen[-1] == "drill"
    both = rehearsal.only("spin", "sweep")
    for time_s, stage, inside in ((1.0, "spin", 1.0), (9.0, "sweep", 1.0), (24.0, "spin", 1.0)):
        for name, matrix in both(time_s).items():
            np.testing.assert_allclose(matrix, rehearsal.frame(stage, inside, time_s)[name])


def test_the_sweep_stays_on_the_bone(bone, landmarks, target):
    rehearsal = Rehearsal(bone, landmarks, target)
    room = rehearsal.room
    tips = collected(rehearsal.only("sweep"), 15.0, room).tips(room.tool.tip)
    there = tips @ room.reference_to_ras[:3, :3].T + room.reference_to_ras[:3, 3]
    assert np.abs(SurfaceDistance(bone).signed(there)).max() < 1e-6


def test_a_rehearsal_without_landmarks_is_refused(bone, target):
    with pytest.raises(OsteoError, match="landmarks"):
        Rehearsal(bone, {}, target)


# --- the collector


def test_only_frames_with_the_reference_are_kept():
    collector = PoseCollector("Stylus", "Reference")
    collector.take("StylusToTracker", np.eye(4), 0.0)
    collector.begin()
    collector.take("StylusToTracker", np.eye(4), 0.9)  # no reference yet
    reference = np.eye(4)
    reference[:3, 3] = [1, 2, 3]
    collector.take("ReferenceToTracker", reference, 1.01)
    collector.take("StylusToTracker", np.eye(4), 1.02)
    collector.take("StylusToTracker", np.eye(4), 1.2)  # the reference is old
    collector.take("NeedleToTracker", np.eye(4), 1.02)
    collector.end()
    collector.take("StylusToTracker", np.eye(4), 1.02)
    assert collector.poses().shape == (1, 4, 4)
    np.testing.assert_allclose(collector.tips(np.zeros(3)), [[-1, -2, -3]])


def test_the_last_place_held_is_told():
    collector = PoseCollector("Stylus")
    collector.begin()
    pose = np.eye(4)
    for time_s in np.arange(0, 4.0, 0.02):
        pose = np.eye(4)
        pose[0, 3] = 0.0 if time_s < 1.5 else 30.0 if time_s > 2.5 else 30.0 * (time_s - 1.5)
        collector.take("Stylus", pose, time_s)
        if time_s < 0.9:
            assert collector.held(np.zeros(3)) is None
    assert collector.held(np.zeros(3)).position[0] == pytest.approx(30.0, abs=0.5)


def test_names_of_tools():
    assert same_tool("StylusToTracker", "Stylus") and same_tool("StylusToTracker", "StylusToTracker")
    assert not same_tool("StylusToTracker", "StylusToReference") and not same_tool("Needle", "Stylus")


def test_points_that_rest_do_not_weigh_more():
    points = np.array([[0.0, 0, 0]] * 50 + [[0.5, 0, 0], [1.2, 0, 0], [2.3, 0, 0]])
    np.testing.assert_allclose(spread_out(points)[:, 0], [0.0, 1.2, 2.3])
    assert spread_out(np.empty((0, 3))).shape == (0, 3)


def test_a_pose_is_of_the_frame_of_the_nearest_reference():
    """A patient who moves 1 mm a frame: whichever of the two comes first, the tool does not move against her."""
    for order in (("StylusToTracker", "ReferenceToTracker"), ("ReferenceToTracker", "StylusToTracker")):
        collector = PoseCollector("Stylus", "Reference")
        collector.begin()
        for frame in range(20):
            pose = np.eye(4)
            pose[0, 3] = frame
            for number, name in enumerate(order):
                collector.take(name, pose, frame / 60 + 0.001 * number)
        collector.end()
        assert len(collector.poses()) == 20
        np.testing.assert_allclose(collector.tips(np.zeros(3)), 0.0)


@pytest.mark.slow
@pytest.mark.data
def test_a_real_tibia_is_registered_with_the_landmarks_that_are_found_on_it(shared_data):
    from osteokit.anatomy.find import landmarks_of
    from osteokit.surface.read import read_mesh
    from osteokit.tracking.navigation.landmark_choice import best_landmarks, touchable

    real = read_mesh(shared_data / "meshes" / "vsdfullbody_z013" / "Tibia_L.stl", "LPS")
    found = landmarks_of("tibia_left", real)
    surface = SurfaceDistance(real)
    on_bone = touchable({key: found.point(key) for key in found.landmarks}, surface)
    knee, ankle = found.point("knee_center"), found.point("ankle_center")
    middle = knee + 0.08 * (ankle - knee)
    aim = LineTarget("screw", "tibia_left", tuple(middle + EAST * 28), tuple(middle - EAST * 20), 4.5)
    proposed = {key: on_bone[key] for key in best_landmarks(on_bone, np.asarray(aim.end))}
    assert len(proposed) == 5 and all(np.linalg.norm(point - aim.end) < 120 for point in proposed.values())
    setup, first, swept, rehearsal = rehearsed(real, proposed, aim, 0.15, 0.8)
    end = np.array([*aim.end, 1.0])
    for registration, most_mm in ((first, 2.5), (swept, 0.5)):
        there = registration.matrix @ np.linalg.inv(rehearsal.room.reference_to_ras) @ end
        assert np.linalg.norm((there - end)[:3]) < most_mm
    assert setup.registered(swept, "tibia_left").expected_error(aim).total_mm < 0.9


def test_a_hand_that_is_waited_for_touches_the_landmarks_again(bone, landmarks, target):
    rehearsal = Rehearsal(bone, landmarks, target)
    length = rehearsal.length_of("landmarks")
    for time_s in np.arange(0.0, length, 0.3):
        first, second = (rehearsal.tip_path("landmarks", time_s + round_ * length)[0] for round_ in (1, 2))
        np.testing.assert_allclose(first, second, atol=1e-9)

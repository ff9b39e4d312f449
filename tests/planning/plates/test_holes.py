"""Screws of holes: legal, in bone, snapped to what exists, clear of obstacles; distances against brute force."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.long_bones import left_femur, left_tibia
from osteokit.anatomy.femur import femur_landmarks
from osteokit.anatomy.tibia import tibia_landmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.plates.holes import FAR_MM, THROUGH_MM, chosen_lengths, legal_directions, screws_for
from osteokit.planning.plates.joints import joint_points
from osteokit.planning.plates.obstacles import (
    BESIDE_MM,
    LineObstacle,
    PlaneObstacle,
    PointsObstacle,
    bones_beside,
    segment_distances,
)
from osteokit.planning.plates.slide import PlateOnBone
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import manifold_of
from osteokit.surface.transform import pose_of
from planning.plates.plates import straight

RADIUS = 15.0
LENGTHS = np.arange(14.0, 62.0, 2.0)


def stock(family: str, hole_mm: float) -> tuple[float, np.ndarray]:
    return (4.5, LENGTHS) if family == "cortical_screw" else (0.0, np.zeros(0))


@pytest.fixture(scope="module")
def on() -> PlateOnBone:
    bone = cylinder(np.array([0.0, 0.0, -200.0]), np.array([0.0, 0.0, 200.0]), RADIUS, 360)
    return PlateOnBone(straight(5), bone)


@pytest.fixture(scope="module")
def pose(on: PlateOnBone) -> np.ndarray:
    return on.at([20.0, 0.0, 0.0], [0.0, 0.0, 1.0]).pose


def test_through_a_rod_screws_go_straight_and_are_as_long_as_needed(on: PlateOnBone, pose: np.ndarray) -> None:
    found = screws_for(on.plate.holes, pose, on.bone, stock)
    assert [one.hole for one in found.screws] == [f"hole {n}" for n in range(1, 6)] and not found.empty
    for one in found.screws:
        assert one.bicortical and one.bone_mm == pytest.approx(2 * RADIUS, abs=0.3)
        assert one.path.length_mm in LENGTHS
        beyond = one.path.length_mm - (2 * RADIUS + 2.0)  # the seat is 2 mm outside the bone
        assert THROUGH_MM - 0.3 <= beyond <= FAR_MM + 0.3
        assert one.angle_deg < 20.0 + 1e-9


def test_screws_keep_clear_of_each_other_and_of_a_nail(on: PlateOnBone, pose: np.ndarray) -> None:
    nail = LineObstacle("nail", (0.0, 5.0, -100.0), (0.0, 5.0, 100.0), 5.0, 1.0)
    found = screws_for(on.plate.holes, pose, on.bone, stock, (nail,))
    assert len(found.screws) >= 4
    for number, one in enumerate(found.screws):
        start, tip = np.array(one.path.entry), np.array(one.path.tip)
        gap = segment_distances(start[None], tip[None], np.array(nail.start), np.array(nail.end))[0] - 5.0 - 2.25
        assert gap >= 1.0 - 1e-9 and one.clearances["nail"] == pytest.approx(gap)
        for other in found.screws[:number]:
            ends = np.array(other.path.entry), np.array(other.path.tip)
            assert segment_distances(start[None], tip[None], *ends)[0] - 4.5 >= 1.0 - 1e-9


def test_tips_keep_off_a_bone_beside(on: PlateOnBone, pose: np.ndarray) -> None:
    """As the fibula lies behind a tibia: where the straight screws would come out."""
    way = pose[:3, 2]
    plain = screws_for(on.plate.holes, pose, on.bone, stock)
    tips = np.array([one.path.tip for one in plain.screws])
    middle = tips.mean(axis=0) + 4.0 * way
    beside = box((4.0, 4.0, 400.0), pose_of(middle, np.cross(pose[:3, 0], way), pose[:3, 0]))
    beside = Mesh(*_subdivided(beside))
    (obstacle,) = bones_beside(Mesh(np.array(on.bone.closest(tips)[0]), np.zeros((0, 3), np.int64)), {"fibula": beside})
    assert min(float(obstacle.clearance(tips - way, tips, 2.25).min()), BESIDE_MM) < BESIDE_MM
    found = screws_for(on.plate.holes, pose, on.bone, stock, (obstacle,))
    assert found.screws and any(one.angle_deg > 1.0 for one in found.screws)
    for one in found.screws:
        assert one.clearances["fibula"] >= BESIDE_MM - 1e-9
    far = {"fibula": Mesh(beside.vertices + 500.0, beside.faces)}
    assert bones_beside(beside, far) == ()


def _subdivided(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """With corners about 1 mm apart, as bones have."""
    fine = manifold_of(mesh).refine_to_length(1.5).to_mesh64()
    return fine.vert_properties[:, :3], fine.tri_verts.astype(np.int64)


def test_a_hole_with_no_free_angle_stays_empty_and_says_why(on: PlateOnBone, pose: np.ndarray) -> None:
    wall = PointsObstacle("joint", on.bone.closest(np.array([[RADIUS, 0.0, 0.0]]))[0], 30.0)
    found = screws_for(on.plate.holes, pose, on.bone, stock, (wall,), only=("hole 3",))
    assert not found.screws and "joint" in found.empty["hole 3"]
    none = screws_for(on.plate.holes, pose, on.bone, lambda family, hole_mm: (0.0, ()), only=("hole 1",))
    assert "No screw" in none.empty["hole 1"]
    away = pose.copy()
    away[:3, 2], away[:3, 1] = -away[:3, 2], -away[:3, 1]
    assert "bone all around" in screws_for(on.plate.holes, away, on.bone, stock).empty["hole 1"]
    with pytest.raises(OsteoError, match="no hole 'hole 9'"):
        screws_for(on.plate.holes, pose, on.bone, stock, only=("hole 9",))


def test_a_screw_that_would_graze_the_bone_is_none(on: PlateOnBone, pose: np.ndarray) -> None:
    beside = pose.copy()
    beside[:3, 3] += 13.8 * beside[:3, 1]  # 1.2 mm within the edge of the rod
    fixed = [replace(hole, largest_angle_deg=0.0) for hole in on.plate.holes]
    found = screws_for(fixed, beside, on.bone, stock)
    assert not found.screws and "bone all around" in found.empty["hole 1"]
    aimed = screws_for(on.plate.holes, beside, on.bone, stock, only=("hole 3",)).screws[0]
    middle = (np.array(aimed.path.entry) + np.array(aimed.path.tip)) / 2
    assert on.bone.signed(middle[None])[0] < -2.25


def test_no_screw_crosses_a_cut(on: PlateOnBone, pose: np.ndarray) -> None:
    cut = PlaneObstacle("cut", (0.0, 0.0, 9.0), (0.0, 0.1, 1.0))
    for one in screws_for(on.plate.holes, pose, on.bone, stock, (cut,)).screws:
        heights = (np.array([one.path.entry, one.path.tip]) - cut.point) @ cut.normal
        assert np.abs(heights).min() / np.linalg.norm(cut.normal) > 4.0 and heights[0] * heights[1] > 0


@settings(max_examples=40, deadline=None)
@given(angle=st.floats(0.0, 60.0), seed=st.integers(0, 1000))
def test_every_direction_is_legal(angle: float, seed: int) -> None:
    axis = np.random.default_rng(seed).normal(size=3)
    axis /= np.linalg.norm(axis)
    ways, lean = legal_directions(axis, angle)
    assert np.allclose(np.linalg.norm(ways, axis=1), 1.0)
    told = np.degrees(np.arccos(np.clip(ways @ axis, -1, 1)))
    assert np.allclose(told, lean, atol=1e-4) and told.max() <= angle + 1e-4
    assert np.allclose(ways[0], axis)


@settings(max_examples=60, deadline=None)
@given(leaves=st.floats(5.0, 90.0))
def test_lengths_pass_the_far_cortex_or_stay_well_inside(leaves: float) -> None:
    length, through = chosen_lengths(np.array([leaves]), LENGTHS)
    if through[0]:
        assert length[0] in LENGTHS and THROUGH_MM - 1e-6 <= length[0] - leaves <= FAR_MM + 1e-6
    elif np.isfinite(length[0]):
        assert length[0] in LENGTHS and length[0] <= leaves - 2.0 + 1e-6
        assert leaves + THROUGH_MM > LENGTHS.max() or leaves + FAR_MM < LENGTHS.min()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.floats(-20, 20)] * 3), min_size=4, max_size=4))
def test_segment_distances_are_those_of_brute_force(points: list[tuple[float, float, float]]) -> None:
    a, b, c, d = np.array(points)
    share = np.linspace(0, 1, 201)
    first, second = a + share[:, None] * (b - a), c + share[:, None] * (d - c)
    brute = np.linalg.norm(first[:, None] - second[None], axis=2).min()
    exact = segment_distances(a[None], b[None], c, d)[0]
    step = (np.linalg.norm(b - a) + np.linalg.norm(d - c)) / 200
    assert exact <= brute + 1e-9 and brute <= exact + step


def test_joint_surfaces_are_where_joints_are() -> None:
    tibia = left_tibia()
    landmarks = tibia_landmarks(tibia, "left")
    points = joint_points(tibia, landmarks)
    top, bottom = landmarks.point("plateau_medial_center"), landmarks.point("ankle_center")
    near = np.minimum(np.abs(points[:, 2] - top[2]), np.abs(points[:, 2] - bottom[2]))
    assert len(points) > 50 and near.max() < 25.0
    femur = left_femur()
    found = joint_points(femur, femur_landmarks(femur, "left"))
    assert ((found[:, 2] < 60.0) | (found[:, 2] > 350.0)).all() and (found[:, 2] > 350.0).any()

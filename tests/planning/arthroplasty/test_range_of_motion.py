"""Impingement against closed forms: a neck in a liner, a beam beside a wall."""

import manifold3d
import numpy as np
import pytest

from osteokit.planning.arthroplasty.frames import SideAxes
from osteokit.planning.arthroplasty.range_of_motion import (
    ACCURACY_DEG,
    MOTIONS,
    Joint,
    Motion,
    oscillation_deg,
    pose_in,
    range_of_motion,
)
from osteokit.planning.implants.families.table import FAMILIES
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved, pose_of, rotation_about, translation

RIGHT = SideAxes("right", np.array([1.0, 0, 0]), np.array([0.0, 1, 0]), np.array([0.0, 0, 1]), "by construction")
LEFT = SideAxes("left", np.array([-1.0, 0, 0]), np.array([0.0, 1, 0]), np.array([0.0, 0, 1]), "by construction")
DOWN = np.array([0.0, 0.0, -1.0])


def only(*keys: str) -> tuple[Motion, ...]:
    return tuple(motion for motion in MOTIONS if motion.key in keys)


def neck_in_liner(neck_mm: float, head_mm: float) -> Joint:
    """A round neck straight down from the centre of a liner that opens downward."""
    liner = FAMILIES["acetabular_liner"].build({"outer_diameter_mm": head_mm + 12.0, "head_diameter_mm": head_mm})
    neck = cylinder(np.array([0.0, 0.0, -1.0]), np.array([0.0, 0.0, -60.0]), neck_mm / 2, 256)
    return Joint(np.zeros(3), RIGHT, DOWN, {"neck": neck}, {"liner": liner})


@pytest.mark.parametrize("neck_mm, head_mm", [(12.0, 28.0), (10.0, 36.0), (14.0, 32.0), (9.0, 22.0)])
def test_the_oscillation_angle_of_a_neck_in_a_liner(neck_mm, head_mm):
    free = [Motion(way, way, way, way, 150.0) for way in ("flexion", "extension", "abduction", "adduction")]
    limits = range_of_motion(neck_in_liner(neck_mm, head_mm), free)
    expected = oscillation_deg(neck_mm / 2, head_mm / 2)
    for one, other in (("flexion", "extension"), ("abduction", "adduction")):
        assert limits[one].angle_deg + limits[other].angle_deg == pytest.approx(expected, abs=1.0)
        assert limits[one].between == ("neck", "liner") and limits[one].kind == "implant-implant"


def test_a_tilted_liner_gives_to_one_side_what_it_takes_from_the_other():
    joint = neck_in_liner(12.0, 32.0)
    liner = moved(joint.fixed["liner"], rotation_about(np.zeros(3), [1.0, 0.0, 0.0], 20.0))
    tilted = Joint(joint.center, RIGHT, DOWN, joint.moving, {"liner": liner})
    limits = range_of_motion(tilted, only("flexion", "extension"))
    half = oscillation_deg(6.0, 16.0) / 2
    assert limits["extension"].angle_deg == pytest.approx(half - 20.0, abs=0.6)
    assert limits["flexion"].angle_deg == pytest.approx(min(half + 20.0, 150.0), abs=0.6)


@pytest.mark.parametrize("axes", [RIGHT, LEFT], ids=["right", "left"])
@pytest.mark.parametrize(
    "way, toward",
    [
        ("flexion", "front"), ("extension", "back"), ("abduction", "lateral"), ("adduction", "medial"),
    ],
)  # fmt: skip
def test_the_leg_goes_where_the_motion_says(axes, way, toward):
    ways = {"front": axes.front, "back": -axes.front, "lateral": axes.lateral, "medial": -axes.lateral}
    motion = Motion(way, way, way, way, 60.0)
    pose = pose_in(Joint(np.zeros(3), axes, DOWN, {}, {}), motion, 30.0)
    knee = pose[:3, :3] @ (100.0 * DOWN)
    assert knee @ ways[toward] == pytest.approx(50.0)


@pytest.mark.parametrize("axes", [RIGHT, LEFT], ids=["right", "left"])
def test_internal_rotation_turns_the_toes_medially_also_in_flexion(axes):
    joint = Joint(np.zeros(3), axes, DOWN, {}, {})
    pose = pose_in(joint, Motion("i", "i", "i", "internal", 90.0), 30.0)
    assert (pose[:3, :3] @ axes.front) @ axes.lateral == pytest.approx(-0.5)
    flexed = pose_in(joint, Motion("i", "i", "i", "internal", 90.0, 90.0), 30.0)
    assert np.allclose(flexed[:3, :3] @ DOWN, axes.front), "the thigh keeps its place"
    # At 90 degrees of flexion a shank that hung down swings laterally when the thigh turns inward.
    assert (flexed[:3, :3] @ -axes.front) @ -axes.front < 0.1
    assert (flexed[:3, :3] @ -axes.front) @ axes.lateral == pytest.approx(0.5)


@pytest.mark.parametrize("angle", [17.0, 33.0, 71.0])
def test_a_thin_beam_meets_a_wall_at_the_angle_of_the_wall(angle):
    beam = box([0.02, 0.02, 100.0], translation([0.0, 0.0, -60.0]))
    turned = rotation_about(np.zeros(3), [1.0, 0.0, 0.0], angle)
    wall = moved(box([50.0, 10.0, 50.0], translation([0.0, 5.0, -60.0])), turned)
    joint = Joint(np.zeros(3), RIGHT, DOWN, {"bone of the femur": beam}, {"bone of the pelvis": wall})
    limit = range_of_motion(joint, only("flexion"))["flexion"]
    assert limit.angle_deg == pytest.approx(angle, abs=ACCURACY_DEG)
    assert limit.kind == "bone-bone"
    # The first to meet is the whole beam with the wall's face: the place is on it.
    assert (turned[:3, :3].T @ np.array(limit.place))[1] == pytest.approx(0.0, abs=0.5)


def test_what_never_meets_is_limited_by_the_motion_alone():
    ball = mesh_of(manifold3d.Manifold.sphere(5.0, 24))
    joint = Joint(np.zeros(3), RIGHT, DOWN, {"stem": ball}, {"cup": moved(ball, translation([90.0, 0, 0]))})
    limit = range_of_motion(joint, only("abduction"))["abduction"]
    assert (limit.angle_deg, limit.between, limit.kind) == (90.0, (), "")


def test_what_touches_from_the_start_gives_no_motion():
    ball = mesh_of(manifold3d.Manifold.sphere(5.0, 24))
    joint = Joint(np.zeros(3), RIGHT, DOWN, {"stem": ball}, {"bone of the pelvis": ball})
    limit = range_of_motion(joint, only("flexion"))["flexion"]
    assert limit.angle_deg == 0.0 and limit.kind == "bone-implant"


def test_the_neutral_pose_is_neutral():
    joint = Joint(np.array([3.0, 4.0, 5.0]), RIGHT, DOWN, {}, {})
    for motion in MOTIONS:
        if motion.flexed_deg == 0.0 and motion.adducted_deg == 0.0:
            assert np.allclose(pose_in(joint, motion, 0.0), np.eye(4))
    assert np.allclose(pose_of(joint.center, [1, 0, 0], [0, 0, 1])[:3, 3], joint.center)

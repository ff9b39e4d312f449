"""Corridors of acetabular columns and of the femoral neck, where both are straight rods of known axis and diameter."""

import manifold3d
import numpy as np
import pytest

from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.base.errors import OsteoError
from osteokit.planning.screws.acetabular_columns import column_corridors
from osteokit.planning.screws.femoral_neck import neck_corridor
from osteokit.planning.screws.sizes import longest_mm
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved
from planning.screws.corridor_solids import SEGMENTS, ball, errors, random_pose, rod

RADIUS = 24.0  # of the socket; its centre is (80, 0, 0) on the right
TUBERCLE = np.array([28.0, 45.0, -24.0])
ROOF = np.array([75.0, 0.0, 36.0])
ISCHIUM, BUTTRESS = np.array([73.0, -22.0, -29.0]), np.array([70.0, -22.0, 31.0])
ANTERIOR_MM, POSTERIOR_MM = 9.0, 14.0


def bar(start, end, diameter: float, before: float, after: float) -> manifold3d.Manifold:
    along = (end - start) / np.linalg.norm(end - start)
    length = float(np.linalg.norm(end - start)) + before + after
    x = np.cross(along, [1.0, 0.0, 0.0])
    x /= np.linalg.norm(x)
    frame = np.column_stack([x, np.cross(along, x), along, start - before * along])
    return manifold3d.Manifold.cylinder(length, diameter / 2, circular_segments=SEGMENTS).transform(frame)


def hip(side: str, pose: np.ndarray) -> Mesh:
    ilium = ball(np.add(ROOF, (5.0, -5.0, 7.0)), 24.0) + ball(np.add(BUTTRESS, (0.0, 0.0, 6.0)), 22.0)
    solid = ilium + ball(ISCHIUM - [0.0, 0.0, 10.0], 18.0) + ball(TUBERCLE - [3.0, -3.0, 3.0], 10.0)
    solid += bar(ROOF, TUBERCLE, ANTERIOR_MM, 5.0, 0.0) + bar(ISCHIUM, BUTTRESS, POSTERIOR_MM, 5.0, 0.0)
    return moved(mesh_of(solid if side == "right" else solid.mirror([1.0, 0.0, 0.0])), pose)


def landmarks(pose: np.ndarray) -> BoneLandmarks:
    points = {}
    for side, sign in (("left", -1.0), ("right", 1.0)):
        points[f"asis_{side}"] = (sign * 110.0, 45.0, 80.0)
        points[f"pubic_tubercle_{side}"] = TUBERCLE * [sign, 1.0, 1.0]
        points[f"acetabulum_center_{side}"] = (sign * 80.0, 0.0, 0.0)
    found = {}
    for key, point in points.items():
        place = pose[:3, :3] @ np.asarray(point) + pose[:3, 3]
        found[key] = Landmark(key, tuple(place.tolist()), 0.1, 1.0, "known")
    return BoneLandmarks("pelvis", "", found, {f"acetabulum_center_{side}": RADIUS for side in ("left", "right")})


@pytest.mark.parametrize("side", ["left", pytest.param("right", marks=pytest.mark.slow)])
def test_columns_of_known_axis(side):
    pose = random_pose(4)
    found = column_corridors(hip(side, pose), landmarks(pose), side).found
    mirror = np.array([-1.0 if side == "left" else 1.0, 1.0, 1.0])
    for name, start, end, diameter in (
        (f"anterior column {side}", ROOF, TUBERCLE, ANTERIOR_MM),
        (f"posterior column {side}", ISCHIUM, BUTTRESS, POSTERIOR_MM),
    ):
        corridor = found[name]
        assert corridor.diameter_mm == pytest.approx(diameter, abs=0.2)
        along = (end - start) * mirror / np.linalg.norm(end - start)
        axis = pose[:3, :3].T @ corridor.path.axis
        assert np.degrees(np.arccos(min(1.0, axis @ along))) < 1.0
        entry = pose[:3, :3].T @ (np.array(corridor.path.entry) - pose[:3, 3])
        middle = (start + end) / 2 * mirror
        nearest = entry + ((middle - entry) @ axis) * axis
        assert np.linalg.norm(nearest - middle) < 0.5


def test_what_is_too_narrow_or_unknown_is_named():
    pose = np.eye(4)
    found = column_corridors(hip("right", pose), landmarks(pose), "right", least_mm=10.0)
    assert set(found.found) == {"posterior column right"}
    assert "10.0 mm" in found.missing["anterior column right"]
    lost = column_corridors(hip("right", pose), BoneLandmarks("pelvis", "", {}), "right")
    assert not lost.found
    assert "asis_left" in lost.missing["anterior column right"]


def femur(neck_mm: float, pose: np.ndarray) -> tuple[Mesh, BoneLandmarks]:
    """A head, a neck along z and a trochanter."""
    block = manifold3d.Manifold.cube([50.0, 50.0, 50.0], True).translate([3.0, -4.0, -45.0])
    solid = ball((0.0, 0.0, 30.0), 22.0) + rod(-30.0, 30.0, neck_mm / 2) + block
    points = {"femoral_head_center": (0.0, 0.0, 30.0), "neck_isthmus_center": (0.4, -0.3, 0.0)}
    found = {}
    for key, point in points.items():
        place = pose[:3, :3] @ np.array(point) + pose[:3, 3]
        found[key] = Landmark(key, tuple(place.tolist()), 0.3, 1.0, "known")
    marks = BoneLandmarks("femur", "left", found, {"femoral_head_center": 22.0})
    return moved(mesh_of(solid), pose), marks


def test_a_neck_of_known_axis():
    pose = random_pose(9)
    corridor = neck_corridor(*femur(18.0, pose))
    distance, angle = errors(corridor.path, pose, 12.0)
    assert corridor.diameter_mm == pytest.approx(18.0, abs=0.2)
    assert distance < 0.5
    assert angle < 1.0
    # a thin screw may go on to where its margin to the head's surface, 22 mm from its centre, is used up
    assert longest_mm(corridor, 6.5, 5.0) == pytest.approx(70.0 + 30.0 + 22.0 - 5.0 - 3.25, abs=1.0)


def test_a_femur_without_its_head_is_refused():
    mesh, marks = femur(18.0, np.eye(4))
    with pytest.raises(OsteoError, match="no femoral_head_center"):
        neck_corridor(mesh, BoneLandmarks("femur", "left", {}))
    with pytest.raises(OsteoError, match="radius of the femoral head"):
        neck_corridor(mesh, BoneLandmarks("femur", "left", dict(marks.landmarks)))

"""Pedicle corridors of vertebrae whose pedicles are straight rods of known axis and diameter, in any pose."""

import manifold3d
import numpy as np
import pytest

from osteokit.anatomy.frames import lateral_sign
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.vertebra import vertebra_landmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.screws.bone_field import bones_as_one
from osteokit.planning.screws.pedicle import (
    _entry_faces,
    _upper_facet,
    pedicle_corridor,
    pedicle_corridors,
    vertebra_frame,
)
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved
from planning.screws.corridor_solids import SEGMENTS, random_pose

HALF_WIDTH, DEPTH, HEIGHT = 24.0, 34.0, 34.0
ISTHMUS = np.array([14.0, -5.0, 5.0])  # of the right pedicle; the origin is the middle of the back wall
SIDES = {"left": -1.0, "right": 1.0}


def axis_of(side: float, converging_deg: float, rising_deg: float) -> np.ndarray:
    """Unit direction forward along a pedicle."""
    inward, up = np.tan(np.radians([converging_deg, rising_deg]))
    axis = np.array([-side * inward, 1.0, up])
    return axis / np.linalg.norm(axis)


def vertebra(diameters, converging_deg=10.0, rising_deg=0.0) -> Mesh:
    """A block with two rods of ``diameters`` (left, right), a block of the arch behind each, and a bridge between."""
    body = manifold3d.Manifold.cube([2 * HALF_WIDTH, DEPTH, HEIGHT], True)
    solid = body.translate([0.0, DEPTH / 2, 0.0])
    for side, diameter in zip((-1.0, 1.0), diameters, strict=True):
        axis = axis_of(side, converging_deg, rising_deg)
        rod = manifold3d.Manifold.cylinder(27.0, diameter / 2, circular_segments=SEGMENTS).translate([0.0, 0.0, -9.0])
        frame = np.eye(4)[:3]
        x = np.cross([0.0, 0.0, 1.0], axis)
        frame[:, 0] = x / np.linalg.norm(x)
        frame[:, 1], frame[:, 2] = np.cross(axis, frame[:, 0]), axis
        frame[:, 3] = ISTHMUS * [side, 1.0, 1.0]
        arch = manifold3d.Manifold.cube([22.0, 12.0, 26.0], True).translate([side * 18.5, -17.0, 4.0])
        solid = solid + rod.transform(frame) + arch
    bridge = manifold3d.Manifold.cube([26.0, 5.0, 18.0], True).translate([0.0, -20.0, 0.0])
    process = manifold3d.Manifold.cube([5.0, 26.0, 12.0], True).translate([0.0, -34.0, -4.0])
    return mesh_of(solid + bridge + process)


def landmarks(pose=np.eye(4)) -> BoneLandmarks:
    points = {}
    for plate, z in (("superior", HEIGHT / 2), ("inferior", -HEIGHT / 2)):
        ends = {
            "left": (-HALF_WIDTH, DEPTH / 2),
            "right": (HALF_WIDTH, DEPTH / 2),
            "anterior": (0, DEPTH),
            "posterior": (0, 0),
        }
        for end, (x, y) in ends.items():
            place = pose[:3, :3] @ np.array([x, y, z], float) + pose[:3, 3]
            points[f"{plate}_endplate_{end}"] = Landmark("", tuple(place.tolist()), 0.1, 1.0, "known")
    return BoneLandmarks("vertebra", "", points)


def local(point, pose) -> np.ndarray:
    return np.linalg.inv(pose)[:3, :3] @ (np.asarray(point) - pose[:3, 3])


@pytest.mark.parametrize(
    ("seed", "diameters", "converging", "rising"),
    [
        (0, (6.0, 8.0), 12.0, 4.0),
        (1, (9.0, 5.0), 22.0, -6.0),
        pytest.param(2, (7.0, 7.0), 3.0, 8.0, marks=pytest.mark.slow),
    ],
)
def test_rods_of_known_axis(seed, diameters, converging, rising):
    pose = random_pose(seed)
    mesh = moved(vertebra(diameters, converging, rising), pose)
    found = pedicle_corridors(mesh, landmarks(pose), give_mm=0.0, among_mm=0.0).found
    for (side, sign), diameter in zip(SIDES.items(), diameters, strict=True):
        corridor = found[f"{side} pedicle"]
        assert corridor.diameter_mm == pytest.approx(diameter, abs=0.2)
        axis = axis_of(sign, converging, rising)
        along = pose[:3, :3].T @ corridor.path.axis
        assert np.degrees(np.arccos(min(1.0, along @ axis))) < 1.0
        away = local(corridor.path.entry, pose) - ISTHMUS * [sign, 1.0, 1.0]
        at = away - (away[1] / along[1]) * along  # where it passes the plane of the isthmus
        assert np.linalg.norm(at - (at @ axis) * axis) < 0.5
        tip = local(corridor.path.tip, pose)
        assert tip[1] == pytest.approx(0.8 * DEPTH, abs=0.01)
        assert tip[0] * sign > 0.0
        assert local(corridor.path.entry, pose)[1] < -15.0


def test_the_default_gives_little_away_for_a_level_screw():
    mesh = vertebra((8.0, 8.0), 8.0, 6.0)
    strict = pedicle_corridors(mesh, landmarks(), give_mm=0.0, among_mm=0.0)
    usual = pedicle_corridors(mesh, landmarks())
    for name, corridor in usual.found.items():
        assert corridor.diameter_mm == pytest.approx(strict.found[name].diameter_mm, abs=0.151)
        assert abs(corridor.path.axis[2]) <= abs(strict.found[name].path.axis[2]) + 1e-6


def two_ways(straight: float, converging: float) -> Mesh:
    """Two rods a side, far apart in height: one that goes straight forward, one that converges by 12 degrees."""
    body = manifold3d.Manifold.cube([2 * HALF_WIDTH, DEPTH, HEIGHT], True).translate([0.0, DEPTH / 2, 0.0])
    arch = [manifold3d.Manifold.cube([22.0, 12.0, 34.0], True).translate([s * 18.5, -17.0, 0.0]) for s in (-1, 1)]
    rods = []
    for side in (-1.0, 1.0):
        for degrees, diameter, height in ((0.0, straight, 9.0), (12.0, converging, -9.0)):
            axis = axis_of(side, degrees, 0.0)
            middle = np.array([side * 14.0, -5.0, height])
            frame = np.column_stack([np.cross([0.0, 0.0, 1.0], axis), [0.0, 0.0, 1.0], axis, middle])
            frame[:, 1] = np.cross(axis, frame[:, 0])
            rod = manifold3d.Manifold.cylinder(27.0, diameter / 2, circular_segments=SEGMENTS)
            rods.append(rod.translate([0.0, 0.0, -9.0]).transform(frame))
    return mesh_of(manifold3d.Manifold.batch_boolean([body, *arch, *rods], manifold3d.OpType.Add))


@pytest.mark.parametrize(("straight", "converging", "turned"), [(7.2, 7.0, True), (8.2, 7.0, False)])
def test_of_ways_of_nearly_equal_width_the_converging_one_is_taken(straight, converging, turned):
    mesh = two_ways(straight, converging)
    widest = pedicle_corridors(mesh, landmarks(), give_mm=0.0, among_mm=0.0).found
    usual = pedicle_corridors(mesh, landmarks()).found
    for name, sign in (("left pedicle", -1.0), ("right pedicle", 1.0)):
        assert abs(widest[name].path.axis[0]) < 0.1
        inward = np.degrees(np.arctan2(-sign * usual[name].path.axis[0], usual[name].path.axis[1]))
        assert (inward > 9.0) == turned


def with_facets(mesh: Mesh) -> Mesh:
    """The arch's blocks higher, their medial upper edges planed off: faces that look back and to the midline."""
    solid = manifold_of(mesh)
    for sign in (-1.0, 1.0):
        cutter = manifold3d.Manifold.cube([20.0, 20.0, 30.0], True).rotate([0.0, 0.0, -sign * 35.0])
        solid -= cutter.translate([sign * 9.5, -31.0, 16.0])
    return mesh_of(solid)


def test_an_entry_keeps_off_the_upper_facet():
    plain, planed = vertebra((7.0, 7.0), 0.0), with_facets(vertebra((7.0, 7.0), 0.0))
    bones = bones_as_one([planed])
    body = vertebra_frame(landmarks())
    for sign in (-1.0, 1.0):
        facet = _upper_facet(bones, body, sign)
        normals = bones.surface.face_normals[facet]
        inward = -sign * normals[:, 0]  # of the two planes that were planed
        assert facet.any() and set(inward.round(6)) <= {round(np.sin(a), 6) for a in np.radians([35.0, 55.0])}
        assert not _upper_facet(bones_as_one([plain]), body, sign).any()
        assert not (_entry_faces(bones, body, sign) & facet).any()
    surface = SurfaceDistance(planed)
    facets = np.concatenate([bones.face_centers[_upper_facet(bones, body, sign)] for sign in (-1.0, 1.0)])
    assert len(facets)
    for corridor in pedicle_corridors(planed, landmarks()).found.values():
        normal = surface.face_normals[surface.closest(np.array([corridor.path.entry]))[1]][0]
        assert abs(normal[0]) < 0.1, "it comes in where the arch looks straight back"


@pytest.mark.data
def test_a_real_entry_lies_lateral_of_the_facet(shared_data):
    """The facet joint of this lumbar vertebra lies where the widest way would come in."""
    mesh = read_mesh(shared_data / "meshes" / "comodo" / "vertebra.stl", "LPS")
    marks = vertebra_landmarks(mesh)
    body, bones = vertebra_frame(marks), bones_as_one([mesh])
    axes = body.frame.matrix[:3, :3]
    for side, sign in (("left", lateral_sign("left")), ("right", lateral_sign("right"))):
        corridor = pedicle_corridor(bones, marks, side)  # pyright: ignore[reportArgumentType]
        entry = np.array(corridor.path.entry)
        facet = bones.face_centers[_upper_facet(bones, body, sign)]
        gaps = np.linalg.norm(facet - entry, axis=1)
        assert gaps.min() > corridor.diameter_mm / 2 - 0.1
        assert 15.0 < abs((entry - body.frame.origin) @ axes[:, 0]) < 24.0


def test_it_stays_out_of_the_canal_and_wholly_in_bone():
    mesh = vertebra((8.0, 6.0), 12.0)
    solid = manifold_of(mesh)
    for corridor in pedicle_corridors(mesh, landmarks()).found.values():
        start = np.array(corridor.path.entry) + 12.5 * corridor.path.axis  # behind what may leave through the cortex
        span = np.array(corridor.path.tip) - start
        thin = manifold3d.Manifold.cylinder(
            float(np.linalg.norm(span)), corridor.diameter_mm / 2 - 0.02, circular_segments=64
        )
        x = np.cross([0.0, 0.0, 1.0], corridor.path.axis)
        x /= np.linalg.norm(x)
        frame = np.column_stack([x, np.cross(corridor.path.axis, x), corridor.path.axis, start])
        assert (thin.transform(frame) - solid).volume() < 1e-6 * thin.volume()


def test_a_pedicle_that_is_too_narrow_is_named():
    found = pedicle_corridors(vertebra((4.0, 7.0)), landmarks(), least_mm=5.5)
    assert set(found.found) == {"right pedicle"}
    sentence = found.missing["left pedicle"]
    assert "5.5 mm" in sentence
    assert "4.0 mm" in sentence or "3.9 mm" in sentence
    assert sentence.rstrip(".").count(". ") == 0


def test_a_missing_pedicle_is_named():
    whole = vertebra((7.0, 7.0))
    gap = manifold3d.Manifold.cube([30.0, 4.0, 60.0], True).translate([-20.0, -4.0, 0.0])
    found = pedicle_corridors(mesh_of(manifold_of(whole) - gap), landmarks())
    assert set(found.found) == {"right pedicle"}
    assert "left pedicle" in found.missing["left pedicle"]


def test_the_tip_lies_where_it_is_asked_for():
    found = pedicle_corridors(vertebra((7.0, 7.0)), landmarks(), body_share=0.6).found
    assert [corridor.path.tip[1] for corridor in found.values()] == pytest.approx([0.6 * DEPTH] * 2, abs=0.01)


def test_bad_input_is_refused():
    mesh = vertebra((7.0, 7.0))
    known = landmarks()
    with pytest.raises(OsteoError, match="mirrored or exchanged"):
        left, right = (known.landmarks[f"superior_endplate_{side}"] for side in SIDES)
        low = {
            f"inferior_endplate_{a}": known.landmarks[f"inferior_endplate_{b}"]
            for a, b in (("left", "right"), ("right", "left"))
        }
        swapped = {**known.landmarks, "superior_endplate_left": right, "superior_endplate_right": left, **low}
        vertebra_frame(BoneLandmarks("vertebra", "", swapped))
    with pytest.raises(OsteoError, match="no superior_endplate_left"):
        pedicle_corridors(mesh, BoneLandmarks("vertebra", "", {}, {}, {}))
    with pytest.raises(OsteoError, match=r"0\.3 and 0\.95"):
        pedicle_corridors(mesh, known, body_share=1.2)
    with pytest.raises(OsteoError, match="inside out"):
        pedicle_corridors(Mesh(mesh.vertices, mesh.faces[:, ::-1]), known)


@pytest.mark.slow
def test_the_surface_and_the_profile_agree():
    mesh = vertebra((7.0, 7.0))
    corridor = pedicle_corridors(mesh, landmarks()).found["right pedicle"]
    depths = np.array(corridor.depths_mm)
    deep = (depths > 0.36 * DEPTH) & (depths < depths[-1] - 1e-6)
    points = np.array(corridor.path.entry) + depths[deep, None] * corridor.path.axis
    assert -SurfaceDistance(mesh).signed(points) == pytest.approx(np.array(corridor.clearances_mm)[deep], abs=1e-6)

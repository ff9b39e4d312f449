"""Sacroiliac corridors of a pelvis whose sacrum is joined by straight rods of known place and diameter."""

from functools import cache

import manifold3d
import numpy as np
import pytest

from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.planning.screws.bone_field import bones_as_one
from osteokit.planning.screws.pelvic_frame import sacral_frame
from osteokit.planning.screws.propose import Proposer
from osteokit.planning.screws.sacral_levels import sacral_levels
from osteokit.planning.screws.sacroiliac import iliosacral_corridor, pelvis_of, sacroiliac_corridors
from osteokit.planning.screws.sites import Site
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved
from planning.screws.corridor_solids import SEGMENTS, random_pose

DEPTH = 32.0
RODS = {"S1": (-14.0, 16.0), "S2": (-42.0, 12.0), "S3": (-68.0, 10.0)}  # height of the axis, diameter
S1_SHIFT = 3.0  # how far the S1 rods lie in front of the middle


def rod(height: float, diameter: float, forward: float) -> manifold3d.Manifold:
    one = manifold3d.Manifold.cylinder(90.0, diameter / 2, circular_segments=SEGMENTS, center=True)
    return one.rotate([0.0, 90.0, 0.0]).translate([0.0, forward, height])


def block(low, high) -> manifold3d.Manifold:
    low, high = np.array(low, float), np.array(high, float)
    return manifold3d.Manifold.cube((high - low).tolist()).translate(low.tolist())


@cache
def solids(s1_left_mm: float = 16.0) -> dict[str, manifold3d.Manifold]:
    """A sacrum (body, alae, rods between the foramina) and an ilium 2 mm beside each; origin amid the endplate."""
    sacrum = block([-15, -16, -80], [15, 16, 0])
    for side in (-1.0, 1.0):
        ends = sorted([side * 32.0, side * 46.0])
        sacrum += block([ends[0], -18, -80], [ends[1], 18, 0])
    for level, (height, diameter) in RODS.items():
        whole = rod(height, diameter, S1_SHIFT if level == "S1" else 0.0)
        if level == "S1":
            thin = rod(height, s1_left_mm, S1_SHIFT)
            whole = whole.trim_by_plane([1.0, 0.0, 0.0], 0.0) + thin.trim_by_plane([-1.0, 0.0, 0.0], 0.0)
        sacrum += whole
    plates = {}
    for name, side in (("left", -1.0), ("right", 1.0)):
        ends = sorted([side * 48.0, side * 64.0])
        plates[name] = block([ends[0], -45, -95], [ends[1], 40, 30])
    return {"sacrum": sacrum, **plates}


def bone(name: str, pose: np.ndarray, s1_left_mm: float = 16.0) -> Mesh:
    return moved(mesh_of(solids(s1_left_mm)[name]), pose)


def marks(points, pose, name) -> BoneLandmarks:
    places = {key: pose[:3, :3] @ np.array(point, float) + pose[:3, 3] for key, point in points.items()}
    return BoneLandmarks(
        name, "", {key: Landmark(key, tuple(place.tolist()), 0.1, 1.0, "known") for key, place in places.items()}
    )


def landmarks(pose) -> tuple[BoneLandmarks, BoneLandmarks]:
    hips = marks({"asis_left": (-110, 60, 10), "asis_right": (110, 60, 10)}, pose, "pelvis")
    plate = {"promontory": (0, DEPTH / 2, 0), "endplate_posterior": (0, -DEPTH / 2, 0), "endplate_center": (0, 0, 0)}
    return hips, marks(plate, pose, "sacrum")


def pelvis(pose, s1_left_mm: float = 16.0):
    hips, plate = landmarks(pose)
    return pelvis_of(*(bone(name, pose, s1_left_mm) for name in ("left", "right", "sacrum")), hips, plate)


@pytest.fixture(scope="module")
def found():
    pose = random_pose(11)
    return pose, sacroiliac_corridors(pelvis(pose, 9.0), least_mm=10.0)


def in_pelvis(path, pose):
    into = np.linalg.inv(pose)
    entry, tip = (into[:3, :3] @ np.array(point) + into[:3, 3] for point in (path.entry, path.tip))
    return entry, tip, into[:3, :3] @ path.axis


@pytest.mark.parametrize(
    ("name", "level", "sign"),
    [("iliosacral S1 right", "S1", 1.0), ("iliosacral S2 left", "S2", -1.0), ("iliosacral S2 right", "S2", 1.0)],
)
def test_iliosacral_rods(found, name, level, sign):
    pose, corridors = found
    height, diameter = RODS[level]
    corridor = corridors.found[name]
    entry, tip, axis = in_pelvis(corridor.path, pose)
    assert corridor.diameter_mm == pytest.approx(diameter, abs=0.2)
    assert np.degrees(np.arccos(min(1.0, abs(axis[0])))) < 1.0
    at = entry + ((sign * 23.0 - entry[0]) / axis[0]) * axis  # amid the rod
    assert np.linalg.norm(at[1:] - [S1_SHIFT if level == "S1" else 0.0, height]) < 0.5
    assert entry[0] == pytest.approx(sign * 64.0, abs=0.01)  # the outer side of the ilium of that side
    assert tip[0] * sign == pytest.approx(-0.15 * DEPTH, abs=0.5)  # just past the midline


@pytest.mark.parametrize(
    ("lengths", "taken"),
    [((63.8, 75.0), 75.0), ((62.0, 66.0, 75.0), 66.0), ((60.0, 62.0), 62.0), ((60.0, 140.0), 60.0)],
)
def test_an_iliosacral_screw_reaches_the_midline_where_one_does(found, lengths, taken):
    """The outer side of the ilium is 64 mm from the midline, the planned tip 68.8, and the far ilium bounds it."""
    pose, corridors = found
    whole, corridor = pelvis(pose, 9.0), corridors.found["iliosacral S2 right"]
    height = 64.0 / abs(corridor.path.axis @ whole.sacral.frame.x)
    assert height == pytest.approx(64.0, abs=0.05)
    shelf = [Implant(f"{n:g}", "cannulated_screw", "", "", {"diameter_mm": 6.5, "length_mm": n}) for n in lengths]
    held = Catalogue("c", "", "", "1", {one.reference: one for one in shelf})
    proposer = Proposer({})
    proposer._pelvis = whole
    proposer.corridor = lambda site, progress=None: corridor
    proposal = proposer.propose(Site("iliosacral", "right", "S2"), [Found(held, one) for one in shelf])
    assert proposal.path.length_mm == pytest.approx(taken)


def test_a_trans_sacral_rod(found):
    pose, corridors = found
    corridor = corridors.found["trans-sacral S2"]
    entry, tip, axis = in_pelvis(corridor.path, pose)
    assert corridor.diameter_mm == pytest.approx(RODS["S2"][1], abs=0.2)
    assert (entry[0], tip[0]) == pytest.approx((-64.0, 64.0), abs=0.01)
    assert axis[0] > 0.9998
    assert (entry + tip)[1:] / 2 == pytest.approx([0.0, RODS["S2"][0]], abs=0.5)
    assert corridor.safe_length_mm == pytest.approx(corridor.length_mm)


def test_what_is_too_narrow_is_named_with_its_width(found):
    _, corridors = found
    assert set(corridors.missing) == {"iliosacral S1 left", "trans-sacral S1"}
    for name, sentence in corridors.missing.items():
        assert name in sentence
        assert "10.0 mm" in sentence
        assert "9.0 mm" in sentence or "8.9 mm" in sentence
        assert "narrowest" in sentence
        assert sentence.rstrip(".").count(". ") == 0


@pytest.mark.parametrize("side", ["left", "right"])
def test_levels_are_told_by_the_foramina(side):
    pose = random_pose(2)
    hips, plate = landmarks(pose)
    frame = sacral_frame(plate, hips)
    levels = sacral_levels(bones_as_one([bone("sacrum", pose)]).surface, frame, side)
    assert frame.depth_mm == pytest.approx(DEPTH)
    assert levels.s1[0] == levels.s2[1]
    assert -36.0 < levels.s1[0] < -22.0  # between the rods
    assert -63.0 < levels.s2[0] < -48.0


def test_a_joint_wider_than_it_may_be_is_not_crossed():
    with pytest.raises(OsteoError, match="No straight line"):
        iliosacral_corridor(pelvis(np.eye(4)), "S1", "right", joint_mm=1.0)


def test_swapped_sides_and_missing_landmarks_are_refused():
    hips, plate = landmarks(np.eye(4))
    with pytest.raises(OsteoError, match="give both hip bones"):
        sacral_frame(plate, marks({"asis_left": (-110, 60, 10)}, np.eye(4), "pelvis"))
    with pytest.raises(OsteoError, match="no promontory"):
        sacral_frame(BoneLandmarks("sacrum", "", {}), hips)
    with pytest.raises(OsteoError, match="not 2 mm deep"):
        near = marks({"promontory": (0, 1, 0), "endplate_posterior": (0, -1, 0)}, np.eye(4), "sacrum")
        sacral_frame(near, hips)
    swapped = pelvis_of(*(bone(name, np.eye(4)) for name in ("right", "left", "sacrum")), hips, plate)
    with pytest.raises(OsteoError, match="where the screw may enter"):
        iliosacral_corridor(swapped, "S1", "left")


def test_a_sacrum_without_foramina_says_so():
    pose = np.eye(4)
    hips, plate = landmarks(pose)
    solid = mesh_of(block([-46, -16, -80], [46, 16, 0]))
    with pytest.raises(OsteoError, match="foramina"):
        pelvis_of(bone("left", pose), bone("right", pose), solid, hips, plate)

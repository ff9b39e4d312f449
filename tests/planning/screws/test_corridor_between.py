"""Corridors between two places of solids whose widest corridor is known, in any pose."""

import manifold3d
import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.between import Region, corridor_between
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved
from planning.screws.corridor_solids import ball, dumbbell, errors, placed, random_pose, rod

FAR = 26.0  # from the middle of a dumbbell to the middles of its ends


def search(meshes, pose, **more):
    entry = Region(placed(pose, (3.0, -2.0, -FAR - 18.0)), 12.0)
    target = Region(placed(pose, (-2.0, 1.0, FAR)), 10.0)
    return corridor_between(meshes, entry, target, **more)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_the_neck_of_a_dumbbell_in_any_pose(seed):
    neck = 5.0 + 2.0 * seed
    pose = random_pose(seed)
    found = search([dumbbell(neck, pose)], pose)
    distance, angle = errors(found.path, pose, 12.0)
    assert found.diameter_mm == pytest.approx(neck, abs=0.2)
    assert distance < 0.5
    assert angle < 1.0


def test_what_is_said_of_it_is_true():
    pose = random_pose(7)
    mesh = dumbbell(8.0, pose)
    found = search([mesh], pose)
    surface = SurfaceDistance(mesh)
    axis, entry = found.path.axis, np.array(found.path.entry)
    assert abs(surface.signed(entry[None])[0]) < 1e-3
    depths, clearances = np.array(found.depths_mm), np.array(found.clearances_mm)
    deep = (depths > 15.0) & (depths < depths[-1] - 1e-6)
    assert -surface.signed(entry + depths[deep, None] * axis) == pytest.approx(clearances[deep], abs=1e-6)
    planned = depths <= found.length_mm
    assert 2.0 * clearances[planned].min() == pytest.approx(found.diameter_mm, abs=0.01)
    assert entry + found.narrowest_mm * axis == pytest.approx(np.array(found.narrowest), abs=1e-6)
    assert -surface.signed(np.array([found.narrowest]))[0] == pytest.approx(found.diameter_mm / 2, abs=0.01)
    assert found.safe_length_mm > found.length_mm  # the far end is 20 mm thick, the neck 4
    end = entry + found.safe_length_mm * axis
    assert -surface.signed(end[None])[0] == pytest.approx(found.diameter_mm / 2, abs=0.51)


def test_the_same_twice():
    pose = random_pose(1)
    mesh = dumbbell(7.0, pose)
    assert search([mesh], pose) == search([mesh], pose)


def test_across_a_joint_only_where_it_may():
    pose = random_pose(3)
    whole = ball((0, 0, -FAR), 20.0) + rod(-FAR, FAR, 5.0) + ball((0, 0, FAR), 20.0)
    parts = [whole.trim_by_plane(normal, 1.0) for normal in ([0.0, 0.0, 1.0], [0.0, 0.0, -1.0])]
    meshes = [moved(mesh_of(one), pose) for one in parts]  # 2 mm apart
    found = search(meshes, pose, joint_mm=3.0)
    distance, angle = errors(found.path, pose, 12.0)
    assert found.diameter_mm == pytest.approx(10.0, abs=0.2)
    assert distance < 0.5
    assert angle < 1.0
    with pytest.raises(OsteoError, match="No straight line"):
        search(meshes, pose, joint_mm=1.5)


def test_a_hole_beside_it_bounds_it():
    """A block with a bore across: the corridor runs between the bore and the block's side."""
    block = manifold3d.Manifold.cube([60.0, 40.0, 80.0], True)
    bore = manifold3d.Manifold.cylinder(80.0, 10.0, circular_segments=192, center=True).rotate([90.0, 0.0, 0.0])
    pose = random_pose(5)
    mesh = moved(mesh_of(block - bore), pose)
    entry, target = Region(placed(pose, (18, 0, -40)), 12.0), Region(placed(pose, (18, 0, 25)), 12.0)
    found = corridor_between([mesh], entry, target)
    assert found.diameter_mm == pytest.approx(20.0, abs=0.2)
    assert abs(errors(found.path, pose, 0.1)[0] - 20.0) < 15.0
    into = np.linalg.inv(pose)
    at = into[:3, :3] @ np.array(found.narrowest) + into[:3, 3]
    assert at[0] == pytest.approx(20.0, abs=0.3)


def test_two_ways_are_both_told():
    """Two necks of different width: the narrower one is the alternative."""
    ends = ball((0, 0, -FAR), 22.0) + ball((0, 0, FAR), 22.0)
    necks = rod(-FAR, FAR, 4.0).translate([-9.0, 0.0, 0.0]) + rod(-FAR, FAR, 3.5).translate([9.0, 0.0, 0.0])
    mesh = mesh_of(ends + necks)
    found = corridor_between([mesh], Region((0, 0, -46.0), 14.0), Region((0, 0, 24.0), 14.0))
    assert found.diameter_mm == pytest.approx(8.0, abs=0.2)
    assert found.alternative is not None
    assert found.alternative.diameter_mm == pytest.approx(7.0, abs=0.2)
    assert found.alternative.narrowest[0] == pytest.approx(9.0, abs=0.5)


def test_bad_places_are_refused():
    mesh = dumbbell(8.0, np.eye(4))
    with pytest.raises(OsteoError, match="apart"):
        corridor_between([mesh], Region((0, 0, -20), 5.0), Region((0, 0, -19), 5.0))
    with pytest.raises(OsteoError, match="where the screw may enter"):
        corridor_between([mesh], Region((300, 0, -20), 5.0), Region((300, 0, 19), 5.0))
    with pytest.raises(OsteoError, match="radius"):
        Region((0.0, 0.0, 0.0), 0.0)
    with pytest.raises(OsteoError, match="finite"):
        Region((0.0, float("nan"), 0.0), 2.0)
    with pytest.raises(OsteoError, match="inside out"):
        search([Mesh(mesh.vertices, mesh.faces[:, ::-1])], np.eye(4))
    with pytest.raises(OsteoError, match="no bone"):
        corridor_between([], Region((0, 0, -20), 5.0), Region((0, 0, 19), 5.0))

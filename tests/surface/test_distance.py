import manifold3d
import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from vtkmodules.vtkCommonCore import reference
from vtkmodules.vtkCommonDataModel import vtkStaticCellLocator
from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance, min_gap, solid_gap
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.primitives import box
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved, rotation_about, translation


def blob(seed=0):
    """A closed body with hollows and ridges: several balls and a box in one."""
    random = np.random.default_rng(seed)
    body = manifold3d.Manifold.cube([12.0, 8.0, 6.0], True)
    for _ in range(4):
        ball = manifold3d.Manifold.sphere(float(random.uniform(2, 5)), 24)
        body = body + ball.translate(random.uniform(-6, 6, 3).tolist())
    return mesh_of(body)


def exact_box_distance(points, size):
    """Signed distance to an axis-parallel box (Quilez' closed form)."""
    beyond = np.abs(points) - np.asarray(size) / 2
    return np.linalg.norm(np.maximum(beyond, 0), axis=1) + np.minimum(beyond.max(axis=1), 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.tuples(*[st.floats(0.5, 30)] * 3))
def test_a_box_has_its_closed_form_at_faces_edges_and_corners(seed, size):
    points = np.random.default_rng(seed).uniform(-40, 40, (200, 3))
    points[:50] = np.sign(points[:50]) * np.asarray(size) / 2 * [1.3, 1.2, 1.0]  # along edges and beyond corners
    np.testing.assert_allclose(SurfaceDistance(box(size)).signed(points), exact_box_distance(points, size), atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_distances_as_vtk(seed):
    mesh = blob(seed)
    points = np.random.default_rng(seed).uniform(-12, 12, (500, 3))
    peer = vtkImplicitPolyDataDistance()
    peer.SetInput(polydata_of_mesh(mesh))
    theirs = np.array([peer.EvaluateFunction(point) for point in points])
    np.testing.assert_allclose(SurfaceDistance(mesh).signed(points), theirs, atol=1e-6)


def test_nearest_points_lie_on_their_faces_and_no_vertex_is_nearer():
    mesh = blob(5)
    points = np.random.default_rng(1).uniform(-15, 15, (300, 3))
    place, face = SurfaceDistance(mesh).closest(points)
    reach = np.linalg.norm(points - place, axis=1)
    np.testing.assert_allclose(
        trimesh.triangles.closest_point(mesh.vertices[mesh.faces[face]], points), place, atol=1e-9
    )
    every = np.linalg.norm(points[:, None] - mesh.vertices[None], axis=2).min(axis=1)
    assert (reach <= every + 1e-9).all()


def test_many_points_at_once_give_what_single_points_give():
    mesh = blob(2)
    surface = SurfaceDistance(mesh)
    points = np.random.default_rng(3).uniform(-15, 15, (50_000, 3))  # more than one run
    some = np.arange(0, 50_000, 977)
    together = surface.signed(points)[some]
    np.testing.assert_allclose(together, [surface.signed(points[n])[0] for n in some], atol=1e-12)


def test_rays_meet_what_a_plane_equation_says():
    surface = SurfaceDistance(box((20.0, 20.0, 20.0)))
    starts = np.random.default_rng(4).uniform(-9, 9, (100, 3))
    length, face = surface.first_hit(starts, np.array([0.0, 0.0, 1.0]))
    np.testing.assert_allclose(length, 10 - starts[:, 2], atol=1e-9)
    np.testing.assert_allclose(surface.face_normals[face], np.tile([0, 0, 1.0], (100, 1)), atol=1e-12)
    length, face = surface.first_hit(starts + np.array([0.0, 0, 30]), np.array([0.0, 0.0, 1.0]))
    assert np.isinf(length).all() and (face == -1).all()
    assert np.isinf(surface.first_hit(starts, np.array([0.0, 0.0, 1.0]), reach_mm=0.5)[0]).sum() > 80


def test_rays_meet_the_same_triangles_as_vtk():
    mesh = blob(7)
    random = np.random.default_rng(0)
    rays = random.normal(size=(200, 3))
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    starts = random.uniform(-6, 6, (200, 3))
    length, _ = SurfaceDistance(mesh).first_hit(starts, rays, start_mm=1e-6)
    peer = vtkStaticCellLocator()
    peer.SetDataSet(polydata_of_mesh(mesh))
    peer.BuildLocator()
    t, hit, local, part = reference(0.0), [0.0] * 3, [0.0] * 3, reference(0)
    theirs = np.full(200, np.inf)
    for n in range(200):
        if peer.IntersectWithLine(starts[n], starts[n] + 100 * rays[n], 0.0, t, hit, local, part):
            theirs[n] = 100 * float(t)
    assert np.isfinite(theirs).sum() > 50
    np.testing.assert_allclose(length, theirs, atol=1e-6)


def test_the_gap_of_crossing_edges_is_found_where_no_vertex_is_near():
    long_x, long_y = box((100.0, 1.0, 1.0)), box((1.0, 100.0, 1.0))
    below = moved(long_x, rotation_about(np.zeros(3), np.array([1.0, 0, 0]), 45))
    above = moved(long_y, translation([0, 0, 3]) @ rotation_about(np.zeros(3), np.array([0, 1.0, 0]), 45))
    assert min_gap(below, above) == pytest.approx(3 - 2 * np.sqrt(0.5), abs=1e-9)  # edge on edge
    assert min_gap(long_x, long_y) == 0.0
    assert min_gap(long_x, moved(long_x, translation([0, 0, 500])), search_mm=7.0) == 7.0


def test_a_body_within_another_has_no_gap():
    assert min_gap(box((10, 10, 10)), box((2, 2, 2))) == 0.0


def test_nothing_has_no_distance():
    with pytest.raises(OsteoError, match="no surface"):
        SurfaceDistance(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64)))


@pytest.mark.parametrize("likely", [0.5, 2.0, 3.0, 200.0])
def test_the_gap_of_solids_is_the_same_wherever_it_is_looked_for_first(likely):
    one, other = manifold_of(box((4.0, 4, 4))), manifold_of(box((4.0, 4, 4)))
    assert solid_gap(one, other.translate([6.0, 1, 1]), likely, 50.0) == pytest.approx(2.0)
    assert solid_gap(one, other.translate([7.0, 8, 0]), likely, 50.0) == pytest.approx(5.0)
    assert solid_gap(one, other.translate([6.0, 1, 1]), likely, 1.5) == 1.5
    assert solid_gap(one, other.translate([3.0, 1, 1]), likely, 50.0) == 0.0

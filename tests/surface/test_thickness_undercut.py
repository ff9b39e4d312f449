import manifold3d
import numpy as np
import pytest

from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.thickness import wall_thickness
from osteokit.surface.transform import moved, rotation_about
from osteokit.surface.undercut import best_direction, undercut


def test_a_plate_is_as_thick_as_it_is():
    turned = moved(box((40.0, 30.0, 2.5)), rotation_about(np.zeros(3), np.array([1.0, 2, 3]), 40))
    _, wall = wall_thickness(turned)
    assert np.median(wall) == pytest.approx(2.5, abs=1e-9)
    assert wall.min() == pytest.approx(2.5, abs=1e-9)


def test_the_wall_of_a_hollow_ball_and_its_thinnest_place():
    hollow = manifold3d.Manifold.sphere(20, 128) - manifold3d.Manifold.sphere(17, 128).translate([0, 0, 2.0])
    places, wall = wall_thickness(mesh_of(hollow), 8000)
    assert wall.min() == pytest.approx(1.0, abs=0.08)  # 20 - (17 + 2), at the top
    assert places[wall.argmin()][2] > 15


def test_a_sharp_edge_is_not_a_wall():
    wedge = mesh_of(manifold3d.Manifold.extrude(manifold3d.CrossSection([[[0, 0], [30, 0], [0, 30]]]), 20.0))
    _, wall = wall_thickness(wedge)
    assert len(wall) == 0 or wall.min() > 15  # 45 degrees at the edges; only the triangles face each other


def test_what_leans_over_the_way_out_hinders():
    sphere = mesh_of(manifold3d.Manifold.sphere(10, 96))
    points = sphere.vertices[sphere.faces].mean(axis=1)
    normals = points / np.linalg.norm(points, axis=1, keepdims=True)
    hinders = undercut(SurfaceDistance(sphere), points, normals, np.array([0.0, 0, 2]), 30.0)
    expected = normals[:, 2] < np.sin(np.radians(3))
    clear = np.abs(normals[:, 2] - np.sin(np.radians(3))) > 0.03
    np.testing.assert_array_equal(hinders[clear], expected[clear])


def test_a_roof_overhead_hinders_only_within_the_travel():
    both = mesh_of(manifold_of(box((20, 20, 2))) + manifold_of(box((20, 20, 2))).translate([0, 0, 15.0]))
    point, normal = np.array([[0.0, 0, 1]]), np.array([[0.0, 0, 1]])
    surface = SurfaceDistance(both)
    assert undercut(surface, point, normal, np.array([0.0, 0, 1]), 30.0).all()
    assert not undercut(surface, point, normal, np.array([0.0, 0, 1]), 10.0).any()


def test_the_way_out_of_a_slanted_pocket_is_along_its_walls():
    pocket = manifold_of(box((40, 40, 40))) - manifold_of(cylinder(np.array([0, 0, 0.0]), np.array([40.0, 0, 40]), 6))
    mesh = mesh_of(pocket)
    surface = SurfaceDistance(mesh)
    middles = mesh.vertices[mesh.faces].mean(axis=1)
    along = np.array([1.0, 0, 1]) / np.sqrt(2)
    across = np.linalg.norm(middles - (middles @ along)[:, None] * along, axis=1)
    inside = (across < 6.01) & (middles @ along > 1)
    top = np.abs(middles[:, 2] - 20) < 1e-6
    chosen = inside | top
    direction, _ = best_direction(surface, middles[chosen], surface.face_normals[chosen], 60.0)
    straight = undercut(surface, middles[inside], surface.face_normals[inside], np.array([0.0, 0, 1]), 60).mean()
    found = undercut(surface, middles[inside], surface.face_normals[inside], direction, 60).mean()
    assert found < straight
    assert direction @ along > np.cos(np.radians(30))

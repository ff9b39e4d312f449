"""Samples lie on the surface, evenly, and go where it goes."""

import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.normals import face_areas, vertex_normals
from osteokit.surface.primitives import box
from osteokit.surface.sampling import sampled, scattered
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved, translation

BALL = mesh_of(manifold3d.Manifold.sphere(20.0, 200))


@pytest.mark.parametrize("draw", [sampled, scattered])
def test_samples_of_a_sphere(draw):
    samples = draw(BALL, 1500)
    radius = np.linalg.norm(samples.points, axis=1)
    assert radius == pytest.approx(20.0, abs=0.01)
    assert np.einsum("ij,ij->i", samples.normals, samples.points / radius[:, None]).min() > 0.999
    assert samples.area_mm2 * len(samples.points) == pytest.approx(4 * np.pi * 400, rel=1e-3)
    assert len(samples.points) == pytest.approx(1500, rel=0.1)


def test_samples_are_spread_evenly_on_long_triangles():
    """A plate's faces are two triangles each; thinned samples keep their distance, scattered ones do not."""
    plate = box((100, 60, 10))
    thinned, scattered_ = sampled(plate, 1000), scattered(plate, 1000)
    nearest = [cKDTree(s.points).query(s.points, 2)[0][:, 1] for s in (thinned, scattered_)]
    pitch = np.sqrt(face_areas(plate).sum() / 1000)
    assert np.quantile(nearest[0], 0.2) > 0.6 * pitch > np.quantile(nearest[1], 0.5)
    upper = thinned.points[thinned.points[:, 2] > 4.99]
    counts, _, _ = np.histogram2d(upper[:, 0], upper[:, 1], (5, 3), ((-50, 50), (-30, 30)))
    assert counts.min() > 0.7 * counts.mean() and counts.max() < 1.3 * counts.mean()


@settings(max_examples=20, deadline=None)
@given(st.tuples(*[st.floats(-3, 3)] * 3), st.tuples(*[st.floats(-200, 200)] * 3))
def test_samples_go_with_the_surface(turn, shift):
    pose = translation(np.array(shift))
    pose[:3, :3] = Rotation.from_rotvec(turn).as_matrix()
    lump = box((30, 17, 11))
    there, here = sampled(moved(lump, pose), 300), sampled(lump, 300).moved(pose)
    np.testing.assert_allclose(there.points, here.points, atol=1e-8)
    np.testing.assert_allclose(there.normals, here.normals, atol=1e-9)


def test_every_second_sample_stands_for_twice_the_area():
    samples = sampled(BALL, 600)
    half = samples.every(2)
    assert half.area_mm2 * len(half.points) == pytest.approx(samples.area_mm2 * len(samples.points))
    np.testing.assert_array_equal(half.points, samples.points[::2])


def test_areas_and_normals_of_a_box():
    block = box((2, 3, 4))
    assert face_areas(block).sum() == pytest.approx(2 * (6 + 8 + 12))
    assert np.linalg.norm(vertex_normals(block), axis=1) == pytest.approx(1.0)
    assert (np.sign(vertex_normals(block)) == np.sign(block.vertices)).all()


def test_nothing_to_sample_is_refused():
    with pytest.raises(OsteoError, match="empty"):
        sampled(Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]])), 10)
    with pytest.raises(OsteoError, match="at least one"):
        sampled(BALL, 0)

"""Overlap and penetration against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.surface.collision import overlap_volume_mm3, penetration_mm
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box
from osteokit.surface.transform import moved, translation


def sphere(radius: float, center: tuple[float, float, float] = (0, 0, 0)) -> Mesh:
    import manifold3d

    from osteokit.surface.solid import mesh_of

    return mesh_of(manifold3d.Manifold.sphere(radius, 160).translate(center))


@settings(max_examples=10, deadline=None)
@given(
    st.floats(0.05, 5.0),
    st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
    st.tuples(*[st.floats(-2, 2)] * 3),
    st.tuples(*[st.floats(-50, 50)] * 3),
)
def test_two_boxes_share_a_block(depth, aside, turn, shift):
    pose = translation(np.array(shift))
    pose[:3, :3] = Rotation.from_rotvec(turn).as_matrix()
    first = moved(box((20, 20, 20)), pose)
    second = moved(box((20, 20, 20)), pose @ translation(np.array([*aside, 20 - depth])))
    volume = depth * (20 - abs(aside[0])) * (20 - abs(aside[1]))
    assert overlap_volume_mm3(first, second) == pytest.approx(volume, rel=1e-9)
    assert penetration_mm(first, second) == pytest.approx(depth, abs=0.02)


def test_two_spheres_share_a_lens():
    """Volume of the lens of two spheres of radius r at distance d: pi (4r + d)(2r - d)^2 / 12."""
    radius, distance = 15.0, 26.0
    lens = np.pi * (4 * radius + distance) * (2 * radius - distance) ** 2 / 12
    first, second = sphere(radius), sphere(radius, (distance, 0, 0))
    assert overlap_volume_mm3(first, second) == pytest.approx(lens, rel=0.01)
    assert penetration_mm(first, second) == pytest.approx(2 * radius - distance, abs=0.02)


@pytest.mark.parametrize("gap", [0.0, 0.001, 30.0])
def test_what_only_touches_does_not_overlap(gap):
    first, second = box((20, 20, 20)), moved(box((20, 20, 20)), translation(np.array([0, 0, 20 + gap])))
    assert overlap_volume_mm3(first, second) == pytest.approx(0.0, abs=1e-9)
    assert penetration_mm(first, second) == 0.0


def test_a_bone_inside_another_is_as_deep_as_it_lies():
    assert overlap_volume_mm3(box((30, 30, 30)), box((10, 10, 10))) == pytest.approx(1000)
    assert penetration_mm(box((30, 30, 30)), box((10, 10, 10))) == pytest.approx(10.0, abs=0.01)


def test_an_open_surface_is_refused():
    whole = box((10, 10, 10))
    with pytest.raises(OsteoError, match="not closed"):
        overlap_volume_mm3(whole, Mesh(whole.vertices, whole.faces[:-1]))

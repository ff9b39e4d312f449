import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.surface.boolean import (
    contains,
    cut_by_plane,
    difference,
    divided,
    intersection,
    split_by_plane,
    union,
)
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.shells import joined
from osteokit.surface.transform import moved, rotation_about, translation

shift = st.one_of(st.floats(-12, 12), st.sampled_from([-10.0, -5.0, 0.0, 5.0, 10.0]))


def overlap(shift_mm):
    """Of two cubes of 10 mm, one shifted."""
    return float(np.prod(np.maximum(10 - np.abs(shift_mm), 0)))


@settings(max_examples=60, deadline=None)
@given(st.tuples(shift, shift, shift))
def test_two_cubes_by_their_closed_form(at):
    """Faces in one plane and cubes that only touch included."""
    a, b = box((10, 10, 10)), moved(box((10, 10, 10)), translation(at))
    common = overlap(at)
    assert union([a, b]).volume_mm3 == pytest.approx(2000 - common, abs=1e-6)
    inside, outside = divided(a, b)
    if common > 1e-3:
        assert intersection(a, b).volume_mm3 == pytest.approx(common) and inside is not None
    if common < 999:
        assert difference(a, b).volume_mm3 == pytest.approx(1000 - common)
        assert outside is not None and check_solid(outside).is_solid


@settings(max_examples=40, deadline=None)
@given(st.tuples(shift, shift, shift), st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda n: np.linalg.norm(n) > 0.1))
def test_a_plane_parts_a_body_into_what_trimesh_slices(point, normal):
    body = moved(cylinder((0, 0, -20), (0, 0, 20), 9.0, 24), rotation_about((0, 0, 0), (1, 2, 3), 40))
    above, below = cut_by_plane(body, point, normal)
    parts = [part for part in (above, below) if part is not None]
    assert sum(part.volume_mm3 for part in parts) == pytest.approx(body.volume_mm3, rel=1e-9)
    if above is not None and below is not None:
        reference = trimesh.Trimesh(body.vertices, body.faces).convex_hull
        heights = (reference.vertices - point) @ np.array(normal)
        assert heights.max() > 0 > heights.min()
        assert ((above.vertices - point) @ normal).min() >= -1e-6
        assert ((below.vertices - point) @ normal).max() <= 1e-6
        assert check_solid(above).is_solid and check_solid(below).is_solid


def test_bodies_apart_stay_shells_of_one():
    apart = union([box((1, 1, 1)), moved(box((1, 1, 1)), translation((5, 0, 0)))])
    assert check_solid(apart).shells == 2 and apart.volume_mm3 == pytest.approx(2)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.floats(-1.5, 1.5)] * 3))
def test_a_point_lies_inside(point):
    if np.abs(np.abs(point) - 1).min() > 1e-3:
        assert contains(box((2, 2, 2)), np.array(point)) == bool((np.abs(point) < 1).all())


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: difference(box((1, 1, 1)), box((2, 2, 2))), "Nothing remains"),
        (lambda: intersection(box((1, 1, 1)), moved(box((1, 1, 1)), translation((5, 0, 0)))), "do not overlap"),
        (lambda: split_by_plane(box((1, 1, 1)), (0, 0, 5), (0, 0, 1)), "does not pass through"),
        (lambda: split_by_plane(box((1, 1, 1)), (0, 0, 0), (0, 0, 0)), "normal of the plane"),
        (lambda: union([]), "no body"),
        (lambda: difference(inside_out(), box((1, 1, 1))), "inside out"),
        (lambda: union([twice(), box((3.5, 3.5, 3.5))]), "lost or made volume"),
    ],
)
def test_what_cannot_be_cut_is_refused(act, sentence):
    with pytest.raises(OsteoError, match=sentence):
        act()


def inside_out():
    whole = box((3, 3, 3))
    return Mesh(whole.vertices, whole.faces[:, ::-1].copy())


def twice():
    return joined([box((3, 3, 3)), box((3, 3, 3))])

"""The outline of a screw in any plane: on the cylinder and in the plane, and of the area that a solid has there."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.outline import cylinder_outline, solid_outline
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder

COORDINATE = st.floats(-40.0, 40.0)
POINT = st.tuples(COORDINATE, COORDINATE, COORDINATE)


def area(polygon: np.ndarray) -> float:
    if len(polygon) < 3:
        return 0.0
    middle = polygon - polygon.mean(axis=0)
    return float(np.linalg.norm(np.cross(middle, np.roll(middle, -1, axis=0)).sum(axis=0)) / 2)


@settings(max_examples=200, deadline=None)
@given(POINT, POINT, POINT, POINT, st.floats(1.0, 12.0))
def test_every_corner_lies_on_the_screw_and_in_the_plane(entry, tip, point, normal, diameter):
    if np.linalg.norm(np.subtract(entry, tip)) < 1.0 or np.linalg.norm(normal) < 0.1:
        return
    path = ScrewPath(entry, tip, diameter)
    outline = cylinder_outline(path, np.array(point), np.array(normal))
    n = np.array(normal) / np.linalg.norm(normal)
    assert np.abs((outline - point) @ n).max(initial=0.0) < 1e-6
    along = (outline - entry) @ path.axis
    assert along.min(initial=0.0) > -1e-6
    assert along.max(initial=0.0) < path.length_mm + 1e-6
    away = np.linalg.norm(outline - entry - along[:, None] * path.axis, axis=1)
    np.testing.assert_allclose(away, diameter / 2, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 90.0), st.floats(-30.0, 30.0), st.floats(0.0, 360.0))
def test_as_large_as_the_section_of_the_solid(tilt, shift, turn):
    assume(abs(abs(shift) - 20.0) > 0.01 or tilt > 1.0)  # in the end's own plane either answer is right
    path = ScrewPath((0.0, 0.0, -20.0), (0.0, 0.0, 20.0), 8.0)
    angle, about = np.radians([tilt, turn])
    normal = np.array([np.sin(angle) * np.cos(about), np.sin(angle) * np.sin(about), np.cos(angle)])
    solid = cylinder(np.array(path.entry), np.array(path.tip), 4.0, 360)
    # at a grazing cut the two differ by their corners alone
    sections = sum(area(polygon) for polygon in solid_outline(solid, shift * normal, normal))
    assert area(cylinder_outline(path, shift * normal, normal)) == pytest.approx(sections, rel=0.02, abs=2.0)


@pytest.mark.parametrize(
    ("point", "normal", "expected"),
    [
        ((0, 0, 0), (0, 0, 1), np.pi * 16.0),
        ((0, 0, 0), (1, 0, 0), 8.0 * 40.0),
        ((2, 0, 0), (1, 0, 0), 2 * np.sqrt(12.0) * 40.0),
        ((0, 0, 0), (0, 1, 1), np.pi * 16.0 * np.sqrt(2.0)),
        ((0, 0, 20), (0, 1, 1), np.pi * 16.0 * np.sqrt(2.0) / 2),
        ((0, 0, 30), (0, 0, 1), 0.0),
        ((4.5, 0, 0), (1, 0, 0), 0.0),
    ],
)
def test_circle_rectangle_ellipse_and_nothing(point, normal, expected):
    path = ScrewPath((0, 0, -20), (0, 0, 20), 8.0)
    assert area(cylinder_outline(path, np.array(point, float), np.array(normal, float))) == pytest.approx(
        expected, rel=0.004, abs=1e-9
    )


def test_the_real_solid_has_its_holes():
    outer, inner = (cylinder(np.array([0, 0, -20.0]), np.array([0, 0, 20.0]), r, 90) for r in (4.0, 2.0))
    tube = Mesh(
        np.concatenate([outer.vertices, inner.vertices * [1, 1, 0.9]]),
        np.concatenate([outer.faces, inner.faces[:, ::-1] + len(outer.vertices)]),
    )
    rings = solid_outline(tube, np.array([0.0, 0, 3.0]), np.array([0.0, 0, -1.0]))
    assert sorted(area(ring) for ring in rings) == pytest.approx([np.pi * 4, np.pi * 16], rel=0.01)
    for ring in rings:
        np.testing.assert_allclose(ring[:, 2], 3.0, atol=1e-9)
    assert solid_outline(tube, np.array([0.0, 0, 50.0]), np.array([0.0, 0, 1.0])) == []


def test_a_plane_without_direction():
    with pytest.raises(OsteoError, match="normal of the plane"):
        cylinder_outline(ScrewPath((0, 0, -20), (0, 0, 20), 8.0), np.zeros(3), np.zeros(3))

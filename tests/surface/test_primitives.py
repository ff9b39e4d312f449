import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.primitives import box, cylinder, prism, wedge_prism
from osteokit.surface.transform import rotation_about, translation

size = st.floats(0.1, 100)


@given(size, size, size)
def test_a_box(x, y, z):
    pose = translation((5, 6, 7)) @ rotation_about((0, 0, 0), (1, 1, 0), 30)
    body = box((x, y, z), pose)
    assert check_solid(body).is_solid and body.volume_mm3 == pytest.approx(x * y * z)
    assert body.vertices.mean(axis=0) == pytest.approx([5, 6, 7])


@settings(max_examples=30)
@given(st.tuples(size, size, size), st.tuples(size, size, size), size, st.integers(3, 90))
def test_a_cylinder(start, end, radius, segments):
    height = np.linalg.norm(np.subtract(end, start))
    if height < 0.1:
        return
    body = cylinder(start, end, radius, segments)
    area = segments / 2 * radius**2 * np.sin(2 * np.pi / segments)
    assert check_solid(body).is_solid and body.volume_mm3 == pytest.approx(area * height, rel=1e-6)
    along = (body.vertices - start) @ (np.subtract(end, start) / height)
    assert (along.min(), along.max()) == pytest.approx((0, height), abs=1e-6)
    away = np.linalg.norm(np.cross(body.vertices - start, np.subtract(end, start) / height), axis=1)
    assert away == pytest.approx(radius, rel=1e-6)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_prism_of_either_turn(turn):
    corner = np.array([[0, 0], [4, 0], [4, 1], [1, 1], [1, 5], [0, 5]], float)[::turn]
    body = prism(corner, 3.0, translation((0, 0, 10)))
    assert check_solid(body).is_solid and body.volume_mm3 == pytest.approx(8 * 3)
    assert (body.vertices[:, 2].min(), body.vertices[:, 2].max()) == (10, 13)


@settings(max_examples=30)
@given(st.floats(1, 170), st.floats(1, 80), st.floats(1, 80))
def test_a_wedge(angle, length, width):
    second = rotation_about((0, 0, 0), (0, 1, 0), angle)[:3, :3] @ [1.0, 0, 0]
    body = wedge_prism(np.array([1.0, 2, 3]), np.array([0.0, 1, 0]), np.array([1.0, 0, 0]), second, length, width)
    assert check_solid(body).is_solid
    assert body.volume_mm3 == pytest.approx(0.5 * length**2 * np.sin(np.radians(angle)) * width, rel=1e-6)
    assert body.vertices[:, 1].mean() == pytest.approx(2)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: box((1, 0, 1)), "three sides"),
        (lambda: cylinder((0, 0, 0), (0, 0, 0), 1), "from start to end"),
        (lambda: cylinder((0, 0, 0), (0, 0, 1), -1), "radius above 0"),
        (lambda: prism(np.array([[0, 0], [1, 1], [1, 0], [0, 1.0]]), 1), "crosses itself"),
        (lambda: prism(np.zeros((2, 2)), 1), "three or more"),
        (lambda: prism(np.eye(3)[:, :2], 0), "height above 0"),
        (lambda: wedge_prism(np.zeros(3), np.eye(3)[1], np.eye(3)[0], -np.eye(3)[0], 1, 1), "middle of the wedge"),
    ],
)
def test_what_makes_no_solid_is_refused(act, sentence):
    with pytest.raises(OsteoError, match=sentence):
        act()

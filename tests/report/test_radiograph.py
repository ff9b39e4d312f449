"""Path lengths of rays through solids against closed forms."""

import numpy as np
import pytest
from manifold3d import Manifold

from osteokit.report.camera import camera_toward
from osteokit.report.radiograph import path_length_mm, radiograph
from osteokit.surface.primitives import box
from osteokit.surface.solid import mesh_of

CAMERA = camera_toward((0, 1, 0), (0, 0, 1), np.zeros(3), 60.0)


def test_a_ball_is_as_thick_as_its_chords():
    path = path_length_mm(mesh_of(Manifold.sphere(20.0, 256)), CAMERA, (120, 120))
    middle = (np.arange(120) + 0.5 - 60) / 2
    distance = np.hypot(*np.meshgrid(middle, middle))
    inside = distance < 19.0
    assert np.allclose(path[inside], 2 * np.sqrt(400.0 - distance[inside] ** 2), atol=0.1)
    assert (path[distance > 20.1] == 0.0).all()


def test_the_sum_of_paths_is_the_volume():
    solid = mesh_of(Manifold.cube([20.0, 30.0, 24.0], True) - Manifold.sphere(8.0, 64))
    path = path_length_mm(solid, CAMERA, (240, 240))
    assert path.sum() / 16 == pytest.approx(solid.volume_mm3, rel=0.01)


def test_more_bone_is_brighter_and_none_is_black():
    picture = radiograph([box((20.0, 10.0, 20.0)), box((8.0, 40.0, 8.0))], CAMERA, (120, 120))
    assert picture[60, 60] > picture[60, 75] > picture[5, 5] == 0.0

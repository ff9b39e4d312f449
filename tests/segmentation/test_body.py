"""The patient's outline on a generated head: thin bone in front of air stays, a headrest and a cast do not."""

import numpy as np
import pytest
from scipy import ndimage

from osteokit.segmentation.body import outside_body

SPACING = (1.5, 1.0, 1.0)
SHAPE = (70, 150, 130)
CENTRE = (52.0, 66.0, 65.0)
RADIUS, SKIN, SKULL = 55.0, 6.0, 6.0


def _head(wall_mm):
    """(HU, wall, place of every voxel, distance from the head's middle): a bump in front is a sinus, air all about
    but for a bony wall under 2 mm of skin."""
    place = np.stack(np.meshgrid(*(np.arange(n) * s for n, s in zip(SHAPE, SPACING, strict=True)), indexing="ij"), -1)
    place -= CENTRE
    radius = np.linalg.norm(place, axis=-1)
    hu = np.full(SHAPE, -1000.0)
    hu[radius < RADIUS] = 40
    hu[(radius < RADIUS - SKIN) & (radius > RADIUS - SKIN - SKULL)] = 1100
    sinus = np.linalg.norm((place - [0, RADIUS - SKIN - 2, 0]) / [14, 13, 16], axis=-1)
    bump = (place[..., 1] > 30) & (radius > RADIUS - SKIN - SKULL)
    air = bump & (sinus < 1)
    outwards = ndimage.distance_transform_edt(~air, SPACING)
    wall = bump & ~air & (outwards <= wall_mm) & (radius > RADIUS - SKIN)
    skin = bump & ~air & ~wall & (outwards <= wall_mm + 2.0) & (radius > RADIUS - SKIN)
    front = bump & (outwards <= wall_mm + 2.0)
    hu[front] = -1000
    hu[front & (radius < RADIUS - SKIN)] = 1100
    hu[air], hu[wall], hu[skin] = -1000, 900, 40
    return hu, wall, place, radius


def _scanned(hu):
    rng = np.random.default_rng(0)
    return (ndimage.gaussian_filter(hu, [0.4, 0.6, 0.6]) + rng.normal(0, 15, hu.shape)).astype(np.float32)


@pytest.mark.parametrize("wall_mm", [2.0, 3.0])
def test_a_thin_wall_of_bone_in_front_of_air_is_the_patient(wall_mm):
    hu, wall, _, _ = _head(wall_mm)
    assert wall.sum() > 1000
    assert not outside_body(_scanned(hu), SPACING)[wall].any()


@pytest.mark.parametrize("bright", [200.0, 500.0, 1200.0])
def test_a_headrest_and_a_cast_stay_outside(bright):
    hu, wall, place, radius = _head(2.5)
    air = hu < -900
    board = air & (place[..., 1] < 2 - RADIUS) & (place[..., 1] > -4 - RADIUS)  # the back of the head lies on it
    cast = air & (radius > RADIUS + 6) & (radius < RADIUS + 10) & (place[..., 1] < 25) & ~board
    hu[board | cast] = bright
    outside = outside_body(_scanned(hu), SPACING)
    far = board & (np.hypot(place[..., 0], place[..., 2]) > 38)
    assert min(far.sum(), cast.sum()) > 2000
    assert outside[far].mean() > 0.98
    assert outside[cast & (place[..., 1] > 20 - RADIUS)].mean() > 0.98
    assert not outside[wall].any()


def test_bright_vessels_in_the_lung_are_not_followed():
    """A vessel from the mediastinum into a lung wider than the reach of the air about the patient."""
    place = np.stack(np.meshgrid(*(np.arange(n) * 1.5 for n in (60, 130, 130)), indexing="ij"), -1) - [45, 97.5, 97.5]
    column = np.hypot(place[..., 1], place[..., 2])
    hu = np.where(column < 90, 40.0, -1000.0)
    hu[column < 66] = -850
    hu[column < 20] = 400
    vessel = (np.hypot(place[..., 0], place[..., 1]) < 3) & (column > 20) & (column < 60)
    hu[vessel] = 400
    outside = outside_body(_scanned(hu), (1.5, 1.5, 1.5))
    assert outside[vessel & (column > 38)].mean() > 0.9

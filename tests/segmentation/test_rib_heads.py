"""Ribs that hang on a thoracic vertebra."""

import numpy as np
import pytest

from osteokit.segmentation.rib_heads import rib_voxels

SPACING = 2.0
PERMUTED = np.array([[0, 0, -SPACING, 110.0], [SPACING, 0, 0, -40.0], [0, SPACING, 0, -20.0], [0, 0, 0, 1.0]])
PLAIN = np.array([[SPACING, 0, 0, -110.0], [0, SPACING, 0, -40.0], [0, 0, SPACING, -20.0], [0, 0, 0, 1.0]])


def scene(ijk_to_ras):
    """A body (radius 18 mm) with two ribs from x = 20 mm outwards; a dark joint at x = 20 to 22 mm."""
    shape = (111, 40, 20) if ijk_to_ras is PERMUTED else (20, 40, 111)
    kji = np.indices(shape).reshape(3, -1)
    x, y, z = (ijk_to_ras[:3, :3] @ kji[::-1] + ijk_to_ras[:3, 3:]).reshape(3, *shape)
    body = (np.hypot(x, y) < 18) & (np.abs(z) < 13)
    ribs = (np.abs(x) > 16) & (np.abs(x) < 100) & (np.abs(y + 4) < 5) & (np.abs(z) < 5)
    joint = ribs & (np.abs(x) > 20) & (np.abs(x) < 23)
    return body | ribs, ribs & ~body, np.where(joint, 10.0, 1.0), x


@pytest.mark.parametrize("ijk_to_ras", [PLAIN, PERMUTED], ids=["plain", "permuted"])
def test_the_vertebra_ends_at_the_joint(ijk_to_ras):
    part, _, price, x = scene(ijk_to_ras)
    cut = rib_voxels(part, price, ijk_to_ras)
    assert (cut[part & (np.abs(x) > 23)]).all()
    assert not cut[part & (np.abs(x) < 20)].any()


def test_a_vertebra_without_ribs_stays_whole():
    part, _, price, x = scene(PLAIN)
    part &= np.abs(x) < 35
    assert not rib_voxels(part, price, PLAIN).any()
    assert not rib_voxels(np.zeros_like(part), price, PLAIN).any()

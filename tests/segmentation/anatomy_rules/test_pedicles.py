"""Discs of generated spines: dark discs between dense bodies, and narrow dense discs between osteoporotic bodies."""

import numpy as np
import pytest
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.arc import arc_line
from osteokit.segmentation.anatomy_rules.discs import find_discs
from osteokit.segmentation.anatomy_rules.pedicles import bridge_hu, bridged_above
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spine import SpineLine

H, PERIOD, VERTEBRAE = 2.0, 30.0, 6
DISCS = np.arange(1, VERTEBRAE) * PERIOD


def _spine(body_hu, disc_hu, disc_mm, seed=0):
    """A straight spine along z: bodies of radius 17, an arch behind the canal, pedicles in the upper half of the body.

    Heights are counted from the middle of a disc; the canal's middle lies 27 mm behind that of the bodies.
    """
    axes = [np.arange(-40, 41, H), np.arange(-60, 31, H), np.arange(0, VERTEBRAE * PERIOD, H)]
    x, y, z = np.meshgrid(*axes, indexing="ij")
    height = z % PERIOD
    to_disc = np.minimum(height, PERIOD - height)
    hu = np.full(x.shape, 40.0)
    inside = np.hypot(x, y) < 17
    hu[inside] = body_hu
    hu[inside & (np.hypot(x, y) > 15)] = 350
    hu[inside & (to_disc < disc_mm / 2 + 2.5)] = 380
    hu[inside & (to_disc < disc_mm / 2)] = disc_hu
    arch = (np.hypot(x, y + 27) > 9) & (np.hypot(x, y + 27) < 18) & (y < -27)
    hu[arch & (height > 4)] = 500
    pedicle = (np.abs(x) > 9) & (np.abs(x) < 17) & (y < -8) & (y > -30)
    hu[pedicle & (height > 0.5 * PERIOD) & (height < PERIOD - 3)] = 450
    noise = np.random.default_rng(seed).normal(0, 10, hu.shape)
    hu = (ndimage.gaussian_filter(hu, 0.6) + noise).astype(np.float32)
    solid = hu > 90
    none = np.zeros(hu.shape, bool)
    grid = ReasonGrid(H, np.array([a[0] for a in axes]), hu, solid, none, solid.astype(np.int32), ~none)
    n = len(axes[2])
    body = np.stack([np.zeros(n), np.zeros(n), axes[2]], 1)
    tangent = np.tile([0.0, 0, 1], (n, 1))
    return grid, SpineLine(body - [0, 27, 0], body, np.full(n, 34.0), tangent, np.ones(n))


@pytest.mark.parametrize("kind", [(220, 80, 9), (110, 180, 4)], ids=["dark discs", "bodies darker than discs"])
@pytest.mark.parametrize("seed", [0, 1])
def test_discs_are_found_whether_they_or_the_bodies_are_dark(kind, seed):
    _, discs = find_discs(*_spine(*kind, seed=seed))
    at = np.array([disc.centre[2] for disc in discs])
    assert all(np.abs(at - place).min() <= 4.0 for place in DISCS)
    # at most one more at each end, where the scan cuts a disc
    between = at[(at > 0.5 * PERIOD) & (at < (VERTEBRAE - 0.5) * PERIOD)]
    assert len(between) == len(DISCS)


def test_pedicles_bridge_above_the_middle_of_a_body_and_not_above_a_disc():
    grid, spine = _spine(110, 180, 4)
    line = arc_line(spine)
    bridged = bridged_above(bridge_hu(grid, line))
    assert not bridged[DISCS.astype(int)].any()
    assert bridged[(DISCS + 0.55 * PERIOD).astype(int)[:-1]].all()


def test_an_arch_on_one_side_alone_is_no_bridge():
    grid, spine = _spine(110, 180, 4)
    grid.hu[grid.origin[0] + H * np.arange(grid.shape[0]) > 0] = 40
    assert bridge_hu(grid, arc_line(spine)).max() < 150

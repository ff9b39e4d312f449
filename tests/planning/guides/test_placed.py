"""Planes and lines that a person placed, as cuts and holes: from which side, and where on the bone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.placed import placed_cut, placed_hole
from osteokit.surface.boolean import union
from osteokit.surface.transform import moved, rotation_about, translation
from planning.guides.solids import BLADE, shaft


@settings(deadline=None)
@given(turn=st.floats(-180, 180), height=st.floats(-40, 40), away=st.floats(3.0, 30.0))
def test_the_saw_comes_from_where_the_plane_lies(turn, height, away):
    """On a tube of radius 14 about z: inside or outside it, the entry is on the surface at the plane's side."""
    side = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn)), 0.0])
    cut = placed_cut(shaft(), away * side + (0, 0, height), (0.0, 0.0, 1.0), BLADE)
    np.testing.assert_allclose(cut.direction, -side, atol=0.01)
    np.testing.assert_allclose(cut.entry, 14.0 * side + (0, 0, height), atol=0.15)
    assert cut.blade == BLADE and cut.depth_mm is None and cut.normal == (0.0, 0.0, 1.0)


def test_an_oblique_plane_in_a_moved_bone():
    pose = translation((30.0, -20.0, 700.0)) @ rotation_about((0, 0, 0), (0, 1, 0), 35.0)
    normal = pose[:3, :3] @ [0.0, 0.0, 1.0]
    cut = placed_cut(moved(shaft(), pose), pose @ [0, 20.0, 5.0, 1.0] @ np.eye(4)[:, :3], normal, BLADE)
    np.testing.assert_allclose(cut.direction, pose[:3, :3] @ [0.0, -1.0, 0.0], atol=0.01)


def test_of_two_bones_in_its_plane_the_nearer_one_is_meant():
    both = union([shaft(), moved(shaft(), translation((60.0, 0.0, 0.0)))])
    cut = placed_cut(both, (28.0, 0.0, 0.0), (0, 0, 1), BLADE)
    np.testing.assert_allclose(cut.entry, (14.0, 0.0, 0.0), atol=0.1)


@pytest.mark.parametrize(
    ("center", "normal", "said"),
    [
        ((0.5, 0.0, 0.0), (0, 0, 1), "in the middle of the bone; drag it to the side"),
        ((20.0, 0.0, 90.0), (0, 0, 1), "misses the bone"),
        ((20.0, 0.0, 0.0), (0, 0, 0), "normal of The plane"),
    ],
)
def test_a_plane_that_says_no_cut_is_refused(center, normal, said):
    with pytest.raises(OsteoError, match=said):
        placed_cut(shaft(), center, normal, BLADE)


@pytest.mark.parametrize("ends", [((25, 0, 3), (0, 0, 3)), ((0, 0, 3), (25, 0, 3)), ((25, 0, 3), (-25, 0, 3))])
def test_a_line_is_drilled_from_outside(ends):
    hole = placed_hole(shaft(), ends, 2.5, "wire", "K1")
    np.testing.assert_allclose(hole.point, (14.0, 0.0, 3.0), atol=0.05)
    assert hole.direction == (-1.0, 0.0, 0.0) and (hole.diameter_mm, hole.kind, hole.name) == (2.5, "wire", "K1")


@pytest.mark.parametrize(
    ("ends", "diameter", "said"),
    [
        (((5, 0, 0), (-5, 0, 0)), 2.0, "K1 begins and ends inside"),
        (((40, 0, 0), (20, 0, 0)), 2.0, "K1 does not reach the bone"),
        (((25, 0, 0), (0, 0, 0)), 0.2, "0.5 to 20 mm"),
        (((25, 0, 0), (25, 0, 0)), 2.0, "direction of K1"),
    ],
)
def test_a_line_that_is_no_hole_is_refused(ends, diameter, said):
    with pytest.raises(OsteoError, match=said):
        placed_hole(shaft(), ends, diameter, "wire", "K1")

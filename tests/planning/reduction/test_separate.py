"""Blocks that go through each other by a known depth are drawn apart by as much, or stay where they would gap."""

import manifold3d
import numpy as np
import pytest

from osteokit.planning.reduction.register import Body
from osteokit.planning.reduction.separate import ALLOWED_MM, drawn_apart
from osteokit.surface.collision import penetration_mm
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import sampled
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved, translation


def block(low: float, high: float, peak: float = 0.0) -> Mesh:
    """30 x 20 mm between two heights; ``peak`` stands out below it."""
    solid = manifold3d.Manifold.cube((30, 20, high - low)).translate((-15, -10, low))
    if peak:
        solid += manifold3d.Manifold.cylinder(peak + 1.0, 1.0).translate((0, 0, low - peak))
    return mesh_of(solid)


def ended(solids: dict[str, Mesh], poses: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    bodies = {name: Body.of(sampled(mesh, 3000)) for name, mesh in solids.items()}
    return drawn_apart(bodies, solids, poses, "below")


@pytest.mark.parametrize("depth", [0.35, 0.6])
def test_what_goes_through_is_drawn_apart_along_the_contact(depth):
    solids = {"below": block(-20, 0), "above": block(0, 20)}
    poses = {"below": np.eye(4), "above": translation(np.array([0, 0, -depth]))}
    found = ended(solids, poses)
    np.testing.assert_array_equal(found["below"], np.eye(4))
    left = penetration_mm(*(moved(solids[name], found[name]) for name in solids))
    assert 0.0 < left <= ALLOWED_MM
    np.testing.assert_allclose(found["above"][:2, 3], 0.0, atol=0.02)


def test_a_stack_is_drawn_apart_one_after_the_other():
    solids = {"top": block(20, 40), "below": block(-20, 0), "middle": block(0, 20)}
    poses = {"top": translation(np.array([0, 0, -0.8])), "below": np.eye(4), "middle": translation([0, 0, -0.4])}
    found = ended(solids, poses)
    for a, b in (("below", "middle"), ("middle", "top")):
        assert penetration_mm(moved(solids[a], found[a]), moved(solids[b], found[b])) <= ALLOWED_MM


def test_what_would_gap_stays():
    """A single peak 0.9 mm high would lift the whole surface off."""
    solids = {"below": block(-20, 0), "above": block(0, 20, peak=0.9)}
    poses = {"below": np.eye(4), "above": np.eye(4)}
    np.testing.assert_array_equal(ended(solids, poses)["above"], np.eye(4))


def test_what_does_not_overlap_stays():
    solids = {"below": block(-20, 0), "above": block(0, 20)}
    poses = {"below": np.eye(4), "above": translation(np.array([0, 0, 0.1]))}
    np.testing.assert_array_equal(ended(solids, poses)["above"], poses["above"])

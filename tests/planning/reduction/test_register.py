"""Registration, rigid motions and the search, against motions that are known."""

import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.broken_bones import broken, random_motion
from osteokit.planning.reduction.field import near_field
from osteokit.planning.reduction.fit import contact_fit, weakest_hold
from osteokit.planning.reduction.register import Body, Link, registered
from osteokit.planning.reduction.rigid import (
    inverse,
    mean_distance_mm,
    rotation_deg,
    rotations_within,
    shifts_within,
)
from osteokit.planning.reduction.search import CONTACT, scores
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import sampled
from osteokit.surface.solid import mesh_of


def lump() -> Mesh:
    """A bone-like solid without symmetry."""
    main = manifold3d.Manifold.sphere(1.0, 72).scale((16.0, 13.0, 38.0))
    bump = manifold3d.Manifold.sphere(9.0, 48).translate((12.0, 5.0, 18.0))
    ridge = manifold3d.Manifold.sphere(1.0, 48).scale((5.0, 12.0, 14.0)).translate((-6.0, 8.0, -16.0))
    return mesh_of(main + bump + ridge)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_a_surface_finds_itself(seed):
    body = Body.of(sampled(lump(), 2500))
    away = random_motion(np.random.default_rng(seed), np.zeros(3), 3.0, 8.0)
    found = registered([body, body], [np.eye(4), away], [Link(1, 0, False)], [0], (8, 6, 5, 4, 4, 4, 4, 4, 4, 4))[1]
    assert mean_distance_mm(found, np.eye(4), body.samples.points) < 0.02
    assert rotation_deg(found) < 0.05


def test_two_bodies_that_both_move_meet():
    first, second = broken(lump(), np.zeros(3), np.array([0.2, 0.0, 1.0]) / np.hypot(0.2, 1), 1.5, 3)
    bodies = [Body.of(sampled(first, 3000)), Body.of(sampled(second, 3000)), Body.of(sampled(lump(), 3000))]
    generator = np.random.default_rng(1)
    away = [random_motion(generator, body.center, 2.0, 3.0) for body in bodies[:2]]
    links = [Link(0, 1, True), Link(0, 2, False), Link(1, 2, False)]
    found = registered(bodies, [*away, np.eye(4)], links, [2], (4.0,) * 6 + (2.0,) * 6 + (1.0,) * 6)
    for n in range(2):
        assert mean_distance_mm(found[n], np.eye(4), bodies[n].samples.points) < 0.1


def test_the_field_knows_a_sphere():
    ball = mesh_of(manifold3d.Manifold.sphere(20.0, 120))
    field = near_field(sampled(ball, 4000))
    index = np.argwhere(np.ones(field.cells.shape[:3], bool))
    radius = np.linalg.norm(field.origin + index * field.spacing_mm, axis=1)
    distance = field.cells[..., 0].ravel()
    near = np.abs(radius - 20) < 3
    assert distance[near] == pytest.approx(radius[near] - 20, abs=0.25)
    assert (distance[radius < 10] == -field.reach_mm).all() and (distance[radius > 30] == field.reach_mm).all()


def test_the_search_counts_most_at_the_pose_of_the_fracture():
    first, second = broken(lump(), np.zeros(3), np.array([0.0, 0.0, 1.0]), 2.0, 5)
    fragment = sampled(first, 800)
    rotations, shifts = rotations_within(20, 10), shifts_within(20, 5)
    center = fragment.points.mean(axis=0)
    found = scores(fragment, near_field(sampled(second, 6000)), rotations, shifts, center, CONTACT, 3.0)
    assert found[0, 0] == found.max() > 0


@settings(max_examples=40, deadline=None)
@given(st.floats(5, 60), st.floats(4, 15))
def test_rotations_leave_no_hole(angle, step):
    rotations = rotations_within(angle, step)
    np.testing.assert_allclose(
        rotations @ rotations.transpose(0, 2, 1), np.tile(np.eye(3), (len(rotations), 1, 1)), atol=1e-9
    )
    np.testing.assert_array_equal(rotations[0], np.eye(3))
    pose = random_motion(np.random.default_rng(7), np.zeros(3), 0.0, angle - step) if angle > step else np.eye(4)
    nearest = np.clip((np.einsum("nij,ij->n", rotations, pose[:3, :3]) - 1) / 2, -1, 1).max()
    assert np.degrees(np.arccos(nearest)) <= step


def test_a_pose_and_its_inverse_cancel():
    pose = random_motion(np.random.default_rng(2), np.array([10.0, -20.0, 30.0]))
    np.testing.assert_allclose(inverse(pose) @ pose, np.eye(4), atol=1e-12)


def test_a_rough_fracture_holds_and_a_flat_one_slides():
    def hold(roughness: float) -> float:
        first, second = broken(lump(), np.zeros(3), np.array([0.0, 0.0, 1.0]), roughness, 4)
        body, other = Body.of(sampled(first, 5000)), Body.of(sampled(second, 5000))
        assert contact_fit(body, other, np.eye(4)).touching_mm2 > 300
        return weakest_hold(body, [(other, np.eye(4))], np.eye(4))

    assert hold(1e-6) < 1e-3 < 0.004 < hold(2.0)

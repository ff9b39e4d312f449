"""Whole reductions of generated fractures whose truth is known, and answers that must not be believed."""

import manifold3d
import numpy as np
import pytest

from generated.broken_bones import broken, random_motion
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.planning.reduction.reduce import reduce_fragments
from osteokit.planning.reduction.rigid import mean_distance_mm, rotation_deg
from osteokit.planning.reduction.template import mirrored_template
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import mirrored, moved
from planning.reduction.test_register import lump


def fracture(roughness: float = 1.5, seed: int = 0) -> dict[str, Mesh]:
    normal = np.array([0.3, 0.1, 1.0])
    first, second = broken(lump(), np.array([0, 0, 4.0]), normal / np.linalg.norm(normal), roughness, seed, 0.1)
    return {"upper": first, "lower": second}


def undone(fragments: dict[str, Mesh], seed: int, template: Mesh | None = None):
    """Displace every fragment but the largest, reduce, and say what is left: mm and degrees by name."""
    anchor = max(fragments, key=lambda name: fragments[name].volume_mm3)
    generator = np.random.default_rng(seed)
    away = {name: random_motion(generator, mesh.vertices.mean(axis=0)) for name, mesh in fragments.items()}
    away[anchor] = np.eye(4)
    found = reduce_fragments({name: moved(mesh, away[name]) for name, mesh in fragments.items()}, template)
    left = {name: found.poses[name] @ away[name] for name in fragments}
    return found, {
        name: (mean_distance_mm(left[name], np.eye(4), fragments[name].vertices), rotation_deg(left[name]))
        for name in fragments
    }


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_a_rough_fracture_comes_back_to_itself(seed):
    found, left = undone(fracture(seed=seed), seed)
    assert all(found.confident.values()), found.warnings
    for mm, degrees in left.values():
        assert mm < 0.5 and degrees < 1.0
    (surface,) = found.surfaces
    assert surface.residual_mm < 0.3 and surface.penetration_mm < 0.8
    assert surface.overlap_mm3 < 0.2 * surface.area_mm2


@pytest.mark.slow
def test_on_the_mirrored_other_side_three_fragments_come_back():
    upper, rest = fracture(seed=3).values()
    normal = np.array([0.0, 0.3, 1.0]) / np.hypot(0.3, 1)
    middle, lower = broken(rest, np.array([0, 0, -14.0]), normal, 1.5, 4)
    other_side = moved(mirrored(lump(), "x"), random_motion(np.random.default_rng(8), np.zeros(3), 40.0, 15.0))
    found, left = undone({"upper": upper, "middle": middle, "lower": lower}, 2, mirrored_template(other_side))
    assert all(found.confident.values()), found.warnings
    for mm, degrees in left.values():
        assert mm < 0.6 and degrees < 1.5
    assert max(found.template_mm.values()) < 0.5


@pytest.mark.slow
def test_what_hangs_on_a_doubtful_fragment_is_doubted():
    """Upper and middle belong together, but nothing on the large block says where the middle belongs."""
    upper, middle = fracture(seed=3).values()
    block = mesh_of(manifold3d.Manifold.cube((90, 90, 90), True).translate((0.0, 0.0, -85.0)))
    found = reduce_fragments({"block": block, "upper": upper, "middle": middle})
    assert found.anchor == "block" and not found.confident["middle"] and not found.confident["upper"]


@pytest.mark.slow
def test_moving_everything_moves_the_answer():
    fragments = fracture(seed=5)
    fragments["upper"] = moved(fragments["upper"], random_motion(np.random.default_rng(3), np.zeros(3), 10.0, 10.0))
    everything = random_motion(np.random.default_rng(4), np.zeros(3), 300.0, 170.0)
    here = reduce_fragments(fragments)
    there = reduce_fragments({name: moved(mesh, everything) for name, mesh in fragments.items()})
    assert here.confident == there.confident
    for name, mesh in fragments.items():
        assert mean_distance_mm(there.poses[name] @ everything, everything @ here.poses[name], mesh.vertices) < 0.05


def test_the_halves_of_a_smooth_ball_are_not_believed():
    """Cut by a plane they slide and turn on each other: no shape says where they belong."""
    ball = manifold3d.Manifold.sphere(20.0, 128)
    halves = {"a": mesh_of(ball.trim_by_plane((0, 0, 1), 0.0)), "b": mesh_of(ball.trim_by_plane((0, 0, -1), 0.0))}
    found, _ = undone(halves, 1)
    assert found.confident["a"] and not found.confident["b"]
    assert any("slides or turns" in warning or "another place" in warning for warning in found.warnings)


@pytest.mark.slow
def test_fragments_of_different_bones_are_not_believed():
    upper, lower = fracture(seed=6)["upper"], fracture(2.0, seed=7)["lower"]
    found, _ = undone({"lower": lower, "upper": upper}, 3)
    assert not found.confident["upper"]
    assert any(warning.startswith("upper: ") for warning in found.warnings)


@pytest.mark.slow
def test_a_foreign_template_is_left_out_and_said():
    fragments = fracture(seed=1)
    cube = mesh_of(manifold3d.Manifold.cube((60, 60, 60), True))
    found, left = undone(fragments, 0, cube)
    assert found.template_pose is None
    assert any("template was left out" in warning for warning in found.warnings)
    assert left["upper"][0] < 0.5 and left["lower"][0] < 0.5


@pytest.mark.slow
def test_the_anchor_stays_and_is_chosen_by_name():
    found = reduce_fragments(fracture(), anchor="upper")
    assert found.anchor == "upper"
    np.testing.assert_array_equal(found.poses["upper"], np.eye(4))


def test_bad_input_is_refused_in_a_sentence():
    fragments = fracture()
    with pytest.raises(OsteoError, match="at least two"):
        reduce_fragments({"upper": fragments["upper"]})
    with pytest.raises(OsteoError, match="anchor middle is not among"):
        reduce_fragments(fragments, anchor="middle")
    inside_out = Mesh(fragments["upper"].vertices, fragments["upper"].faces[:, ::-1])
    with pytest.raises(OsteoError, match="upper is empty or inside out"):
        reduce_fragments({**fragments, "upper": inside_out})


def test_cancelling_goes_through():
    def cancel(fraction: float, message: str) -> None:
        if fraction > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        reduce_fragments(fracture(), progress=cancel)

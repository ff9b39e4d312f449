import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates
from scipy.spatial.transform import Rotation

from osteokit.simulation.contact.feel import (
    CLEARANCE,
    CONTACTS,
    DENSITY,
    ENGAGED,
    NORMAL,
    READ,
    SHARES,
    STIFFNESS_N_MM,
    SUMS,
    feel,
)
from osteokit.simulation.tools.catalogue import tool
from osteokit.simulation.tools.pointshell import CONTACT, Pointshell, pointshell
from simulation.made_bone import CORTICAL, bone_of, plate, pose_at


def felt(bone, shell, pose, rest=0.1, friction=0.0):
    held, wrench, cut, sums = np.zeros((6, 6)), np.zeros(6), np.zeros((6, 6)), np.zeros(SUMS)
    feel(
        bone.distance, bone.density, bone.tissue, bone.removed, bone.origin, bone.spacing_mm, bone.step_mm,
        shell.points, shell.normals, shell.role, shell.share, np.full(len(shell.points), rest), pose,
        friction, held, wrench, cut, sums,
    )  # fmt: skip
    return held, wrench, cut, sums


def penalty(distance, rest=0.1):
    deep = np.maximum(rest - distance, 0)
    return np.where(deep < 0.1, STIFFNESS_N_MM * deep**2 / 0.2, STIFFNESS_N_MM * (deep - 0.05))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_same_as_a_plain_reckoning(seed):
    """Against numpy and scipy, point by point, on a curved bone."""
    random = np.random.default_rng(seed)
    bone = bone_of(lambda p: np.linalg.norm(p, axis=-1) - 5.0)
    points = random.normal(0, 1, (300, 3))
    points *= random.uniform(0.5, 2.0, 300)[:, None] / np.linalg.norm(points, axis=1)[:, None]
    normals = points / np.linalg.norm(points, axis=1)[:, None]
    shell = Pointshell(points, normals, np.full(300, CONTACT, np.uint8), np.zeros(300))
    direction = random.normal(0, 1, 3)
    pose = pose_at(6.3 * direction / np.linalg.norm(direction), Rotation.random(random_state=seed).as_matrix())
    held, wrench, _, sums = felt(bone, shell, pose)

    arm = points @ pose[:3, :3].T
    voxels = ((arm + pose[:3, 3] - bone.origin) / bone.spacing_mm).T[::-1]
    mm = bone.distance.astype(float) * bone.step_mm
    at = map_coordinates(mm, voxels, order=1)
    h = 1e-4
    gradient = np.stack(
        [
            (map_coordinates(mm, voxels + h * step, order=1) - map_coordinates(mm, voxels - h * step, order=1)) / 2
            for step in np.eye(3)[::-1, :, None]
        ],
        axis=1,
    )
    gradient /= np.maximum(np.linalg.norm(gradient, axis=1), 1e-12)[:, None]
    force = penalty(at)[:, None] * gradient
    np.testing.assert_allclose(wrench[:3], force.sum(axis=0), atol=0.01 * np.linalg.norm(force, axis=1).sum() + 1e-3)
    np.testing.assert_allclose(
        wrench[3:], np.cross(arm, force).sum(axis=0), atol=0.02 * np.linalg.norm(force, axis=1).sum() + 1e-3
    )
    assert sums[CONTACTS] == (at < 0.1).sum()
    assert sums[CLEARANCE] <= at.min() + 1e-6
    np.testing.assert_allclose(held, held.T, atol=1e-9)
    assert np.linalg.eigvalsh(held).min() > -1e-6 * max(np.abs(held).max(), 1)


def test_the_stiffness_is_the_change_of_the_force():
    bone, shell = plate(size=(12.0, 12.0, 12.0)), pointshell(tool("probe"))
    pose = pose_at([0.1, 0.2, 0.15])
    held, wrench, _, _ = felt(bone, shell, pose)
    assert wrench[2] < -5.0 and abs(wrench[0]) < 0.05 * abs(wrench[2])
    nearer = felt(bone, shell, pose_at([0.1, 0.2, 0.1501]))[1]
    np.testing.assert_allclose((wrench[2] - nearer[2]) / 1e-4, held[2, 2], rtol=0.02)


def test_far_from_bone_nothing_is_felt_and_the_clearance_is_safe():
    bone, shell = plate(size=(14.0, 14.0, 14.0)), pointshell(tool("burr_4"))
    for z in (-4.0, -2.0, -1.0, -0.5):
        held, wrench, cut, sums = felt(bone, shell, pose_at([0, 0, z]))
        assert not held.any() and not wrench.any() and not cut.any() and sums[ENGAGED] == 0
        assert sums[CLEARANCE] <= -z + 0.01
    outside = felt(bone, shell, pose_at([900.0, 0, 0]))[3]
    assert outside[CONTACTS] == 0 and outside[CLEARANCE] == pytest.approx(bone.band_mm)


def test_the_cutting_end_knows_how_much_of_it_is_in_bone():
    bone = plate(8.0, density=1.4)
    shell = pointshell(tool("drill_4_5"))
    deep = felt(bone, shell, pose_at([0, 0, 4.0]))[3]
    assert deep[ENGAGED] == pytest.approx(1.0) and deep[DENSITY] / deep[READ] == pytest.approx(1.4, abs=0.01)
    assert deep[SHARES + CORTICAL] == pytest.approx(1.0, abs=0.01)
    np.testing.assert_allclose(deep[NORMAL : NORMAL + 3], [0, 0, np.sin(np.radians(59))], atol=0.02)
    # where the point has gone through half of its height, three quarters of its cross-section are still in bone
    height = tool("drill_4_5").cone_mm
    breaking = felt(bone, shell, pose_at([0, 0, 8.0 + height / 2]))[3]
    assert breaking[ENGAGED] == pytest.approx(0.75, abs=0.12)
    assert felt(bone, shell, pose_at([0, 0, -1.0]))[3][ENGAGED] == 0.0


def test_removed_bone_is_not_met():
    bone, shell = plate(8.0), pointshell(tool("drill_3_2"))
    bone.removed[:] = 255
    bone.distance[:] = 30000
    sums = felt(bone, shell, pose_at([0, 0, 4.0]))[3]
    assert sums[ENGAGED] == 0.0 and sums[SHARES:].sum() == 0.0


def test_friction_holds_across_but_not_along_the_normal():
    bone, shell = plate(8.0), pointshell(tool("probe"))
    smooth, rough = (felt(bone, shell, pose_at([0, 0, 0.1]), friction=f)[0] for f in (0.0, 0.5))
    more = rough - smooth
    assert more[0, 0] > 1.0 and more[1, 1] > 1.0 and abs(more[2, 2]) < 0.05 * more[0, 0]

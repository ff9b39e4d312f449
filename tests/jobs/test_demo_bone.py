import numpy as np
import pytest

from generated.long_bones import left_tibia
from jobs.demo_cases import around, case, femur, geometry, half_femur, right_femur
from osteokit.base.errors import OsteoError
from osteokit.jobs.demo_bone import best_long_bone, long_bone, shaft_middle
from osteokit.surface.boolean import difference, union
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.shells import joined

ROOMY = geometry(np.full(3, -1000.0), np.full(3, 1000.0))


def test_a_whole_femur_is_taken_before_a_cut_one_and_before_a_tibia(tmp_path):
    bones = {
        "tibia_left": left_tibia(),
        "femur_left": half_femur(),
        "femur_right": right_femur(),
        "bone_1": box((9,) * 3),
    }
    assert best_long_bone(case(tmp_path / "a", bones, ROOMY), tmp_path / "a").key == "femur_right"  # the longest
    del bones["femur_right"]
    assert best_long_bone(case(tmp_path / "b", bones, ROOMY), tmp_path / "b").key == "femur_left"
    del bones["femur_left"]
    assert best_long_bone(case(tmp_path / "c", bones, ROOMY), tmp_path / "c").key == "tibia_left"


def test_whether_the_images_end_before_the_bone():
    half = half_femur()
    assert long_bone("femur_left", half, around(half, 5.0)).is_whole
    assert not long_bone("femur_left", half, around(half, 0.0)).is_whole


@pytest.mark.slow
def test_a_tunnel_counts_for_the_other_bone(tmp_path):
    left, right = femur(), right_femur()
    tunnelled = long_bone("femur_right", _drilled(right), ROOMY)
    assert (long_bone("femur_left", left, ROOMY).tunnels, tunnelled.tunnels) == (0, 1)
    summary = case(tmp_path, {"femur_left": left, "femur_right": _drilled(right)}, ROOMY)
    assert best_long_bone(summary, tmp_path).key == "femur_left"


def _drilled(bone: Mesh) -> Mesh:
    """A hole through the shaft, far from its middle."""
    return difference(bone, cylinder(np.array([0.0, -50.0, 130.0]), np.array([0.0, 50.0, 130.0]), 4.0))


def test_the_middle_of_a_shaft_is_on_its_axis():
    """The generated femur's shaft is a rod along z through the origin."""
    middle, along = shaft_middle(long_bone("femur_left", femur(), ROOMY))
    np.testing.assert_allclose(middle[:2], 0.0, atol=0.1)
    assert abs(along[2]) > 0.9999


@pytest.mark.parametrize(
    ("mesh", "why"),
    [
        (cylinder(np.zeros(3), np.array([0, 0, 30.0]), 6.0), "mm of shaft are in view"),
        (joined([cylinder(np.zeros(3), np.array([0, 0, 90.0]), 6.0), box((1.0, 1.0, 1.0), np.eye(4))]), "2 pieces"),
        (
            joined([cylinder(np.array([x, 0, 0]), np.array([x, 0, 90.0]), 6.0) for x in (0.0, 20.0)]),
            "2 pieces",
        ),
        (Mesh(femur().vertices, femur().faces[:-5]), "no closed solid"),
    ],
)
def test_what_is_no_clean_shaft_is_refused(tmp_path, mesh, why):
    with pytest.raises(OsteoError, match=why):
        long_bone("clavicula_left", mesh, ROOMY)


def test_what_stands_out_is_kept_away_from_and_what_runs_beside_is_refused():
    shaft = cylinder(np.zeros(3), np.array([0, 0, 160.0]), 7.0)
    grown = union([shaft, cylinder(np.array([0, 0, 60.0]), np.array([25.0, 0, 60.0]), 8.0)])
    middle, _ = shaft_middle(long_bone("clavicula_left", grown, ROOMY))
    assert middle[2] > 80.0  # the longer part beside the bump, not the middle of all
    hook = union([shaft, box((30.0, 4.0, 4.0), _at(14.0, 70.0)), box((4.0, 4.0, 30.0), _at(27.0, 82.0))])
    with pytest.raises(OsteoError, match="2 outlines"):
        long_bone("clavicula_left", hook, ROOMY)


def _at(x: float, z: float) -> np.ndarray:
    pose = np.eye(4)
    pose[:3, 3] = x, 0.0, z
    return pose


def test_a_case_without_long_bones_says_so(tmp_path):
    summary = case(tmp_path, {"sternum": box((40.0, 10.0, 90.0))}, ROOMY)
    with pytest.raises(OsteoError, match=r"no long bone with a shaft to plan on \(none was found in the images\)"):
        best_long_bone(summary, tmp_path)
    summary = case(tmp_path, {"clavicula_left": cylinder(np.zeros(3), np.array([0, 0, 30.0]), 6.0)}, ROOMY)
    with pytest.raises(OsteoError, match=r"clavicula_left: only .* mm of shaft are in view"):
        best_long_bone(summary, tmp_path)

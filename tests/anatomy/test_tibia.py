import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generated import long_bones as bones
from osteokit.anatomy.sections import section
from osteokit.anatomy.tibia import tibia_landmarks
from osteokit.anatomy.tibia.landmarks import DISTAL, PROXIMAL, SHAFT
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

Z = np.array([0.0, 0.0, 1.0])


@pytest.fixture(scope="module")
def tibia():
    return bones.left_tibia()


@pytest.fixture(scope="module")
def found(tibia):
    return tibia_landmarks(tibia, "left")


@pytest.fixture(scope="session")
def real_tibia(shared_data):
    return read_mesh(shared_data / "meshes/vsdfullbody_z013/Tibia_L.stl", "LPS")


@pytest.fixture(scope="session")
def real_found(real_tibia):
    return tibia_landmarks(real_tibia, "left")


def shifts(found, reference, place=lambda point: point):
    return {k: np.linalg.norm(found.point(k) - place(reference.point(k))) for k in reference.landmarks if k in found}


def test_every_landmark_of_a_generated_tibia_is_found(found):
    assert set(found.landmarks) == {*PROXIMAL, *DISTAL, *SHAFT}
    assert not found.missing and not found.warnings


def test_generated_plateau_and_plafond_are_where_they_were_made(found):
    assert np.linalg.norm(found.point("knee_center") - [0, 0, bones.PLATEAU_HEIGHT]) < 1.5
    assert np.linalg.norm(found.point("ankle_center") - [0, 0, bones.PLAFOND_HEIGHT]) < 2.0
    for name in ("medial", "lateral"):
        center, radii = bones.PLATEAU_CENTERS[name], bones.PLATEAU_RADII[name]
        middle = found.point(f"plateau_{name}_center")
        assert middle[2] == pytest.approx(bones.PLATEAU_HEIGHT, abs=0.2)
        assert (((middle[:2] - center) / radii) ** 2).sum() < 0.3
        behind = found.point(f"posterior_condyle_{name}")
        assert np.linalg.norm(behind[:2] - [center[0], center[1] - radii[1]]) < 2.0
        edge = found.point(f"plateau_{name}_edge")
        assert abs(edge[0]) == pytest.approx(abs(center[0]) + radii[0], abs=0.5)
        assert found.point(f"plafond_{name}")[2] == pytest.approx(bones.PLAFOND_HEIGHT, abs=0.3)
    assert np.linalg.norm(found.point("medial_malleolus_tip") - bones.MALLEOLUS.outermost(-Z)) < 0.5
    assert np.linalg.norm((found.point("tuberosity") - bones.TUBEROSITY.center) / bones.TUBEROSITY.radii) < 1.1


def test_the_fibular_notch_faces_where_it_was_made(found):
    direction = found.point("fibular_notch_center") - found.point("distal_section_center")
    made = bones.NOTCH_CENTER / np.linalg.norm(bones.NOTCH_CENTER)
    assert np.degrees(np.arccos(direction[:2] @ made / np.linalg.norm(direction[:2]))) < 3.0
    assert 12.0 < np.linalg.norm(direction[:2]) < 20.0  # near the rim, whose radius is 20
    assert found.point("fibular_notch_center")[2] > bones.PLAFOND_HEIGHT + 3.0


def test_mirrored_and_in_another_pose_the_same_points(tibia, found):
    rotation, shift = Rotation.random(random_state=3), np.array([400.0, -30.0, 12.0])
    right = tibia_landmarks(bones.in_pose(bones.as_right(tibia), rotation, shift), "right")
    assert max(shifts(right, found, lambda point: rotation.apply(point * [-1, 1, 1]) + shift).values()) < 1.0


def test_wrong_side_units_and_parts_are_refused(tibia):
    with pytest.raises(OsteoError, match="called right but looks like a left one"):
        tibia_landmarks(tibia, "right")
    with pytest.raises(OsteoError, match="metres"):
        tibia_landmarks(Mesh(tibia.vertices / 1000, tibia.faces), "left")
    with pytest.raises(OsteoError, match="Both ends"):
        tibia_landmarks(bones.cut_off(bones.cut_off(tibia, Z, 0.3), -Z, 0.3), "left")
    with pytest.raises(OsteoError, match="say which it is"):
        tibia_landmarks(tibia, "")


@pytest.mark.parametrize("sign", [1, -1])
def test_nothing_is_invented_of_a_cut_end(tibia, found, sign):
    piece = tibia_landmarks(bones.cut_off(tibia, sign * Z, 0.4), "left")
    gone = DISTAL if sign > 0 else PROXIMAL
    assert not set(gone) & set(piece.landmarks)
    assert all("cut off" in piece.missing[key] for key in gone)
    assert piece.warnings
    center = "knee_center" if sign > 0 else "ankle_center"
    assert np.linalg.norm(piece.point(center) - found.point(center)) < 1.5


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("side", ["left", "right"])
def test_angles_of_the_real_tibiae_are_those_of_people(shared_data, side):
    """Ranges of Paley 2002 and Moore and Harvey 1974, widened: both shins of one subject without known deformity."""
    mesh = read_mesh(shared_data / f"meshes/vsdfullbody_z013/Tibia_{side[0].upper()}.stl", "LPS")
    found = tibia_landmarks(mesh, side)
    assert not found.missing and not found.warnings
    up = found.point("knee_center") - found.point("ankle_center")
    up /= np.linalg.norm(up)
    medial = found.point("posterior_condyle_medial") - found.point("posterior_condyle_lateral")
    medial -= (medial @ up) * up
    medial /= np.linalg.norm(medial)
    anterior = np.cross(up, medial) * (1 if side == "left" else -1)

    def inclination(first, second, across):
        line = found.point(first) - found.point(second)
        return np.degrees(np.arctan2(line @ up, line @ across))

    assert 84 < 90 + inclination("plateau_medial_center", "plateau_lateral_center", medial) < 91
    assert 84 < 90 + inclination("plafond_medial", "plafond_lateral", medial) < 93
    assert 0 < inclination("plateau_medial_anterior", "plateau_medial_posterior", anterior) < 15
    assert 76 < 90 - inclination("plafond_anterior", "plafond_posterior", anterior) < 88


@pytest.mark.data
@pytest.mark.slow
def test_the_fibula_lies_in_the_notch(shared_data):
    """The line of Jend, from the tibia alone, points to the middle of the fibula of the same leg."""
    tibia, fibula = (
        read_mesh(shared_data / f"meshes/vsdfullbody_z013/{name}_R.stl", "LPS") for name in ("Tibia", "Fibula")
    )
    found = tibia_landmarks(tibia, "right")
    up = found.point("knee_center") - found.point("ankle_center")
    up /= np.linalg.norm(up)
    center, notch = found.point("distal_section_center"), found.point("fibular_notch_center")
    (outline,) = section(fibula, center, up)
    lines = [point - center - ((point - center) @ up) * up for point in (notch, outline.center)]
    cosine = lines[0] @ lines[1] / np.linalg.norm(lines[0]) / np.linalg.norm(lines[1])
    assert np.degrees(np.arccos(cosine)) < 4.0


@pytest.mark.data
@pytest.mark.slow
def test_a_worse_mesh_of_the_real_tibia_gives_the_same_landmarks(real_tibia, real_found):
    for changed in (bones.decimated(real_tibia, 0.1), bones.noisy(real_tibia, 0.3, 1)):
        moved = shifts(tibia_landmarks(changed, "left"), real_found)
        assert moved.pop("tuberosity") < 8.0  # a ridge without a tip, and its spread says so
        assert max(moved.values()) < 3.0 and np.median(list(moved.values())) < 0.8
    right = bones.as_right(real_tibia)
    assert max(shifts(tibia_landmarks(right, "right"), real_found, lambda p: p * [-1, 1, 1]).values()) < 0.5
    with pytest.raises(OsteoError, match="looks like a right one"):
        tibia_landmarks(right, "left")


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(("sign", "part"), [(1, 0.33), (1, 0.12), (-1, 0.33), (-1, 0.12)])
def test_cut_ends_of_the_real_tibia_are_not_taken_for_joints(real_tibia, real_found, sign, part):
    piece = tibia_landmarks(bones.cut_off(real_tibia, sign * Z, part), "left")
    gone, kept = (DISTAL, PROXIMAL) if sign > 0 else (PROXIMAL, DISTAL)
    assert not set(gone) & set(piece.landmarks) and set(gone) <= set(piece.missing)
    moved = shifts(piece, real_found)
    assert max(moved[key] for key in kept if key in moved) < 4.0

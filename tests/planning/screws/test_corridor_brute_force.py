"""Found corridors against brute force on real bones: never narrower by more than 0.2 mm, and as wide as said."""

import numpy as np
import pytest
import SimpleITK as sitk

from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.anatomy.sacrum import sacrum_landmarks
from osteokit.anatomy.vertebra import vertebra_landmarks
from osteokit.planning.screws import acetabular_columns, pedicle, sacroiliac
from osteokit.surface.extract import mask_surface
from osteokit.surface.read import read_mesh
from planning.screws.brute_force import Brute, record

pytestmark = [pytest.mark.data, pytest.mark.slow]


def compare(search, corridor, spacing_mm, entry_mm, target_mm):
    """Print and check one corridor."""
    brute = Brute(search, spacing_mm)
    diameter, count = brute.best(entry_mm, target_mm)
    again = 2.0 * brute.clearance(np.array(corridor.path.entry), corridor.path.axis, corridor.length_mm)
    print(
        f"found {corridor.diameter_mm:.2f} mm (measured again {again:.2f}), brute force {diameter:.2f} of {count} lines"
    )
    assert count > 5_000
    assert corridor.diameter_mm >= diameter - 0.2
    assert again == pytest.approx(corridor.diameter_mm, abs=0.1)


@pytest.fixture(scope="module")
def pelvis_bones(shared_data):
    image = sitk.ReadImage(str(shared_data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz"))
    labels = sitk.GetArrayFromImage(image)
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    matrix[:3, 3] = image.GetOrigin()
    matrix = np.diag([-1.0, -1.0, 1.0, 1.0]) @ matrix
    numbers = {"left": [77], "right": [78], "sacrum": [25, 26]}
    return {name: mask_surface(np.isin(labels, values), matrix) for name, values in numbers.items()}


@pytest.fixture(scope="module")
def pelvis_marks(pelvis_bones):
    return pelvis_landmarks(*(pelvis_bones[name] for name in ("left", "right", "sacrum")))


def test_pedicles_of_a_real_vertebra(shared_data, monkeypatch):
    mesh = read_mesh(shared_data / "meshes" / "comodo" / "vertebra.stl", "LPS")
    marks = vertebra_landmarks(mesh)
    searches = record(monkeypatch, pedicle)
    found = pedicle.pedicle_corridors(mesh, marks, give_mm=0.0, among_mm=0.0).found
    assert len(searches) == len(found) == 2
    for search, corridor in zip(searches, found.values(), strict=True):
        compare(search, corridor, 0.7, 1.0, 1.2)


def test_sacroiliac_corridors_of_a_real_pelvis(pelvis_bones, pelvis_marks, monkeypatch):
    bones = [pelvis_bones[name] for name in ("left", "right", "sacrum")]
    pelvis = sacroiliac.pelvis_of(*bones, pelvis_marks, sacrum_landmarks(bones[2]))
    searches = record(monkeypatch, sacroiliac)
    found = sacroiliac.sacroiliac_corridors(pelvis).found
    assert len(searches) == len(found) == 6
    for search, (name, corridor) in zip(searches, found.items(), strict=True):
        print(name, end=": ")
        compare(search, corridor, 1.5, 3.5, 3.5)


def test_columns_of_a_real_hip_bone(pelvis_bones, pelvis_marks, monkeypatch):
    searches = record(monkeypatch, acetabular_columns)
    found = acetabular_columns.column_corridors(pelvis_bones["right"], pelvis_marks, "right").found
    assert len(searches) == len(found) == 2
    for search, (name, corridor) in zip(searches, found.items(), strict=True):
        print(name, end=": ")
        compare(search, corridor, 1.2, 2.5, 2.5)

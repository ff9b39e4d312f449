"""The model for iPhones: Pixar's own library opens it, measures it, and finds nothing wrong with the package."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import trimesh

from osteohub.previews.mesh import mesh_preview

pxr = pytest.importorskip("pxr")


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    """Of a ball of 20 mm radius, and a block 60 mm to the patient's left, 5 before and 100 above it."""
    folder = tmp_path_factory.mktemp("usdz")
    block = trimesh.creation.box((10, 20, 30))
    block.apply_translation((60, -5, 100))  # an STL file is LPS
    trimesh.util.concatenate([trimesh.creation.icosphere(3, 20.0), block]).export(folder / "two.stl")
    mesh_preview(folder / "two.stl", folder / "model.glb")
    return folder / "model.usdz"


def test_it_stands_on_the_floor_in_its_true_size(model):
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(model))
    assert UsdGeom.GetStageUpAxis(stage) == "Y" and UsdGeom.GetStageMetersPerUnit(stage) == 1
    pieces = [UsdGeom.Mesh(one) for one in stage.Traverse() if one.IsA(UsdGeom.Mesh)]
    assert len(pieces) == 2
    for piece in pieces:
        points = np.array(piece.GetPointsAttr().Get())
        assert np.array(piece.GetExtentAttr().Get()) == pytest.approx(
            np.stack([points.min(0), points.max(0)]), abs=1e-6
        )
    box = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default"])
    whole = box.ComputeWorldBound(stage.GetDefaultPrim()).ComputeAlignedRange()
    # metres; the patient's left is on the right of who looks, the front towards them, the lowest point on the floor
    assert list(whole.GetMin()) == pytest.approx([-0.020, 0, -0.020], abs=2e-5)
    assert list(whole.GetMax()) == pytest.approx([0.065, 0.135, 0.020], abs=2e-5)
    ball = pieces[0]
    points, normals = (np.array(one.Get()) for one in (ball.GetPointsAttr(), ball.GetNormalsAttr()))
    outwards = points - [0, 0.020, 0]
    assert (np.einsum("ij,ij->i", normals, outwards) > 0.0195).all()  # unit vectors that look away from the middle
    whole_faces = np.array(ball.GetFaceVertexIndicesAttr().Get()).reshape(-1, 3)
    assert trimesh.Trimesh(points, whole_faces).volume == pytest.approx(4 / 3 * np.pi * 0.02**3, rel=0.02)


def test_the_validators_of_usd_find_nothing(model, tmp_path):
    from pxr import Usd, UsdValidation

    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    context = UsdValidation.ValidationContext(validators)
    assert len(validators) > 20 and context.Validate(Usd.Stage.Open(str(model))) == []
    scene = zipfile.ZipFile(model).read("model.usda").replace(b"upAxis", b"notAxis")
    (tmp_path / "odd.usda").write_bytes(scene)
    assert context.Validate(Usd.Stage.Open(str(tmp_path / "odd.usda")))  # they do look


def test_its_file_is_stored_and_aligned(model):
    with zipfile.ZipFile(model) as archive:
        assert archive.testzip() is None
        (info,) = archive.infolist()
    assert info.compress_type == zipfile.ZIP_STORED and info.filename == "model.usda"
    begins = model.read_bytes().index(b"#usda 1.0")
    assert begins % 64 == 0

"""Fragments as files: coordinates kept, matrices that reproduce the moved files, nothing written on a refusal."""

import json

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.fabrication.mesh_formats import stl_bytes
from osteokit.jobs.reduce import reduce_files
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved, rotation_about, translation
from planning.reduction.test_reduce import fracture


@pytest.fixture(scope="module")
def displaced() -> dict[str, Mesh]:
    fragments = fracture()
    away = translation(np.array([6.0, -4.0, 5.0])) @ rotation_about(np.zeros(3), np.array([1.0, 1.0, 0.0]), 9.0)
    return {"lower": fragments["lower"], "upper": moved(fragments["upper"], away)}


def written(meshes: dict[str, Mesh], folder, sign: tuple[float, float, float]):
    files = []
    for name, mesh in meshes.items():
        files.append(folder / f"{name}.stl")
        files[-1].write_bytes(stl_bytes(Mesh(mesh.vertices * sign, mesh.faces), "a test"))
    return files


@pytest.mark.slow
@pytest.mark.parametrize("coordinates", ["LPS", "RAS"])
def test_files_come_back_in_their_coordinates(tmp_path, displaced, coordinates):
    sign = (-1.0, -1.0, 1.0) if coordinates == "LPS" else (1.0, 1.0, 1.0)
    files = written(displaced, tmp_path, sign)
    found = reduce_files(files, tmp_path / "out", coordinates=coordinates)
    report = json.loads((tmp_path / "out" / "reduction.json").read_text())
    assert report["format"] == "osteo.reduction/1" and report["coordinates"] == coordinates
    assert all(one["confident"] for one in report["fragments"]), report["warnings"]
    truth = fracture()
    for one in report["fragments"]:
        placed = read_mesh(tmp_path / "out" / one["file"], coordinates)
        given = displaced[one["name"]].vertices * sign
        matrix = np.array(one["matrix"])
        there = (given @ matrix[:3, :3].T + matrix[:3, 3]) * sign
        np.testing.assert_allclose(np.sort(placed.vertices, axis=0), np.sort(there, axis=0), atol=1e-3)
        assert np.linalg.norm(there - truth[one["name"]].vertices, axis=1).mean() < 0.5
    assert found.confident["upper"]


def test_nothing_is_written_on_a_refusal(tmp_path, displaced):
    files = written(displaced, tmp_path, (-1.0, -1.0, 1.0))
    with pytest.raises(OsteoError, match="not among the fragments"):
        reduce_files(files, tmp_path / "out", anchor="middle")
    assert not (tmp_path / "out").exists()
    with pytest.raises(OsteoError, match="Two fragments are named lower"):
        reduce_files([files[0], files[0]], tmp_path / "out")
    with pytest.raises(OsteoError, match="not both"):
        reduce_files(files, tmp_path / "out", other_side=files[0], template=files[0])

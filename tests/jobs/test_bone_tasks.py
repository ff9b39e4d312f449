"""Worker tasks on surfaces: what goes in comes out, and a refused bone does not stop the others."""

import json

import numpy as np

from osteokit.jobs.bone_tasks import load_landmarks, load_meshes, save_meshes
from osteokit.jobs.worker import run_task
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box


def _run(folder, request):
    said = []
    (folder / "request.json").write_text(json.dumps(request))
    code = run_task(folder, said.append)
    return code, said[-1]


def test_meshes_pass_unchanged(tmp_path):
    mesh = Mesh(np.array([[0.1, 0.2, 0.3], [1, 0, 0], [0, 1, 0], [0, 0, 1.0]]), np.array([[0, 2, 1], [0, 1, 3]]))
    save_meshes({"femur_left": mesh, "胫骨": mesh}, tmp_path)
    back = load_meshes(tmp_path)
    assert list(back) == ["femur_left", "胫骨"]
    np.testing.assert_array_equal(back["胫骨"].vertices, mesh.vertices)
    np.testing.assert_array_equal(back["femur_left"].faces, mesh.faces)


def test_a_box_is_no_femur_and_stops_nothing(tmp_path):
    save_meshes({"femur_left": box((30, 30, 30))}, tmp_path)
    code, said = _run(tmp_path, {"task": "landmarks"})
    assert code == 0 and said["result"]["found"] == []
    assert "femur_left" in said["result"]["refused"]
    assert load_landmarks(tmp_path) == {}


def test_a_single_fragment_is_refused(tmp_path):
    save_meshes({"a": box((30, 30, 30))}, tmp_path)
    code, said = _run(tmp_path, {"task": "reduce"})
    assert code == 2 and "at least two fragments" in said["refused"]

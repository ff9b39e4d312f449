"""Guides in the worker: what comes back is the guide that the library makes, and it is written as it was shown."""

import json
import math
from dataclasses import replace

import numpy as np
import pydicom
import pytest

from generated.dicom import write_ct_series
from osteokit.imaging.read import read_volume
from osteokit.jobs.bone_tasks import load_meshes, save_meshes
from osteokit.jobs.guide_tasks import (
    designed_of,
    designed_to_json,
    meshes_of,
    read_designed,
    source_to_json,
    step_of,
    step_to_json,
)
from osteokit.jobs.worker import run_task
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.document import GuideOrder, order_from_json, order_to_json
from osteokit.planning.guides.values import GuideCheck, SawPlane
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import FragmentMove, OsteotomyStep, matrix_rows
from osteokit.surface.primitives import box
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved, rotation_about, translation
from planning.guides.solids import BLADE, COARSE, flared, wire

ORDER = GuideOrder(
    (SawPlane((16.5, 0.0, 0.0), (-1.0, 0.0, 0.2), (0.2, 0.0, 1.0), 25.0, blade=BLADE),),
    (wire((24.0, 0.0, 16.0), name="K1"), wire((14.0, 3.0, -14.0), name="K2")),
    COARSE,
)


def _run(folder, request):
    said = []
    (folder / "request.json").write_text(json.dumps(request))
    code = run_task(folder, said.append)
    return code, said[-1]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The task ``guide`` on a bone with another bone beside it, its folder and what it said."""
    folder = tmp_path_factory.mktemp("guide")
    save_meshes(
        {"bone": flared(), "fibula_left": moved(box((8.0, 8.0, 60.0)), translation((22.0, -36.0, 0.0)))}, folder
    )
    code, said = _run(folder, {"task": "guide", "order": order_to_json(ORDER)})
    assert code == 0, said
    return folder, said["result"]


def test_the_guide_is_that_of_the_library(done):
    folder, result = done
    designed = read_designed(folder, result)
    other = moved(box((8.0, 8.0, 60.0)), translation((22.0, -36.0, 0.0)))
    direct = design_guide(flared(), ORDER.cuts, ORDER.holes, ORDER.parameters, (other,))
    np.testing.assert_array_equal(designed.guide.mesh.vertices, direct.mesh.vertices)
    np.testing.assert_array_equal(designed.guide.mesh.faces, direct.mesh.faces)
    assert designed.guide.checks == direct.checks and "neighbours" in {one.code for one in direct.checks}
    assert [(part.kind, part.name) for part in designed.guide.parts] == [
        (part.kind, part.name) for part in direct.parts
    ]
    assert designed.order == ORDER
    assert len(load_meshes(folder)) == 1 + len(direct.parts)


def test_what_is_infinite_comes_back_infinite(done):
    designed = read_designed(*done)
    checks = (GuideCheck("slot_angle", False, math.inf, 0.1, "degrees", "No walls."),)
    changed = replace(designed, guide=replace(designed.guide, checks=checks))
    through = json.loads(json.dumps(designed_to_json(changed), allow_nan=False))
    assert designed_of(through, meshes_of(changed)).guide.checks == checks


def test_it_is_written_as_it_was_designed(done, tmp_path):
    folder, result = done
    designed = read_designed(folder, result)
    save_meshes({**meshes_of(designed), "bone": flared()}, tmp_path)
    write_ct_series(tmp_path / "ct")
    source = read_volume(tmp_path / "ct").source
    request = {
        "task": "write_guide", "guide": designed_to_json(designed), "step": None, "folder": str(tmp_path / "out"),
        "name": "Guide", "dicom": True, "source": source_to_json(source), "quoted": False, "as_draft": False,
    }  # fmt: skip
    code, said = _run(tmp_path, request)
    assert code == 0, said
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"guide.stl", "guide.3mf", "guide.glb", "guide.stl.dcm", "parameters.json", "checks.json"} <= files
    assert read_mesh(tmp_path / "out" / "guide.stl").volume_mm3 == pytest.approx(designed.guide.mesh.volume_mm3, 1e-5)
    assert order_from_json(json.loads((tmp_path / "out" / "parameters.json").read_text())) == ORDER
    image, written = pydicom.dcmread(source.files[0]), pydicom.dcmread(tmp_path / "out" / "guide.stl.dcm")
    assert written.StudyInstanceUID == image.StudyInstanceUID and written.PatientID == image.PatientID


def test_a_guide_with_a_fault_is_a_draft_only(done, tmp_path):
    folder, result = done
    designed = read_designed(folder, result)
    faulty = (GuideCheck("seats", False, 0.0, 0.3, "mm", "The guide cannot seat."),)
    designed = replace(designed, guide=replace(designed.guide, checks=faulty))
    save_meshes({**meshes_of(designed), "bone": flared()}, tmp_path)
    request = {
        "task": "write_guide", "guide": designed_to_json(designed), "step": None, "folder": str(tmp_path / "out"),
        "name": "Guide", "dicom": False, "source": None, "quoted": False, "as_draft": False,
    }  # fmt: skip
    code, said = _run(tmp_path, request)
    assert code == 2 and said["refused"] == "The guide was not written: The guide cannot seat."
    assert not (tmp_path / "out").exists()
    assert _run(tmp_path, {**request, "as_draft": True})[0] == 0
    assert json.loads((tmp_path / "out" / "checks.json").read_text())["good"] is False


def test_the_repositioning_guide_has_its_holes_where_the_fragments_go(tmp_path):
    turn = rotation_about((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), 4.0)
    cut = cut_to_json(PlaneCut((16.5, 0.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), blade=BLADE))
    step = OsteotomyStep("HTO", "tibia_left", cut, (FragmentMove("distal", matrix_rows(turn)),))
    assert step_of(json.loads(json.dumps(step_to_json(step)))) == step
    save_meshes({"bone": flared()}, tmp_path)
    request = {"task": "repositioning_guide", "order": order_to_json(ORDER), "step": step_to_json(step)}
    code, said = _run(tmp_path, request)
    assert code == 0, said
    designed = read_designed(tmp_path, said["result"])
    assert designed.order.cuts == () and len(designed.order.holes) == 2
    upper, lower = sorted(designed.order.holes, key=lambda hole: -hole.point[2])
    np.testing.assert_allclose(upper.point, ORDER.holes[0].point)
    np.testing.assert_allclose(lower.point, (turn @ [14.0, 3.0, -14.0, 1.0])[:3], atol=1e-9)


def test_nothing_to_guide_is_refused(tmp_path):
    save_meshes({"bone": flared()}, tmp_path)
    code, said = _run(tmp_path, {"task": "guide", "order": order_to_json(GuideOrder())})
    assert code == 2 and "nothing to guide" in said["refused"]

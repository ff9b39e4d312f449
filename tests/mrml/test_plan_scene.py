"""The scene of a plan read back by Slicer: every bone, piece, implant and the document."""

import json
from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.host.vtk_messages import caught_messages
from osteokit.mrml.model_node import mesh_from_node
from osteokit.mrml.plan_scene import DOCUMENT, write_plan_scene
from osteokit.mrml.text_node import kept_document
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import FragmentMove, ImplantStep, OsteotomyStep, Variant, matrix_rows
from osteokit.planning.plan_file import document_of
from osteokit.planning.plan_outcome import carry_out
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.transform import translation
from planning.leg_plans import case
from planning.shelves import ARTICLES


@pytest.fixture(scope="module")
def planned():
    plan, _, meshes = case()
    z = float(meshes["tibia_left"].vertices[:, 2].mean())
    middle = meshes["tibia_left"].vertices.mean(axis=0)
    cut = cut_to_json(PlaneCut((float(middle[0]), float(middle[1]), z), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)))
    shift = translation(np.array([5.0, 0.0, 0.0]))
    entry, tip = middle - np.array([20.0, 0.0, 40.0]), middle + np.array([20.0, 0.0, -40.0])
    screw = ImplantStep(
        "screw 1", "tibia_left", "nowhere", "S-4.5-40",
        matrix_rows(screw_pose(ScrewPath(tuple(map(float, entry)), tuple(map(float, tip)), 4.5))),
        article=next(one for one in ARTICLES if one.reference == "S-4.5-40"),
    )  # fmt: skip
    saw = OsteotomyStep("cut", "tibia_left", cut, (FragmentMove("distal", matrix_rows(shift)),))
    variant = Variant("A", (screw, saw))
    plan = replace(plan, variants=(variant,), chosen="A")
    return plan, meshes, carry_out(plan, variant, meshes)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_round_trip(scene, tmp_path, planned, language):
    plan, meshes, outcome = planned
    path = tmp_path / "计划.mrb"
    count = write_plan_scene(plan, meshes, outcome, path, language)
    assert count == 3 + 2 + 1
    with caught_messages() as messages:
        assert scene.ReadFromMRB(str(path), True), messages.text
    nodes = [scene.GetNthNodeByClass(n, "vtkMRMLModelNode") for n in range(count)]
    names = [node.GetName() for node in nodes]
    assert names[-1] == {"en": "screw 1: Screw 4.5 x 40", "zh": "screw 1: 螺钉 4.5 x 40"}[language]
    implant = mesh_from_node(nodes[-1])
    np.testing.assert_allclose(implant.vertices, outcome.implants["screw 1"].mesh.vertices, atol=1e-4)
    along = np.array(plan.variants[0].steps[1].moves[0].matrix) @ np.array(plan.variants[0].steps[0].pose)
    np.testing.assert_allclose(outcome.implants["screw 1"].pose, along, atol=1e-9)
    assert json.loads(kept_document(scene, DOCUMENT)) == document_of(plan)


def test_before_anything_is_planned_there_are_bones_only(tmp_path, planned):
    plan, meshes, _ = planned
    assert write_plan_scene(plan, meshes, None, tmp_path / "p.mrb") == 3


def test_another_suffix_is_refused(tmp_path, planned):
    plan, meshes, outcome = planned
    with pytest.raises(OsteoError, match=r"must end in \.mrb"):
        write_plan_scene(plan, meshes, outcome, tmp_path / "p.zip")

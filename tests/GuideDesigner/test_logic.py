"""The module's logic on a headless scene with the real worker: design, undo, reposition, write, plan, save and load."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest

from harness.small_guide import BONE, GRID_MM, TURN, add_line, add_plane, add_wires, fill_scene, flared_bone
from osteokit.base.errors import OsteoError
from osteokit.mrml.model_node import mesh_from_node
from osteokit.mrml.text_node import keep_document
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.document import order_from_json
from osteokit.planning.osteotomy.cuts import DomeCut, cut_to_json
from osteokit.planning.plan_file import text_of_plan
from osteokit.planning.plan_guide import guide_of_step
from osteokit.planning.variants import with_variant


@pytest.fixture
def case(logic, scene):
    """Logic, parameters with the bone of the plan and its osteotomy, and two K-wires."""
    from GuideDesignerLib import placed_nodes

    fill_scene(scene)
    for node in add_wires(scene):
        placed_nodes.use(node, placed_nodes.WIRE)
    parameters = logic.getParameterNode()
    parameters.grid_mm = GRID_MM
    logic.chooseOsteotomy(parameters, "A/HTO")
    return logic, parameters


def wait(task, seconds=240):
    end = time.monotonic() + seconds
    while not task.poll().finished:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert task.state.refusal == ""
    return task


def design(logic, parameters):
    asked, bone = logic.asked(parameters), parameters.bone
    task = wait(logic.startDesign(parameters))
    shown = logic.finishDesign(task, asked, bone)
    task.close()
    return shown


def test_choosing_an_osteotomy_chooses_its_bone(case):
    logic, parameters = case
    assert parameters.bone.GetName() == "Left tibia" and logic.osteotomy(parameters).step.name == "HTO"
    order = logic.order(parameters, mesh_from_node(parameters.bone))
    assert [cut.blade.width_mm for cut in order.cuts] == [13.0] and [hole.name for hole in order.holes] == ["K1", "K2"]
    assert order.parameters.grid_mm == pytest.approx(GRID_MM)


def test_ranges_and_defaults_are_those_of_the_library(logic):
    from GuideDesignerLib.parameters import SIZES

    parameters = logic.getParameterNode()
    for name, item in SIZES.items():
        assert getattr(parameters, name) == item.default
        for wrong in (item.metadata["low"] - 0.01, item.metadata["high"] + 0.01):
            with pytest.raises(ValueError, match="within"):
                setattr(parameters, name, wrong)
    assert logic.sizes(parameters) == type(logic.sizes(parameters))()


def test_planes_and_lines_become_cuts_holes_and_windows(logic, scene):
    from GuideDesignerLib import placed_nodes

    parameters = logic.getParameterNode()
    parameters.bone = fill_scene(scene)
    placed_nodes.use(add_plane(scene), placed_nodes.CUT)
    placed_nodes.use(add_line(scene, "D", (40.0, 0.0, 16.0), (5.0, 0.0, 16.0)), placed_nodes.DRILL)
    window = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "W")
    window.AddControlPoint(20.0, 2.0, 3.0)
    placed_nodes.use(window, placed_nodes.WINDOW)
    order = logic.order(parameters, flared_bone())
    assert len(order.cuts) == 1 and order.cuts[0].blade == logic.blade(parameters)
    np.testing.assert_allclose(order.cuts[0].direction, (-1.0, 0.0, 0.2) / np.sqrt(1.04), atol=0.1)
    assert [(hole.kind, hole.diameter_mm) for hole in order.holes] == [("drill", 3.2)]
    assert [(one.position, one.diameter_mm) for one in order.parameters.windows] == [((20.0, 2.0, 3.0), 8.0)]
    with pytest.raises(OsteoError, match="choose a plane"):
        placed_nodes.use(window, placed_nodes.CUT)


def test_what_cannot_be_designed_is_said_in_one_sentence(logic, scene):
    from GuideDesignerLib import placed_nodes

    parameters = logic.getParameterNode()
    for start in (logic.startDesign, logic.startRepositioning, logic.addToPlan):
        with pytest.raises(OsteoError):
            start(parameters)
    parameters.bone = fill_scene(scene)
    with pytest.raises(OsteoError, match="nothing to guide"):
        logic.startDesign(parameters)
    node = placed_nodes.new_node(placed_nodes.WIRE)
    with pytest.raises(OsteoError, match="not placed yet"):
        logic.startDesign(parameters)
    placed_nodes.release(node)
    logic.chooseOsteotomy(parameters, "A/HTO")
    parameters.bone.RemoveAttribute("osteo.bone")
    with pytest.raises(OsteoError, match="of another bone"):
        logic.startDesign(parameters)
    assert logic.guides == {}


def test_the_guide_is_shown_remembered_and_undone(case, scene, tmp_path):
    from GuideDesignerLib import guide_nodes
    from GuideDesignerLib.logic import GuideDesignerLogic

    logic, parameters = case
    shown = design(logic, parameters)
    order = shown.designed.order
    direct = design_guide(mesh_from_node(parameters.bone), order.cuts, order.holes, order.parameters)
    np.testing.assert_array_equal(shown.designed.guide.mesh.vertices, direct.mesh.vertices)
    model = guide_nodes.guide_model(scene)
    np.testing.assert_allclose(mesh_from_node(model).vertices, direct.mesh.vertices, atol=1e-4)
    np.testing.assert_allclose(guide_nodes.arrow_direction(scene), direct.insertion_direction, atol=1e-5)
    assert not logic.isStale(parameters)
    guide_nodes.show_extras(scene, parts=False, arrow=True)
    rooms = [node for name, node in guide_nodes._models(scene, "cut").items() if name != "guide"]
    assert len(rooms) == 3 and not any(node.GetDisplayNode().GetVisibility() for node in rooms)

    parameters.thickness_mm = 6.0
    assert logic.isStale(parameters)
    thicker = design(logic, parameters)
    assert thicker.designed.guide.mesh.volume_mm3 > 1.1 * shown.designed.guide.mesh.volume_mm3
    assert len(guide_nodes._models(scene, "cut")) == 4  # the former guide is gone
    logic.undo()
    assert mesh_from_node(guide_nodes.guide_model(scene)).volume_mm3 == pytest.approx(direct.mesh.volume_mm3, rel=1e-5)
    assert logic.isStale(parameters)  # the sizes are still those of the thicker one
    logic.redo()
    assert not logic.isStale(parameters)

    assert scene.WriteToMRB(str(tmp_path / "case.mrb"))
    scene.Clear(0)
    assert scene.ReadFromMRB(str(tmp_path / "case.mrb"), True)
    again = GuideDesignerLogic()
    assert again.restore()
    restored, loaded = again.guides["cut"], again.getParameterNode()
    assert loaded.thickness_mm == 6.0 and loaded.osteotomy == "A/HTO" and not again.isStale(loaded)
    assert restored.designed.guide.checks == thicker.designed.guide.checks
    assert restored.designed.order == thicker.designed.order
    assert restored.bone == loaded.bone.GetID()
    assert restored.designed.guide.mesh.volume_mm3 == pytest.approx(thicker.designed.guide.mesh.volume_mm3, rel=1e-5)
    loaded.folder = str(tmp_path / "out")
    task = wait(again.startWrite(loaded, "cut"))  # a guide from a scene can be written
    assert task.state.result["print"]["shells"] == 1
    task.close()


@pytest.mark.slow
def test_the_guide_for_moved_fragments_its_files_and_the_plan(case, scene, tmp_path):
    from GuideDesignerLib.guide_nodes import guide_model

    logic, parameters = case
    shown = design(logic, parameters)
    asked = logic.asked(parameters)
    task = wait(logic.startRepositioning(parameters))
    second = logic.finishRepositioning(task, asked, {}, parameters.bone)
    task.close()
    lower = min(second.designed.order.holes, key=lambda hole: hole.point[2])
    before = min(shown.designed.order.holes, key=lambda hole: hole.point[2])
    np.testing.assert_allclose(lower.point, (TURN @ [*before.point, 1.0])[:3], atol=1e-6)
    assert guide_model(scene, "reposition") is not None and set(logic.guides) == {"cut", "reposition"}

    parameters.folder = str(tmp_path)
    task = wait(logic.startWrite(parameters, "cut"))
    task.close()
    assert {"guide.stl", "guide.3mf", "guide.glb", "parameters.json", "checks.json", "print"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert order_from_json(json.loads((tmp_path / "parameters.json").read_text())) == shown.designed.order

    assert logic.addToPlan(parameters) == "A"
    assert logic.addToPlan(parameters) == "A"  # again: replaced, not doubled
    variant = logic.plan().variant("A")
    assert [step.kind for step in variant.steps] == ["osteotomy", "guide", "guide"]
    assert [step.purpose for step in variant.steps[1:]] == ["cut", "reposition"]
    meshes = {BONE: mesh_from_node(parameters.bone)}
    for step, guide in zip(variant.steps[1:], (shown, second), strict=True):
        made_again = guide_of_step(step, variant, meshes)
        np.testing.assert_array_equal(made_again.vertices, guide.designed.guide.mesh.vertices)
    assert scene.WriteToMRB(str(tmp_path / "case.mrb"))
    scene.Clear(0)
    assert scene.ReadFromMRB(str(tmp_path / "case.mrb"), True)
    assert logic.plan().variant("A").steps == variant.steps  # the plan and both guides live in the scene's file
    parameters = logic.getParameterNode()
    parameters.clearance_mm = 0.5
    with pytest.raises(OsteoError, match="press Design the guide again"):
        logic.addToPlan(parameters)


def test_a_dome_cut_of_the_plan_has_a_row_of_drills(case, scene):
    """The plan keeps the cut, not the holes: a step makes the row again with the sizes of the guide."""
    logic, parameters = case
    plan = logic.plan()
    dome = DomeCut((0.0, 0.0, -8.0), (-1.0, 0.0, 0.1), 22.0, (0.0, 0.0, 1.0), (0.0, 0.0, 1.0), 150.0)
    step = replace(plan.variant("A").steps[0], cut=cut_to_json(dome))
    plan = with_variant(plan, replace(plan.variant("A"), steps=(step,)))
    keep_document(scene, "osteo.plan", text_of_plan(plan))
    parameters.row_drill_mm = 2.5
    shown = design(logic, parameters)
    row = [hole for hole in shown.designed.order.holes if hole.kind == "row"]
    assert len(row) >= 6 and {hole.diameter_mm for hole in row} == {2.5} and shown.designed.order.cuts == ()
    logic.addToPlan(parameters)
    variant = logic.plan().variant("A")
    assert [hole["name"] for hole in variant.steps[1].holes] == ["K1", "K2"]
    made_again = guide_of_step(variant.steps[1], variant, {BONE: mesh_from_node(parameters.bone)})
    np.testing.assert_array_equal(made_again.vertices, shown.designed.guide.mesh.vertices)


def test_a_guide_of_placed_cuts_is_kept_in_the_plan_as_a_document(logic, scene):
    from GuideDesignerLib import placed_nodes

    parameters = logic.getParameterNode()
    parameters.bone, parameters.grid_mm = fill_scene(scene), GRID_MM
    placed_nodes.use(add_plane(scene), placed_nodes.CUT)
    shown = design(logic, parameters)
    assert logic.addToPlan(parameters) == "A"
    variant = logic.plan().variant("A")
    made_again = guide_of_step(variant.steps[1], variant, {BONE: mesh_from_node(parameters.bone)})
    np.testing.assert_array_equal(made_again.vertices, shown.designed.guide.mesh.vertices)


def test_sizes_as_a_file(logic, tmp_path):
    parameters = logic.getParameterNode()
    parameters.clearance_mm, parameters.text = 0.45, "P7 左"
    logic.saveSizes(tmp_path / "sizes.json", parameters)
    written = logic.sizes(parameters)
    parameters.clearance_mm, parameters.text = 0.3, ""
    logic.loadSizes(tmp_path / "sizes.json", parameters)
    assert logic.sizes(parameters) == written
    (tmp_path / "wrong.json").write_text('{"clearance_mm": 9}')
    (tmp_path / "no.json").write_text("nothing")
    for name in ("wrong.json", "no.json", "absent.json"):
        with pytest.raises(OsteoError):
            logic.loadSizes(tmp_path / name, parameters)
    assert logic.sizes(parameters) == written
    parameters.edge_radius_mm, parameters.thickness_mm = 5.0, 2.0
    with pytest.raises(OsteoError, match="rounded by more"):
        logic.saveSizes(tmp_path / "never.json", parameters)
    assert not (tmp_path / "never.json").exists()


def test_screws_of_the_plan_become_drill_sleeves(logic, scene):
    """A cortical screw 4.5 x 30 planned in the bone: its hole is drilled with 3.2 mm along its axis."""
    from GuideDesignerLib.plan_of_scene import plan_of_scene

    from osteokit.planning.implants.catalogues import snapped
    from osteokit.planning.implants.poses import screw_pose
    from osteokit.planning.plan_implants import implant_step
    from osteokit.planning.screws.values import ScrewPath

    parameters = logic.getParameterNode()
    parameters.bone = fill_scene(scene)
    plan = plan_of_scene(scene)
    with pytest.raises(OsteoError, match="no screw in this bone"):
        logic.placePlanScrews(parameters)
    path = ScrewPath((22.0, 0.0, 16.0), (-8.0, 0.0, 16.0), 4.5)
    found = snapped("cortical_screw", diameter_mm=4.5, length_mm=30.0)
    step = implant_step("S1", BONE, found, screw_pose(path))
    variant = plan.variant("A")
    changed = with_variant(plan, replace(variant, steps=(*variant.steps, step)))
    keep_document(scene, "osteo.plan", text_of_plan(changed))
    for _ in range(2):  # pressed again, they are replaced
        assert logic.placePlanScrews(parameters) == 1
    (one,) = logic.guided()
    assert (one.kind, one.diameter_mm, one.placed, one.node.GetName()) == ("drill", 3.2, True, "S1")
    order = logic.order(parameters, mesh_from_node(parameters.bone))
    np.testing.assert_allclose(order.holes[0].direction, path.axis, atol=1e-6)
    off = np.cross(np.subtract(order.holes[0].point, path.entry), path.axis)
    np.testing.assert_allclose(off, 0, atol=1e-4)

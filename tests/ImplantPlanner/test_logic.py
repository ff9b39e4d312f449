"""The module's work without a widget, on bones whose sizes are known."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.plan import ImplantStep
from osteokit.planning.plan_file import plan_of_text
from osteokit.surface.primitives import box

from .conftest import add_bones


@pytest.fixture
def block(logic, scene):
    """A block of 60 x 40 x 80 mm taken as a tibia."""
    add_bones(scene, {"tibia_left": box([60.0, 40.0, 80.0])})
    logic.takeUp()
    return logic


def ends(x, length, y=0.0, z=0.0):
    return np.array([[x, y, z], [x + length, y, z]])


def test_bones_begin_a_plan_and_its_document(block, scene):
    from ImplantPlannerLib.scene_plan import plan_of_scene

    plan = plan_of_scene(scene)
    assert plan == block.plan and [one.bone for one in plan.inputs] == ["tibia_left"]
    assert block.variant.name == "A" and block.implants() == {}


def test_a_screw_is_a_step_of_the_plan_with_model_and_line(block, scene):
    from ImplantPlannerLib import implant_nodes

    name = block.addScrew(ends(-30, 41), "cortical_screw", 4.5, "S1")
    step = block.variant.steps[0]
    assert isinstance(step, ImplantStep) and (step.name, step.bone) == (name, "tibia_left")
    model = implant_nodes.models(scene)[name]
    assert model.GetDisplayNode().GetVisibility2D()
    line = implant_nodes.line_ends(implant_nodes.lines(scene)[name])
    np.testing.assert_allclose(line, ends(-30, 40), atol=1e-4)
    assert block.plan == plan_of_text(scene.GetFirstNodeByClass("vtkMRMLTextNode").GetText(), "plan")


def test_dragging_a_line_moves_the_model_at_once_and_the_plan_at_its_end(block, scene):
    from ImplantPlannerLib import implant_nodes

    name = block.addScrew(ends(-30, 40), "cortical_screw", 4.5, "S1")
    line = implant_nodes.lines(scene)[name]
    line.SetNthControlPointPositionWorld(0, -30.0, 18.5, 0.0)
    line.SetNthControlPointPositionWorld(1, 16.0, 18.5, 0.0)
    report = block.screwReport(name, None)
    assert report.grade == "B"  # 1.5 mm of bone beside a radius of 2.25 mm
    assert report.breach.breach_mm == pytest.approx(0.75, abs=0.02)
    pose = implant_nodes.dragged_pose(scene, name)
    np.testing.assert_allclose(pose[:3, 3], [-30, 18.5, 0], atol=1e-4)
    np.testing.assert_allclose(block.implants()[name].pose[:3, 3], [-30, 0, 0], atol=1e-6)
    block.screwDragged(name)
    np.testing.assert_allclose(block.implants()[name].pose[:3, 3], [-30, 18.5, 0], atol=1e-4)
    assert block.implants()[name].article.size("length_mm") in (45.0, 46.0)


def test_another_size_keeps_entry_and_direction(block):
    name = block.addScrew(ends(-30, 40), "cortical_screw", 4.5, "S1")
    shorter = next(one for one in block.articlesLike(name) if one.implant.sizes["length_mm"] == 30.0
                   and one.implant.sizes["diameter_mm"] == 3.5)  # fmt: skip
    block.articleChosen(name, shorter)
    path = block.screws()[name]
    assert (path.length_mm, path.diameter_mm) == (pytest.approx(30.0), 3.5)
    np.testing.assert_allclose(path.entry, [-30, 0, 0], atol=1e-6)


def test_two_screws_that_cross_are_told(block):
    block.addScrew(ends(-30, 40), "cortical_screw", 4.5, "S1")
    block.addScrew(np.array([[0.0, -20.0, 0.0], [0.0, 15.0, 0.0]]), "cortical_screw", 4.5, "S2")
    report = block.screwReport("S2", None)
    assert report.nearest("screw").distance_mm < 0
    assert any("collision" in finding.code for finding in block.variant.findings)


def test_a_screw_beside_the_bone_is_refused_and_the_plan_stays(block, scene):
    from ImplantPlannerLib import implant_nodes

    block.addScrew(ends(-30, 40), "cortical_screw", 4.5, "S1")
    before = block.plan
    with pytest.raises(OsteoError, match="lies in no bone"):
        block.addScrew(ends(-30, 40, y=60), "cortical_screw", 4.5, "S2")
    with pytest.raises(OsteoError, match="as small as"):
        block.addScrew(ends(-30, 2), "cortical_screw", 4.5, "S2")
    assert block.plan == before and set(implant_nodes.models(scene)) == {"S1"}


def test_removing_and_undo(block):
    block.addScrew(ends(-30, 40), "cortical_screw", 4.5, "S1")
    block.addScrew(ends(-30, 40, z=20), "cortical_screw", 4.5, "S2")
    block.remove(["S1"])
    assert list(block.implants()) == ["S2"]
    block.undo()
    assert list(block.implants()) == ["S1", "S2"]
    block.redo()
    assert list(block.implants()) == ["S2"]


def test_a_scene_brings_its_implants_along(block, scene):
    from ImplantPlannerLib.logic import ImplantPlannerLogic

    block.addScrew(ends(-30, 40), "cortical_screw", 4.5, "S1")
    other = ImplantPlannerLogic()
    other.takeUp()
    assert list(other.implants()) == ["S1"] and other.plan == block.plan


def test_views_look_along_the_screw_and_straight_again(block, scene):
    import slicer

    slicer.vtkMRMLSliceNode.AddDefaultSliceOrientationPresets(scene)
    views = {}
    for name in ("Red", "Green", "Yellow"):
        view = scene.CreateNodeByClass("vtkMRMLSliceNode")
        view.UnRegister(None)
        view.SetLayoutName(name)
        view.SetSingletonTag(name)
        views[name] = scene.AddNode(view)
    name = block.addScrew(ends(-30, 40, z=10), "cortical_screw", 4.5, "S1")
    block.lookAlong(name, 15.0)
    red = views["Red"].GetSliceToRAS()
    assert abs(red.GetElement(0, 2)) == pytest.approx(1.0)  # across the screw, which lies along x
    assert [red.GetElement(row, 3) for row in range(3)] == pytest.approx([-15, 0, 10])
    for other in ("Green", "Yellow"):  # the whole screw lies in their planes
        normal = [views[other].GetSliceToRAS().GetElement(row, 2) for row in range(3)]
        assert normal[0] == pytest.approx(0.0, abs=1e-9)
    block.lookStraight(name)
    assert views["Red"].GetOrientation() == "Axial"


def test_a_proposed_pedicle_screw_lies_in_its_pedicle(logic, scene, bones):
    """The real worker on a vertebra whose pedicles are tubes of 10 mm about (+-14.5, -20, 5)."""
    import time

    add_bones(scene, bones)
    logic.takeUp()
    task = logic.startScrews(["L3-left"], logic.getParameterNode())
    end = time.monotonic() + 120
    while not task.poll().finished:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert not task.state.refusal, task.state.refusal
    told = logic.finish(task, "proposed")
    task.close()
    assert told["names"] == ["L3-left"]
    path = logic.screws()["L3-left"]
    entry, along = np.array(path.entry), path.axis
    at_pedicle = entry + (-21.0 - entry[1]) / along[1] * along
    assert at_pedicle[0] == pytest.approx(-14.5, abs=2.5) and at_pedicle[2] == pytest.approx(4.5, abs=2.5)
    assert logic.screwReport("L3-left", None).grade == "A"


def test_what_needs_bones_says_so(logic):
    for work in (lambda: logic.startScrews(["L3-left"], logic.getParameterNode()), logic.undo, logic.takeModels):
        with pytest.raises(OsteoError):
            work()


def test_a_plate_is_coloured_by_its_gap_to_the_bone(block, scene):
    """A straight plate 1 mm above the flat top of the block: its underside is everywhere 1 mm off, its top farther."""
    from ImplantPlannerLib import implant_nodes
    from vtkmodules.util.numpy_support import vtk_to_numpy

    from osteokit.planning.implants.catalogues import search
    from osteokit.planning.implants.solid import sizes_of
    from osteokit.planning.plan_implants import implant_step

    found = next(one for one in search(family="straight_plate") if one.implant.sizes["holes"] == 4)
    pose = np.diag([1.0, -1.0, -1.0, 1.0])  # its z points down, into the bone
    pose[:3, 3] = (0.0, 0.0, 41.0)
    block.change((implant_step("plate", "tibia_left", found, pose),), "placed")
    block.showGap("plate", True)
    model = implant_nodes.models(scene)["plate"]
    gaps = vtk_to_numpy(model.GetPolyData().GetPointData().GetArray(implant_nodes.GAP))
    assert gaps.min() == pytest.approx(1.0, abs=0.02)
    assert gaps.max() == pytest.approx(1.0 + sizes_of(found.implant)["thickness_mm"], abs=0.02)
    assert model.GetDisplayNode().GetScalarVisibility()
    block.showGap("plate", False)
    assert not model.GetDisplayNode().GetScalarVisibility()


def test_a_planned_hip_is_told_with_its_range_of_motion(scene):
    from ImplantPlannerLib.rows import hip_lines

    angles = {f"{name}_{what}": 40.0 for name in ("radiographic", "anatomic", "operative")
              for what in ("inclination", "anteversion")}  # fmt: skip
    told = {
        "angles": angles, "coverage_percent": 92.0, "zone": {"inside": True}, "change": {"leg_length_mm": 3.04},
        "limits": {
            "flexion": {"angle_deg": 118.2, "kind": "implant-implant"}, "extension": {"angle_deg": 60, "kind": ""},
        },
    }  # fmt: skip
    lines = hip_lines(told, "en")
    assert "Leg length: +3.0 mm" in lines and lines[-2:] == ["flexion: 118°, implants meet", "extension: 60°, free"]
    assert "屈曲: 118°, implants meet" in hip_lines(told, "zh")
    assert hip_lines({}, "en") == []

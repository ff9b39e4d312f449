"""The panel in the emulated desktop (see harness): it loads, its buttons work, every state says what to do next."""

import numpy as np
import pytest

from osteokit.surface.primitives import box

from .conftest import add_bones

pytestmark = pytest.mark.service("qt")


def rows_of(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


@pytest.fixture
def block(hands, desktop):
    add_bones(desktop, {"tibia_left": box([60.0, 40.0, 80.0])})
    hands.panel.connectParameters()
    return hands


def place(hands, *ends):
    hands.press("placeButton")
    assert hands.told.startswith("Click where the screw enters")
    for end in ends:
        hands.click_in_view(*end)


def test_an_empty_scene_says_how_to_begin(hands):
    assert hands.told.startswith("Start: choose a segmentation")
    for name in (
        "proposeButton",
        "placeButton",
        "plateButton",
        "nailButton",
        "hipButton",
        "removeButton",
        "saveButton",
    ):
        assert not getattr(hands.ui, name).enabled, name
    assert hands.ui.takeButton.enabled
    hands.press("takeButton")
    assert "No model is named as a bone" in hands.told


def test_a_screw_by_two_clicks_is_judged_listed_and_ordered(block):
    ui = block.ui
    ui.diameterComboBox.currentIndex = [
        ui.diameterComboBox.itemText(n) for n in range(ui.diameterComboBox.count)
    ].index("4.5 mm")
    place(block, (-30, 0, 0), (11, 0, 0))
    assert rows_of(ui.implantsTable) == [["cortical screw", "cortical screw 4.5 x 40 mm", "Left tibia", "A"]]
    assert rows_of(ui.billTable)[0][2] == "1"
    ui.implantsTable.selectRow(0)
    assert "4.5 × 40 mm, Gertzbein-Robbins A" in ui.screwLabel.text
    assert "tip 20.0 mm before the cortex" in ui.screwLabel.text
    assert ui.articleComboBox.enabled and block.told.startswith("1 implants, nothing to object to")


def test_a_screw_that_is_dragged_tells_its_grade_while_it_moves(block, desktop):
    from ImplantPlannerLib import implant_nodes

    place(block, (-30, 0, 0), (11, 0, 0))
    block.ui.implantsTable.selectRow(0)
    (line,) = implant_nodes.lines(desktop).values()
    before = block.widget.logic.plan
    line.InvokeEvent(line.PointStartInteractionEvent)
    line.SetNthControlPointPositionWorld(0, -30.0, 19.0, 0.0)
    line.SetNthControlPointPositionWorld(1, 11.0, 19.0, 0.0)
    assert "Out of the bone by" in block.ui.screwLabel.text and block.widget.logic.plan == before
    line.InvokeEvent(line.PointEndInteractionEvent)
    assert block.widget.logic.plan != before
    assert rows_of(block.ui.implantsTable)[0][3] in ("B", "C")
    block.press("undoButton")
    assert rows_of(block.ui.implantsTable)[0][3] == "A"


def test_another_size_and_removal(block):
    ui = block.ui
    place(block, (-30, 0, 0), (11, 0, 0))
    ui.implantsTable.selectRow(0)
    titles = [ui.articleComboBox.itemText(n) for n in range(ui.articleComboBox.count)]
    wanted = next(n for n, title in enumerate(titles) if "x 30 mm" in title)
    ui.articleComboBox.currentIndex = wanted
    ui.articleComboBox.activated.emit(wanted)
    assert "x 30 mm" in rows_of(ui.implantsTable)[0][1]
    ui.implantsTable.selectRow(0)
    block.press("removeButton")
    assert rows_of(ui.implantsTable) == []


def test_a_click_beside_the_bone_is_refused_in_a_sentence(block):
    place(block, (-30, 60, 0), (11, 60, 0))
    assert "lies in no bone" in block.told
    assert rows_of(block.ui.implantsTable) == []


def test_saving_writes_plan_implants_and_report(block, tmp_path):
    place(block, (-30, 0, 0), (11, 0, 0))
    block.press("saveButton")
    assert "Choose the folder" in block.told
    block.ui.folderEdit.currentPath = str(tmp_path / "plan")
    block.press("saveButton")
    assert block.told.startswith("The plan, the implants and the report are in")
    assert (tmp_path / "plan" / "plan.json").is_file() and (tmp_path / "plan" / "report.pdf").stat().st_size > 1000
    assert len(list((tmp_path / "plan" / "implants").glob("*.stl"))) == 1


def test_sites_are_those_of_the_bones_that_are_there(block, desktop, bones):
    ui = block.ui
    assert ui.siteComboBox.count == 0 and ui.plateSiteComboBox.count > 2
    add_bones(desktop, {"vertebrae_L3": bones["vertebrae_L3"]})
    block.panel.connectParameters()
    assert [ui.siteComboBox.itemText(n) for n in range(ui.siteComboBox.count)] == [
        "L3 pedicle left",
        "L3 pedicle right",
    ]


def test_a_proposal_runs_in_the_worker(hands, desktop, bones):
    add_bones(desktop, bones)
    hands.panel.connectParameters()
    hands.press("proposeButton")
    assert hands.told.startswith("Looking for the widest corridor") and not hands.ui.proposeButton.enabled
    hands.wait()
    assert "the corridor is " in hands.told
    assert rows_of(hands.ui.implantsTable)[0][0] == "L3-left"


def test_a_click_on_a_vertebra_proposes_the_pedicle_of_that_side(hands, desktop, bones):
    add_bones(desktop, bones)
    hands.panel.connectParameters()
    hands.press("clickButton")
    assert hands.told.startswith("Click on the bone")
    hands.click_in_view(12.0, 0.0, 5.0)
    hands.wait()
    assert "the corridor is " in hands.told
    assert rows_of(hands.ui.implantsTable)[0][0] == "L3-right"
    assert hands.widget.logic.screws()["L3-right"].entry[0] > 0


def test_looking_along_moves_the_slider_to_the_length(block):
    place(block, (-30, 0, 0), (11, 0, 0))
    block.ui.implantsTable.selectRow(0)
    block.ui.alongCheckBox.checked = True
    assert block.ui.depthSlider.enabled and block.ui.depthSlider.maximum == pytest.approx(40.0)


@pytest.mark.slow
def test_a_knee_is_proposed_told_and_taken_out_with_the_leg_back_in_its_place(hands, desktop):
    from generated.long_bones import left_femur, left_tibia
    from osteokit.surface.solid import manifold_of, mesh_of

    femur = mesh_of(manifold_of(left_femur()).simplify(0.03))  # without slivers that no file keeps apart
    add_bones(desktop, {"femur_left": femur, "tibia_left": left_tibia()})
    hands.panel.connectParameters()
    ui, logic = hands.ui, hands.widget.logic
    assert ui.kneeSideComboBox.count == 1 and ui.kneeButton.enabled
    ui.slopeSpinBox.value = 5.0
    hands.press("kneeButton")
    assert hands.told.startswith("Cutting the knee")
    hands.wait(300)
    names = [row[0] for row in rows_of(ui.implantsTable)]
    assert hands.told.startswith("Warnings"), hands.told
    assert names == ["femoral component left", "tibial component left", "tibial insert left"]
    lines = ui.kneeLabel.text.split("\n")
    assert lines[0].startswith("distal cut: medial ") and any("° before, 180.0° after" in line for line in lines)
    tray = logic.implants()["tibial component left"]
    assert logic.isMoved and tray.pose[:3, 3] != pytest.approx(np.array(tray.step.pose)[:3, 3], abs=1.0)
    ui.implantsTable.selectRow(1)
    hands.press("removeButton")
    assert not logic.isMoved and len(logic.implants()) == 2


@pytest.mark.slow
def test_a_nail_is_proposed_with_its_screws(hands, desktop):
    from osteokit.surface.solid import manifold_of, mesh_of
    from planning.nails.canals import femur

    add_bones(desktop, {"femur_left": mesh_of(manifold_of(femur()).simplify(0.03))})
    hands.panel.connectParameters()
    hands.press("nailButton")
    hands.wait(300)
    assert "wide at its isthmus" in hands.told, hands.told
    rows = rows_of(hands.ui.implantsTable)
    assert rows[0][0] == "nail femur left" and len(rows) > 4
    assert all(row[3] == "A" for row in rows[1:]), rows
    hands.ui.implantsTable.selectRow(0)
    hands.press("removeButton")
    assert hands.widget.logic.implants() == {}


@pytest.mark.slow
@pytest.mark.data
def test_a_plate_proposed_moved_and_kept(hands, desktop, shared_data):
    """On a real tibia: ranked, screws in its holes, moved by its handles, settled again."""
    from ImplantPlannerLib import implant_nodes

    from osteokit.mrml.fragment_nodes import set_pose
    from osteokit.surface.read import read_mesh

    (file,) = (shared_data / "meshes" / "vsdfullbody_z013").glob("Tibia_L.stl")
    add_bones(desktop, {"tibia_left": read_mesh(file, "LPS")})
    hands.panel.connectParameters()
    hands.press("plateButton")
    hands.wait(300)
    assert "on average" in hands.told, hands.told
    best = rows_of(hands.ui.platesTable)
    assert 1 <= len(best) <= 3 and [float(row[1]) for row in best] == sorted(float(row[1]) for row in best)
    names = [row[0] for row in rows_of(hands.ui.implantsTable)]
    plate = names[0]
    assert plate.startswith("plate ") and len(names) > 3
    hands.ui.implantsTable.selectRow(0)
    hands.ui.handlesCheckBox.checked = True
    transform = implant_nodes.transforms(desktop)[plate]
    before = implant_nodes.dragged_pose(desktop, plate)
    after = before.copy()
    after[:3, 3] += 6.0 * before[:3, 0]
    set_pose(transform, after)
    assert hands.widget.logic.plateFit()["mean_gap_mm"] > 0
    hands.press("keepButton")
    moved = hands.widget.logic.implants()[plate].pose
    assert 3.0 < (moved[:3, 3] - before[:3, 3]) @ before[:3, 0] < 9.0
    hands.ui.implantsTable.selectRow(0)
    hands.press("removeButton")
    assert rows_of(hands.ui.implantsTable) == []

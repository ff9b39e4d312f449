"""A surgeon at the panel (emulated desktop): presses, sees, and is told what to do next."""

import pytest

pytestmark = pytest.mark.service("qt")


def _cells(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


def test_it_begins_with_what_to_do(hands):
    assert hands.told.startswith("Start: choose a segmentation")
    assert not hands.ui.landmarksButton.enabled and not hands.ui.planButton.enabled


def test_bones_by_name(hands, desktop, leg):
    from osteokit.mrml.model_node import mesh_to_node

    hands.press("takeButton")
    assert "No model is named as a bone" in hands.told
    for key in ("femur_left", "tibia_left"):
        mesh_to_node(leg[0][key], desktop, key, (200, 200, 200))
    hands.press("takeButton")
    assert hands.told == "2 bones. Choose the side and press Find landmarks and measure."
    assert [row[0] for row in _cells(hands.ui.bonesTable)] == ["Left femur", "Left tibia"]


def test_landmarks_that_are_refused_are_told(hands, desktop, leg):
    """The real worker; generated solids have no condyles."""
    from osteokit.mrml.model_node import mesh_to_node

    mesh_to_node(leg[0]["fibula_left"], desktop, "Left femur", (200, 200, 200))
    hands.press("takeButton")
    hands.press("landmarksButton")
    hands.wait()
    assert "Left femur" in hands.told
    assert hands.widget.logic.plan is None


def test_the_knee_journey(measured, tmp_path):
    hands, ui = measured, measured.ui
    angles = {row[0]: row[1] for row in _cells(ui.anglesTable)}
    assert angles["Medial proximal tibial angle (MPTA)"].startswith("82.0")
    assert "Not measurable" in ui.missingLabel.text
    ui.targetSpinBox.value = 55.0
    ui.softCheckBox.checked = False
    hands.press("planButton")
    table = _cells(ui.compareTable)
    line = next(row for row in table if row[0].startswith("Weight-bearing line"))
    assert line[2] == "55.0 %"
    assert ui.variantEdit.text == "A" and "Opening gap" in ui.resultLabel.text
    hands.press("hingeButton")
    x, y, z = hands.widget.logic.hinge()
    node = __import__("slicer").mrmlScene.GetFirstNodeByName("Hinge")
    node.SetNthControlPointPosition(0, x, y, z - 3.0)
    ui.variantEdit.text = "B"
    hands.press("planButton")
    plan = hands.widget.logic.plan
    assert [one.name for one in plan.variants] == ["A", "B"]
    assert plan.variants[1].steps[0].cut["hinge_point"][2] == pytest.approx(z - 3.0)
    ui.compareTable.setCurrentCell(0, 2)
    hands.press("chooseButton")
    assert hands.widget.logic.plan.chosen == "A"
    hands.press("undoButton")
    assert hands.widget.logic.plan.chosen == "B"
    ui.folderEdit.currentPath = str(tmp_path)
    hands.press("saveButton")
    assert (tmp_path / "plan.json").is_file() and str(tmp_path) in hands.told
    hands.press("figureButton")
    assert (tmp_path / "leg.pdf").is_file()


def test_dragging_a_landmark_changes_the_angles(measured):
    hands = measured
    hands.press("planButton")
    node = hands.widget.logic.landmarkNodes()["tibia_left"]
    labels = [node.GetNthControlPointLabel(n) for n in range(node.GetNumberOfControlPoints())]
    number = labels.index("Ankle centre")
    position = [0.0, 0.0, 0.0]
    node.GetNthControlPointPosition(number, position)
    before = _cells(hands.ui.anglesTable)
    node.SetNthControlPointPosition(number, position[0] - 8.0, position[1], position[2])
    assert _cells(hands.ui.anglesTable) != before
    assert hands.told.startswith("Landmarks were moved since this was planned")
    rows = {row[0]: row[2] for row in _cells(hands.ui.landmarksTable)}
    assert rows["Left tibia: Ankle centre"] == "by hand"


def test_a_refusal_is_one_sentence_and_nothing_changes(measured):
    hands = measured
    hands.ui.kindComboBox.currentIndex = 8  # turn the femur's shaft
    assert hands.ui.targetSpinBox.suffix == " °" and not hands.ui.softCheckBox.visible
    before = hands.widget.logic.plan
    hands.ui.targetSpinBox.value = 90.0
    hands.press("planButton")
    assert hands.widget.logic.plan is before and hands.told.endswith((".", "?"))


def test_handles_follow_the_hand(measured):
    import numpy as np

    from osteokit.mrml.fragment_nodes import pose_of, set_pose

    hands, ui = measured, measured.ui
    hands.press("planButton")
    names = [ui.fragmentComboBox.itemText(n) for n in range(ui.fragmentComboBox.count)]
    ui.fragmentComboBox.currentIndex = names.index("Left tibia (distal)")
    ui.handlesCheckBox.checked = True
    fragments = __import__("OsteotomySimulatorLib.fragments", fromlist=["shown_pieces"])
    scene = __import__("slicer").mrmlScene
    transform = fragments.shown_pieces(scene)["tibia_left/distal"][1]
    assert transform.GetDisplayNode().GetEditorVisibility()
    shift = np.eye(4)
    shift[:3, 3] = (0.0, 0.0, -2.0)
    set_pose(transform, shift @ pose_of(transform))
    assert "WBL" in ui.handLabel.text
    hands.press("handKeepButton")
    assert "moved_by_hand" in hands.widget.logic.plan.variants[0].steps[0].intent
    ui.handlesCheckBox.checked = False


def test_fragments_are_listed_and_two_are_needed(measured):
    hands = measured
    names = [row[0] for row in _cells(hands.ui.fragmentsTable)]
    assert set(names) == {"Left femur", "Left tibia", "Left fibula"}
    hands.press("reduceButton")
    assert "two or more fragments" in hands.told


def test_closing_the_scene_starts_anew(measured, desktop):
    measured.press("planButton")
    desktop.Clear(0)
    assert measured.told.startswith("Start: choose a segmentation")
    assert measured.ui.compareTable.rowCount == 0 and measured.widget.logic.plan is None


def test_one_drag_is_one_step_and_the_numbers_follow(measured):
    hands = measured
    node = hands.widget.logic.landmarkNodes()["tibia_left"]
    labels = [node.GetNthControlPointLabel(n) for n in range(node.GetNumberOfControlPoints())]
    number = labels.index("Ankle centre")
    before, seen = hands.widget.logic.plan, []
    x, y, z = node.GetNthControlPointPosition(number)
    node.InvokeEvent(node.PointStartInteractionEvent)
    for step in range(5):
        node.SetNthControlPointPosition(number, x - 2.0 * step, y, z)
        seen.append(dict(row[:2] for row in _cells(hands.ui.anglesTable))["Medial proximal tibial angle (MPTA)"])
        assert hands.widget.logic.plan is before
    node.InvokeEvent(node.PointEndInteractionEvent)
    assert len(set(seen)) == 5
    hands.press("undoButton")
    assert hands.widget.logic.plan == before and not hands.ui.undoButton.enabled


def test_where_the_bone_is_bent_is_told(hands, desktop):
    """A tibia whose upper joint line is tilted by 17 degrees, far beyond what landmarks err."""
    from generated.legs import generated_leg
    from planning.leg_bones import femur_solid, tibia_solid

    leg = generated_leg(mpta_deg=70.0, varus_deg=19.0)
    bones = __import__("OsteotomySimulatorLib.bones", fromlist=["add_bone"])
    bones.add_bone(desktop, "femur_left", femur_solid(leg), "en")
    bones.add_bone(desktop, "tibia_left", tibia_solid(leg), "en")
    hands.widget.logic.newPlan({"femur_left": leg.femur, "tibia_left": leg.tibia}, "left", "en")
    hands.panel.connectParameters()
    assert {"femur", "tibia"} == set(hands.widget.logic.deformities())
    told = hands.ui.deformityLabel.text
    assert "Left tibia, coronal: CORA" in told and "varus" in told


def test_the_other_side_stands_beside(measured, desktop):
    from generated.legs import generated_leg
    from planning.leg_bones import femur_solid, tibia_solid

    healthy = generated_leg(side="right", mpta_deg=87.5)
    bones = __import__("OsteotomySimulatorLib.bones", fromlist=["add_bone"])
    bones.add_bone(desktop, "femur_right", femur_solid(healthy), "en")
    bones.add_bone(desktop, "tibia_right", tibia_solid(healthy), "en")
    logic = measured.widget.logic
    both = {**logic.plan.landmarks, "femur_right": healthy.femur, "tibia_right": healthy.tibia}
    logic.newPlan(both, "left", "en")
    measured.panel.connectParameters()
    row = next(row for row in _cells(measured.ui.anglesTable) if row[0].startswith("Medial proximal tibial"))
    assert row[1].startswith("82.0") and row[3] == "87.5°"


def _gap(hands):
    return float(hands.ui.reduceLabel.text.split("gap ")[1].split(" mm")[0])


def test_a_reduced_fragment_is_nudged_and_its_fit_follows(hands, desktop, monkeypatch):
    """The worker's answer, as it comes; the healthy side is found by its name."""
    import numpy as np

    from osteokit.mrml.fragment_nodes import pose_of, set_pose
    from osteokit.mrml.model_node import mesh_to_node
    from osteokit.surface.primitives import box
    from osteokit.surface.transform import moved, translation

    logic, ui = hands.widget.logic, hands.ui
    upper = moved(box((40, 40, 40)), translation(np.array([0, 0, 43.0])))
    far = moved(box((40, 40, 80)), translation(np.array([300.0, 0, 20.0])))
    for name, mesh in (
        ("hip_left_fragment_1", box((40, 40, 40))),
        ("Left hip bone fragment 2", upper),
        ("hip_right", far),
    ):
        mesh_to_node(mesh, desktop, name, (200, 200, 200))
    hands.press("takeButton")
    assert hands.told.startswith("2 fragments of one bone.")
    assert ui.templateSelector.currentNode().GetName() == "hip_right"
    one, two = "hip_left_fragment_1", "hip_left_fragment_2"
    result = {
        "anchor": one,
        "template": "",
        "poses": {one: np.eye(4).tolist(), two: translation(np.array([0, 0, -2.0])).tolist()},
        "residual_mm": {one: 1.0, two: 1.0},
        "confident": {one: True, two: False},
        "warnings": [f"{two}: look.", "The template was left out."],
    }
    asked = []
    monkeypatch.setattr(logic, "startReduction", lambda nodes, template: asked.append((nodes, template)))
    monkeypatch.setattr(hands.panel.runner, "run", lambda title, task, done, refused: None)
    hands.press("reduceButton")
    assert [node.GetName() for node in asked[0][0]] == ["hip_left_fragment_1", "Left hip bone fragment 2"]
    from types import SimpleNamespace

    told = []
    hands.panel.do(lambda: told.append(hands.panel.reduce._done(SimpleNamespace(state=SimpleNamespace(result=result)))))
    assert told[0].startswith("1 fragments are not sure") and told[0].endswith("The template was left out.")
    rows = {row[0]: row[1] for row in _cells(ui.fragmentsTable)}
    assert float(rows["Left hip bone fragment 2"].split()[0]) == pytest.approx(1.0, abs=0.15)
    assert rows["hip_left_fragment_1"] == "stays" and "Largest gap left" in ui.resultLabel.text
    ui.nudgeCheckBox.checked = True
    table = ui.fragmentsTable
    table.selectRow([row[0] for row in _cells(table)].index("Left hip bone fragment 2"))
    assert _gap(hands) == pytest.approx(1.0, abs=0.15)
    node = next(one for one in logic.fragmentCandidates() if one.GetName() == "Left hip bone fragment 2")
    transform = logic.fragmentTransform(node)
    assert transform.GetDisplayNode().GetEditorVisibility()
    set_pose(transform, translation(np.array([0, 0, 2.0])) @ pose_of(transform))
    assert _gap(hands) == pytest.approx(3.0, abs=0.15)
    hands.press("nudgeKeepButton")
    assert logic.reductionStep().by_hand == (two,)
    assert "placed by hand" in ui.findingsLabel.text
    assert {row[0]: row[1] for row in _cells(ui.fragmentsTable)}["Left hip bone fragment 2"] == "touches none"
    hands.press("undoButton")
    assert logic.reductionStep().by_hand == ()


def test_the_side_on_screen_is_that_of_the_plan(measured):
    """Left is never right: also not after an undo."""
    hands = measured
    assert hands.ui.sideComboBox.currentText == "Left"
    hands.ui.sideComboBox.currentIndex = 1
    assert hands.widget.logic.plan.side == "right"
    hands.press("undoButton")
    assert hands.widget.logic.plan.side == "left"
    assert hands.ui.sideComboBox.currentText == "Left" and hands.panel.parameters.side == "left"
    hands.press("redoButton")
    assert hands.widget.logic.plan.side == "right" and hands.ui.sideComboBox.currentText == "Right"


def test_the_fibula_is_cut_with_the_tibia_and_follows_the_hand(measured):
    import numpy as np

    from osteokit.mrml.fragment_nodes import pose_of, set_pose

    hands, ui, logic = measured, measured.ui, measured.widget.logic
    assert not ui.fibulaCheckBox.checked
    ui.fibulaCheckBox.checked = True
    ui.fibulaSpinBox.value = 130.0
    hands.press("planButton")
    first, second = logic.plan.variant("A").steps
    assert (first.bone, second.bone) == ("fibula_left", "tibia_left") and first.intent["below_head_mm"] == 130.0
    assert first.moves[0].matrix == second.moves[0].matrix and second.moves[0].carries == ()
    fragments = __import__("OsteotomySimulatorLib.fragments", fromlist=["shown_pieces"])
    transform = fragments.shown_pieces(__import__("slicer").mrmlScene)["tibia_left/distal"][1]
    shift = np.eye(4)
    shift[:3, 3] = (0.0, 0.0, -2.0)
    set_pose(transform, shift @ pose_of(transform))
    hands.press("handKeepButton")
    one, two = logic.plan.variant("A").steps
    np.testing.assert_allclose(one.moves[0].matrix, shift @ np.array(first.moves[0].matrix), atol=1e-6)
    np.testing.assert_allclose(one.moves[0].matrix, two.moves[0].matrix, atol=1e-9)
    ui.kindComboBox.currentIndex = 4  # distal femur
    assert not ui.fibulaCheckBox.visible

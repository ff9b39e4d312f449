"""The panel in the emulated desktop (see harness): it loads, its buttons work, every state says what to do next."""

import json

import pytest

from harness.small_guide import GRID_MM, add_line, add_plane, add_wires, fill_scene

pytestmark = pytest.mark.service("qt")


@pytest.fixture
def loaded(hands, desktop):
    """The bone and its plan in the scene, the panel as it is entered."""
    fill_scene(desktop)
    hands.panel.connectParameters()
    hands.panel.parameters.grid_mm = GRID_MM
    return hands


def rows_of(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


def test_an_empty_scene_says_how_to_begin(hands):
    assert hands.told.startswith("Start: choose an osteotomy")
    for name in ("designButton", "repositionButton", "writeButton", "planButton", "undoButton", "useButton"):
        assert not getattr(hands.ui, name).enabled, name


def test_sizes_in_the_panel_have_the_ranges_of_the_library(hands):
    from GuideDesignerLib.parameters import SIZES

    shown = {}
    for name, widget in vars(hands.ui).items():
        size = widget.property("SlicerParameterName") if name.endswith("SpinBox") else None
        if size:
            shown[size] = widget
    assert set(shown) == set(SIZES)
    for name, item in SIZES.items():
        widget = shown[name]
        assert (widget.minimum, widget.maximum) == (item.metadata["low"], item.metadata["high"]), name
        assert widget.value == item.default, name


@pytest.mark.slow
def test_the_whole_walk(loaded, desktop, tmp_path):
    """Osteotomy, wires, design, repositioning guide, files, plan: with the real worker."""
    from GuideDesignerLib.guide_nodes import guide_model

    ui, parameters = loaded.ui, loaded.panel.parameters
    assert [ui.osteotomyComboBox.itemText(n) for n in range(ui.osteotomyComboBox.count)][1:] == ["A: HTO"]
    ui.osteotomyComboBox.currentIndex = 1
    assert parameters.osteotomy == "A/HTO" and parameters.bone.GetName() == "Left tibia"
    assert ui.sawComboBox.isHidden() and ui.sawFactLabel.text == "of the plan: 90 × 13 × 0.9 mm"
    assert loaded.told == "Set the sizes and press Design the guide."
    ui.kindComboBox.currentIndex = 2
    for node in add_wires(desktop):
        parameters.markup = node
        loaded.press("useButton")
    assert rows_of(ui.placedTable) == [["K1", "K-wire", "2 mm"], ["K2", "K-wire", "2 mm"]]
    ui.placedTable.selectRow(1)
    ui.diameterSpinBox.value = 2.5
    assert rows_of(ui.placedTable)[1] == ["K2", "K-wire", "2.5 mm"] and rows_of(ui.placedTable)[0][2] == "2 mm"

    loaded.press("designButton")
    assert loaded.told.startswith("Designing the guide:") and not ui.designButton.enabled
    assert not ui.progressRow.isHidden()
    loaded.wait(240)
    checks = loaded.widget.logic.guides["cut"].designed.guide.checks
    assert len(rows_of(ui.checksTable)) == len(checks) >= 12
    failed = [check for check in checks if not check.passed]
    assert [row[0][0] for row in rows_of(ui.checksTable)] == ["⚠"] * len(failed) + ["✓"] * (len(checks) - len(failed))
    assert guide_model(desktop) is not None and ui.undoButton.enabled

    loaded.press("repositionButton")
    loaded.wait(240)
    assert any(row[0][2:].startswith("Repositioning:") for row in rows_of(ui.checksTable)), loaded.told

    ui.folderEdit.currentPath = str(tmp_path / "guide")
    ui.draftCheckBox.checked = True
    loaded.press("writeButton")
    loaded.wait(240)
    assert loaded.told.startswith("The files are in"), loaded.told
    for folder in (tmp_path / "guide", tmp_path / "guide" / "reposition"):
        assert {"guide.stl", "guide.3mf", "guide.glb", "checks.json"} <= {path.name for path in folder.iterdir()}
    assert "mm," in ui.resultLabel.text and ui.resultLabel.text.count(" g") >= 2

    loaded.press("planButton")
    assert loaded.told == "Variant A of the plan makes this guide again."
    assert [step.kind for step in loaded.widget.logic.plan().variant("A").steps] == ["osteotomy", "guide", "guide"]

    ui.clearanceSpinBox.value = 0.5
    loaded.panel.say()
    assert loaded.told.startswith("Something changed since")
    loaded.press("undoButton")
    loaded.press("undoButton")
    assert guide_model(desktop) is None and rows_of(ui.checksTable) == []
    loaded.press("redoButton")
    assert guide_model(desktop) is not None


def test_placing_by_clicks(loaded, desktop):
    ui = loaded.ui
    loaded.panel.parameters.bone = desktop.GetFirstNodeByName("Left tibia")
    ui.kindComboBox.currentIndex = 1
    assert ui.diameterSpinBox.value == pytest.approx(3.2)
    ui.placeButton.checked = True
    assert loaded.told.startswith("Click where the drill starts outside")
    loaded.click_in_view(40.0, 0.0, 10.0)
    assert ui.placeButton.checked and rows_of(ui.placedTable)[0][1] == "Drill hole"
    loaded.click_in_view(5.0, 0.0, 10.0)
    assert not ui.placeButton.checked and loaded.told == "Set the sizes and press Design the guide."
    ui.kindComboBox.currentIndex = 0
    ui.placeButton.checked = True
    assert loaded.told.startswith("Click beside the bone")
    ui.placeButton.checked = False  # thought better of it
    assert len(rows_of(ui.placedTable)) == 1
    ui.placedTable.selectRow(0)
    loaded.press("removeButton")
    assert rows_of(ui.placedTable) == [] and loaded.told.startswith("Choose an osteotomy of the plan, or place")


def test_what_cannot_be_designed_is_said_on_top(loaded, desktop):
    parameters = loaded.panel.parameters
    parameters.bone = desktop.GetFirstNodeByName("Left tibia")
    loaded.press("designButton")
    assert loaded.told.startswith("There is nothing to guide")
    parameters.markup = add_line(desktop, "K9", (90.0, 0.0, 0.0), (60.0, 0.0, 0.0))
    loaded.press("useButton")
    assert loaded.told.startswith("K9 cannot be that: choose a plane")
    loaded.ui.kindComboBox.currentIndex = 2
    loaded.press("useButton")
    loaded.press("designButton")
    assert loaded.told.startswith("K9 does not reach the bone")
    parameters.thickness_mm, parameters.edge_radius_mm = 2.0, 3.0
    parameters.markup = add_plane(desktop)
    loaded.ui.kindComboBox.currentIndex = 0
    loaded.press("useButton")
    loaded.ui.placedTable.selectRow(1)
    loaded.press("removeButton")
    loaded.press("designButton")
    assert "rounded by more than half" in loaded.told and loaded.widget.logic.guides == {}


def test_a_job_can_be_cancelled_and_nothing_changes(loaded):
    loaded.ui.osteotomyComboBox.currentIndex = 1
    loaded.press("designButton")
    process, folder = loaded.panel.runner._task._process, loaded.panel.runner._task.folder
    loaded.press("cancelButton")
    assert process.poll() is not None and not folder.exists()
    assert loaded.widget.logic.guides == {} and loaded.ui.designButton.enabled


def test_a_thin_wall_is_shown_and_thickened_by_one_click(loaded, desktop):
    """A base of 2 mm with rounded edges is thinner than that near them."""
    from GuideDesignerLib.marks import marks_of

    ui, parameters = loaded.ui, loaded.panel.parameters
    assert ui.widenButton.isHidden()
    ui.osteotomyComboBox.currentIndex = 1
    parameters.edge_radius_mm, parameters.thickness_mm, parameters.wall_mm = 0.9, 2.0, 2.0
    loaded.press("designButton")
    loaded.wait(240)
    assert rows_of(ui.checksTable)[0][0] == "⚠ Thinnest wall"
    thin = next(one for one in loaded.widget.logic.guides["cut"].designed.guide.checks if one.code == "wall")
    name, value = thin.remedy
    words = f"Set Thickness of the base to {value:g} mm."
    assert name == "thickness_mm" and loaded.told.startswith("Amber checks to look at:") and words in loaded.told
    assert ui.checksTable.item(0, 0).toolTip().startswith(words)
    node = marks_of(desktop)
    assert node.GetNthControlPointLabel(0) == f"Thinnest wall: {thin.value:.2f} mm"
    assert tuple(node.GetNthControlPointPositionWorld(0)) == pytest.approx(thin.place)
    slice_node = desktop.GetFirstNodeByClass("vtkMRMLSliceNode")
    ui.checksTable.selectRow(0)
    if slice_node is not None:
        across = slice_node.GetSliceToRAS()
        assert [across.GetElement(n, 3) for n in range(3)] == pytest.approx(thin.place, abs=1e-6)
    assert (
        ui.widenButton.text == f"Thickness of the base {value:g} mm, and design again" and not ui.widenButton.isHidden()
    )
    loaded.press("widenButton")
    loaded.wait(240)
    assert parameters.thickness_mm == value
    checks = loaded.widget.logic.guides["cut"].designed.guide.checks
    assert next(one for one in checks if one.code == "wall").passed
    assert marks_of(desktop) is None and ui.widenButton.isHidden()
    loaded.press("undoButton")
    assert marks_of(desktop) is not None  # the thin one is back, and so is its place


def test_sizes_go_through_a_file(loaded, tmp_path):
    ui = loaded.ui
    assert not ui.saveButton.enabled
    ui.fileEdit.currentPath = str(tmp_path / "sizes.json")
    ui.clearanceSpinBox.value = 0.45
    ui.textEdit.text = "P7 L"
    loaded.press("saveButton")
    assert json.loads((tmp_path / "sizes.json").read_text())["clearance_mm"] == 0.45
    ui.clearanceSpinBox.value = 0.3
    loaded.press("loadButton")
    assert ui.clearanceSpinBox.value == 0.45 and loaded.told == "The sizes are those of sizes.json."
    (tmp_path / "sizes.json").write_text("nothing")
    loaded.press("loadButton")
    assert "holds no sizes" in loaded.told


def test_the_scene_may_go_and_come(loaded, desktop):
    loaded.ui.osteotomyComboBox.currentIndex = 1
    desktop.Clear(0)
    assert loaded.told.startswith("Start:") and rows_of(loaded.ui.checksTable) == []

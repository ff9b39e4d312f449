"""Cuts where a person puts a plane."""

import importlib

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.blades import SawBlade

BLADE = SawBlade(120.0, 25.0, 1.0)


@pytest.mark.parametrize("kind", ["plane", "dome", "step", "z"])
def test_every_kind_parts_the_bone_and_its_fragment_moves(planned, scene, kind):
    from osteokit.mrml.fragment_nodes import pose_of, set_pose

    planned.placeCutPlane("tibia_left")
    variant = planned.cutFreely("tibia_left", kind, 30.0, BLADE, "A", "en")
    whole = planned.meshes()["tibia_left"].volume_mm3
    pieces = [piece for piece in planned.outcome.bones.pieces if piece.bone == "tibia_left"]
    assert len(pieces) == 2
    removed = variant.reports[0].values["removed_mm3"]
    assert sum(piece.before.volume_mm3 for piece in pieces) + removed == pytest.approx(whole, rel=1e-6)
    fragments = importlib.import_module("OsteotomySimulatorLib.fragments")
    transform = fragments.shown_pieces(scene)["tibia_left/distal"][1]
    shift = np.eye(4)
    shift[:3, 3] = (0.0, 0.0, -10.0)
    set_pose(transform, shift @ pose_of(transform))
    assert planned.handReport("en")
    before = planned.plan.measured["tibia_length_mm"].value
    after = planned.keepHandMoves("en").predicted["tibia_length_mm"].value
    assert after - before == pytest.approx(10.0, abs=0.3)


def test_the_plane_lies_across_the_bone_and_can_be_dragged(planned, scene):
    planned.placeCutPlane("tibia_left")
    node = scene.GetFirstNodeByName("Cut plane")
    across, _side, along = [0.0] * 3, [0.0] * 3, [0.0] * 3
    node.GetAxesWorld(across, _side, along)
    assert along[2] > 0.95 and across[1] < -0.9  # to the head; the saw comes from the front
    x, y, z = node.GetOriginWorld()
    node.SetOrigin(x, y, z + 60.0)
    variant = planned.cutFreely("tibia_left", "plane", 0.0, BLADE, "A", "en")
    assert variant.steps[0].cut["entry"][2] == pytest.approx(z + 60.0, abs=5.0)


def test_refusals_leave_the_plan(planned, scene):
    before = planned.plan
    with pytest.raises(OsteoError, match="no plane yet"):
        planned.cutFreely("tibia_left", "plane", 0.0, BLADE, "A", "en")
    planned.placeCutPlane("tibia_left")
    scene.GetFirstNodeByName("Cut plane").SetOrigin(0.0, 0.0, 5000.0)
    with pytest.raises(OsteoError, match="misses the bone"):
        planned.cutFreely("tibia_left", "plane", 0.0, BLADE, "A", "en")
    with pytest.raises(OsteoError, match="Choose a bone"):
        planned.placeCutPlane("hip_left")
    assert planned.plan is before


@pytest.mark.service("qt")
def test_in_the_panel(measured):
    hands, ui = measured, measured.ui
    names = [ui.freeBoneComboBox.itemText(n) for n in range(ui.freeBoneComboBox.count)]
    ui.freeBoneComboBox.currentIndex = names.index("Left tibia")
    ui.freeKindComboBox.currentIndex = 1
    assert ui.sizeLabel.text == "Radius:" and ui.sizeSpinBox.value == 30.0
    hands.press("cutButton")
    assert "no plane yet" in hands.told
    hands.press("placeButton")
    hands.press("cutButton")
    assert hands.widget.logic.plan.variants[0].steps[0].cut["kind"] == "dome"
    assert ui.variantEdit.text == "A"

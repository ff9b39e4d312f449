"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: a bone is cut, moved and measured again."""

import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import slicer

_MODULE = Path(__file__).resolve().parents[2]
for _folder in (_MODULE, _MODULE.parent):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))


class OsteotomySimulatorLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        from OsteotomySimulatorLib.logic import OsteotomySimulatorLogic

        from osteokit.mrml.model_node import mesh_to_node
        from osteokit.surface.primitives import cylinder

        slicer.mrmlScene.Clear(0)
        self.logic = OsteotomySimulatorLogic()
        shaft = cylinder(np.array([0.0, 0.0, -180.0]), np.array([0.0, 0.0, 180.0]), 14.0)
        mesh_to_node(shaft, slicer.mrmlScene, "Left tibia", (200, 180, 150))
        self.volume = shaft.volume_mm3
        self.assertEqual(self.logic.takeModels(), 1)
        self.logic.newPlan({}, "left", "en")

    def test_a_cut_a_move_and_a_step_back(self) -> None:
        from OsteotomySimulatorLib.fragments import shown_pieces

        from osteokit.mrml.fragment_nodes import pose_of, set_pose
        from osteokit.planning.osteotomy.blades import SawBlade

        self.logic.placeCutPlane("tibia_left")
        self.logic.cutFreely("tibia_left", "plane", 0.0, SawBlade(90.0, 20.0, 1.0), "A", "en")
        pieces = self.logic.outcome.bones.pieces
        self.assertEqual(len(pieces), 2)
        lost = self.volume - sum(piece.before.volume_mm3 for piece in pieces)
        self.assertAlmostEqual(lost, self.volume / 360.0, delta=0.01 * lost)  # a slice as thick as the kerf
        transform = shown_pieces(slicer.mrmlScene)["tibia_left/distal"][1]
        shift = np.eye(4)
        shift[:3, 3] = (0.0, 0.0, -7.0)
        set_pose(transform, shift @ pose_of(transform))
        variant = self.logic.keepHandMoves("en")
        self.assertAlmostEqual(variant.reports[0].values["opening_gap_mm"], 7.0, delta=0.05)
        self.logic.undo("en")
        self.assertEqual(len(shown_pieces(slicer.mrmlScene)), 2)
        self.logic.undo("en")
        self.assertEqual(len(shown_pieces(slicer.mrmlScene)), 0)

    def test_a_plan_is_written(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = self.logic.savePlan(Path(folder), "en")
            self.assertTrue(path.is_file() and (Path(folder) / "report.pdf").is_file())


if __name__ == "__main__":
    unittest.main()

"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: a screw is placed, judged and undone."""

import sys
import unittest
from pathlib import Path

import numpy as np
import slicer

_MODULE = Path(__file__).resolve().parents[2]
for _folder in (_MODULE, _MODULE.parent):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))


class ImplantPlannerLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        from ImplantPlannerLib.logic import ImplantPlannerLogic

        from osteokit.surface.primitives import box
        from osteopanels.scene_bones import add_bone

        slicer.mrmlScene.Clear(0)
        add_bone(slicer.mrmlScene, "tibia_left", box([60.0, 40.0, 80.0]), "en")
        self.logic = ImplantPlannerLogic()
        self.logic.takeUp()

    def place(self, length_mm: float) -> str:
        """A screw from the left side straight to the right."""
        ends = np.array([[-30.0, 0.0, 0.0], [-30.0 + length_mm, 0.0, 0.0]])
        return self.logic.addScrew(ends, "cortical_screw", 4.5, "S")

    def test_a_screw_snaps_to_what_exists_and_is_judged(self) -> None:
        name = self.place(41.0)
        placed = self.logic.implants()[name]
        self.assertEqual(placed.article.size("length_mm"), 40.0)
        report = self.logic.screwReport(name, None)
        self.assertEqual(report.grade, "A")
        self.assertAlmostEqual(report.in_bone_mm, 40.0, delta=0.5)
        self.assertAlmostEqual(report.tip_depth_mm, 20.0, delta=0.1)

    def test_undo_takes_the_screw_out_of_plan_and_views(self) -> None:
        from ImplantPlannerLib import implant_nodes

        self.place(40.0)
        self.assertEqual(set(implant_nodes.models(slicer.mrmlScene)), {"S"})
        self.logic.undo()
        self.assertEqual(implant_nodes.models(slicer.mrmlScene), {})
        self.assertEqual(self.logic.variant.steps, ())
        self.logic.redo()
        self.assertEqual(set(implant_nodes.lines(slicer.mrmlScene)), {"S"})

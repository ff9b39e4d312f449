"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: what can be trained, and by whom."""

import sys
import unittest
from pathlib import Path

import slicer

_MODULE = Path(__file__).resolve().parents[2]
for _folder in (_MODULE, _MODULE.parent):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))


class SurgeryTrainerLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        from SurgeryTrainerLib.logic import SurgeryTrainerLogic

        slicer.mrmlScene.Clear(0)
        self.logic = SurgeryTrainerLogic()
        self.addCleanup(self.logic.forget)

    def test_built_in_scenarios_have_levels_and_known_pass_marks(self) -> None:
        from osteokit.simulation.assessment.table import METRICS

        offers, refused = self.logic.offers("")
        self.assertEqual(refused, [])
        self.assertIn("pedicle-drilling", [offer.key for offer in offers])
        for offer in offers:
            self.assertEqual(len(offer.scenario.levels), 3)
            for level in offer.scenario.levels:
                self.assertLessEqual({mark.metric for mark in level.pass_marks}, set(METRICS))

    def test_a_tracked_tool_of_the_scene_can_hold_the_tool(self) -> None:
        import numpy as np

        from osteokit.mrml.tracked_nodes import show_tools

        self.assertEqual([key for key, _ in self.logic.hands()], ["mouse", "expert", "novice"])
        show_tools(slicer.mrmlScene, {"Stylus": np.eye(4)})
        self.assertEqual(self.logic.hands()[3][1], "Stylus")


if __name__ == "__main__":
    unittest.main()

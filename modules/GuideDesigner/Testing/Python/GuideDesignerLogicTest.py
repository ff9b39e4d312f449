"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: a bone, a cut and a wire become a guide."""

import sys
import tempfile
import time
import unittest
from pathlib import Path

import numpy as np
import slicer

_MODULE = Path(__file__).resolve().parents[2]
for _folder in (_MODULE, _MODULE.parent):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))


def oval_bone():
    """A shaft along z that widens upward, oval, closed at both ends."""
    from osteokit.surface.mesh import Mesh

    count, heights = 96, np.linspace(-60, 40, 41)
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    wide = (13 + 12 / (1 + np.exp(-(heights - 5) / 9)))[:, None] * (1 + 0.12 * np.cos(2 * turn + 0.4))
    rings = np.stack([wide * np.cos(turn), wide * np.sin(turn), np.repeat(heights[:, None], count, 1)], axis=2)
    vertices = np.vstack([rings.reshape(-1, 3), rings[0].mean(axis=0), rings[-1].mean(axis=0)])
    near = np.arange(count)
    after, last, ends = (near + 1) % count, (len(heights) - 1) * count, len(vertices)
    faces = []
    for ring in range(len(heights) - 1):
        a, b = ring * count + near, ring * count + after
        faces += [np.stack([a, b, b + count], 1), np.stack([a, b + count, a + count], 1)]
    faces.append(np.stack([after, near, np.full(count, ends - 2)], 1))
    faces.append(np.stack([last + near, last + after, np.full(count, ends - 1)], 1))
    return Mesh(vertices, np.vstack(faces))


class GuideDesignerLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        from GuideDesignerLib import placed_nodes
        from GuideDesignerLib.logic import GuideDesignerLogic

        from osteokit.mrml.model_node import mesh_to_node

        slicer.mrmlScene.Clear(0)
        self.logic = GuideDesignerLogic()
        self.parameters = self.logic.getParameterNode()
        self.parameters.bone = mesh_to_node(oval_bone(), slicer.mrmlScene, "Bone", (235, 220, 190))
        self.parameters.grid_mm = 0.8
        plane = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsPlaneNode", "Cut")
        plane.CreateDefaultDisplayNodes()
        plane.AddControlPoint(25.0, 0.0, 0.0)
        plane.SetNormalWorld(0.0, 0.0, 1.0)
        placed_nodes.use(plane, placed_nodes.CUT)
        line = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsLineNode", "K1")
        line.CreateDefaultDisplayNodes()
        line.AddControlPoint(40.0, 0.0, 18.0)
        line.AddControlPoint(5.0, 0.0, 18.0)
        placed_nodes.use(line, placed_nodes.WIRE)

    def wait(self, task):
        end = time.monotonic() + 300
        while not task.poll().finished:
            self.assertLess(time.monotonic(), end, "the worker takes too long")
            slicer.app.processEvents()
            time.sleep(0.05)
        self.assertEqual(task.state.refusal, "")
        return task

    def test_a_guide_is_designed_and_written(self) -> None:
        from GuideDesignerLib.guide_nodes import guide_model

        asked = self.logic.asked(self.parameters)
        task = self.wait(self.logic.startDesign(self.parameters))
        shown = self.logic.finishDesign(task, asked, self.parameters.bone)
        task.close()
        self.assertEqual([part.kind for part in shown.designed.guide.parts], ["slot", "wire"])
        self.assertEqual(shown.designed.guide.faults, ())
        self.assertGreater(guide_model(slicer.mrmlScene).GetPolyData().GetNumberOfPolys(), 1000)
        self.assertFalse(self.logic.isStale(self.parameters))
        with tempfile.TemporaryDirectory() as folder:
            self.parameters.folder = folder
            task = self.wait(self.logic.startWrite(self.parameters, "cut"))
            task.close()
            written = {path.name for path in Path(folder).iterdir()}
            self.assertLessEqual({"guide.stl", "guide.3mf", "guide.glb", "checks.json", "parameters.json"}, written)

    def test_nothing_to_guide_is_said(self) -> None:
        from GuideDesignerLib import placed_nodes

        from osteokit.base.errors import OsteoError

        for one in self.logic.guided():
            placed_nodes.release(one.node)
        with self.assertRaises(OsteoError):
            self.logic.startDesign(self.parameters)
        self.assertEqual(self.logic.guides, {})


if __name__ == "__main__":
    unittest.main()

"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: a CT becomes bones, bones become files."""

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


def two_blocks() -> np.ndarray:
    """Two bones of 700 HU in soft tissue, 2 mm voxels."""
    voxels = np.full((30, 30, 60), 40, np.int16)
    voxels[5:25, 8:22, 6:18] = 700
    voxels[5:25, 8:22, 42:54] = 700
    return voxels


class BoneSegmentationLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        from BoneSegmentationLib.logic import BoneSegmentationLogic

        from osteokit.imaging.volume import Volume

        slicer.mrmlScene.Clear(0)
        self.logic = BoneSegmentationLogic()
        self.parameters = self.logic.getParameterNode()
        ijk_to_ras = np.diag([2.0, 2.0, 2.0, 1.0])
        ijk_to_ras[:3, 3] = -59.0, -29.0, -29.0
        self.parameters.volume = self.logic.addVolume(Volume(two_blocks(), ijk_to_ras))

    def wait(self, task):
        end = time.monotonic() + 300
        while not task.poll().finished:
            self.assertLess(time.monotonic(), end, "the worker takes too long")
            slicer.app.processEvents()
            time.sleep(0.05)
        self.assertEqual(task.state.refusal, "")
        return task

    def test_bones_are_found_and_written(self) -> None:
        task = self.wait(self.logic.startSegmentation(self.parameters))
        node = self.logic.finishSegmentation(task, self.parameters, "en")
        task.close()
        self.assertEqual(node.GetSegmentation().GetNumberOfSegments(), 2)
        volumes = [row.volume_cm3 for row in self.logic.bones(self.parameters)]
        for volume in volumes:
            self.assertAlmostEqual(volume, 20 * 14 * 12 * 8 / 1000, delta=3.0)
        with tempfile.TemporaryDirectory() as folder:
            self.parameters.export.folder = folder
            task = self.wait(self.logic.startExport(self.parameters, (), "en"))
            task.close()
            self.assertEqual(len(list(Path(folder).glob("*.stl"))), 2)
            self.assertTrue((Path(folder) / "bones.3mf").is_file())

    def test_a_preview_comes_and_goes(self) -> None:
        node = self.logic.showPreview(self.parameters.volume, 300.0)
        self.assertEqual(node.GetSegmentation().GetNumberOfSegments(), 1)
        self.logic.hidePreview()
        self.assertIsNone(slicer.mrmlScene.GetFirstNodeByName("Bone preview"))


if __name__ == "__main__":
    unittest.main()

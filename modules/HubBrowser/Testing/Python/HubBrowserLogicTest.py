"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: without a hub, nobody is asked and files are
read, shown and written without the patient."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

import slicer

_MODULE = Path(__file__).resolve().parents[2]
for _folder in (_MODULE, _MODULE.parent):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))


class HubBrowserLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        former = {name: os.environ.get(name) for name in ("OSTEO_CONFIG", "OSTEO_HUB")}
        self.addCleanup(lambda: [os.environ.pop(k, None) if v is None else os.environ.update({k: v})
                                 for k, v in former.items()])  # fmt: skip
        os.environ["OSTEO_CONFIG"] = str(self.folder / "config")
        os.environ.pop("OSTEO_HUB", None)
        slicer.mrmlScene.Clear(0)
        from HubBrowserLib.logic import HubBrowserLogic

        self.logic = HubBrowserLogic()
        self.addCleanup(self.logic.forget)

    def test_without_a_hub(self) -> None:
        from osteokit.base.errors import OsteoError

        self.assertIsNone(self.logic.account)
        with self.assertRaises(OsteoError):
            self.logic.search("", {}, "")

    def test_files_come_into_the_scene(self) -> None:
        from HubBrowserLib.reading import read_files

        from osteokit.fabrication.export import write_mesh
        from osteokit.surface.primitives import box

        write_mesh(box((30.0, 20.0, 60.0)), self.folder / "tibia_left.stl")
        told = self.logic.show(read_files([self.folder / "tibia_left.stl"], self.folder / "scenarios"), "en")
        self.assertEqual(told, ["Left tibia"])
        self.assertEqual(list(self.logic.publishable().values()), ["Left tibia"])
